"""Recording a welcome: once, honestly, and mendable."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.kernel.tenancy import office_scope
from buron.reception.models import Act, ActTheme, ListItem
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.services import (
    ActConflict,
    amend_act,
    cancel_act,
    make_carnet,
    record_act,
    record_late,
    restore_act,
    retire_list_item,
)

COUPLE = Facts(channel="counter", party="couple", origin_country="FR", origin_department="15")


def grow_old(act: Act, seconds: int = 120) -> Act:
    Act.objects.filter(pk=act.pk).update(recorded_at=timezone.now() - dt.timedelta(seconds=seconds))
    act.refresh_from_db()
    return act


def test_what_was_not_asked_stays_unknown(adviser, desk):
    act = record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=Facts(channel="counter"))
    for name in (
        "party",
        "people",
        "origin_country",
        "origin_department",
        "stay",
        "lodging",
        "language",
        "outcome",
    ):
        assert getattr(act, name) is None, name
    assert act.confidence == {} and not act.themes.exists()
    assert (act.entry, act.author_id) == ("live", int(adviser.id))


def test_an_act_keeps_its_local_day_and_hour(adviser, desk):
    at = timezone.now().replace(hour=22, minute=30) - dt.timedelta(
        days=1
    )  # half past midnight in summer, 23 h 30 in winter
    act = record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, occurred_at=at)
    local = timezone.localtime(at)
    assert (act.day, act.until, act.hour) == (local.date(), local.date(), local.hour)


def test_sending_again_gives_the_same_act(adviser, desk):
    client_id = uuid4()
    first = record_act(actor=adviser, client_id=client_id, desk=desk, facts=COUPLE)
    again = record_act(
        actor=adviser, client_id=client_id, desk=desk, facts=replace(COUPLE, duration_seconds=80)
    )
    assert first.pk == again.pk and Act.objects.count() == 1
    assert JournalEntry.objects.filter(action="reception.act.recorded").count() == 1


def test_sending_again_with_other_answers_mends_within_the_minute(adviser, desk):
    client_id = uuid4()
    first = record_act(actor=adviser, client_id=client_id, desk=desk, facts=COUPLE)
    mended = record_act(actor=adviser, client_id=client_id, desk=desk, facts=replace(COUPLE, party="family"))
    assert mended.pk == first.pk and mended.party == "family"
    entry = journal.history(first)[0]
    assert (entry.before, entry.after) == ({"party": "couple"}, {"party": "family"})


def test_sending_again_with_other_answers_is_refused_later_and_to_others(adviser, director, desk):
    client_id = uuid4()
    act = record_act(actor=adviser, client_id=client_id, desk=desk, facts=COUPLE)
    other = replace(COUPLE, party="solo")
    with pytest.raises(ActConflict):
        record_act(actor=director, client_id=client_id, desk=desk, facts=other)
    grow_old(act)
    with pytest.raises(ActConflict):
        record_act(actor=adviser, client_id=client_id, desk=desk, facts=other)
    act.refresh_from_db()
    assert act.party == "couple"


@pytest.mark.django_db(transaction=True)
def test_eight_simultaneous_taps_make_one_act(adviser, desk, reception):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads of an in-memory SQLite share one lock that real files do not have")
    client_id, made, faults = uuid4(), [], []
    start = threading.Barrier(8)

    def tap() -> None:
        try:
            start.wait()
            with office_scope(reception):
                made.append(record_act(actor=adviser, client_id=client_id, desk=desk, facts=COUPLE).pk)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and len(set(made)) == 1 and Act.objects.count() == 1


def test_themes_are_deduced_from_what_was_shown_and_corrigible(adviser, desk, make_fiche):
    trail, hotel = make_fiche("Tour du lac", "trail"), make_fiche("Hôtel", "hotel")
    lake = make_fiche("Plage", "facility", "Baignade surveillée")
    facts = replace(
        COUPLE,
        fiches=(trail.pk, hotel.pk, lake.pk, trail.pk),
        themes=("events", "hiking"),
        themes_dropped=("lodging",),
    )
    act = record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=facts)
    assert {item.theme: item.deduced for item in act.themes.all()} == {
        "hiking": True,
        "swimming": True,
        "events": False,
    }
    assert [item.fiche_id for item in act.shown.all()] == [trail.pk, hotel.pk, lake.pk]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts(channel="pigeon"), "channel"),
        (replace(COUPLE, party="martians"), "party"),
        (replace(COUPLE, themes=("hiking", "nothing")), "theme"),
        (replace(COUPLE, people=0), "people"),
        (replace(COUPLE, people=1000), "people"),
        (replace(COUPLE, origin_department="96"), "origin"),
        (replace(COUPLE, origin_country="BE"), "origin"),
        (replace(COUPLE, origin_country="XQ", origin_department=None), "origin"),
        (replace(COUPLE, note="x" * 201), "note"),
        (replace(COUPLE, fiches=(999_999,)), "fiches"),
        (replace(COUPLE, fiches=tuple(range(1, 99))), "fiches"),
        (replace(COUPLE, confidence={"party": "guessed"}), "confidence"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_name(adviser, desk, facts, field):
    with pytest.raises(FactsError) as refused:
        record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=facts)
    assert refused.value.field == field and str(refused.value)
    assert not Act.objects.exists() and not ActTheme.objects.exists()


def test_confidence_is_kept_only_for_what_was_answered(adviser, desk):
    facts = replace(COUPLE, confidence={"party": "observed", "stay": "declared", "origin": "declared"})
    act = record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=facts)
    assert act.confidence == {"party": "observed", "origin": "declared"}


@pytest.mark.parametrize(("seconds", "kept"), [(95, 95), (0, None), (-5, None), (7201, None), (None, None)])
def test_a_timer_left_running_says_nothing(adviser, desk, seconds, kept):
    act = record_act(
        actor=adviser, client_id=uuid4(), desk=desk, facts=replace(COUPLE, duration_seconds=seconds)
    )
    assert act.duration_seconds == kept


def test_the_clock_of_a_screen_may_run_ahead_but_not_lie(adviser, desk):
    now = timezone.now()
    act = record_act(
        actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, occurred_at=now + dt.timedelta(minutes=10)
    )
    assert act.occurred_at <= timezone.now()
    for wrong in (now + dt.timedelta(days=1), now - dt.timedelta(days=90)):
        with pytest.raises(FactsError):
            record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, occurred_at=wrong)


def test_undo_for_a_minute_by_its_author_only(welcome, adviser, director):
    act = welcome(party="couple")
    with pytest.raises(FactsError):
        cancel_act(actor=director, act=act)
    assert cancel_act(actor=adviser, act=act).is_cancelled
    first = Act.objects.get(pk=act.pk).cancelled_at
    assert cancel_act(actor=adviser, act=act).cancelled_at == first


def test_undo_is_over_after_a_minute(welcome, adviser, director):
    act = grow_old(welcome(party="couple"))
    with pytest.raises(PermissionDenied):
        cancel_act(actor=adviser, act=act, reason="erreur")
    with pytest.raises(FactsError):
        cancel_act(actor=director, act=act, reason="   ")
    assert cancel_act(actor=director, act=act, reason="saisi deux fois").cancel_reason == "saisi deux fois"
    assert not restore_act(actor=director, act=act, reason="une seule fois en fait").is_cancelled
    actions = [entry.action for entry in journal.history(act)]
    assert actions == ["reception.act.restored", "reception.act.cancelled", "reception.act.recorded"]


def test_correcting_says_why_and_keeps_before_and_after(welcome, adviser, director, second_desk):
    act = grow_old(welcome(party="couple", themes=("hiking",)))
    facts = Facts(channel="phone", party="family", themes=("food",))
    with pytest.raises(PermissionDenied):
        amend_act(actor=adviser, act=act, facts=facts, reason="non")
    with pytest.raises(FactsError):
        amend_act(actor=director, act=act, facts=facts)
    amended = amend_act(actor=director, act=act, facts=facts, desk=second_desk, reason="mauvais bureau")
    assert (amended.channel, amended.party, amended.desk) == ("phone", "family", second_desk)
    assert [item.theme for item in amended.themes.all()] == ["food"]
    entry = journal.history(act)[0]
    assert entry.before["party"] == "couple" and entry.after["reason"] == "mauvais bureau"
    cancel_act(actor=director, act=act, reason="finalement non")
    with pytest.raises(FactsError):
        amend_act(actor=director, act=act, facts=facts, reason="trop tard")


def test_the_carnet_shown_before_the_end_belongs_to_the_act(adviser, desk, make_fiche):
    client_id, fiche = uuid4(), make_fiche()
    carnet = make_carnet(actor=adviser, client_id=client_id, desk=desk, fiches=[fiche.pk])
    assert carnet.act is None
    act = record_act(actor=adviser, client_id=client_id, desk=desk, facts=replace(COUPLE, fiches=(fiche.pk,)))
    carnet.refresh_from_db()
    assert carnet.act == act


def test_late_entry_has_a_day_and_perhaps_an_hour(adviser, director, desk):
    today = timezone.localdate()
    act = record_late(
        actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, day=today - dt.timedelta(days=3)
    )
    assert (act.entry, act.hour, act.has_exact_day) == ("late", None, True)
    act = record_late(actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, day=today, hour=0)
    assert (act.hour, timezone.localtime(act.occurred_at).hour) == (0, 0)
    with pytest.raises(FactsError):
        record_late(
            actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, day=today + dt.timedelta(days=1)
        )
    long_ago = today - dt.timedelta(days=100)
    with pytest.raises(FactsError):
        record_late(actor=adviser, client_id=uuid4(), desk=desk, facts=COUPLE, day=long_ago)
    assert record_late(actor=director, client_id=uuid4(), desk=desk, facts=COUPLE, day=long_ago).pk


def test_a_retired_answer_is_refused_today_and_taken_for_days_before(adviser, system, desk):
    today = timezone.localdate()
    item = ListItem.objects.get(key="party", code="resident")
    retire_list_item(actor=system, item=item, last_day=today - dt.timedelta(days=2))
    facts = replace(COUPLE, party="resident")
    with pytest.raises(FactsError):
        record_act(actor=adviser, client_id=uuid4(), desk=desk, facts=facts)
    day = today - dt.timedelta(days=5)
    assert record_late(actor=adviser, client_id=uuid4(), desk=desk, facts=facts, day=day).party == "resident"


def test_rights_are_asked_for(reception, desk, make_member):
    elected = Actor.member(make_member(reception, "elu"))
    with pytest.raises(PermissionDenied):
        record_act(actor=elected, client_id=uuid4(), desk=desk, facts=COUPLE)


def test_a_desk_of_another_office_is_refused(adviser, other_office):
    from buron.territory.models import Desk

    with office_scope(other_office):
        foreign = Desk.objects.create(office=other_office, name="Ailleurs", slug="ailleurs")
    with pytest.raises(PermissionDenied):
        record_act(actor=adviser, client_id=uuid4(), desk=foreign, facts=COUPLE)


def test_two_offices_may_use_the_same_identifier(adviser, desk, other_office):
    from buron.reception.services import setup_lists
    from buron.territory.models import Desk

    client_id = uuid4()
    record_act(actor=adviser, client_id=client_id, desk=desk, facts=COUPLE)
    with office_scope(other_office):
        actor = Actor.system("tests", other_office)
        setup_lists(actor=actor)
        there = Desk.objects.create(office=other_office, name="Ailleurs", slug="ailleurs")
        record_act(actor=actor, client_id=client_id, desk=there, facts=Facts(channel="counter"))
        assert Act.objects.count() == 1
    assert Act.objects.count() == 1
