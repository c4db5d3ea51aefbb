"""What the sources show of lodgings: matched to the register, entered in it, or set aside with the reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.lodging.errors import LodgingError
from buron.lodging.models import Invitation, Lodging, Sighting
from buron.lodging.rules import KIND_NATURES, nature_in, registration_fault, tidy_registration
from buron.lodging.services.following import link_fiche, register_from_fiche
from buron.lodging.services.register import register_lodging
from buron.lodging.services.seen import Seen, note_seen
from buron.offer.models import Fiche

EDIT = "lodging.edit"


@transaction.atomic
def match_sighting(*, actor: Actor, sighting: Sighting, lodging: Lodging) -> Sighting:
    """Say which lodging of the register a source shows; a fiche of the offer becomes its fiche."""
    actor.require(EDIT)
    held = Sighting.objects.select_for_update().get(pk=sighting.pk)
    if lodging.merged_into_id is not None:
        raise LodgingError(_("Cet hébergement a été réuni à un autre : choisissez celui-là."))
    if held.source == Sighting.Source.OFFER:
        link_fiche(actor=actor, lodging=lodging, fiche=_fiche_of(held))
    return _settle(actor, held, Sighting.State.MATCHED, lodging=lodging)


@transaction.atomic
def register_sighting(*, actor: Actor, sighting: Sighting, nature: str = "") -> Lodging:
    """Enter in the register what a source shows and nobody had. Raises :class:`LodgingError`."""
    actor.require(EDIT)
    held = Sighting.objects.select_for_update().get(pk=sighting.pk)
    if held.lodging is not None:
        raise LodgingError(_("Quelqu’un vient de rapprocher ce signalement : rechargez la page."))
    if held.source == Sighting.Source.OFFER:
        lodging = register_from_fiche(actor=actor, fiche=_fiche_of(held))
    else:
        lodging = _registered(actor, held, nature)
    _settle(actor, held, Sighting.State.MATCHED, lodging=lodging)
    return lodging


@transaction.atomic
def ignore_sighting(*, actor: Actor, sighting: Sighting, reason: str) -> Sighting:
    """Set aside what is no lodging to be taxed here (long let, another commune, no more let…)."""
    actor.require(EDIT)
    if not reason.strip():
        raise LodgingError(_("Dites pourquoi ce signalement est écarté."), "reason")
    held = Sighting.objects.select_for_update().get(pk=sighting.pk)
    return _settle(actor, held, Sighting.State.IGNORED, reason=reason.strip()[:200])


@transaction.atomic
def reopen_sighting(*, actor: Actor, sighting: Sighting) -> Sighting:
    """Put it back among those that wait; a lodging and its fiche stay one until they are parted there."""
    actor.require(EDIT)
    held = Sighting.objects.select_for_update().get(pk=sighting.pk)
    return _settle(actor, held, Sighting.State.NEW)


@transaction.atomic
def note_offer(*, actor: Actor, on: dt.date | None = None) -> int:
    """See which lodgings the offer publishes; returns how many wait for the register. Idempotent."""
    actor.require(EDIT)
    day = on or timezone.localdate()
    linked = {one.fiche_id: one for one in Lodging.objects.filter(fiche__isnull=False)}
    fiches = Fiche.objects.filter(
        kind__in=KIND_NATURES, state=Fiche.State.PUBLISHED, merged_into__isnull=True
    )
    seen = [_seen_fiche(fiche, linked.get(fiche.pk)) for fiche in fiches]
    note_seen(actor=actor, source=Sighting.Source.OFFER, origin="", seen=seen, on=day)
    _place_again({str(fiche.pk): fiche for fiche in fiches})
    keys = {one.external_id for one in seen}
    live = Sighting.objects.filter(source=Sighting.Source.OFFER, missing_since=None)
    gone = [pk for pk, key in live.values_list("pk", "external_id") if key not in keys]
    Sighting.objects.filter(pk__in=gone).update(missing_since=day)
    return Sighting.objects.filter(
        source=Sighting.Source.OFFER, state=Sighting.State.NEW, missing_since=None
    ).count()


def _place_again(fiches: dict[str, Fiche]) -> None:
    """The names and places of the offer as they are today."""
    found = list(Sighting.objects.filter(source=Sighting.Source.OFFER, external_id__in=list(fiches)))
    for one in found:
        fiche = fiches[one.external_id]
        one.name, one.insee = fiche.name[:160], fiche.insee
        one.latitude, one.longitude = fiche.latitude, fiche.longitude
        one.capacity = (fiche.body.get("capacity") or {}).get("persons")
        one.registration_number = fiche.body.get("registration_number", "")[:20]
    columns = ["name", "insee", "latitude", "longitude", "capacity", "registration_number"]
    Sighting.objects.bulk_update(found, columns, batch_size=300)


def _seen_fiche(fiche: Fiche, lodging: Lodging | None) -> Seen:
    address = fiche.body.get("address") or {}
    return Seen(
        external_id=str(fiche.pk),
        name=fiche.name,
        address=", ".join(address.get("lines") or ()),
        insee=fiche.insee,
        registration_number=fiche.body.get("registration_number", ""),
        lodging=lodging,
        body={"kind": fiche.kind, "subkind": fiche.subkind},
    )


def _fiche_of(sighting: Sighting) -> Fiche:
    fiche = Fiche.objects.filter(pk=int(sighting.external_id), merged_into__isnull=True).first()
    if fiche is None:
        raise LodgingError(_("Cette fiche n’est plus dans l’offre."))
    return fiche


def _registered(actor: Actor, sighting: Sighting, nature: str) -> Lodging:
    told = " ".join(str(value) for value in sighting.body.values())
    guessed = nature or str(sighting.body.get("nature", "")) or nature_in(fold(told)) or "meubles"
    number = tidy_registration(sighting.registration_number)
    if not sighting.insee:
        raise LodgingError(_("La source ne dit pas la commune : inscrivez l’hébergement à la main."))
    right = bool(number) and not registration_fault(number, sighting.insee)
    return register_lodging(
        actor=actor,
        name=sighting.name or sighting.address or sighting.external_id,
        nature=guessed,
        insee=sighting.insee,
        address=sighting.address,
        latitude=sighting.latitude,
        longitude=sighting.longitude,
        capacity=sighting.capacity,
        registration_number=number if right else "",
    )


def _settle(
    actor: Actor, held: Sighting, state: str, *, lodging: Lodging | None = None, reason: str = ""
) -> Sighting:
    before = {"state": held.state, "lodging": held.lodging_id}
    held.state, held.lodging, held.reason = state, lodging, reason
    held.save(update_fields=["state", "lodging", "reason"])
    if lodging is not None and not Invitation.objects.filter(lodging=lodging).exists():
        Invitation.objects.filter(sighting=held, lodging=None).update(lodging=lodging)
    journal.record(
        actor=actor,
        action=f"lodging.sighting.{state}",
        target=held,
        before=before,
        after={"state": state, "lodging": held.lodging_id, "reason": reason},
    )
    return held
