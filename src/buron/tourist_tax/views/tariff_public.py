"""The tariffs in force, for anybody: what the council voted is public. Nothing about a lodging is shown here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from buron.kernel.documents.blocks import Document
from buron.kernel.documents.html import html_fragment
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.models import Office
from buron.kernel.ratelimit import limited
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import office_scope
from buron.tourist_tax.queries.decisions import all_applying_on
from buron.tourist_tax.tariff_link import page_address
from buron.tourist_tax.tariff_sheet import tariff_document
from buron.tourist_tax.tariff_words import LANGUAGES
from buron.tourist_tax.views.decision_papers import departments_of


@public_screen("what the council voted is public, and hosts must show it")
@require_GET
def public_tariffs(request: HttpRequest, site: str) -> HttpResponseBase:
    """The sheets of the decisions that apply today, in the language asked for."""
    office = get_object_or_404(Office, slug=site)
    language = _language(request)
    with office_scope(office), translation.override(language):
        # The writer escapes everything that it is given.
        sheets = [
            mark_safe(html_fragment(one, id_prefix=f"s{rank}-"))  # noqa: S308
            for rank, one in enumerate(_sheets(office, language))
        ]
        context = {"office": office, "sheets": sheets, "language": language, "languages": LANGUAGES.items()}
        return render(request, "tourist_tax/public_tariffs.html", context)


@public_screen("what the council voted is public, and hosts must show it")
@require_GET
@limited("public-tariffs-pdf", limit=60, per_seconds=3600)
def public_tariffs_pdf(request: HttpRequest, site: str) -> HttpResponseBase:
    """The same as a PDF, for the first council of the office."""
    office = get_object_or_404(Office, slug=site)
    language = _language(request)
    with office_scope(office):
        content = pdf_bytes(_sheets(office, language, page_address(request, office, language))[0])
    name = f"taxe-de-sejour-{language}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("langue", "")
    return asked if asked in LANGUAGES else "fr"


def _sheets(office: Office, language: str, address: str = "") -> list[Document]:
    today = timezone.localdate()
    found = [
        tariff_document(
            office,
            one,
            day=today,
            language=language,
            departments=departments_of(office, one),
            address=address,
        )
        for one in all_applying_on(today)
    ]
    if not found:
        raise Http404("no decision applies today")
    return found
