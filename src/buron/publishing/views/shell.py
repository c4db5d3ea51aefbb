"""The kiosk's page, its service worker and its manifest: the same for everybody, they hold nothing of an office."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from buron.kernel.kept_pages import keepable, worker_answer
from buron.kernel.screens import View, public_screen

REASON = "the page of a kiosk holds nothing of an office until a device shows its key"
MODULES = ("main", "keep", "clock", "use", "content", "parcel", "screens", "parts", "words", "board", "qr")
GROUND = ("store", "search", "opening", "text")
FONTS = (
    "kernel/fonts/fraunces-latin-600-normal.woff2",
    "kernel/fonts/source-sans-3-latin-wght-normal.woff2",
    "kernel/fonts/source-sans-3-latin-ext-wght-normal.woff2",
    "kernel/fonts/fraunces-latin-ext-600-normal.woff2",
)
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "blob:", "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "worker-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}


def strict(view: Callable[[HttpRequest], HttpResponseBase]) -> View:
    """Nothing from elsewhere, nothing inline, no form."""
    guarded: Any = csp(POLICY)(view)
    kept: View = guarded
    return kept


@lru_cache(maxsize=1)
def _kept() -> tuple[str, ...]:
    """Every file that the page needs without the network."""
    return (
        *(static(f"publishing/kiosk/{name}.js") for name in MODULES),
        *(static(f"offer/offline/{name}.js") for name in GROUND),
        static("publishing/kiosk/kiosk.css"),
        static("kernel/css/tokens.css"),
        static("kernel/css/fonts.css"),
        static("kernel/icons.svg"),
        static("kernel/img/ridge.svg"),
        *(static(name) for name in FONTS),
    )


@public_screen(REASON)
@strict
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """The frame of the kiosk; its modules draw the rest."""
    response = render(request, "publishing/kiosk/page.html")
    response["Cache-Control"] = "no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return keepable(response)


@public_screen(REASON)
@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker. The kept page answers at once: a bad link must not make a visitor wait."""
    address = reverse("publishing_shell")
    return worker_answer(family="kiosk-", pages=[address], files=_kept(), patience_ms=0, away=address)


@public_screen(REASON)
@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """What lets a tablet install the kiosk as a full-screen application."""
    return JsonResponse(
        {
            "name": "Borne",
            "short_name": "Borne",
            "start_url": "./",
            "scope": "./",
            "display": "fullscreen",
            "background_color": "#f6f4ee",
            "theme_color": "#2b2e34",
        },
        content_type="application/manifest+json",
    )
