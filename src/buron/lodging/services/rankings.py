"""How a lodging is ranked over time; the tax and the offer read it from its date."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, Ranking
from buron.lodging.rules import five_years_after, overlap
from buron.lodging.services import sharing


def add_ranking(
    *,
    actor: Actor,
    lodging: Lodging,
    stars: int,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    capacity: int | None = None,
    decided_by: str = "",
    reference: str = "",
    source: str = Ranking.Source.HAND,
) -> Ranking:
    """Record a ranking decision; without an end it is held for five years (D324-4 of the code du tourisme).

    One that was still running ends the day before. Raises :class:`LodgingError`.
    """
    actor.require("lodging.edit")
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        ranking = Ranking(
            office_id=actor.office_id, lodging=held, stars=stars, valid_from=valid_from,
            valid_until=valid_until or five_years_after(valid_from), capacity=capacity, decided_by=decided_by,
            reference=reference, source=source,
        )  # fmt: skip
        _make_room(ranking)
        try:
            ranking.full_clean()
        except ValidationError as error:
            raise LodgingError.of(error) from error
        ranking.save()
        journal.record(
            actor=actor,
            action="lodging.ranking.added",
            target=held,
            after={
                "stars": stars,
                "from": str(valid_from),
                "until": str(ranking.valid_until),
                "source": source,
            },
        )
        if source != Ranking.Source.OFFER:
            sharing.write_to_fiche(actor, held, {"stars"})
    return ranking


def end_ranking(*, actor: Actor, ranking: Ranking, last_day: dt.date, because: str) -> Ranking:
    """End a ranking before its term (works, withdrawal, given up); the reason is asked."""
    actor.require("lodging.edit")
    if not because.strip():
        raise LodgingError(_("Dites pourquoi le classement prend fin."), "ended_because")
    with transaction.atomic():
        held = Ranking.objects.select_for_update().select_related("lodging").get(pk=ranking.pk)
        if last_day < held.valid_from:
            raise LodgingError(_("La fin du classement est avant son début."), "valid_until")
        before = held.valid_until
        held.valid_until, held.ended_because = last_day, because.strip()[:200]
        held.save(update_fields=["valid_until", "ended_because"])
        journal.record(
            actor=actor,
            action="lodging.ranking.ended",
            target=held.lodging,
            before={"until": before and str(before)},
            after={"until": str(last_day), "because": held.ended_because},
        )
        sharing.write_to_fiche(actor, held.lodging, {"stars"})
    return held


def _make_room(ranking: Ranking) -> None:
    """End the ranking that the new one follows; refuse one that would lie across another."""
    for other in Ranking.objects.select_for_update().filter(lodging=ranking.lodging):
        if not overlap((ranking.valid_from, ranking.valid_until), (other.valid_from, other.valid_until)):
            continue
        if other.valid_from >= ranking.valid_from:
            raise LodgingError(
                _("Un classement commence déjà le %(day)s : mettez-y fin d’abord.")
                % {"day": f"{other.valid_from:%d/%m/%Y}"},
                "valid_from",
            )
        other.valid_until = ranking.valid_from - dt.timedelta(days=1)
        other.save(update_fields=["valid_until"])
