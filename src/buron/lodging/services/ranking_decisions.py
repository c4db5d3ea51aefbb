"""The decision of a visit, its clocks, and the ranking that it becomes in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.lodging.errors import LodgingError
from buron.lodging.models import Ranking, RankingDecision, RankingRequest, Visit
from buron.lodging.queries.ranking_scores import office_grid, record_of
from buron.lodging.ranking.clocks import clocks_on
from buron.lodging.ranking.grid import CHOICES
from buron.lodging.services.accreditations import SETUP
from buron.lodging.services.ranking_requests import RANK, Stage
from buron.lodging.services.rankings import add_ranking

SYSTEM = "classement acquis"


def decide(
    *,
    actor: Actor,
    visit: Visit,
    stars: int,
    favourable: bool,
    decided_on: dt.date,
    words: str = "",
) -> RankingDecision:
    """Take the decision that the rule leads to, and freeze what it rests on.

    Favourable only for stars that the visit reaches; unfavourable only for stars that it does not. Raises
    :class:`LodgingError`.
    """
    actor.require(RANK)
    with transaction.atomic():
        office = Office.objects.select_for_update().get(pk=actor.office_id)
        request = RankingRequest.objects.select_for_update().get(pk=visit.request_id)
        held = Visit.objects.select_related("visitor").get(pk=visit.pk)
        if request.stage != Stage.VISITED or held.held_on is None:
            raise LodgingError(_("La décision se prend une fois la visite terminée, et une seule fois."))
        _check_day(decided_on, held.held_on)
        record = record_of(held, held.answers.all(), stars, office_grid(office))
        _check_rule(favourable, record["granted"], stars)
        decision = RankingDecision.objects.create(
            office=office,
            request=request,
            visit=held,
            number=_number(decided_on),
            favourable=favourable,
            stars=stars,
            capacity=held.facts["persons"],
            decided_on=decided_on,
            decided_by=actor.label[:120],
            words=words.strip()[:2000],
            record=record,
        )
        request.stage = Stage.DECIDED
        request.save(update_fields=["stage"])
        after = {"number": decision.number, "stars": stars, "favourable": favourable}
        journal.record(actor=actor, action="lodging.ranking.decided", target=request, after=after)
    return decision


def notify_decision(*, actor: Actor, decision: RankingDecision, day: dt.date) -> RankingDecision:
    """The host received the certificate on that day: the days of refusal begin."""
    actor.require(RANK)
    with transaction.atomic():
        request, held = _both(decision)
        if held.notified_on is not None:
            raise LodgingError(_("Ce certificat est déjà remis."))
        if not held.decided_on <= day <= timezone.localdate():
            raise LodgingError(_("Le certificat est remis entre la décision et aujourd’hui."), "notified_on")
        held.notified_on = day
        held.refuse_until = clocks_on(day).refuse_until(day) if held.favourable else None
        held.save(update_fields=["notified_on", "refuse_until"])
        request.stage = Stage.NOTIFIED if held.favourable else Stage.UNFAVOURABLE
        request.closed_on = None if held.favourable else day
        request.save(update_fields=["stage", "closed_on"])
        journal.record(
            actor=actor,
            action="lodging.ranking.notified",
            target=request,
            after={"on": str(day), "refuse_until": held.refuse_until and str(held.refuse_until)},
        )
    return held


def refuse_decision(
    *, actor: Actor, decision: RankingDecision, day: dt.date, because: str = ""
) -> RankingDecision:
    """The host refuses the proposal, within the days that the law gives."""
    actor.require(RANK)
    with transaction.atomic():
        request, held = _both(decision)
        if request.stage != Stage.NOTIFIED or held.notified_on is None or held.refuse_until is None:
            raise LodgingError(_("Il n’y a pas de proposition à refuser."))
        if not held.notified_on <= day <= held.refuse_until:
            raise LodgingError(
                _("Le refus est possible du %(a)s au %(b)s ; passé ce délai, le classement est acquis.")
                % {"a": f"{held.notified_on:%d/%m/%Y}", "b": f"{held.refuse_until:%d/%m/%Y}"},
                "refused_on",
            )
        held.refused_on = day
        held.save(update_fields=["refused_on"])
        request.stage, request.closed_on = Stage.REFUSED, day
        request.closed_because = because.strip()[:200]
        request.save(update_fields=["stage", "closed_on", "closed_because"])
        journal.record(
            actor=actor,
            action="lodging.ranking.refused",
            target=request,
            after={"on": str(day), "because": request.closed_because},
        )
    return held


def acquire_ranking(*, actor: Actor, decision: RankingDecision, today: dt.date) -> Ranking:
    """The days of refusal are over: the ranking enters the register from the day after, and with it tax and fiche."""
    actor.require(RANK)
    with transaction.atomic():
        request, held = _both(decision)
        if request.stage != Stage.NOTIFIED or held.refuse_until is None:
            raise LodgingError(
                _("Ce classement n’attend plus : il est acquis, refusé ou pas encore proposé.")
            )
        if today <= held.refuse_until:
            raise LodgingError(
                _("Le loueur peut refuser jusqu’au %(day)s.") % {"day": f"{held.refuse_until:%d/%m/%Y}"}
            )
        start = held.refuse_until + dt.timedelta(days=1)
        ranking = add_ranking(
            # Whoever ranks need not keep the register: the law itself enters this one.
            actor=Actor.system(SYSTEM, request.office),
            lodging=request.lodging,
            stars=held.stars,
            valid_from=start,
            capacity=held.capacity,
            decided_by=request.office.name[:120],
            reference=held.number,
            source=Ranking.Source.VISIT,
        )
        held.acquired_on, held.ranking = start, ranking
        held.save(update_fields=["acquired_on", "ranking"])
        request.stage, request.closed_on = Stage.ACQUIRED, start
        request.save(update_fields=["stage", "closed_on"])
        journal.record(
            actor=actor,
            action="lodging.ranking.acquired",
            target=request,
            after={"stars": held.stars, "from": str(start)},
        )
    return ranking


def acquire_due(*, actor: Actor, today: dt.date) -> int:
    """Acquire every ranking whose days of refusal are over; how many. One that cannot enter is left on the board."""
    due = RankingDecision.objects.filter(
        refuse_until__lt=today, refused_on=None, acquired_on=None, request__stage=Stage.NOTIFIED
    )
    done = 0
    for decision in due.order_by("refuse_until", "pk"):
        try:
            acquire_ranking(actor=actor, decision=decision, today=today)
        except LodgingError:
            # A ranking typed by hand meanwhile begins later: the board shows the request as late, a person decides.
            continue
        done += 1
    return done


def choose_scoring(*, actor: Actor, chosen: Mapping[str, str]) -> Office:
    """Answer the points of the rule that the texts leave open; decisions already taken keep theirs."""
    actor.require(SETUP)
    if any(value not in CHOICES.get(key, frozenset()) for key, value in chosen.items()):
        raise LodgingError(_("Choisissez une des réponses proposées."))
    with transaction.atomic():
        office = Office.objects.select_for_update().get(pk=actor.office_id)
        room = office.settings.get("lodging") or {}
        before = room.get("scoring") or {}
        office.settings = {**office.settings, "lodging": {**room, "scoring": {**before, **chosen}}}
        office.save(update_fields=["settings"])
        old, new = journal.changes(before, {**before, **chosen})
        if new:
            journal.record(
                actor=actor, action="lodging.ranking.scoring_chosen", target=office, before=old, after=new
            )
    return office


def _both(decision: RankingDecision) -> tuple[RankingRequest, RankingDecision]:
    """The request then its decision, locked in that order."""
    request = (
        RankingRequest.objects.select_for_update(of=("self",))
        .select_related("lodging", "office")
        .get(pk=decision.request_id)
    )
    return request, RankingDecision.objects.select_for_update().get(pk=decision.pk)


def _check_day(decided_on: dt.date, held_on: dt.date) -> None:
    if not held_on <= decided_on <= timezone.localdate():
        raise LodgingError(_("La décision est prise entre la visite et aujourd’hui."), "decided_on")


def _check_rule(favourable: bool, granted: bool, stars: int) -> None:
    if favourable and not granted:
        raise LodgingError(
            _("La visite n’atteint pas %(stars)s étoiles : la règle ne permet pas cet avis.")
            % {"stars": stars},
            "stars",
        )
    if granted and not favourable:
        raise LodgingError(
            _("La visite atteint %(stars)s étoiles : la règle demande un avis favorable.") % {"stars": stars},
            "stars",
        )


def _number(day: dt.date) -> str:
    """``2026-0014``: counted by year. The office is locked by the caller."""
    last = (
        RankingDecision.objects.filter(number__startswith=f"{day.year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{day.year}-{int(last.split('-')[1]) + 1 if last else 1:04d}"
