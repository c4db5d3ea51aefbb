"""Two records of one person made one: whatever pointed at the second points at the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from buron.directory.errors import DirectoryError
from buron.directory.models import Consent, Party, PartyLink, PartyRole
from buron.directory.services.parties import DESCRIBED, EDIT, _save, locked, record
from buron.kernel.actors import Actor

MERGED_HERE: tuple[type[models.Model], ...] = (PartyRole, PartyLink)
"""Own tables in which the second record's line may say the same as the first one's, and is then dropped."""


def merge_parties(*, actor: Actor, winner: Party, loser: Party) -> Party:
    """Make one record of two; the loser stays as a signpost, so that an old link still arrives.

    Empty fields of the winner take the loser's. Every foreign key of every room that points at the loser is turned to
    the winner. Raises :class:`DirectoryError` when a room may hold one row only for each party and both have one.
    """
    actor.require(EDIT)
    if winner.pk == loser.pk:
        raise DirectoryError(_("Choisissez deux contacts différents."))
    with transaction.atomic():
        first, second = sorted((winner, loser), key=lambda one: one.pk)
        held = {one.pk: locked(actor, one) for one in (first, second)}
        kept, gone = held[winner.pk], held[loser.pk]
        _reconcile_consents(kept, gone)
        moved = {model._meta.label_lower: n for model, n in _turn_all(kept, gone)}
        _complete(kept, gone)
        record(actor, "directory.party.merged", kept, {"from": gone.pk, "moved": moved})
        record(actor, "directory.party.merged_away", gone, {"into": kept.pk})
    return kept


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Every foreign key of the house that points at a party, the signpost apart."""
    for relation in Party._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.field.name != "merged_into":
            yield relation.related_model, relation.field.name


def _turn_all(kept: Party, gone: Party) -> Iterator[tuple[type[models.Model], int]]:
    for model, field in references():
        turned = 0
        for row in model._default_manager.filter(**{field: gone}):
            turned += _turn(model, field, row, kept)
        if turned:
            yield model, turned


def _turn(model: type[models.Model], field: str, row: Any, kept: Party) -> int:
    try:
        with transaction.atomic():
            return model._default_manager.filter(pk=row.pk).update(**{field: kept})
    except IntegrityError as error:
        if model not in MERGED_HERE:
            name = model._meta.verbose_name
            raise DirectoryError(
                _("Ces deux contacts ont chacun « %(name)s » : réglez cela d’abord.") % {"name": name}
            ) from error
        row.delete()
        return 0


def _reconcile_consents(kept: Party, gone: Party) -> None:
    """For each purpose the last word of the person holds, whichever record heard it."""
    for withdrawn in Consent.objects.filter(party=gone, withdrawn_at__isnull=False):
        Consent.objects.filter(
            party=kept,
            purpose=withdrawn.purpose,
            withdrawn_at=None,
            given_at__lt=withdrawn.withdrawn_at,
        ).update(withdrawn_at=withdrawn.withdrawn_at, withdrawn_by="retrait de la fiche réunie")
    for consent in Consent.objects.filter(party=gone, withdrawn_at=None):
        other = Consent.objects.filter(party=kept, purpose=consent.purpose).order_by("-given_at").first()
        if other is None:
            continue
        if other.withdrawn_at is None or other.withdrawn_at > consent.given_at:
            _close(consent, other)


def _close(consent: Consent, other: Consent) -> None:
    consent.withdrawn_at = max(consent.given_at, other.withdrawn_at or other.given_at)
    consent.withdrawn_by = "contact réuni à un autre"
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _complete(kept: Party, gone: Party) -> None:
    for name in DESCRIBED:
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
    if kept.email == gone.email:
        kept.email_refused_at = kept.email_refused_at or gone.email_refused_at
    contacts = [day for day in (kept.last_contact_on, gone.last_contact_on) if day]
    kept.last_contact_on = max(contacts, default=None)
    _save(kept)
    gone.merged_into = kept
    gone.email_key = gone.search_words = ""
    gone.save(update_fields=["merged_into", "email_key", "search_words"])
    Party.objects.filter(merged_into=gone).update(merged_into=kept)
