"""The fleet: where the kiosks are, whether they work, how much they are used."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel import periods
from buron.kernel.gestures import attempt, refusals_beside
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.publishing import services
from buron.publishing.figures.days import STATES, days
from buron.publishing.forms import HoursForm, KioskForm, NoteForm, SettingsForm
from buron.publishing.models import Kiosk
from buron.publishing.pictures import qr_drawing
from buron.publishing.queries import RECENT_DAYS, fleet
from buron.publishing.rules import KioskError, hours_of
from buron.publishing.settings import session_gap, weather_source
from buron.territory.queries import office_communes, office_department

PAGE = 40
NOTES = 30


@screen("publishing.view")
def kiosks(request: OfficeRequest) -> HttpResponseBase:
    """The kiosks in service, then those that were retired."""
    page = Paginator(
        Kiosk.objects.select_related("desk").order_by("retired_on", "name", "pk"), PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": fleet(list(page)),
        "days": RECENT_DAYS,
        "gap": session_gap(request.office),
        "can_manage": request.actor.can("publishing.kiosks"),
    }
    return render(request, "publishing/kiosks.html", context)


def _kiosk_form(request: OfficeRequest, initial: dict[str, Any]) -> KioskForm:
    form = KioskForm(posted(request), initial=initial)
    field: Any = form.fields["insee"]
    field.near = [found for row in office_communes(request.office) if (found := row.commune)]
    field.department = office_department(request.office)
    return form


@screen("publishing.kiosks")
def kiosk_new(request: OfficeRequest) -> HttpResponseBase:
    """Add a kiosk; its hours and its link come next, on its own page."""
    form = _kiosk_form(request, {})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            kiosk = services.create_kiosk(actor=request.actor, facts=form.facts())
            messages.success(request, _("La borne est ajoutée. Dites ses heures, puis créez son lien."))
            return redirect("publishing_kiosk", office=request.office.slug, pk=kiosk.pk)
    context = {"form": form, "kiosk": None}
    return render(request, "publishing/kiosk_edit.html", context, status=422 if form.errors else 200)


@screen("publishing.kiosks")
def kiosk_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change what is said of a kiosk."""
    kiosk = get_object_or_404(Kiosk.objects.select_related("desk"), pk=pk)
    form = _kiosk_form(request, KioskForm.initial_of(kiosk))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            services.edit_kiosk(actor=request.actor, kiosk=kiosk, facts=form.facts())
            messages.success(request, _("C’est enregistré. La borne le prendra à son prochain contact."))
            return _back(request, kiosk)
    context = {"form": form, "kiosk": kiosk}
    return render(request, "publishing/kiosk_edit.html", context, status=422 if form.errors else 200)


def _back(request: OfficeRequest, kiosk: Kiosk) -> HttpResponseBase:
    return redirect("publishing_kiosk", office=request.office.slug, pk=kiosk.pk)


@screen("publishing.view")
def kiosk(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A kiosk: its state, its last thirty days, its hours, its maintenance."""
    found = get_object_or_404(Kiosk.objects.select_related("desk"), pk=pk)
    return _page(request, found)


def _page(request: OfficeRequest, found: Kiosk, status: int = 200, **more: Any) -> HttpResponseBase:
    today = timezone.localdate()
    plan = found.plans.order_by("-since").first()
    recent = periods.custom(today - dt.timedelta(days=RECENT_DAYS - 1), today)
    context = {
        "kiosk": found,
        "line": fleet([found])[0],
        "days": [
            (one, str(STATES[one.state]), hours_of(one.planned & one.on), hours_of(one.planned))
            for one in reversed(days(recent, [found]))
        ],
        "recent": RECENT_DAYS,
        "gap": session_gap(request.office),
        "plan": plan,
        "hours_form": HoursForm(week=plan.week if plan else None),
        "notes": found.notes.all()[:NOTES],
        "note_form": NoteForm(initial={"day": today}),
        "can_manage": request.actor.can("publishing.kiosks"),
        **more,
    }
    return render(request, "publishing/kiosk.html", context, status=status)


@screen("publishing.kiosks")
@require_POST
def kiosk_hours(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Plan the hours of a kiosk from a day."""
    found = get_object_or_404(Kiosk, pk=pk)
    form = HoursForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            services.plan_hours(
                actor=request.actor, kiosk=found, since=form.cleaned_data["since"], hours=form.week()
            )
            messages.success(request, _("Les heures prévues sont enregistrées."))
            return _back(request, found)
    return _page(request, found, 422, hours_form=form)


@screen("publishing.kiosks")
@require_POST
def kiosk_note(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Write down what was done."""
    found = get_object_or_404(Kiosk, pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            services.note_maintenance(actor=request.actor, kiosk=found, **form.cleaned_data)
            messages.success(request, _("L’entretien est noté."))
            return _back(request, found)
    return _page(request, found, 422, note_form=form)


@screen("publishing.kiosks")
@require_POST
def kiosk_link(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Make the link of a device and show it, this once."""
    found = get_object_or_404(Kiosk.objects.select_related("desk"), pk=pk)
    try:
        token = services.issue_link(actor=request.actor, kiosk=found)
    except KioskError as error:
        messages.error(request, str(error))
        return _back(request, found)
    address = f"{request.build_absolute_uri(reverse('publishing_shell'))}#cle={token}"
    context = {"kiosk": found, "address": address, "drawing": qr_drawing(address, 6)}
    response = render(request, "publishing/kiosk_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@screen("publishing.kiosks")
@require_POST
def kiosk_revoke(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Shut a device out."""
    done = _("Le lien est révoqué : l’appareil ne reçoit plus rien et n’est plus compté.")
    return _change(request, pk, done, services.revoke_link, "publishing_kiosk_restore")


@screen("publishing.kiosks")
@require_POST
def kiosk_restore(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Let a device back in."""
    done = _("Le lien est rétabli. Si l’appareil s’est arrêté entre-temps, créez-en un nouveau.")
    return _change(request, pk, done, services.restore_link)


@screen("publishing.kiosks")
@require_POST
def kiosk_update(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Ask a device to take everything anew."""
    done = _(
        "La mise à jour est demandée : la borne la fera à son prochain contact, sans personne devant elle."
    )
    return _change(request, pk, done, services.ask_update, "publishing_kiosk_update_withdraw")


@screen("publishing.kiosks")
@require_POST
def kiosk_update_withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Ask no more."""
    return _change(request, pk, _("La demande de mise à jour est retirée."), services.withdraw_update)


@screen("publishing.kiosks")
@require_POST
def kiosk_retire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a kiosk out of service."""
    done = _("La borne est retirée. Ses chiffres sont gardés.")
    return _change(
        request, pk, done, services.retire_kiosk, "publishing_kiosk_resume", on=timezone.localdate()
    )


@screen("publishing.kiosks")
@require_POST
def kiosk_resume(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put a kiosk back into service."""
    done = _("La borne est remise en service. Si son appareil s’est arrêté, créez-lui un nouveau lien.")
    return _change(request, pk, done, services.retire_kiosk, on=None)


def _change(
    request: OfficeRequest, pk: int, done: str, service: Any, undo: str = "", **arguments: Any
) -> HttpResponseBase:
    """One button of the page of a kiosk; ``undo`` names the address of the contrary."""
    found = get_object_or_404(Kiosk, pk=pk)
    back = reverse(undo, kwargs={"office": request.office.slug, "pk": pk}) if undo else ""
    attempt(request, done, service, undo=back, kiosk=found, **arguments)
    return _back(request, found)


@screen("publishing.kiosks")
def kiosk_settings(request: OfficeRequest) -> HttpResponseBase:
    """What holds for all the kiosks."""
    initial = {"gap": session_gap(request.office), "weather": weather_source(request.office)}
    form = SettingsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            services.set_weather_source(actor=request.actor, address=form.cleaned_data["weather"])
            services.set_session_gap(actor=request.actor, seconds=form.cleaned_data["gap"])
            messages.success(request, _("Les réglages des bornes sont enregistrés."))
            return redirect("publishing_kiosks", office=request.office.slug)
    return render(
        request, "publishing/kiosk_settings.html", {"form": form}, status=422 if form.errors else 200
    )
