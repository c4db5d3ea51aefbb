"""The register as a list, one lodging, its entry and its edition."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.documents.tabular import csv_bytes, xlsx_bytes
from buron.kernel.downloads import attachment, pdf_response
from buron.kernel.folding import fold
from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.lodging import exports, forms, services
from buron.lodging.beds import beds_text
from buron.lodging.hooks import aspects
from buron.lodging.models import Lodging, Sighting
from buron.lodging.opening_text import write_spans
from buron.lodging.papers.declaration import FORMS, declaration_pdf, is_declared_at_mairie
from buron.lodging.queries.finding import find_lodgings, for_list, held_on
from buron.lodging.queries.sources import sources_of
from buron.lodging.services.sharing import differences
from buron.lodging.views.validity import drawn

VIEW, EDIT = "lodging.view", "lodging.edit"


@screen(VIEW)
@require_GET
def register(request: OfficeRequest) -> HttpResponseBase:
    """The lodgings, by name, narrowed by words and facts."""
    form = forms.SearchForm(request.office, request.GET)
    chosen = form.chosen
    page = page_of(request, for_list(find_lodgings(chosen)))
    host = Party.objects.filter(pk=int(chosen["hote"])).first() if chosen.get("hote") else None
    context = {
        "form": form,
        "page": page,
        "chosen": chosen,
        "total": page.paginator.count,
        "host": host,
        "asked": request.GET.urlencode(),
        "can_edit": request.actor.can(EDIT),
    }
    if request.headers.get("HX-Request"):
        return render(request, "lodging/parts/register.html", context)
    return render(request, "lodging/register.html", context)


@screen(VIEW)
@require_GET
def register_file(request: OfficeRequest, form: str) -> HttpResponseBase:
    """The lodgings that the list shows, as a table to download."""
    if form not in ("csv", "xlsx"):
        raise Http404("no such form of file")
    chosen = forms.SearchForm(request.office, request.GET).chosen
    rows = exports.lodgings(chosen)
    lines = [line for start in range(0, rows.total, 1000) for line in rows.page(start, 1000)]
    if form == "csv":
        content = csv_bytes(rows.columns, lines)
    else:
        content = xlsx_bytes(
            rows.columns, lines, title=_("Registre des hébergements"), source=request.office.name
        )
    return attachment(content, f"hebergements-{timezone.localdate():%Y-%m-%d}.{form}")


def lodging_or_404(pk: int) -> Lodging:
    """A lodging of the office in scope."""
    return get_object_or_404(Lodging.objects.select_related("merged_into", "fiche"), pk=pk)


def back(request: OfficeRequest, lodging: Lodging) -> HttpResponseBase:
    """To the lodging's page."""
    return redirect("lodging_lodging", office=request.office.slug, pk=lodging.pk)


@screen(VIEW)
@require_GET
def lodging(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One lodging: what it is, who holds it, how it is ranked, its fiche, who knows it, what every room holds."""
    found = lodging_or_404(pk)
    if found.merged_into is not None:
        messages.info(request, _("Cet hébergement a été réuni à celui-ci."))
        return back(request, found.merged_into)
    return render(request, "lodging/lodging.html", _page(request, found))


def _page(request: OfficeRequest, found: Lodging) -> dict[str, Any]:
    today = timezone.localdate()
    rankings = list(found.rankings.all())
    hostings = list(found.hostings.select_related("party"))
    sightings = list(found.sightings.order_by("source", "-last_seen_on")[:20])
    return {
        "lodging": found,
        "hostings": [(one, one.holds_on(today)) for one in hostings],
        "declaring": [one for one in hostings if one.declares and one.holds_on(today)],
        "validity": drawn(rankings, today),
        "held": next((one for one in rankings if _holds(one.valid_from, one.valid_until, today)), None),
        "openings": write_spans(found.openings),
        "bedrooms": [(room["name"], beds_text(room)) for room in found.bedrooms],
        "cerfa": FORMS.get(found.nature, ""),
        "differences": differences(found),
        "sightings": sightings,
        "sources": [Sighting.Source(source).label for source in sorted(sources_of(found))],
        "aspects": _aspects(request, found),
        "hosting_form": forms.HostingForm(),
        "ranking_form": forms.RankingForm(),
        "end_form": forms.EndForm(initial={"last_day": today}),
        "closed": found.closed_on is not None and found.closed_on < today,
        "history": journal.history(found, limit=12),
        "can_edit": request.actor.can(EDIT),
        "can_see_parties": request.actor.can("directory.view"),
        "today": today,
    }


def _holds(first: dt.date, last: dt.date | None, day: dt.date) -> bool:
    return first <= day and (last is None or day <= last)


def _aspects(request: OfficeRequest, found: Lodging) -> list[dict[str, Any]]:
    """What higher rooms say of it, as far as the reader may see."""
    shown = [one for one in aspects if request.actor.can(one.permission)]
    return [
        {
            "aspect": one,
            "lines": one.lines(found),
            "action": one.action(found) if one.action else None,
            "more": one.context(found) if one.context else {},
        }
        for one in sorted(shown, key=lambda one: one.order)
    ]


@screen(VIEW)
@require_GET
def declaration(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """What the form of declaration at the mairie asks, from the register, to print."""
    found = lodging_or_404(pk)
    if not is_declared_at_mairie(found):
        raise Http404("no form for this nature")
    return pdf_response(declaration_pdf(found, timezone.localdate()), f"declaration-{found.number}.pdf")


@screen(EDIT)
def lodging_new(request: OfficeRequest) -> HttpResponseBase:
    """Enter a lodging in the register; those that look the same are shown first."""
    form = forms.LodgingForm(request.office, posted(request))
    doubles: list[Lodging] = []
    if request.method == "POST" and form.is_valid():
        doubles = [] if request.POST.get("another") else alike(form.description())
        if not doubles:
            with refusals_beside(form, openings="openings_text"):
                made = services.register_lodging(actor=request.actor, **form.description())
                messages.success(
                    request,
                    _("« %(name)s » est au registre : dites maintenant qui le tient.") % {"name": made},
                )
                return back(request, made)
    context = {"form": form, "lodging": None, "doubles": doubles}
    return render(
        request, "lodging/lodging_form.html", context, status=422 if form.errors or doubles else 200
    )


def alike(description: dict[str, Any]) -> list[Lodging]:
    """The lodgings of the same commune with the same name or the same address, or with the same number."""
    nearby = find_lodgings({"commune": description["insee"], "etat": "all"})
    name, address = fold(description["name"]), fold(description["address"])
    return [
        one
        for one in nearby.only("pk", "number", "name", "address", "insee")
        if fold(one.name) == name or (address and fold(one.address) == address)
    ][:5]


@screen(EDIT)
def lodging_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change what describes a lodging."""
    found = lodging_or_404(pk)
    form = forms.LodgingForm(request.office, posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, openings="openings_text"):
            services.update_lodging(actor=request.actor, lodging=found, changes=form.description())
            messages.success(request, _("L’hébergement est enregistré."))
            return back(request, found)
    context = {"form": form, "lodging": found, "doubles": []}
    return render(request, "lodging/lodging_form.html", context, status=422 if form.errors else 200)


@screen(VIEW)
@require_GET
def hosts(request: OfficeRequest) -> HttpResponseBase:
    """Who holds lodgings today, with how many and what they can be reached by."""
    today = timezone.localdate()
    words = request.GET.get("mots", "")[:120]
    now = Q(hostings__lodging__merged_into__isnull=True) & held_on(today, "hostings__")
    found = Party.objects.filter(erased_at=None, merged_into=None, hostings__isnull=False)
    for word in words.split()[:8]:
        found = found.filter(search_words__contains=f" {fold(word)}")
    page = page_of(
        request,
        found.annotate(
            held=Count("hostings__lodging", filter=now, distinct=True),
            declared=Count("hostings__lodging", filter=now & Q(hostings__declares=True), distinct=True),
        ).order_by("last_name", "organisation_name", "first_name", "pk"),
    )
    context = {"page": page, "words": words, "total": page.paginator.count}
    return render(request, "lodging/hosts.html", context)
