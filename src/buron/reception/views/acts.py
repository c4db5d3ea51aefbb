"""The acts: listed, read, corrected, cancelled; and those that are entered afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel import journal
from buron.kernel.gestures import refusals_beside
from buron.kernel.screens import OfficeRequest, screen
from buron.reception.forms.acts import ActsFilter, AmendForm, FactsForm, LateForm, ReasonForm
from buron.reception.forms.common import hour_of
from buron.reception.models import Act, SetAside
from buron.reception.queries.acts import answers_of, in_words, listed
from buron.reception.queries.lists import Labels, items_on
from buron.reception.queries.origins import DOES_NOT_KNOW, everything
from buron.reception.rules.facts import FactsError, may_undo
from buron.reception.services import amend_act, cancel_act, record_late, restore_act
from buron.reception.services.acts import author_id
from buron.reception.services.drafts import Moment
from buron.reception.views.desk import chosen_place

PAGE = 50


@screen("reception.view")
@require_GET
def acts_list(request: OfficeRequest) -> HttpResponseBase:
    """The acts, newest first; the same number of queries whatever the page holds."""
    lists = items_on(timezone.localdate())
    form = ActsFilter(request.GET, lists=lists)
    found = listed(form.chosen, author_id(request.actor))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    labels = Labels()
    context = {
        "form": form,
        "page": page,
        "lines": [in_words(act, labels) for act in page],
        "total": page.paginator.count,
        "narrowed": bool(form.chosen),
        "can_export": request.actor.can("reception.export"),
        "can_record": request.actor.can("reception.record"),
        "can_import": request.actor.can("reception.import"),
        "aside": SetAside.objects.filter(settled_at=None).count(),
    }
    return render(request, "reception/acts.html", context)


def _act(pk: int) -> Act:
    """An act of the office in scope; 404 for any other."""
    return get_object_or_404(Act.objects.select_related("desk", "author", "batch"), pk=pk)


def _is_mine(request: OfficeRequest, act: Act) -> bool:
    own = act.author_id is not None and act.author_id == author_id(request.actor)
    return own and may_undo(act.recorded_at, timezone.now()) and request.actor.can("reception.record")


@screen("reception.view")
@require_GET
def act_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """An act: its answers, what was shown, its history."""
    act = _act(pk)
    return render(request, "reception/act.html", _act_context(request, act, ReasonForm()))


def _act_context(request: OfficeRequest, act: Act, form: ReasonForm) -> dict[str, Any]:
    labels = Labels()
    corrects = request.actor.can("reception.correct")
    return {
        "act": act,
        "answers": answers_of(act, labels),
        "themes": [(labels.get("theme", one.theme, act.day), one.deduced) for one in act.themes.all()],
        "shown": act.shown.select_related("fiche"),
        "carnets": act.carnets.all(),
        "entries": journal.history(act, limit=50) if corrects else [],
        "duration": duration_text(act.duration_seconds or 0),
        "may_change": corrects or _is_mine(request, act),
        "asks_reason": not _is_mine(request, act),
        "form": form,
    }


def duration_text(seconds: int) -> str:
    """« 40 s », « 2 min 05 »."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02d}" if minutes else f"{rest} s"


@screen("reception.view")
@require_POST
def act_cancel(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Stop counting an act, and say why."""
    act = _act(pk)
    form = ReasonForm(request.POST)
    reason = request.POST.get("reason", "")[:200]
    try:
        cancel_act(actor=request.actor, act=act, reason=reason)
    except FactsError as error:
        form.is_valid()
        form.errors.clear()
        form.add_error("reason", str(error))
        return render(request, "reception/act.html", _act_context(request, act, form), status=422)
    messages.success(request, _("L’acte est annulé : il n’est plus compté."))
    return redirect("reception_act", office=request.office.slug, pk=act.pk)


@screen("reception.correct")
@require_POST
def act_restore(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Count again an act that was cancelled by mistake."""
    act = _act(pk)
    form = ReasonForm(request.POST)
    try:
        restore_act(actor=request.actor, act=act, reason=request.POST.get("reason", ""))
    except FactsError as error:
        form.is_valid()
        form.errors.clear()
        form.add_error("reason", str(error))
        return render(request, "reception/act.html", _act_context(request, act, form), status=422)
    messages.success(request, _("L’acte est de nouveau compté."))
    return redirect("reception_act", office=request.office.slug, pk=act.pk)


def facts_page(request: OfficeRequest, template: str, form: FactsForm, **context: Any) -> HttpResponseBase:
    """A form of facts, with what the origin completes from."""
    suggestions = [origin.label for origin in everything()]
    context |= {"form": form, "origins": [DOES_NOT_KNOW, *suggestions]}
    return render(request, template, context, status=422 if form.errors else 200)


@screen("reception.view")
def act_amend(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Correct an act."""
    act = _act(pk)
    if not (request.actor.can("reception.correct") or _is_mine(request, act)):
        request.actor.require("reception.correct")
    lists = items_on(act.day)
    form = AmendForm(request.POST or None, act=act, lists=lists)
    if form.is_valid():
        with refusals_beside(form, theme="themes"):
            _amend(request, act, form)
            messages.success(request, _("L’acte est corrigé."))
            return redirect("reception_act", office=request.office.slug, pk=act.pk)
    return facts_page(request, "reception/act_amend.html", form, act=act)


def _amend(request: OfficeRequest, act: Act, form: AmendForm) -> None:
    said = form.cleaned_data
    moment = None
    if (said["day"], hour_of(said["hour"])) != (act.day, act.hour):
        if said["day"] > timezone.localdate():
            raise FactsError("day", _("Ce jour n’est pas encore venu."))
        moment = Moment.of_day(said["day"], hour_of(said["hour"]))
    amend_act(
        actor=request.actor,
        act=act,
        facts=form.facts,
        desk=said["desk"],
        moment=moment,
        reason=said["reason"],
    )


@screen("reception.record")
def late(request: OfficeRequest) -> HttpResponseBase:
    """Enter a welcome that could not be recorded as it happened."""
    place = chosen_place(request)
    kept = request.session.get("reception_late", {})
    initial = {"desk": place[0].pk if place else None, **kept}
    form = LateForm(request.POST or None, lists=items_on(timezone.localdate()), initial=initial)
    if form.is_valid():
        with refusals_beside(form, theme="themes"):
            _record_late(request, form)
            messages.success(request, _("L’accueil est enregistré ; vous pouvez saisir le suivant."))
            return redirect("reception_late", office=request.office.slug)
    return facts_page(request, "reception/late.html", form)


def _record_late(request: OfficeRequest, form: LateForm) -> None:
    said = form.cleaned_data
    record_late(
        actor=request.actor,
        client_id=said["client_id"],
        desk=said["desk"],
        facts=form.facts,
        day=said["day"],
        hour=hour_of(said["hour"]),
    )
    request.session["reception_late"] = {
        "desk": said["desk"].pk,
        "day": said["day"].isoformat(),
        "channel": said["channel"],
    }
