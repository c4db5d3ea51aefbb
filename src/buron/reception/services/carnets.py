"""The visitor's carnet: made, sent, revoked."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal, ratelimit
from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.kernel.models import Job, Office
from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.reception.models import Act, Carnet, CarnetItem
from buron.reception.queries.fiches import kinds_of
from buron.reception.rules.facts import MOST_FICHES, FactsError
from buron.territory.models import Desk

TOKEN_BYTES = 16
"""128 bits: nobody finds a carnet by trying addresses."""

DEFAULT_DAYS = 45
"""How long a carnet answers when the office has not said otherwise."""

MOST_DAYS = 730
MAILS_PER_HOUR = 60
SEND_JOB = "reception.send_carnet"


def carnet_days(office: Office) -> int:
    """Days during which the office's carnets answer (setting ``reception.carnet_days``)."""
    chosen = office.settings.get("reception", {}).get("carnet_days")
    return chosen if isinstance(chosen, int) and 1 <= chosen <= MOST_DAYS else DEFAULT_DAYS


def make_carnet(
    *,
    actor: Actor,
    client_id: UUID,
    desk: Desk,
    fiches: Sequence[int],
    language: str = "fr",
    title: str = "",
    message: str = "",
    notes: Mapping[int, str] | None = None,
    expires_on: dt.date | None = None,
) -> Carnet:
    """Make the carnet of a welcome, or bring it up to date when it exists: its address does not change.

    ``client_id`` is that of the welcome, recorded or not yet. ``notes`` go by fiche identifier.
    """
    actor.require("reception.record")
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    if language not in PUBLIC_LANGUAGES:
        raise FactsError(
            "language", "Le carnet existe en français, anglais, allemand, néerlandais et espagnol."
        )
    wanted = _existing(fiches)
    end = _end(expires_on, desk.office)
    fields = {
        "desk": desk,
        "language": language,
        "title": title.strip()[:120],
        "message": message.strip()[:600],
    }
    fields["expires_on"] = end
    try:
        with transaction.atomic():
            return _write(actor, client_id, wanted, fields, notes or {})
    except IntegrityError:  # made at the same moment by a second tap
        with transaction.atomic():
            return _write(actor, client_id, wanted, fields, notes or {})


def _existing(fiches: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(fiches))
    if not wanted:
        raise FactsError("fiches", "Le carnet est vide : ajoutez au moins une fiche.")
    if len(wanted) > MOST_FICHES:
        raise FactsError("fiches", f"Un carnet contient au plus {MOST_FICHES} fiches.")
    if len(kinds_of(wanted)) < len(wanted):
        raise FactsError("fiches", "Une des fiches du carnet n’existe plus : retirez-la.")
    return wanted


def _end(asked: dt.date | None, office: Office) -> dt.date:
    today = timezone.localdate()
    if asked is None:
        return today + dt.timedelta(days=carnet_days(office))
    if not today <= asked <= today + dt.timedelta(days=MOST_DAYS):
        raise FactsError("expires_on", "La date de fin va d’aujourd’hui à deux ans.")
    return asked


def _write(
    actor: Actor,
    client_id: UUID,
    fiches: Sequence[int],
    fields: Mapping[str, object],
    notes: Mapping[int, str],
) -> Carnet:
    act = Act.objects.filter(client_id=client_id).first()
    carnet, created = Carnet.objects.select_for_update().get_or_create(
        client_id=client_id,
        office_id=actor.office_id,
        defaults={**fields, "act": act, "token": secrets.token_urlsafe(TOKEN_BYTES)},
    )
    if not created:
        for name, value in fields.items():
            setattr(carnet, name, value)
        carnet.save(update_fields=list(fields))
        carnet.items.all().delete()
    CarnetItem.objects.bulk_create(
        CarnetItem(
            office_id=actor.office_id,
            carnet=carnet,
            fiche_id=pk,
            position=rank,
            note=notes.get(pk, "").strip()[:200],
        )
        for rank, pk in enumerate(fiches)
    )
    journal.record(
        actor=actor,
        action="reception.carnet.made" if created else "reception.carnet.updated",
        target=carnet,
        after={"fiches": list(fiches), "language": carnet.language},
    )
    return carnet


def send_carnet(*, actor: Actor, carnet: Carnet, email: str, link: str) -> Job:
    """Send the carnet by mail, then forget the address: it lives in the arguments of the job until it is done.

    ``link`` is the full address of the carnet's public page.
    """
    actor.require("reception.record")
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise FactsError("email", "Cette adresse électronique n’est pas valable.") from error
    if carnet.is_over(timezone.localdate()):
        raise FactsError("carnet", "Ce carnet n’est plus en ligne : faites-en un nouveau.")
    if not ratelimit.allow(f"carnet-mail:{actor.kind}:{actor.id}", limit=MAILS_PER_HOUR, per_seconds=3600):
        raise FactsError("email", f"Plus de {MAILS_PER_HOUR} envois en une heure : patientez un moment.")
    with transaction.atomic():
        job = enqueue(actor, SEND_JOB, carnet_id=carnet.pk, email=address, link=link)
        journal.record(actor=actor, action="reception.carnet.sent", target=carnet)
    return job


def revoke_carnet(*, actor: Actor, carnet: Carnet) -> Carnet:
    """Close the carnet's page at once (given to the wrong person, wrong content)."""
    actor.require("reception.record")
    with transaction.atomic():
        carnet = Carnet.objects.select_for_update().get(pk=carnet.pk)
        if carnet.revoked_at is None:
            carnet.revoked_at = timezone.now()
            carnet.save(update_fields=["revoked_at"])
            journal.record(actor=actor, action="reception.carnet.revoked", target=carnet)
    return carnet


def purge_carnets(before: dt.date) -> int:
    """Forget the addresses and the words of carnets that ended before a day; what was shown stays with the act."""
    over = Carnet.objects.filter(expires_on__lt=before).exclude(token=None)
    with transaction.atomic():
        CarnetItem.objects.filter(carnet__in=over).update(note="")
        return over.update(token=None, title="", message="")
