"""Unmet requests on screen: noted, read, grouped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import wholes
from buron.reception.forms.unmet import NewUnmetForm, UnmetFilter, UnmetForm
from buron.reception.models import UnmetGroup, UnmetRequest
from buron.reception.queries.unmet import (
    LIST,
    commune_choices,
    listed,
    months_to_tell,
    proposals,
    theme_labels,
    themes_on,
)
from buron.reception.rules.facts import FactsError
from buron.reception.services import amend_unmet, cancel_unmet, group_unmet, record_unmet, ungroup_unmet
from buron.reception.services.acts import author_id
from buron.reception.views.entries import body_of, number_of, text_of, uuid_of
from buron.territory.models import Desk
from buron.territory.reference import commune_name

MOST_PROPOSED = 10


@screen("reception.view")
def requests(request: OfficeRequest) -> HttpResponseBase:
    """The requests, newest first, what might be grouped, what may be told; and one more noted after the fact."""
    communes = commune_choices(request.office)
    themes = themes_on(timezone.localdate())
    data = posted(request) if request.actor.can("reception.record") else None
    form = NewUnmetForm(data, themes=themes, communes=communes, initial={"day": timezone.localdate()})
    if form.is_valid() and _recorded(request, form):
        messages.success(request, _("La demande est notée."))
        return redirect("reception_unmet", office=request.office.slug)
    return render(
        request,
        "reception/unmet.html",
        _context(request, form, communes),
        status=422 if form.errors else 200,
    )


def _context(request: OfficeRequest, form: NewUnmetForm, communes: list[tuple[str, str]]) -> dict[str, Any]:
    labels = theme_labels()
    known = [(code, labels.get(LIST, code)) for code in labels.codes(LIST)]
    narrow = UnmetFilter(request.GET, themes=known, communes=communes)
    page = page_of(request, listed(narrow.chosen))
    keeps = request.actor.can("reception.unmet")
    lines = [(one, labels.get(LIST, one.theme, one.day), commune_name(one.insee)) for one in page]
    return {
        "form": form,
        "filter": narrow,
        "narrowed": bool(narrow.chosen),
        "page": page,
        "lines": lines,
        "keeps": keeps,
        "can_record": request.actor.can("reception.record"),
        "proposals": proposals()[:MOST_PROPOSED] if keeps else [],
        "months": months_to_tell(timezone.localdate()) if keeps else [],
    }


def _recorded(request: OfficeRequest, form: NewUnmetForm) -> bool:
    with refusals_beside(form):
        record_unmet(actor=request.actor, **form.cleaned_data)
        return True
    return False


@screen("reception.record")
@require_POST
def request_record(request: OfficeRequest) -> HttpResponseBase:
    """A request from the desk: JSON, so that it may wait for the network."""
    try:
        body = body_of(request)
        record_unmet(
            actor=request.actor,
            client_id=uuid_of(body),
            theme=text_of(body, "theme", 40),
            words=text_of(body, "words", 400),
            insee=text_of(body, "insee", 5),
            channel=text_of(body, "channel", 10) or "counter",
            desk=Desk.objects.filter(pk=number_of(body, "desk") or 0).first(),
        )
    except FactsError as error:
        return JsonResponse({"field": error.field, "message": str(error)}, status=422)
    return JsonResponse({"message": _("C’est noté : la commune le saura.")})


@screen("reception.view")
def request_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One request: its words, its commune, what became of it."""
    found = get_object_or_404(UnmetRequest.objects.select_related("desk", "author", "group", "letter"), pk=pk)
    form = UnmetForm(
        posted(request) if request.actor.can("reception.unmet") else None,
        themes=themes_on(found.day),
        communes=_with(found.insee, commune_choices(request.office)),
        initial={"theme": found.theme, "words": found.words, "insee": found.insee},
    )
    if form.is_valid() and _amended(request, found, form):
        messages.success(request, _("La demande est corrigée."))
        return redirect("reception_unmet", office=request.office.slug)
    context = {
        "request_row": found,
        "theme": theme_labels().get(LIST, found.theme, found.day),
        "commune": commune_name(found.insee),
        "form": form,
        "keeps": request.actor.can("reception.unmet"),
        "mine": found.author_id is not None and found.author_id == author_id(request.actor),
    }
    return render(request, "reception/unmet_request.html", context, status=422 if form.errors else 200)


def _with(insee: str, communes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The office's communes, and the request's own when it has left the territory since."""
    known = {code for code, _name in communes}
    return communes if not insee or insee in known else [*communes, (insee, commune_name(insee))]


def _amended(request: OfficeRequest, found: UnmetRequest, form: UnmetForm) -> bool:
    with refusals_beside(form):
        amend_unmet(actor=request.actor, request=found, **form.cleaned_data)
        return True
    return False


@screen("reception.record")
@require_POST
def request_cancel(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a request back."""
    found = get_object_or_404(UnmetRequest, pk=pk)
    try:
        cancel_unmet(actor=request.actor, request=found)
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("La demande est retirée."))
    return redirect("reception_unmet", office=request.office.slug)


@screen("reception.unmet")
@require_POST
def requests_group(request: OfficeRequest) -> HttpResponseBase:
    """Say that some requests are one."""
    chosen = wholes(request.POST.getlist("demande"))
    try:
        group_unmet(actor=request.actor, requests=chosen, title=request.POST.get("title", ""))
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ces demandes n’en font plus qu’une dans les courriers."))
    return redirect("reception_unmet", office=request.office.slug)


@screen("reception.unmet")
@require_POST
def group_split(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Undo a group."""
    ungroup_unmet(actor=request.actor, group=get_object_or_404(UnmetGroup, pk=pk))
    messages.success(request, _("Chaque demande a repris ses mots."))
    return redirect("reception_unmet", office=request.office.slug)
