"""What tablets send of a visit: answers, facts, photos; each tap once, and two tablets that disagree side by side."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import CriterionAnswer, Visit, VisitPhoto
from buron.lodging.ranking import current_grid
from buron.lodging.ranking.grid import CIRCUMSTANCES, Criterion
from buron.lodging.services.ranking_requests import RANK
from buron.offer.pictures import prepare

MOST_PHOTOS = 200
FACTS = {"persons": (1, 100), "floor": (-5, 200), "altitude": (-100, 5000), "surface": (1, 2000)}


@dataclass(frozen=True, slots=True)
class Tap:
    """An answer as a tablet sends it.

    ``base`` is the revision that the tablet had before it (0: none). ``mark`` names the tap. ``settles`` says that the
    person saw both answers and chose this one.
    """

    number: int
    value: str
    points: int | None
    comment: str
    base: int
    mark: str
    settles: bool = False


@dataclass(frozen=True, slots=True)
class FactsTap:
    """The facts as a tablet sends them, all of them."""

    facts: dict[str, Any]
    base: int
    mark: str
    settles: bool = False


def record_answers(
    *, actor: Actor, visit: Visit, taps: Sequence[Tap], facts: FactsTap | None = None
) -> Visit:
    """Keep what a tablet sends. Sending it again changes nothing; a different answer to a revision that another tablet
    has already replaced is kept beside it. Raises :class:`LodgingError` on what is not an answer, and once the visit
    is over.
    """
    actor.require(RANK)
    checked = [_checked(tap) for tap in taps]
    with transaction.atomic():
        held = Visit.objects.select_for_update(of=("self",)).select_related("request").get(pk=visit.pk)
        if held.finished_at is not None or held.cancelled_at is not None:
            raise LodgingError(_("Cette visite est terminée : ses réponses ne changent plus."))
        known = {one.number: one for one in held.answers.all()}
        fresh, changed = _merge(actor, held, known, checked)
        told = _keep_facts(held, facts)
        if held.started_at is None and (fresh or changed):
            held.started_at = timezone.now()
            held.save(update_fields=["started_at"])
        CriterionAnswer.objects.bulk_create(fresh)
        CriterionAnswer.objects.bulk_update(
            changed, ["value", "points", "comment", "revision", "mark", "other", "answered_at"]
        )
        if fresh or changed or told:
            journal.record(
                actor=actor,
                action="lodging.visit.answered",
                target=held.request,
                after={"answers": len(fresh) + len(changed), "facts": told},
            )
    return held


def _merge(
    actor: Actor, visit: Visit, known: dict[int, CriterionAnswer], taps: Sequence[Tap]
) -> tuple[list[CriterionAnswer], list[CriterionAnswer]]:
    """What is new, and what changes."""
    fresh: dict[int, CriterionAnswer] = {}
    changed: dict[int, CriterionAnswer] = {}
    for tap in taps:
        answer = known.get(tap.number)
        if answer is None:
            answer = CriterionAnswer(office_id=actor.office_id, visit=visit, number=tap.number, revision=0)
            _write(answer, tap)
            known[tap.number] = fresh[tap.number] = answer
        elif _apply(answer, tap) and tap.number not in fresh:
            changed[tap.number] = answer
    return list(fresh.values()), list(changed.values())


def _apply(answer: CriterionAnswer, tap: Tap) -> bool:
    """Take a tap into an answer that is there; whether anything changed."""
    if answer.mark == tap.mark or (answer.other or {}).get("mark") == tap.mark:
        return False
    same = (answer.value, answer.points, answer.comment) == (tap.value, tap.points, tap.comment)
    if tap.settles:
        _write(answer, tap)
    elif same:
        return False
    elif tap.base == answer.revision or answer.mark.split(":")[0] == tap.mark.split(":")[0]:
        # What it had seen, or its own tap whose acknowledgement was lost on the way.
        _write(answer, tap, keep_other=True)
    else:
        answer.other = {
            "value": tap.value, "points": tap.points, "comment": tap.comment, "mark": tap.mark
        }  # fmt: skip
    return True


def _write(answer: CriterionAnswer, tap: Tap, *, keep_other: bool = False) -> None:
    answer.value, answer.points, answer.comment = tap.value, tap.points, tap.comment
    answer.revision += 1
    answer.mark, answer.answered_at = tap.mark, timezone.now()
    if not keep_other:
        answer.other = None


def _keep_facts(visit: Visit, told: FactsTap | None) -> bool:
    if told is None:
        return False
    facts = checked_facts(told.facts)
    if visit.facts_mark == told.mark or (facts == visit.facts and not told.settles):
        return False
    own = visit.facts_mark.split(":")[0] == told.mark.split(":")[0]
    if told.settles or own or told.base == visit.facts_revision:
        visit.facts, visit.facts_mark, visit.facts_revision = facts, told.mark, visit.facts_revision + 1
        visit.facts_other = None if told.settles else visit.facts_other
    else:
        visit.facts_other = facts
    visit.save(update_fields=["facts", "facts_mark", "facts_revision", "facts_other"])
    return True


def checked_facts(found: dict[str, Any]) -> dict[str, Any]:
    """The facts that the grid depends on, read strictly. Raises :class:`LodgingError`."""
    facts: dict[str, Any] = {}
    for name, (least, most) in FACTS.items():
        value = found.get(name)
        if value is not None and (type(value) is not int or not least <= value <= most):
            raise LodgingError(
                _("Ce nombre ne se peut pas : il va de %(a)s à %(b)s.") % {"a": least, "b": most}, name
            )
        facts[name] = value
    if facts["persons"] is None:
        raise LodgingError(_("Dites combien de personnes le meublé accueille."), "persons")
    facts["floor"] = facts["floor"] or 0
    chosen = found.get("circumstances") or []
    if not isinstance(chosen, list) or not all(
        isinstance(one, str) and one in CIRCUMSTANCES for one in chosen
    ):
        raise LodgingError(_("Circonstance inconnue."), "circumstances")
    prerequisite = found.get("prerequisite")
    facts["circumstances"] = sorted(set(chosen))
    facts["prerequisite"] = prerequisite if isinstance(prerequisite, bool) else None
    return facts


def _checked(tap: Tap) -> Tap:
    """A tap whose points are those of its criterion."""
    try:
        criterion = current_grid().criterion(tap.number)
    except KeyError:
        raise LodgingError(_("Il n’y a pas de critère %(n)s.") % {"n": tap.number}) from None
    if tap.value not in CriterionAnswer.Value.values or not tap.mark or len(tap.mark) > 80:
        raise LodgingError(_("Critère %(n)s : oui, non ou sans objet est attendu.") % {"n": tap.number})
    if tap.value == CriterionAnswer.Value.NOT_APPLICABLE and not criterion.unless:
        raise LodgingError(_("Le critère %(n)s ne peut pas être sans objet.") % {"n": tap.number})
    return Tap(
        tap.number, tap.value, _points(criterion, tap), tap.comment.strip()[:500], tap.base, tap.mark, tap.settles
    )  # fmt: skip


def _points(criterion: Criterion, tap: Tap) -> int | None:
    if tap.value == CriterionAnswer.Value.NOT_APPLICABLE:
        return None
    if tap.value == CriterionAnswer.Value.NO:
        return 0
    if criterion.least == criterion.points:
        return criterion.points
    if tap.points is None or not criterion.least <= tap.points <= criterion.points:
        raise LodgingError(
            _("Critère %(n)s : de %(a)s à %(b)s points.")
            % {"n": criterion.number, "a": criterion.least, "b": criterion.points}
        )
    return tap.points


def add_visit_photo(
    *, actor: Actor, visit: Visit, number: int, client_id: uuid.UUID, upload: IO[bytes], size: int
) -> VisitPhoto:
    """Keep a picture of a criterion, once for each identifier. Raises ``BadPicture`` or :class:`LodgingError`."""
    actor.require(RANK)
    known = VisitPhoto.objects.filter(visit=visit, client_id=client_id).first()
    if known is not None:
        return known
    if not 1 <= number <= len(current_grid().criteria):
        raise LodgingError(_("Il n’y a pas de critère %(n)s.") % {"n": number})
    if visit.photos.count() >= MOST_PHOTOS:
        raise LodgingError(_("Une visite garde %(n)s photos au plus.") % {"n": MOST_PHOTOS})
    prepared = prepare(upload, size)
    name = f"ranking/{actor.office_id}/{visit.pk}/{client_id}.jpg"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(prepared.files[0]))
    try:
        with transaction.atomic():
            photo = VisitPhoto.objects.create(
                office_id=actor.office_id,
                visit=visit,
                number=number,
                client_id=client_id,
                file=name,
                width=prepared.width,
                height=prepared.height,
            )
            journal.record(
                actor=actor,
                action="lodging.visit.photographed",
                target=visit.request,
                after={"criterion": number},
            )
    except IntegrityError as error:
        # Sent twice at the same moment: the first one is the photo.
        known = VisitPhoto.objects.filter(visit=visit, client_id=client_id).first()
        if known is None:
            raise LodgingError(_("Cette photo porte le numéro d’une autre.")) from error
        return known
    return photo
