"""What the office does with its kiosks: install, plan, link, revoke, mend, retire."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.offer.imports.fetch import FetchError, check_form
from buron.publishing.models import Kiosk, KioskNote, KioskPlan
from buron.publishing.rules import (
    LONGEST_GAP,
    LONGEST_IDLE,
    SHORTEST_GAP,
    SHORTEST_IDLE,
    KioskError,
    WeekHours,
    check_week,
)
from buron.publishing.settings import GAP, WEATHER
from buron.territory import reference
from buron.territory.models import Desk

MANAGE = "publishing.kiosks"
LONGEST_NOTE = 1000
LONGEST_ALERT = 24 * 60
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class KioskFacts:
    """What the office says of a kiosk; ``alert_hours`` None: nobody is to be warned."""

    name: str
    form: str = Kiosk.Form.TERMINAL
    place: str = ""
    insee: str = ""
    desk: Desk | None = None
    idle_seconds: int = 90
    low_reach: bool = False
    alert_hours: int | None = 24

    def said(self) -> dict[str, object]:
        """The facts as the journal keeps them."""
        return {
            **{key: value for key, value in asdict(self).items() if key != "desk"},
            "desk": self.desk.pk if self.desk else None,
        }


def _check(actor: Actor, facts: KioskFacts) -> None:
    if not facts.name.strip():
        raise KioskError("Donnez un nom à la borne.", "name")
    if facts.insee and reference.commune(facts.insee) is None:
        raise KioskError("Ce code INSEE n’est celui d’aucune commune.", "insee")
    if facts.desk is not None and facts.desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    if not SHORTEST_IDLE <= facts.idle_seconds <= LONGEST_IDLE:
        raise KioskError(
            f"Le retour à l’accueil va de {SHORTEST_IDLE} à {LONGEST_IDLE} secondes.", "idle_seconds"
        )
    if facts.alert_hours is not None and not 1 <= facts.alert_hours <= LONGEST_ALERT:
        raise KioskError(f"L’alerte va de 1 à {LONGEST_ALERT} heures.", "alert_hours")


def _facts_of(kiosk: Kiosk) -> KioskFacts:
    return KioskFacts(
        kiosk.name,
        kiosk.form,
        kiosk.place,
        kiosk.insee,
        kiosk.desk,
        kiosk.idle_seconds,
        kiosk.low_reach,
        kiosk.alert_hours,
    )


def _write(kiosk: Kiosk, facts: KioskFacts) -> None:
    kiosk.name, kiosk.form, kiosk.place = facts.name.strip()[:80], facts.form, facts.place.strip()[:160]
    kiosk.insee, kiosk.desk, kiosk.alert_hours = facts.insee, facts.desk, facts.alert_hours
    kiosk.idle_seconds, kiosk.low_reach = facts.idle_seconds, facts.low_reach
    kiosk.save()


def create_kiosk(
    *, actor: Actor, facts: KioskFacts, installed_on: dt.date | None = None, hours: WeekHours | None = None
) -> Kiosk:
    """Enter a kiosk into the fleet, with the hours of a week that it should be on."""
    actor.require(MANAGE)
    _check(actor, facts)
    day = installed_on or timezone.localdate()
    week = check_week(hours or {})
    with transaction.atomic():
        kiosk = Kiosk(office_id=actor.office_id, installed_on=day)
        _write(kiosk, facts)
        KioskPlan.objects.create(office_id=actor.office_id, kiosk=kiosk, since=day, week=week)
        journal.record(
            actor=actor, action="publishing.kiosk.created", target=kiosk, after={**facts.said(), "week": week}
        )
    return kiosk


def edit_kiosk(*, actor: Actor, kiosk: Kiosk, facts: KioskFacts) -> Kiosk:
    """Change what is said of a kiosk; the device takes it at its next contact."""
    actor.require(MANAGE)
    _check(actor, facts)
    with transaction.atomic():
        kiosk = Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
        before, after = journal.changes(_facts_of(kiosk).said(), facts.said())
        _write(kiosk, facts)
        if after:
            journal.record(
                actor=actor, action="publishing.kiosk.edited", target=kiosk, before=before, after=after
            )
    return kiosk


def plan_hours(*, actor: Actor, kiosk: Kiosk, since: dt.date, hours: WeekHours) -> KioskPlan:
    """Say when a kiosk should be on, from a day; the days before keep their plan."""
    actor.require(MANAGE)
    if since < kiosk.installed_on:
        raise KioskError("La borne n’était pas encore installée ce jour-là.", "since")
    week = check_week(hours)
    with transaction.atomic():
        Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
        plan, _ = KioskPlan.objects.update_or_create(
            kiosk=kiosk, since=since, defaults={"week": week, "office_id": actor.office_id}
        )
        journal.record(
            actor=actor,
            action="publishing.kiosk.planned",
            target=kiosk,
            after={"since": since.isoformat(), "week": week},
        )
    return plan


def token_digest(token: str) -> str:
    """What is kept of a key: it can be recognised, not read."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_link(*, actor: Actor, kiosk: Kiosk) -> str:
    """Make the key of a device, given here once; the one before stops working at once."""
    actor.require(MANAGE)
    if kiosk.retired_on is not None:
        raise KioskError("Cette borne est retirée : remettez-la d’abord en service.", "kiosk")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        Kiosk.objects.filter(pk=kiosk.pk).update(
            token_digest=token_digest(token), token_made_at=timezone.now(), revoked_at=None
        )
        journal.record(actor=actor, action="publishing.kiosk.linked", target=kiosk)
    kiosk.refresh_from_db()
    return token


def revoke_link(*, actor: Actor, kiosk: Kiosk) -> Kiosk:
    """Shut a device out; revoking twice is harmless. The digest stays, so that the device is told why."""
    actor.require(MANAGE)
    with transaction.atomic():
        if Kiosk.objects.filter(pk=kiosk.pk, revoked_at=None).update(revoked_at=timezone.now()):
            journal.record(actor=actor, action="publishing.kiosk.revoked", target=kiosk)
    kiosk.refresh_from_db()
    return kiosk


def restore_link(*, actor: Actor, kiosk: Kiosk) -> Kiosk:
    """Let back in a device that was shut out, as long as it has not heard of it: once told, it forgot its key."""
    actor.require(MANAGE)
    with transaction.atomic():
        shut = Kiosk.objects.filter(pk=kiosk.pk, token_digest__isnull=False, revoked_at__isnull=False)
        if shut.update(revoked_at=None):
            journal.record(actor=actor, action="publishing.kiosk.restored", target=kiosk)
    kiosk.refresh_from_db()
    return kiosk


def ask_update(*, actor: Actor, kiosk: Kiosk) -> Kiosk:
    """Ask a device to take its application and all its content anew at its next contact."""
    actor.require(MANAGE)
    if not kiosk.is_linked or kiosk.retired_on is not None:
        raise KioskError("Aucun appareil ne parle pour cette borne : créez d’abord son lien.")
    with transaction.atomic():
        Kiosk.objects.filter(pk=kiosk.pk).update(update_asked_at=timezone.now(), updated_at=None)
        journal.record(actor=actor, action="publishing.kiosk.update_asked", target=kiosk)
    kiosk.refresh_from_db()
    return kiosk


def withdraw_update(*, actor: Actor, kiosk: Kiosk) -> Kiosk:
    """Ask no more for what the device has not yet done."""
    actor.require(MANAGE)
    with transaction.atomic():
        waiting = Kiosk.objects.filter(pk=kiosk.pk, update_asked_at__isnull=False, updated_at=None)
        if waiting.update(update_asked_at=None):
            journal.record(actor=actor, action="publishing.kiosk.update_withdrawn", target=kiosk)
    kiosk.refresh_from_db()
    return kiosk


def retire_kiosk(*, actor: Actor, kiosk: Kiosk, on: dt.date | None) -> Kiosk:
    """Take a kiosk out of service from a day (its use stays counted), or with None put it back.

    Its device is answered that it is out of service, and forgets everything; put back before, it goes on.
    """
    actor.require(MANAGE)
    if on is not None and on < kiosk.installed_on:
        raise KioskError("La borne est retirée avant d’avoir été installée.", "retired_on")
    with transaction.atomic():
        before = kiosk.retired_on
        Kiosk.objects.filter(pk=kiosk.pk).update(retired_on=on)
        journal.record(
            actor=actor,
            action="publishing.kiosk.retired" if on else "publishing.kiosk.resumed",
            target=kiosk,
            before={"retired_on": before.isoformat() if before else None},
            after={"retired_on": on.isoformat() if on else None},
        )
    kiosk.refresh_from_db()
    return kiosk


def note_maintenance(*, actor: Actor, kiosk: Kiosk, text: str, day: dt.date | None = None) -> KioskNote:
    """Write down what was done to a kiosk."""
    actor.require(MANAGE)
    if not text.strip():
        raise KioskError("Écrivez ce qui a été fait.", "text")
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise KioskError("Ce jour n’est pas encore venu.", "day")
    with transaction.atomic():
        note = KioskNote.objects.create(
            office_id=actor.office_id,
            kiosk=kiosk,
            day=day,
            text=text.strip()[:LONGEST_NOTE],
            author=actor.label[:160],
        )
        journal.record(actor=actor, action="publishing.kiosk.noted", target=kiosk, after={"note": note.text})
    return note


def set_session_gap(*, actor: Actor, seconds: int) -> Office:
    """Choose the pause after which another session begins; past sessions are counted anew with it."""
    actor.require(MANAGE)
    if not SHORTEST_GAP <= seconds <= LONGEST_GAP:
        raise KioskError(f"La pause va de {SHORTEST_GAP} à {LONGEST_GAP} secondes.", "gap")
    return _set(actor, GAP, seconds)


def set_weather_source(*, actor: Actor, address: str) -> Office:
    """Say where the forecast is read (Open-Meteo's answer, see the manual); empty: no weather is shown."""
    actor.require(MANAGE)
    address = address.strip()
    if address:
        try:
            check_form(address)
        except FetchError as error:
            raise KioskError(str(error), "weather") from error
    return _set(actor, WEATHER, address)


def _set(actor: Actor, key: str, value: object) -> Office:
    with transaction.atomic():
        office = Office.objects.select_for_update().get(pk=actor.office_id)
        before = office.settings.get(key)
        office.settings[key] = value
        office.save(update_fields=["settings"])
        journal.record(
            actor=actor, action="publishing.settings.changed", before={key: before}, after={key: value}
        )
    return office
