"""The board of ranking requests: each with the clock that runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.lodging.models import Accreditation, Ranking, RankingMail, RankingRequest, Visit
from buron.lodging.ranking.clocks import clocks_on

Stage = RankingRequest.Stage
OPEN_STAGES: tuple[str, ...] = (
    Stage.RECEIVED,
    Stage.COMPLETE,
    Stage.SCHEDULED,
    Stage.VISITED,
    Stage.DECIDED,
    Stage.NOTIFIED,
)
SOON = 7
Tone = Literal["", "good", "warn", "bad", "info"]


@dataclass(frozen=True, slots=True)
class Clock:
    """What runs for a request: words, the day, and how it stands."""

    text: str
    day: dt.date | None = None
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class BoardLine:
    request: RankingRequest
    visit: Visit | None
    clock: Clock


def board(stage: str = "", words: str = "") -> QuerySet[RankingRequest]:
    """Requests of a stage (``open``: those that are not over; nothing: all), those that wait the longest first."""
    found = RankingRequest.objects.select_related("lodging", "party", "decision")
    if stage == "open":
        found = found.filter(stage__in=OPEN_STAGES).order_by("received_on", "pk")
    elif stage in Stage.values:
        found = found.filter(stage=stage)
    if words:
        found = found.filter(lodging__search_words__contains=words)
    return found


def board_lines(requests: list[RankingRequest]) -> list[BoardLine]:
    """Each request with its visit and its clock."""
    visits = {
        one.request_id: one
        for one in Visit.objects.filter(request__in=requests, cancelled_at=None).select_related("visitor")
    }
    today = timezone.localdate()
    return [BoardLine(one, visits.get(one.pk), clock_of(one, visits.get(one.pk), today)) for one in requests]


def clock_of(request: RankingRequest, visit: Visit | None, today: dt.date) -> Clock:
    """What is to happen next, and by when."""
    decision = getattr(request, "decision", None)
    if request.stage == Stage.NOTIFIED and decision and decision.refuse_until:
        return _until(_("refus jusqu’au %s"), decision.refuse_until, today, over="info")
    if request.stage in (Stage.VISITED, Stage.DECIDED) and visit and visit.held_on:
        due = clocks_on(visit.held_on).certificate_by(visit.held_on)
        return _until(_("certificat avant le %s"), due, today)
    if request.stage == Stage.SCHEDULED and visit:
        day = timezone.localdate(visit.appointment)
        return _until(_("visite le %s"), day, today)
    if request.stage == Stage.ACQUIRED and decision and decision.acquired_on:
        return Clock(_("acquis le %s") % f"{decision.acquired_on:%d/%m/%Y}", decision.acquired_on, "good")
    if request.stage in (Stage.RECEIVED, Stage.COMPLETE):
        days = (today - request.received_on).days
        return Clock(_("reçue il y a %s jours") % days, request.received_on, "warn" if days > 30 else "")
    return Clock(request.closed_because, request.closed_on)


def _until(words: str, day: dt.date, today: dt.date, over: Tone = "bad") -> Clock:
    left = (day - today).days
    tone: Tone = over if left < 0 else "warn" if left <= SOON else ""
    return Clock(words % f"{day:%d/%m/%Y}", day, tone)


def stage_counts() -> Mapping[str, int]:
    """How many requests at each stage."""
    return dict(RankingRequest.objects.order_by().values_list("stage").annotate(n=Count("pk")))


def ending_rankings(day: dt.date, months: int = 6) -> QuerySet[Ranking]:
    """Rankings of furnished lodgings that end within some months, the nearest first."""
    return (
        Ranking.objects.filter(valid_until__range=(day, day + dt.timedelta(days=31 * months)))
        .filter(valid_from__lte=day, lodging__nature="meubles", lodging__closed_on=None)
        .select_related("lodging")
        .order_by("valid_until", "pk")
    )


def waiting_mails() -> QuerySet[RankingMail]:
    """Drafts that somebody has to read over."""
    return RankingMail.objects.filter(state=RankingMail.State.DRAFT).select_related(
        "request__lodging", "ranking__lodging", "party"
    )


def visitors() -> QuerySet[Accreditation]:
    """The people who may visit today or later."""
    return Accreditation.objects.filter(
        holder=Accreditation.Holder.AGENT, valid_until__gte=timezone.localdate()
    )


def carried_visits() -> QuerySet[Visit]:
    """The visits that a tablet keeps: planned or under way."""
    return (
        Visit.objects.filter(cancelled_at=None, finished_at=None)
        .select_related("request__lodging", "visitor")
        .order_by("appointment", "pk")
    )
