"""Editing a fiche tab by tab, and writing a new one."""

from __future__ import annotations

from typing import Any

import orjson
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.texts import LANGUAGE_NAMES
from buron.offer import services
from buron.offer.fields import path_name, value_text
from buron.offer.forms import TAB_TITLES, TABS, NewFicheForm, TabForm
from buron.offer.models import Fiche
from buron.offer.services.editing import Conflict, save_form
from buron.offer.services.fiches import BadFiche
from buron.offer.views.search import ground
from buron.territory import queries as territory


@screen("offer.edit")
def fiche_edit(request: OfficeRequest, pk: int, tab: str = "identite") -> HttpResponseBase:
    """One tab: shown, or saved as edits over the sources."""
    fiche = get_object_or_404(Fiche, pk=pk)
    if tab not in TABS:
        raise Http404
    form = TABS[tab](fiche.body, posted(request))
    conflict: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            save_form(actor=request.actor, fiche=fiche, values=form.values(), seen=form.seen_before())
        except BadFiche as error:
            form.add_error(None, " ".join(error.problems))
        except Conflict as clash:
            conflict = _shown(clash)
            form = _again(request, fiche, tab)
        else:
            return _saved(request, fiche, tab)
    status = 422 if form.is_bound else 200
    return render(request, "offer/edit.html", _context(request, fiche, tab, form, conflict), status=status)


def _saved(request: OfficeRequest, fiche: Fiche, tab: str) -> HttpResponseBase:
    """The same tab again, or the page of the fiche."""
    messages.success(request, _("Enregistré."))
    if "finish" in request.POST:
        return redirect("offer_fiche", office=request.office.slug, pk=fiche.pk)
    return redirect("offer_fiche_edit", office=request.office.slug, pk=fiche.pk, tab=tab)


def _again(request: OfficeRequest, fiche: Fiche, tab: str) -> TabForm:
    """The form with what was typed, which now knows what the other person wrote: saving it again decides."""
    fiche.refresh_from_db()
    data = request.POST.copy()
    data["seen"] = orjson.dumps(TABS[tab](fiche.body).seen_now()).decode()
    form = TABS[tab](fiche.body, data)
    form.is_valid()
    return form


def _shown(clash: Conflict) -> list[dict[str, str]]:
    return [
        {
            "label": path_name(change.path),
            "before": value_text(change.path, change.before),
            "after": value_text(change.path, change.after),
        }
        for change in clash.changes
    ]


def _context(
    request: OfficeRequest, fiche: Fiche, tab: str, form: TabForm, conflict: list[dict[str, str]]
) -> dict[str, Any]:
    last = journal.history(fiche, limit=1).first() if conflict else None
    return {
        "fiche": fiche,
        "form": form,
        "tab": tab,
        "tabs": TAB_TITLES,
        "conflict": conflict,
        "who": last.actor_label if last else "",
        "languages": LANGUAGE_NAMES,
        "has_sources": fiche.records.exists(),
        "map": _map(request, fiche) if tab == "localisation" else None,
    }


def _map(request: OfficeRequest, fiche: Fiche) -> dict[str, Any]:
    """The ground on which the position is chosen: the communes, and the place itself when it has one."""
    features = ground(request)
    if fiche.latitude is not None and fiche.longitude is not None:
        point = {"type": "Point", "coordinates": [fiche.longitude, fiche.latitude]}
        properties = {"id": fiche.pk, "title": fiche.name, "text": "", "url": ""}
        features = [{"type": "Feature", "geometry": point, "properties": properties}, *features]
    return {"type": "FeatureCollection", "features": features}


@screen("offer.edit")
def fiche_new(request: OfficeRequest) -> HttpResponse | HttpResponseBase:
    """A fiche written by hand: the least first, then the tabs."""
    communes = [(row.insee, row.name) for row in territory.office_communes(request.office)]
    form = NewFicheForm(communes, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            fiche = services.create_fiche(actor=request.actor, body=form.body(), state=Fiche.State.DRAFT)
        except BadFiche as error:
            form.add_error(None, " ".join(error.problems))
        else:
            messages.success(request, _("Brouillon créé : complétez-le, puis publiez-le."))
            return redirect("offer_fiche_edit", office=request.office.slug, pk=fiche.pk, tab="textes")
    return render(request, "offer/new.html", {"form": form}, status=422 if form.is_bound else 200)
