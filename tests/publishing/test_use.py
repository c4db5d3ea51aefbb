"""What kiosks send: counted once, late or out of order, and the figures made of it."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.actors import Actor
from buron.kernel.figures import FigureQuery
from buron.publishing.figures import days, uses
from buron.publishing.figures.days import ACTIVITY, AVAILABILITY, SERVICE, SESSIONS_PER_DAY, TOUCHES_PER_DAY
from buron.publishing.models import KioskDay, KioskUse, UseBatch
from buron.publishing.rules import hours_mask
from buron.publishing.services import (
    Beat,
    Touch,
    plan_hours,
    record_beat,
    record_past_use,
    record_use,
    set_session_gap,
)

NOW = timezone.make_aware(dt.datetime(2022, 11, 15, 12))
PERIOD = periods.custom(dt.date(2022, 10, 10), dt.date(2022, 11, 8))


@pytest.fixture
def speaker(scoped):
    return Actor.device("kiosk:1", "Borne", scoped, frozenset({"publishing.device"}))


def touch(ago: int, screen: str = "fiche", **more) -> Touch:
    return Touch(ago, screen, more.pop("theme", "walk"), more.pop("language", "fr"), **more)


def send(speaker, kiosk, *touches, client_id=None, now=NOW):
    return record_use(
        actor=speaker, kiosk=kiosk, client_id=client_id or uuid.uuid4(), touches=touches, now=now
    )


def sessions() -> int:
    return uses.sessions_only(KioskUse.objects.all()).count()


def test_a_batch_sent_twice_is_counted_once(speaker, kiosk):
    client_id = uuid.uuid4()
    for _ in range(3):
        send(speaker, kiosk, touch(30), touch(10), client_id=client_id)
    assert KioskUse.objects.count() == 2
    assert UseBatch.objects.get().taken == 2


def test_what_cannot_be_is_refused_alone(speaker, kiosk):
    batch = send(
        speaker,
        kiosk,
        touch(10),
        touch(-5),
        touch(10, "nowhere"),
        touch(10, theme="nothing"),
        touch(10, language="xx"),
        touch(500 * 86400),
    )
    assert (batch.taken, batch.refused) == (1, 5)


def test_batches_that_arrive_late_join_the_sessions_they_belong_to(speaker, kiosk):
    send(speaker, kiosk, touch(1000), touch(900))
    assert sessions() == 2
    send(speaker, kiosk, touch(950))
    assert [one.gap for one in KioskUse.objects.order_by("at")] == [None, 50, 50]
    assert sessions() == 1


def test_the_order_of_arrival_changes_nothing(speaker, kiosk):
    chance = random.Random(5)
    moments = sorted(chance.sample(range(100_000), 60), reverse=True)
    lots = [moments[start : start + 7] for start in range(0, 60, 7)]
    chance.shuffle(lots)
    for lot in lots:
        send(speaker, kiosk, *[touch(ago) for ago in lot])
    known = [one.gap for one in KioskUse.objects.order_by("at", "pk")]
    assert known == [None, *(before - after for before, after in zip(moments, moments[1:], strict=False))]


def test_another_office_kiosk_is_refused(kiosk, other_office):
    stranger = Actor.device("kiosk:2", "Borne", other_office, frozenset({"publishing.device"}))
    with pytest.raises(PermissionDenied):
        send(stranger, kiosk, touch(1))


def test_the_pause_is_the_office_choice(scoped, system, speaker, kiosk):
    send(speaker, kiosk, touch(300), touch(220), touch(10))
    assert sessions() == 3
    set_session_gap(actor=system, seconds=120)
    assert sessions() == 2


def test_hours_are_kept_compact_and_told_late(speaker, kiosk):
    beat = Beat(content_version="a.1", content_age=7200, waiting=3, on=[3600, 2 * 3600, 26 * 3600, -4])
    found = record_beat(actor=speaker, kiosk=kiosk, beat=beat, now=NOW)
    assert found.last_seen_at == NOW and found.content_at == NOW - dt.timedelta(hours=2)
    today, yesterday = KioskDay.objects.order_by("-day")
    assert (today.on_hours, today.online_hours) == (hours_mask((10, 13)), hours_mask((12, 13)))
    assert (yesterday.on_hours, yesterday.online_hours) == (hours_mask((10, 11)), 0)
    record_beat(actor=speaker, kiosk=kiosk, beat=Beat(), now=NOW + dt.timedelta(minutes=10))
    assert KioskDay.objects.count() == 2


def rebuilt(active: int, interactions: int, series: int) -> list[tuple[dt.datetime, str, str | None, str]]:
    """Interactions that add up to a printed table: days, gestures, series of gestures apart by two minutes."""
    chance = random.Random(1165)
    starts: list[dt.datetime] = []
    for number in range(series):
        day = PERIOD.start + dt.timedelta(days=number % active)
        at = dt.datetime.combine(day, dt.time(12)) + dt.timedelta(minutes=10 * (number // active))
        starts.append(timezone.make_aware(at))
    lengths = [1] * series
    for _ in range(interactions - series):
        lengths[chance.randrange(series)] += 1
    return [
        (start + dt.timedelta(seconds=20 * step), "fiche", "walk", "fr")
        for start, length in zip(starts, lengths, strict=True)
        for step in range(length)
    ]


def test_the_printed_table_is_rebuilt_from_its_rows(scoped, system, kiosk):
    """30 days, 28 of them active, 1,165 interactions, 193 sessions: 93 %, 41.6 and 6.9 per active day."""
    used = rebuilt(28, 1165, 193)
    lit = [(PERIOD.start + dt.timedelta(days=n), hours_mask((8, 20)), 0) for n in range(29)]
    record_past_use(actor=system, kiosk=kiosk, uses=used, days=lit)
    query = FigureQuery(PERIOD)
    assert uses.interactions(query).value == uses.interaction_rows(query).total == 1165
    assert uses.sessions(query).value == uses.session_rows(query).total == 193
    activity = days.compute(ACTIVITY, query)
    assert round(activity.value) == 93 and activity.n == days.rows(ACTIVITY, query).total == 30
    assert round(days.compute(TOUCHES_PER_DAY, query).value, 1) == Decimal("41.6")
    assert round(days.compute(SESSIONS_PER_DAY, query).value, 1) == Decimal("6.9")
    states = {part.code: part.n for part in days.compute(SERVICE, FigureQuery(PERIOD, "state")).slices}
    assert states == {"used": 28, "idle": 1, "off": 1}
    assert round(days.compute(AVAILABILITY, query).value, 1) == round(Decimal(29) * 100 / 30, 1)


def test_past_use_is_taken_over_only_once(scoped, system, kiosk):
    used = rebuilt(2, 10, 4)
    assert record_past_use(actor=system, kiosk=kiosk, uses=used, days=[]) == 10
    with pytest.raises(PermissionDenied):
        record_past_use(actor=system, kiosk=kiosk, uses=used, days=[])


def test_a_new_plan_leaves_the_past_alone(scoped, system, kiosk):
    plan_hours(actor=system, kiosk=kiosk, since=dt.date(2022, 11, 1), hours={})
    query = FigureQuery(PERIOD)
    planned = days.compute(AVAILABILITY, query)
    assert planned.n == 22 and planned.value == 0
    states = {part.code: part.n for part in days.compute(SERVICE, FigureQuery(PERIOD, "state")).slices}
    assert states == {"off": 22, "unplanned": 8}


def test_nothing_is_known_before_there_is_a_kiosk(scoped):
    query = FigureQuery(PERIOD)
    assert uses.interactions(query).value is None
    assert days.compute(ACTIVITY, query).value is None
