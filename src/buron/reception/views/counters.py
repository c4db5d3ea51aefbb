"""Readings of the counters, typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refused
from buron.kernel.screens import OfficeRequest, screen
from buron.reception.forms.common import HOURS, DeskField, day_field, hour_of, ways_field
from buron.reception.models import CounterReading
from buron.reception.queries.doors import door_lines
from buron.reception.rules.facts import FactsError
from buron.reception.services import record_counter, remove_counter
from buron.reception.services.counters import MOST_PASSAGES
from buron.reception.views.desk import chosen_place
from buron.territory.models import Desk
from buron.territory.queries import desks

PAGE = 60
KEPT = "reception_counter"
WITHOUT_DOOR = (Desk.Kind.VIRTUAL, Desk.Kind.OUT_OF_WALLS, Desk.Kind.KIOSK)


class CounterForm(forms.Form):
    """One reading, as the device shows it."""

    desk = DeskField()
    day = day_field(label=gettext_lazy("Jour"))
    hour = forms.ChoiceField(
        label=gettext_lazy("Heure"),
        required=False,
        choices=[("", gettext_lazy("Toute la journée")), *HOURS[1:]],
    )
    raw = forms.IntegerField(label=gettext_lazy("Passages lus"), min_value=0, max_value=MOST_PASSAGES)
    both_ways = ways_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.desks: list[Desk] = self.fields["desk"].offer(desks())  # type: ignore[attr-defined]


@screen("reception.view")
def counters(request: OfficeRequest) -> HttpResponseBase:
    """What the counters read, and the form to add a reading."""
    form = _form(request)
    if request.method == "POST":
        request.actor.require("reception.record")
        if form.is_valid() and _record(request, form):
            return redirect("reception_counters", office=request.office.slug)
    readings = CounterReading.objects.select_related("desk").order_by("-day", "desk_id", "-hour", "-pk")
    context = {
        "form": form,
        "page": Paginator(readings, PAGE).get_page(request.GET.get("page")),
        "doors": door_lines([desk for desk in form.desks if desk.kind not in WITHOUT_DOOR]),
        "can_record": request.actor.can("reception.record"),
        "can_correct": request.actor.can("reception.correct"),
        "can_import": request.actor.can("reception.import"),
        "can_export": request.actor.can("reception.export"),
    }
    return render(request, "reception/counters.html", context, status=422 if form.errors else 200)


def _form(request: OfficeRequest) -> CounterForm:
    place = chosen_place(request)
    kept = request.session.get(KEPT, {})
    initial = {"desk": place[0].pk if place else None, "day": timezone.localdate(), **kept}
    return CounterForm(request.POST if request.method == "POST" else None, initial=initial)


def _record(request: OfficeRequest, form: CounterForm) -> bool:
    said = form.cleaned_data
    try:
        record_counter(
            actor=request.actor,
            desk=said["desk"],
            day=said["day"],
            hour=hour_of(said["hour"]),
            raw=said["raw"],
            both_ways=said["both_ways"],
        )
    except FactsError as error:
        refused(form, error)
        return False
    request.session[KEPT] = {
        "desk": said["desk"].pk,
        "both_ways": "1" if said["both_ways"] else "0",
    }
    messages.success(request, _("Le relevé est enregistré."))
    return True


@screen("reception.correct")
@require_POST
def counter_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Remove a reading typed at the wrong place."""
    remove_counter(actor=request.actor, reading=get_object_or_404(CounterReading, pk=pk))
    messages.success(request, _("Le relevé est retiré."))
    return redirect("reception_counters", office=request.office.slug)
