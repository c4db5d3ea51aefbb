"""What a desk sends when it meets the server again: once each, in order, nothing lost, nothing guessed."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.kept_pages import VERSION_HEADER, files_version
from buron.kernel.models import JournalEntry, Membership
from buron.kernel.tenancy import office_scope
from buron.reception.models import Act, Batch, LiaisonNote, PrintMovement, SetAside, UnmetRequest
from buron.reception.queries.liaison import kinds_on
from buron.reception.queries.unmet import themes_on
from buron.reception.services import count_aside, drop_aside, printed, replace_with_aside
from tests.reception.test_desk import send, url

HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture
def client(reception, make_client) -> Client:
    return make_client(reception, "accueil")


@pytest.fixture
def keeper(reception, make_member) -> Actor:
    return Actor.member(make_member(reception, "direction"))


def entry(desk, age: float = HOUR, **others) -> dict:
    """A welcome that ended ``age`` milliseconds ago, on a clock that is seven days slow."""
    now = timezone.now().timestamp() * 1000 - 7 * DAY
    answers = {"party": "couple", "origin": "FR-15"}
    told = {
        "client_id": str(uuid4()),
        "desk": desk.pk,
        "channel": "counter",
        "answers": answers,
        "at": now - age,
    }
    return told | others


def sent(client, office, *entries, at: float | None = None) -> list[dict]:
    now = timezone.now().timestamp() * 1000 - 7 * DAY
    answer = send(
        client, office, "offline_replay", {"sent": now if at is None else at, "entries": list(entries)}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["entries"]


def statuses(*args, **kwargs) -> list[str]:
    return [one["status"] for one in sent(*args, **kwargs)]


def sheet(desk, day: dt.date, total: int = 3, **others) -> dict:
    told = {
        "kind": "tally",
        "client_id": str(uuid4()),
        "desk": desk.pk,
        "channel": "counter",
        "half": "morning",
    }
    return told | {"day": day.isoformat(), "total": total, "columns": {"party": {"couple": total}}} | others


def member_of(client: Client) -> int:
    return int(client.session["_auth_user_id"])


# -- Once each ---------------------------------------------------------------------------------------------


def test_entries_are_recorded_in_order_with_their_hour(client, reception, desk):
    entries = [entry(desk, age) for age in (3 * DAY, 2 * DAY, HOUR)]
    assert statuses(client, reception, *entries) == ["accepted"] * 3
    with office_scope(reception):
        acts = list(Act.objects.order_by("pk"))
        assert [str(act.client_id) for act in acts] == [one["client_id"] for one in entries]
        ages = [(timezone.now() - act.occurred_at) / dt.timedelta(hours=1) for act in acts]
        assert ages == pytest.approx([72, 48, 1], abs=0.05)
        assert {act.entry for act in acts} == {Act.Entry.LIVE}


def test_sent_again_whole_or_in_part_each_counts_once(client, reception, desk):
    entries = [entry(desk) for _ in range(5)]
    assert statuses(client, reception, *entries[:3]) == ["accepted"] * 3
    assert statuses(client, reception, *entries) == ["present"] * 3 + ["accepted"] * 2
    assert statuses(client, reception, *entries, entries[0]) == ["present"] * 6
    with office_scope(reception):
        assert Act.objects.count() == 5
        assert JournalEntry.objects.filter(action="reception.act.recorded").count() == 5


def test_one_that_is_refused_does_not_stop_the_others(client, reception, desk):
    bad = entry(desk, answers={"party": "martiens"})
    damaged = entry(desk, client_id="pas un identifiant")
    told = sent(
        client,
        reception,
        entry(desk),
        bad,
        "n’importe quoi",
        damaged,
        {**entry(desk), "desk": 999_999},
        entry(desk),
    )
    assert [one["status"] for one in told] == [
        "accepted",
        "refused",
        "refused",
        "refused",
        "refused",
        "accepted",
    ]
    assert "martiens" in told[1]["message"] and told[1]["field"] == "party"
    with office_scope(reception):
        assert Act.objects.count() == 2
    assert statuses(client, reception, {**bad, "answers": {"party": "family"}}) == ["accepted"]


def test_an_hour_that_cannot_be_is_said_and_the_day_can_be_given(client, reception, desk):
    future = entry(desk, age=-2 * DAY)
    [told] = sent(client, reception, future)
    assert (told["status"], told["field"]) == ("refused", "day") and "horloge" in told["message"]
    day = timezone.localdate() - dt.timedelta(days=2)
    assert statuses(client, reception, {**future, "day": day.isoformat()}) == ["accepted"]
    with office_scope(reception):
        act = Act.objects.get()
        assert (act.day, act.hour, act.entry) == (day, None, Act.Entry.LATE)
    [told] = sent(client, reception, {**entry(desk), "day": "2999-01-01"})
    assert told["status"] == "refused" and "pas encore venu" in told["message"]


def test_a_month_away_is_counted_and_marked_late(client, reception, desk):
    assert statuses(client, reception, entry(desk, 30 * DAY)) == ["accepted"]
    with office_scope(reception):
        act = Act.objects.get()
        assert act.entry == Act.Entry.LATE and (timezone.localdate() - act.day).days in (29, 30, 31)


def test_a_season_away_waits_for_somebody_who_may_correct(client, reception, desk, make_client, keeper):
    old = entry(desk, 100 * DAY)
    [told] = sent(client, reception, old)
    assert told["status"] == "aside" and "de côté" in told["message"]
    assert statuses(client, reception, old) == ["aside"]
    with office_scope(reception):
        assert Act.objects.count() == 0
        aside = SetAside.objects.get()
        count_aside(actor=keeper, aside=aside)
        count_aside(actor=keeper, aside=aside)
        act = Act.objects.get()
        assert (timezone.localdate() - act.day).days in (99, 100, 101)
        assert act.author_id == member_of(client)
    assert statuses(make_client(reception, "direction"), reception, entry(desk, 100 * DAY)) == ["accepted"]


# -- Who welcomed ------------------------------------------------------------------------------------------


def test_acts_keep_the_name_of_whoever_welcomed(client, reception, desk, make_member):
    colleague = make_member(reception, "accueil").user
    assert statuses(client, reception, entry(desk, author=colleague.pk)) == ["accepted"]
    with office_scope(reception):
        act = Act.objects.get()
        assert act.author_id == colleague.pk
        relayed = JournalEntry.objects.get(action="reception.act.relayed")
        assert relayed.actor_id == str(member_of(client)) and relayed.after == {"author": colleague.name}


def test_the_acts_of_somebody_who_left_are_kept_aside_and_can_be_counted(
    client, reception, desk, make_member, keeper
):
    left = make_member(reception, "accueil")
    Membership.objects.filter(pk=left.pk).update(is_active=False)
    one = entry(desk, author=left.user_id)
    assert statuses(client, reception, one, one) == ["aside", "aside"]
    with office_scope(reception):
        aside = SetAside.objects.get()
        assert (aside.why, aside.author_name) == (SetAside.Why.AUTHOR, str(left.user))
        count_aside(actor=keeper, aside=aside)
        assert Act.objects.get().author_id == left.user_id


def test_somebody_of_another_office_is_not_named(client, reception, desk, other_office, make_member):
    elsewhere = make_member(other_office, "accueil").user
    assert statuses(client, reception, entry(desk, author=elsewhere.pk)) == ["aside"]
    with office_scope(reception):
        aside = SetAside.objects.get()
        assert aside.author_id is None and aside.author_name == ""


def test_a_revoked_member_sends_nothing_and_her_outbox_is_told_so(client, reception, desk):
    Membership.objects.update(is_active=False)
    answer = send(client, reception, "offline_replay", {"sent": 0, "entries": [entry(desk)]})
    assert answer.status_code == 404
    with office_scope(reception):
        assert Act.objects.count() == 0


# -- Two desks ---------------------------------------------------------------------------------------------


@pytest.fixture
def disputed(client, reception, desk, make_client) -> SetAside:
    """The same welcome, mended in two ways on two desks."""
    one = entry(desk)
    statuses(make_client(reception, "accueil"), reception, one)
    other = {**one, "answers": {"party": "family", "origin": "FR-63"}}
    assert statuses(client, reception, other) == ["aside"]
    with office_scope(reception):
        return SetAside.objects.get()


def test_two_versions_of_an_act_are_both_kept(disputed, reception, keeper):
    with office_scope(reception):
        count_aside(actor=keeper, aside=disputed)
        assert sorted(Act.objects.values_list("party", flat=True)) == ["couple", "family"]


def test_one_version_takes_the_place_of_the_other(disputed, reception, keeper):
    with office_scope(reception):
        replace_with_aside(actor=keeper, aside=disputed)
        act = Act.objects.get()
        assert (act.party, act.origin_department) == ("family", "63")
        assert JournalEntry.objects.filter(action="reception.act.amended").exists()


def test_or_neither_is_changed(disputed, reception, keeper):
    with office_scope(reception):
        drop_aside(actor=keeper, aside=disputed)
        assert Act.objects.get().party == "couple"
        with pytest.raises(ValueError, match="Déjà décidé"):
            count_aside(actor=keeper, aside=disputed)


def test_the_conflict_is_shown_with_both_versions_and_settled_on_its_page(
    disputed, reception, make_client, client
):
    director = make_client(reception, "direction")
    page = director.get(url(reception, "asides")).content.decode()
    assert "Famille" in page and "Couple" in page and "Compter les deux" in page
    assert "Compter les deux" not in client.get(url(reception, "asides")).content.decode()
    address = url(reception, "aside_settle", pk=disputed.pk)
    assert client.post(address, {"decision": "compter"}).status_code == 403
    assert director.post(address, {"decision": "autre"}, follow=True).status_code == 200
    page = director.post(address, {"decision": "remplacer"}, follow=True).content.decode()
    assert "Mis à la place de l’autre" in page and "Compter les deux" not in page


def test_two_sheets_of_one_half_day_are_not_added_by_themselves(client, reception, desk, keeper):
    day = timezone.localdate() - dt.timedelta(days=1)
    first, second = sheet(desk, day), sheet(desk, day, total=5)
    afternoon = sheet(desk, day, half="afternoon")
    assert statuses(client, reception, first, first, second, afternoon) == [
        "accepted",
        "present",
        "aside",
        "accepted",
    ]
    with office_scope(reception):
        assert Act.objects.count() == 6
        aside = SetAside.objects.get()
        replace_with_aside(actor=keeper, aside=aside)
        assert Act.objects.filter(cancelled_at=None).count() == 8
        assert Batch.objects.filter(state=Batch.State.CANCELLED).count() == 1


def test_a_sheet_that_does_not_add_up_is_refused_with_the_reason(client, reception, desk):
    day = timezone.localdate()
    wrong = sheet(desk, day, columns={"party": {"couple": 9}})
    told = sent(client, reception, wrong, {**sheet(desk, day), "day": ""}, sheet(desk, day, columns=[1]))
    assert [one["status"] for one in told] == ["refused"] * 3 and "total" in told[0]["message"]


def test_documents_handed_out_leave_the_stock_once_and_a_lost_edition_stops_its_act_alone(
    client, reception, desk
):
    with office_scope(reception):
        system = Actor.system("test", reception)
        title = printed.save_title(actor=system, name="Carte touristique", kind="map")
        edition = printed.save_edition(
            actor=system, title=title, year=2026, languages=["fr"], per_box=100, low_at=50
        )
    handed = [entry(desk, documents={str(edition.pk): copies}) for copies in (2, 3)]
    lost = entry(desk, documents={"999999": 1})
    assert statuses(client, reception, *handed, lost, entry(desk)) == [
        "accepted",
        "accepted",
        "refused",
        "accepted",
    ]
    assert statuses(client, reception, *handed) == ["present"] * 2
    with office_scope(reception):
        assert sorted(row.quantity for row in PrintMovement.objects.all()) == [2, 3]


# -- The envelope ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"sent": 1}',
        '{"sent": true, "entries": []}',
        '{"entries": []}',
        "é",
        '{"sent": 1, "entries": {}}',
    ],
)
def test_an_envelope_that_is_not_one_is_refused(client, reception, body):
    answer = send(client, reception, "offline_replay", body)
    assert answer.status_code == 422 and answer.json()["message"]


def test_too_many_at_once_are_refused_before_anything_is_read(client, reception, desk):
    answer = send(client, reception, "offline_replay", {"sent": 0, "entries": [0] * 501})
    assert answer.status_code == 422 and "500" in answer.json()["message"]


def test_the_same_queries_by_entry_for_three_and_for_forty(
    client, reception, desk, django_assert_max_num_queries
):
    with django_assert_max_num_queries(90):
        sent(client, reception, *(entry(desk) for _ in range(3)))
    with django_assert_max_num_queries(20 + 40 * 14):
        sent(client, reception, *(entry(desk) for _ in range(40)))


# -- The rest of the desk without network ------------------------------------------------------------------


def test_the_worker_is_served_for_its_folder_and_bears_the_version(client, reception):
    answer = client.get(url(reception, "offline_worker"))
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    text = answer.content.decode()
    assert text.startswith("const TOLD = ") and files_version() in text
    assert url(reception, "offline_worker").startswith(url(reception, "desk"))


def test_the_desk_bears_the_same_version_and_says_who_is_signed_in(client, reception, desk):
    client.post(url(reception, "place"), {"desk": desk.pk, "channel": "counter"})
    page = client.get(url(reception, "desk"))
    assert page[VERSION_HEADER] == files_version()
    told = json.loads(
        page.content.decode().split('id="desk-offline" type="application/json">')[1].split("</script>")[0]
    )
    assert told["user"]["id"] == member_of(client) and told["office"]["slug"] == reception.slug
    assert told["days"] == 7 and told["themes"]["kinds"]["hotel"] == "lodging"


def test_the_offer_is_for_those_who_welcome(client, reception, make_client):
    told = client.get(url(reception, "offline_manifest")).json()
    assert told["audience"] == "staff" and told["full"]
    assert client.get(url(reception, "offline_entries"), {"ids": "1"}).json() == {"entries": []}
    assert client.get(url(reception, "offline_thumbs"), {"digests": "0" * 24}).status_code == 200
    assert make_client(reception, "elu").get(url(reception, "offline_manifest")).status_code == 403


@pytest.mark.parametrize("which", ["ferme", "absent", "autre"])
def test_the_pages_for_the_time_without_network(client, reception, which):
    assert client.get(url(reception, "offline_page", which=which)).status_code == 200


def test_the_identifier_of_a_damaged_entry_is_nobodys(client, reception):
    assert sent(client, reception, None)[0]["client_id"] == str(UUID(int=0))


# -- Beside the acts ---------------------------------------------------------------------------------------


def beside(desk, kind: str, **others) -> dict:
    """An unmet request or an entry of the book, written an hour ago."""
    said = {
        "unmet": {"theme": "transport", "words": "bus le dimanche", "insee": ""},
        "note": {"note_kind": "todo", "text": "Rappeler la mairie"},
    }[kind]
    told = {key: value for key, value in entry(desk).items() if key != "answers"}
    return told | {"kind": kind} | said | others


def test_what_was_written_beside_the_acts_comes_once_at_its_day(client, reception, desk):
    with office_scope(reception):
        theme, kind = themes_on(timezone.localdate())[0].code, kinds_on(timezone.localdate())[0].code
    unmet = beside(desk, "unmet", theme=theme, at=entry(desk, 3 * DAY)["at"])
    note = beside(desk, "note", note_kind=kind)
    gone = {**beside(desk, "note", note_kind=kind), "desk": 999_999}
    assert statuses(client, reception, unmet, note, gone) == ["accepted"] * 3
    assert statuses(client, reception, unmet, note, gone) == ["present"] * 3
    with office_scope(reception):
        found = UnmetRequest.objects.get()
        assert (timezone.localdate() - found.day).days == 3 and found.author_id == member_of(client)
        assert {one.desk_id for one in LiaisonNote.objects.all()} == {desk.pk, None}


def test_another_members_note_is_hers_and_a_strangers_is_nobodys(client, reception, desk, make_member):
    with office_scope(reception):
        kind = kinds_on(timezone.localdate())[0].code
    colleague = make_member(reception, "accueil").user_id
    notes = [beside(desk, "note", note_kind=kind, author=author) for author in (colleague, 987_654)]
    assert statuses(client, reception, *notes) == ["accepted"] * 2
    with office_scope(reception):
        assert [one.author_id for one in LiaisonNote.objects.order_by("pk")] == [colleague, None]
        assert JournalEntry.objects.filter(action="reception.beside.relayed").count() == 2


def test_what_cannot_be_written_stays_with_its_reason(client, reception, desk):
    old = beside(desk, "unmet", day="2020-01-01", theme="x")
    told = sent(
        client, reception, old, beside(desk, "unmet", theme="martiens"), beside(desk, "note", text="")
    )
    assert [one["status"] for one in told] == ["refused"] * 3
    assert told[0]["field"] == "day" and told[1]["field"] == "theme"
