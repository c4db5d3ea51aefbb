"""What comes out of a decision: its simulation, the tariff sheet, the notification to the DGFiP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from buron.kernel.documents.blocks import Column, Document, Heading, Row, Table
from buron.kernel.documents.html import html_fragment
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.documents.xlsx import xlsx_bytes
from buron.kernel.downloads import attachment
from buron.kernel.models import Office
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.lodging.models import Lodging
from buron.lodging.queries import lodgings
from buron.territory import reference
from buron.territory.queries import office_commune_codes, office_communes, office_department
from buron.tourist_tax.delta.writing import Notice, field_rows, notice_xml
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.queries.decisions import applying_on, printed_of
from buron.tourist_tax.queries.simulation import Simulation, assumptions, simulate
from buron.tourist_tax.tariff_link import page_address
from buron.tourist_tax.tariff_sheet import tariff_document
from buron.tourist_tax.tariff_words import LANGUAGES
from buron.tourist_tax.views.decisions import decision_or_404, to_decision

TABLES = (
    ("natures", gettext_lazy("Par nature d’hébergement")),
    ("communes", gettext_lazy("Par commune")),
    ("categories", gettext_lazy("Par catégorie")),
)


def _year(request: OfficeRequest, otherwise: int) -> int:
    return min(max(whole(request.GET.get("annee"), 4) or otherwise, 2015), 2098)


@screen("tourist_tax.accounts")
@require_GET
def simulation(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A decision applied to the nights declared for a year."""
    found = decision_or_404(pk)
    year = _year(request, timezone.localdate().year - 1)
    answer = simulate(found, year)
    tables = [(title, answer.groups(name)) for name, title in TABLES]
    context = {
        "decision": found,
        "year": year,
        "years": range(timezone.localdate().year - 4, timezone.localdate().year + 1),
        "answer": answer,
        "tables": tables,
        "left": sorted(answer.left.values(), key=lambda one: -one.before),
        "assumptions": assumptions(year),
        "percent": _percent(answer),
    }
    return render(request, "tourist_tax/decision_simulation.html", context)


def _percent(answer: Simulation) -> float | None:
    before = answer.total.before.total
    return None if before == 0 else 100 * answer.total.difference / before


@screen("tourist_tax.accounts")
@require_GET
def simulation_xlsx(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    found = decision_or_404(pk)
    year = _year(request, timezone.localdate().year - 1)
    document = simulation_document(request.office, found, simulate(found, year))
    return attachment(xlsx_bytes(document), f"simulation-{found.valid_from.year}-sur-{year}.xlsx")


def simulation_document(office: Office, decision: Decision, answer: Simulation) -> Document:
    """A simulation as tables with all shares, assumptions first."""
    columns = [
        Column(""),
        Column(_("Nuitées taxées"), "integer"),
        Column(_("Part de la collectivité, avant"), "amount"),
        Column(_("Part de la collectivité, après"), "amount"),
        Column(_("Total, avant"), "amount"),
        Column(_("Total, après"), "amount"),
        Column(_("Écart"), "amount"),
    ]
    said: list[Row] = [[text] for text in assumptions(answer.year)]
    blocks: list[Any] = [Heading(1, _("Hypothèses")), Table([Column(_("Hypothèses"))], said)]
    for name, title in TABLES:
        rows = [_row(one.title, one.amounts) for one in answer.groups(name)]
        blocks += [Heading(1, str(title)), Table(columns, rows, total_row=_row(_("Total"), answer.total))]
    left: list[Row] = [[one.reason, one.declarations, one.nights, one.before] for one in answer.left.values()]
    if left:
        heads = [
            Column(_("Pourquoi")),
            Column(_("Lignes"), "integer"),
            Column(_("Nuitées"), "integer"),
            Column(_("Montant déclaré"), "amount"),
        ]
        blocks += [Heading(1, _("Non simulé")), Table(heads, left)]
    return Document(
        title=_("%(title)s : simulation sur %(year)s") % {"title": decision.title, "year": answer.year},
        blocks=blocks,
        organisation=office.name,
        toc=False,
    )


def _row(title: str, amounts: Any) -> Row:
    before, after = amounts.before, amounts.after
    return [title, amounts.nights, before.base, after.base, before.total, after.total, amounts.difference]


@screen("tourist_tax.view")
@require_GET
def tariffs(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The tariff sheet on screen, in the language asked for, for all lodgings or for one."""
    found = decision_or_404(pk)
    language = _language(request)
    lodging = _lodging(request)
    document = _sheet(request, found, language, lodging)
    kept = request.GET.copy()
    kept.pop("langue", None)
    context = {
        "decision": found,
        "languages": LANGUAGES.items(),
        "language": language,
        "lodging": lodging,
        "kept": kept.urlencode(),
        # The writer escapes everything that it is given.
        "sheet": mark_safe(html_fragment(document, title_level=2)),  # noqa: S308
    }
    return render(request, "tourist_tax/decision_tariffs.html", context)


@screen("tourist_tax.view")
@require_GET
def tariffs_pdf(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The tariff sheet as a PDF, ready to post."""
    found = decision_or_404(pk)
    language = _language(request)
    address = page_address(request, request.office, language)
    document = _sheet(request, found, language, _lodging(request), address)
    name = f"taxe-de-sejour-{found.valid_from.year}-{language}.pdf"
    return attachment(pdf_bytes(document), name)


def _language(request: OfficeRequest) -> str:
    asked = request.GET.get("langue", "fr")
    return asked if asked in LANGUAGES else "fr"


def _lodging(request: OfficeRequest) -> Lodging | None:
    asked = request.GET.get("hebergement", "")
    if not asked:
        return None
    return get_object_or_404(lodgings().prefetch_related("rankings"), pk=whole(asked))


def _sheet(
    request: OfficeRequest, decision: Decision, language: str, lodging: Lodging | None, address: str = ""
) -> Document:
    return tariff_document(
        request.office,
        decision,
        day=sheet_day(decision, timezone.localdate()),
        language=language,
        departments=departments_of(request.office, decision),
        lodging=lodging,
        address=address,
    )


def sheet_day(decision: Decision, today: dt.date) -> dt.date:
    """The day whose law a sheet shows: today while the decision applies, else its nearest day."""
    day = max(today, decision.valid_from)
    return min(day, decision.valid_until) if decision.valid_until else day


def departments_of(office: Office, decision: Decision) -> list[str]:
    """The départements of the communes of a decision, the office's own when it has no commune."""
    codes = decision.communes or office_commune_codes(office)
    found = {commune.department for code in codes if (commune := reference.commune(code))}
    own = office_department(office) or ""
    return sorted(found, key=lambda code: (code != own, code)) or [own]


@screen("tourist_tax.decide")
@require_GET
def notice_file(request: OfficeRequest, pk: int, kind: str) -> HttpResponseBase:
    """The fields to notify, as a workbook to copy from or as XML of the national form."""
    found = decision_or_404(pk)
    if found.voted_on is None:
        messages.error(request, _("Indiquez d’abord le jour du vote : c’est un des champs à notifier."))
        return to_decision(request, found)
    notice = _notice(request, found, found.voted_on)
    name = f"notification-dgfip-{found.valid_from.year}"
    law = current_law()
    if kind == "xml":
        return attachment(notice_xml(notice, law, timezone.localdate()), f"{name}.xml")
    rows: list[Row] = [list(row) for row in field_rows(notice, law)]
    document = Document(
        title=_("Notification des tarifs à la DGFiP"),
        organisation=request.office.name,
        blocks=[Heading(1, "DELTA"), Table([Column(_("Champ")), Column(_("Valeur"))], rows)],
        toc=False,
    )
    return attachment(xlsx_bytes(document), f"{name}.xlsx")


def _notice(request: OfficeRequest, decision: Decision, voted_on: dt.date) -> Notice:
    communes = [
        (one.insee, one.name)
        for one in office_communes(request.office)
        if not decision.communes or one.insee in decision.communes
    ]
    return Notice(
        council=decision.council,
        siren=decision.siren,
        department=departments_of(request.office, decision)[0],
        voted_on=voted_on,
        body=printed_of(decision),
        communes=tuple(communes),
    )


@screen("tourist_tax.view")
@require_GET
def tariffs_now(request: OfficeRequest) -> HttpResponseBase:
    """The sheet of the decision that applies today."""
    found = applying_on(timezone.localdate())
    if found is None:
        messages.info(request, _("Aucune délibération n’est en vigueur aujourd’hui."))
        return redirect("tourist_tax_decisions", office=request.office.slug)
    return redirect("tourist_tax_tariffs", office=request.office.slug, pk=found.pk)
