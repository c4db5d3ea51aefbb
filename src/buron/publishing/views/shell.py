"""The kiosk's page, its service worker and its manifest: the same for everybody, they hold nothing of an office."""

from __future__ import annotations

from collections.abc import Callable
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
    """The service worker. The kept page answers at once: a bad link must not make a visitor wait.

    It takes what the page names and what that imports; the drawings are named by no link.
    """
    address, drawings = reverse("publishing_shell"), static("kernel/icons.svg")
    return worker_answer(family="kiosk-", pages=[address], files=[drawings], patience_ms=0, away=address)


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
