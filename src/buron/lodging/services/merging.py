"""Two lodgings that were one: whatever pointed at the second points at the first, which stays; the second is a
signpost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Distinct, Hosting, Invitation, Lodging, Ranking
from buron.lodging.rules import overlap
from buron.lodging.services.register import DESCRIBED, _save

EDIT = "lodging.edit"


@transaction.atomic
def merge_lodgings(*, actor: Actor, winner: Lodging, loser: Lodging) -> Lodging:
    """Make one lodging of two: hostings, rankings, declarations, account and sightings move to the winner.

    Empty fields of the winner take the loser's. Amounts do not change: lines keep what they say and go to another
    account. Raises :class:`LodgingError` when both hold what only one may hold (a declaration of one month, two
    persons who declare on one day), which a person must settle first.
    """
    actor.require(EDIT)
    if winner.pk == loser.pk:
        raise LodgingError(_("Choisissez deux hébergements différents."))
    keys = sorted((winner.pk, loser.pk))
    held = {one.pk: one for one in Lodging.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    kept, gone = held[winner.pk], held[loser.pk]
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise LodgingError(_("L’un des deux a déjà été réuni à un autre : rechargez la page."))
    Distinct.objects.filter(_either(kept, gone)).delete()
    _reconcile_hostings(kept, gone)
    _reconcile_rankings(kept, gone)
    _reconcile_invitations(kept, gone)
    moved = {model._meta.label_lower: count for model, count in _turn_all(kept, gone)}
    _complete(kept, gone)
    journal.record(
        actor=actor, action="lodging.lodging.merged", target=kept, after={"from": gone.pk, "moved": moved}
    )
    journal.record(actor=actor, action="lodging.lodging.merged_away", target=gone, after={"into": kept.pk})
    return kept


@transaction.atomic
def say_distinct(*, actor: Actor, one: Lodging, other: Lodging) -> Distinct:
    """The two look the same and are not: they are proposed no more."""
    actor.require(EDIT)
    if one.pk == other.pk:
        raise LodgingError(_("Choisissez deux hébergements différents."))
    first, second = sorted((one, other), key=lambda lodging: lodging.pk)
    pair, made = Distinct.objects.get_or_create(
        first=first, second=second, defaults={"office_id": actor.office_id, "said_by": actor.label[:120]}
    )
    if made:
        journal.record(
            actor=actor, action="lodging.lodging.distinct", target=first, after={"other": second.pk}
        )
    return pair


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Every foreign key of the house that points at a lodging, the signpost and the judged pairs apart."""
    for relation in Lodging._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model is Distinct:
            continue
        if relation.field.name != "merged_into":
            yield relation.related_model, relation.field.name


def weight(lodging: Lodging) -> int:
    """How many rows of the house point at a lodging."""
    return sum(model._default_manager.filter(**{field: lodging}).count() for model, field in references())


def _either(one: Lodging, other: Lodging) -> Q:
    return Q(first=one, second=other) | Q(first=other, second=one)


def _turn_all(kept: Lodging, gone: Lodging) -> Iterator[tuple[type[models.Model], int]]:
    for model, field in references():
        try:
            with transaction.atomic():
                turned = model._default_manager.filter(**{field: gone}).update(**{field: kept})
        except IntegrityError as error:
            raise LodgingError(
                _("Ces deux hébergements ont chacun « %(name)s » pour la même période : réglez cela d’abord.")
                % {"name": model._meta.verbose_name}
            ) from error
        if turned:
            yield model, turned


def _reconcile_hostings(kept: Lodging, gone: Lodging) -> None:
    """The same person at the same dates is kept once; two who declare on one day must be settled first."""
    mine = list(kept.hostings.select_related("party"))
    for theirs in gone.hostings.select_related("party"):
        for own in mine:
            if not overlap((own.since, own.until), (theirs.since, theirs.until)):
                continue
            if own.party_id == theirs.party_id:
                Hosting.objects.filter(pk=theirs.pk).delete()
                break
            if own.declares and theirs.declares:
                raise LodgingError(
                    _(
                        "%(one)s et %(other)s déclarent pour les mêmes dates : mettez d’abord fin à l’une des deux "
                        "périodes."
                    )
                    % {"one": own.party, "other": theirs.party}
                )


def _reconcile_rankings(kept: Lodging, gone: Lodging) -> None:
    mine = list(kept.rankings.all())
    for theirs in gone.rankings.all():
        for own in mine:
            if not overlap((own.valid_from, own.valid_until), (theirs.valid_from, theirs.valid_until)):
                continue
            if own.stars != theirs.stars:
                raise LodgingError(
                    _("Leurs classements ne disent pas la même chose : mettez d’abord fin à l’un des deux.")
                )
            Ranking.objects.filter(pk=theirs.pk).delete()
            break


def _reconcile_invitations(kept: Lodging, gone: Lodging) -> None:
    """One lodging was invited twice, under two names: the first invitation stays with it."""
    both = list(Invitation.objects.filter(lodging__in=(kept, gone)).order_by("sent_on", "pk"))
    for later in both[1:]:
        if later.sighting_id is None:
            later.delete()
        else:
            Invitation.objects.filter(pk=later.pk).update(lodging=None)


def _complete(kept: Lodging, gone: Lodging) -> None:
    """The signpost first, so that its number and its fiche are free for the one that is kept."""
    fiche, seen = gone.fiche, gone.fiche_seen
    gone.merged_into, gone.fiche, gone.fiche_seen, gone.search_words = kept, None, {}, ""
    gone.save(update_fields=["merged_into", "fiche", "fiche_seen", "search_words"])
    Lodging.objects.filter(merged_into=gone).update(merged_into=kept)
    if kept.fiche_id is None and fiche is not None:
        kept.fiche, kept.fiche_seen = fiche, seen
    for name in DESCRIBED:
        if _unknown(getattr(kept, name)) and not _unknown(getattr(gone, name)) and name != "closed_on":
            setattr(kept, name, getattr(gone, name))
    _save(kept)


def _unknown(value: Any) -> bool:
    return value is None or value == "" or value == []
