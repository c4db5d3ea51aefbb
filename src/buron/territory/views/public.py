"""The desks and their hours, for everybody, in five languages. No cookie."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from buron.kernel.models import Office
from buron.kernel.ratelimit import limited
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES, PUBLIC_LANGUAGES
from buron.territory.queries.desks_shown import desks_path, graph_text, shown_desks

SECONDS_KEPT = 300


@public_screen("the addresses and hours of the office's desks, published for everyone")
@require_safe
@limited("public-desks", limit=1_200, per_seconds=60, methods=("GET", "HEAD"))
def public_desks(request: HttpRequest, site: str, language: str = "fr") -> HttpResponseBase:
    """Where to come, and when."""
    office = Office.objects.filter(slug=site).first()
    if office is None:
        raise Http404(site)
    with office_scope(office), translation.override(language):
        response = _page(request, office, language)
    patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
    response.headers.setdefault("Content-Language", language)
    return response


def _page(request: HttpRequest, office: Office, language: str) -> HttpResponse:
    urls = {code: request.build_absolute_uri(desks_path(office.slug, code)) for code in PUBLIC_LANGUAGES}
    desks = shown_desks(timezone.localdate())
    context = {
        "office": office,
        "language": language,
        "canonical": urls[language],
        "alternates": urls.items(),
        "default_url": urls["fr"],
        "choices": [{"code": code, "name": LANGUAGE_NAMES[code], "url": url} for code, url in urls.items()],
        "desks": desks,
        # Nothing in it can end the element that holds it, see graph_text.
        "json_ld": mark_safe(graph_text(office, desks)),  # noqa: S308
        "csrf_token": "",  # reading the real one would set a cookie
        "messages": (),
    }
    return render(request, "territory/public/desks.html", context)
