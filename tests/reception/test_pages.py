"""The other screens: acts, late entries, tallies, counters, lists, past years, files."""

from __future__ import annotations

import csv
import datetime as dt
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.reception.models import Act, Batch, CounterReading, ListItem
from buron.territory.models import Desk


def url(office: Office, name: str, **kwargs) -> str:
    return reverse(f"reception_{name}", kwargs={"office": office.slug, **kwargs})


@pytest.fixture
def direction(reception, make_client) -> Client:
    return make_client(reception, "direction")


@pytest.fixture
def counter(reception, make_client) -> Client:
    return make_client(reception, "accueil")


def text(response) -> str:
    return response.content.decode()


# -- Acts --------------------------------------------------------------------------------------------------


def test_the_list_of_acts_in_words(direction, reception, welcome):
    welcome(party="couple", origin_country="FR", origin_department="15", themes=("hiking",))
    page = text(direction.get(url(reception, "acts")))
    for word in ("1 acte", "Couple", "Cantal (15)", "Rando, balade", "Comptoir", "Maison du tourisme"):
        assert word in page, word


def test_the_list_is_filtered(direction, reception, welcome, second_desk, adviser):
    from buron.reception.services import cancel_act

    welcome(party="couple")
    welcome(party="family", at=second_desk)
    cancel_act(actor=adviser, act=welcome(party="solo"))
    get = lambda **query: text(direction.get(url(reception, "acts"), query))  # noqa: E731
    assert "2 actes" in get() and "1 acte" in get(party="family") and "1 acte" in get(desk=second_desk.pk)
    assert "1 acte" in get(state="cancelled") and "3 actes" in get(state="all")
    assert "Aucun acte avec ces filtres" in get(end="2000-01-01")


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "999999999999"},
        {"start": "hier", "end": "31/02/2020"},
        {"desk": "abc", "channel": "pigeon", "party": "'", "entry": "\x00", "state": "z"},
        {"desk": "9" * 40},
        {"start": "2020-01-01", "end": "1999-01-01"},
    ],
)
def test_nonsense_filters_show_the_list(direction, reception, welcome, query):
    welcome()
    assert direction.get(url(reception, "acts"), query).status_code == 200


@pytest.mark.parametrize("name", ["acts", "carnets", "counters"])
def test_lists_ask_the_same_number_of_queries(direction, reception, adviser, desk, make_fiche, welcome, name):
    from buron.reception.services import make_carnet, record_counter

    fiche, counts, made = make_fiche(), [], 0
    for rows in (1, 3, 30):
        while made < rows:
            act = welcome(party="couple", themes=("hiking", "food"), fiches=(fiche.pk,))
            make_carnet(actor=adviser, client_id=act.client_id, desk=desk, fiches=[fiche.pk])
            day = timezone.localdate() - dt.timedelta(days=made)
            record_counter(actor=adviser, desk=desk, day=day, raw=made, both_ways=False)
            made += 1
        with CaptureQueriesContext(connection) as captured:
            assert direction.get(url(reception, name)).status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1 and counts[0] <= 16, counts


def test_an_act_tells_what_was_asked_and_shown(direction, reception, welcome, make_fiche):
    act = welcome(party="couple", fiches=(make_fiche("Cascade").pk,), note="parle occitan")
    page = text(direction.get(url(reception, "act", pk=act.pk)))
    for word in (
        "Couple",
        "non demandé",
        "Cascade",
        "Visite, découverte",
        "déduit",
        "parle occitan",
        "Acte d’accueil enregistré",
    ):
        assert word in page, word


def test_correcting_an_act_by_the_screen(direction, reception, welcome, second_desk):
    act = welcome(party="couple", themes=("hiking",))
    link = url(reception, "act_amend", pk=act.pk)
    assert direction.get(link).status_code == 200
    body = {
        "desk": second_desk.pk, "day": act.day.isoformat(), "hour": "10", "channel": "phone", "party": "family",
        "origin": "Belgique", "themes": ["food", "local"], "people": "4",
    }  # fmt: skip
    assert direction.post(link, body).status_code == 422  # no reason
    assert direction.post(link, body | {"reason": "mauvaise touche"}).status_code == 302
    act.refresh_from_db()
    assert (act.desk, act.channel, act.party, act.origin_country, act.hour) == (
        second_desk,
        "phone",
        "family",
        "BE",
        10,
    )
    assert {item.theme for item in act.themes.all()} == {"food", "local"}


def test_an_answer_that_is_no_longer_offered_stays_choosable(direction, reception, welcome, system):
    from buron.reception.services import retire_list_item

    act = welcome(party="resident", when=timezone.now() - dt.timedelta(days=30))
    item = ListItem.objects.get(key="party", code="resident")
    retire_list_item(actor=system, item=item, last_day=timezone.localdate() - dt.timedelta(days=10))
    assert 'value="resident" selected' in text(direction.get(url(reception, "act_amend", pk=act.pk)))


def test_cancelling_and_restoring_by_the_screen(direction, reception, welcome):
    act = welcome(when=timezone.now() - dt.timedelta(hours=2))
    cancel = url(reception, "act_cancel", pk=act.pk)
    assert direction.post(cancel, {"reason": ""}).status_code == 422
    assert direction.post(cancel, {"reason": "doublon"}).status_code == 302
    act.refresh_from_db()
    assert act.is_cancelled
    restore = url(reception, "act_restore", pk=act.pk)
    assert direction.post(restore, {"reason": ""}).status_code == 422
    assert direction.post(restore, {"reason": "non, pas un doublon"}).status_code == 302
    act.refresh_from_db()
    assert not act.is_cancelled


def test_an_adviser_corrects_her_own_act_for_a_minute(reception, make_member, desk):
    from buron.kernel.actors import Actor
    from buron.reception.rules.facts import Facts
    from buron.reception.services import record_act

    member = make_member(reception, "accueil")
    client = Client()
    client.force_login(member.user)
    act = record_act(actor=Actor.member(member), client_id=uuid4(), desk=desk, facts=Facts(channel="counter"))
    link = url(reception, "act_amend", pk=act.pk)
    assert client.get(link).status_code == 200
    Act.objects.update(recorded_at=timezone.now() - dt.timedelta(minutes=3))
    assert client.get(link).status_code == 403
    assert client.post(url(reception, "act_cancel", pk=act.pk), {"reason": "x"}).status_code == 403


# -- Afterwards --------------------------------------------------------------------------------------------


def late_body(desk, /, **others) -> dict:
    day = timezone.localdate() - dt.timedelta(days=1)
    return {"client_id": str(uuid4()), "desk": desk.pk, "day": day.isoformat(), "channel": "phone", **others}


def test_entering_afterwards(counter, reception, desk):
    assert counter.get(url(reception, "late")).status_code == 200
    body = late_body(desk, hour="9", party="couple", origin="63", themes=["hiking"])
    for _ in range(2):  # a second click
        assert counter.post(url(reception, "late"), body).status_code == 302
    act = Act.objects.get()
    assert (act.entry, act.hour, act.origin_department, act.party) == ("late", 9, "63", "couple")
    assert f'value="{desk.pk}" selected' in text(counter.get(url(reception, "late")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2999-01-01"}, {"day": "demain"}, {"desk": "0"}, {"desk": ""}, {"channel": ""}, {"channel": "pigeon"},
        {"origin": "Gotham"}, {"people": "0"}, {"people": "beaucoup"}, {"hour": "99"}, {"party": "martien"},
        {"themes": ["x"]}, {"note": "x" * 300}, {"client_id": "x"}, {"client_id": ""}, {"origin": "\x00"},
    ],
)  # fmt: skip
def test_nonsense_afterwards_is_refused(counter, reception, desk, wrong):
    response = counter.post(url(reception, "late"), late_body(desk, **wrong))
    assert response.status_code == 422 and not Act.objects.exists()


def tally_body(desk, /, **others) -> dict:
    return {
        "client_id": str(uuid4()), "desk": desk.pk, "day": timezone.localdate().isoformat(), "half": "morning",
        "channel": "counter", "total": "5", "party:couple": "3", "party:family": "2", "origin:FR-15": "4",
        "theme:hiking": "5", "theme:food": "1", **others,
    }  # fmt: skip


def test_a_tally_sheet_becomes_acts(counter, reception, desk):
    assert counter.get(url(reception, "tally")).status_code == 200
    body = tally_body(desk)
    for _ in range(2):
        assert counter.post(url(reception, "tally"), body).status_code == 302
    acts = Act.objects.filter(entry="tally")
    assert acts.count() == 5 and Batch.objects.count() == 1
    assert acts.filter(party="couple").count() == 3 and acts.filter(origin_department="15").count() == 4
    assert acts.filter(origin_country=None).count() == 1 and acts.filter(themes__theme="hiking").count() == 5
    assert set(acts.values_list("hour", flat=True)) == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": ""}, {"total": "0"}, {"total": "4"}, {"total": "9999"}, {"party:couple": "-1"}, {"party:couple": "x"},
        {"theme:hiking": "6"}, {"half": "nuit"}, {"channel": ""}, {"day": "2999-01-01"}, {"desk": "0"},
        {"client_id": "x"},
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_add_up_is_shown_again(counter, reception, desk, wrong):
    response = counter.post(url(reception, "tally"), tally_body(desk, **wrong))
    assert response.status_code == 422 and not Act.objects.exists() and not Batch.objects.exists()


def test_a_sheet_is_taken_back_whole(counter, direction, reception, desk):
    counter.post(url(reception, "tally"), tally_body(desk))
    batch = Batch.objects.get()
    cancel = url(reception, "batch_cancel", pk=batch.pk)
    assert counter.post(cancel, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    batch.refresh_from_db()
    assert batch.state == "cancelled" and not Act.objects.filter(cancelled_at=None).exists()
    counter.post(url(reception, "tally"), tally_body(desk))
    batch = Batch.objects.exclude(pk=batch.pk).get()
    Batch.objects.update(applied_at=timezone.now() - dt.timedelta(minutes=5))
    cancel = url(reception, "batch_cancel", pk=batch.pk)
    assert counter.post(cancel, {"reason": "x"}).status_code == 403
    direction.post(cancel, {"reason": ""})
    batch.refresh_from_db()
    assert batch.state == "applied"
    direction.post(cancel, {"reason": "feuille d’un autre bureau"})
    batch.refresh_from_db()
    assert batch.state == "cancelled"


# -- Counters ----------------------------------------------------------------------------------------------


def counter_body(desk, /, **others) -> dict:
    return {
        "desk": desk.pk,
        "day": timezone.localdate().isoformat(),
        "hour": "",
        "raw": "31",
        "both_ways": "1",
        **others,
    }


def test_typing_a_reading_and_typing_it_again(counter, reception, desk):
    link = url(reception, "counters")
    assert counter.get(link).status_code == 200
    assert counter.post(link, counter_body(desk)).status_code == 302
    assert counter.post(link, counter_body(desk, raw="33")).status_code == 302
    reading = CounterReading.objects.get()
    assert (reading.raw, float(reading.visitors)) == (33, 16.5)
    assert "16,5" in text(counter.get(link))


@pytest.mark.parametrize(
    "wrong",
    [
        {"raw": ""},
        {"raw": "-1"},
        {"raw": "x"},
        {"raw": "9999999999"},
        {"both_ways": ""},
        {"day": "2999-01-01"},
        {"hour": "x"},
        {"desk": "0"},
    ],
)
def test_a_reading_that_cannot_be_is_refused(counter, reception, desk, wrong):
    assert counter.post(url(reception, "counters"), counter_body(desk, **wrong)).status_code == 422
    assert not CounterReading.objects.exists()


def test_a_day_is_read_whole_or_by_the_hour(counter, reception, desk):
    link = url(reception, "counters")
    assert counter.post(link, counter_body(desk, hour="10")).status_code == 302
    assert counter.post(link, counter_body(desk, hour="11")).status_code == 302
    assert counter.post(link, counter_body(desk)).status_code == 422
    assert CounterReading.objects.count() == 2


def test_only_those_who_correct_remove_a_reading(counter, direction, reception, desk):
    counter.post(url(reception, "counters"), counter_body(desk))
    link = url(reception, "counter_remove", pk=CounterReading.objects.get().pk)
    assert counter.post(link).status_code == 403
    assert direction.post(link).status_code == 302 and not CounterReading.objects.exists()


def test_an_elected_person_types_no_reading(reception, make_client, desk):
    elected = make_client(reception, "elu")
    assert elected.get(url(reception, "counters")).status_code == 200
    assert elected.post(url(reception, "counters"), counter_body(desk)).status_code == 403


# -- Lists -------------------------------------------------------------------------------------------------


def test_adding_renaming_moving_and_retiring_an_answer(direction, reception):
    link = url(reception, "list", key="party")
    assert (
        direction.get(url(reception, "lists")).status_code == 200 and direction.get(link).status_code == 200
    )
    assert direction.post(link, {"label": "  Cyclo­tou­ristes ", "core_code": "friends"}).status_code == 302
    item = ListItem.objects.get(core=False)
    assert item.code.startswith("own-") and item.core_code == "friends"
    rename = url(reception, "item_rename", pk=item.pk)
    assert direction.get(rename).status_code == 200
    assert direction.post(rename, {"label": "Cyclistes", "valid_from": "1999-01-01"}).status_code == 422
    assert direction.post(rename, {"label": "Cyclistes"}).status_code == 302
    item.refresh_from_db()
    assert item.label == "Cyclistes"
    direction.post(url(reception, "list_arrange", key="party"), {"code": "family", "step": "up"})
    order = list(ListItem.objects.filter(key="party").values_list("code", "shortcut"))
    assert order[:2] == [("family", "1"), ("couple", "2")] and ("unknown", "0") in order
    assert direction.post(url(reception, "item_retire", pk=item.pk)).status_code == 302
    item.refresh_from_db()
    assert item.valid_until == timezone.localdate()


@pytest.mark.parametrize(
    "wrong", [{"label": ""}, {"label": "x" * 200}, {"label": "couple"}, {"label": "y", "core_code": "zz"}]
)
def test_an_answer_that_cannot_be_is_refused(direction, reception, wrong):
    assert direction.post(url(reception, "list", key="party"), wrong).status_code == 422
    assert not ListItem.objects.filter(core=False).exists()


def test_the_counter_cannot_be_retired(direction, reception):
    item = ListItem.objects.get(key="channel", code="counter")
    direction.post(url(reception, "item_retire", pk=item.pk))
    item.refresh_from_db()
    assert item.valid_until is None


@pytest.mark.parametrize("body", [{}, {"code": "x", "step": "up"}, {"code": "couple", "step": "sideways"}])
def test_a_move_that_means_nothing_moves_nothing(direction, reception, body):
    before = list(ListItem.objects.filter(key="party").values_list("code", flat=True))
    assert direction.post(url(reception, "list_arrange", key="party"), body).status_code == 302
    assert list(ListItem.objects.filter(key="party").values_list("code", flat=True)) == before


def test_a_list_that_does_not_exist_is_not_found(direction, reception):
    assert direction.get(url(reception, "list", key="colour")).status_code == 404
    assert direction.post(url(reception, "list_arrange", key="colour")).status_code == 404


# -- Past years --------------------------------------------------------------------------------------------


def upload(client: Client, office: Office, content: bytes, name: str = "actes.csv", kind: str = "acts"):
    body = {"client_id": str(uuid4()), "kind": kind, "file": SimpleUploadedFile(name, content)}
    return client.post(url(office, "imports"), body)


TABLE = "Date;Clientèle;Nombre\n12/07/2018;Couple;3\n07/2018;Extraterrestre;2\nhier;Solo;1\n".encode()


def test_a_table_is_read_matched_and_taken(direction, reception, desk):
    assert direction.get(url(reception, "imports")).status_code == 200
    link = upload(direction, reception, TABLE).headers["Location"]
    page = text(direction.get(link))
    assert "Dites par quel canal" in page and "Extraterrestre" in page
    body = {
        "column:date": "0",
        "column:party": "1",
        "column:count": "2",
        "desk": desk.pk,
        "channel": "counter",
    }
    page = text(direction.post(link, body))
    assert "3 actes" in page and "2 lignes refusées" in page and "hier" in page
    body["value:party:1"] = "friends"
    batch = Batch.objects.get()
    values = list(batch.mapping["values"]["party"])
    body = {key: value for key, value in body.items() if not key.startswith("value:")}
    body[f"value:party:{values.index('Extraterrestre')}"] = "friends"
    assert "5 actes" in text(direction.post(link, body))
    assert direction.post(f"{link}appliquer/").status_code == 302
    assert Act.objects.filter(entry="import").count() == 5
    assert Act.objects.filter(party="friends", until="2018-07-31").count() == 2
    done = text(direction.get(link))
    assert "Ligne 4" in done and "hier" in done
    assert direction.post(f"{link}appliquer/").status_code == 302 and Act.objects.count() == 5
    assert upload(direction, reception, TABLE).status_code == 422  # the same file again


def test_a_reprise_is_taken_back_whole(direction, reception, desk):
    link = upload(direction, reception, TABLE).headers["Location"]
    direction.post(link, {"column:date": "0", "column:count": "2", "desk": desk.pk, "channel": "counter"})
    direction.post(f"{link}appliquer/")
    batch = Batch.objects.get()
    Batch.objects.update(applied_at=timezone.now() - dt.timedelta(days=2))
    direction.post(url(reception, "batch_cancel", pk=batch.pk), {"reason": "mauvais fichier"})
    assert not Act.objects.filter(cancelled_at=None).exists()
    assert upload(direction, reception, TABLE).status_code == 302  # it may be taken again


def test_a_long_file_goes_to_the_worker(direction, reception, desk, monkeypatch):
    from buron.kernel.jobs import work_all

    monkeypatch.setattr("buron.reception.views.imports.BY_JOB", 2)
    link = upload(direction, reception, TABLE).headers["Location"]
    direction.post(link, {"column:date": "0", "column:count": "2", "desk": desk.pk, "channel": "counter"})
    assert direction.post(f"{link}appliquer/").status_code == 200
    assert work_all() == 1 and Act.objects.count() == 5


def test_counters_come_from_a_file(direction, reception, desk):
    table = (
        "Jour,Heure,Entrées,Sorties\n2018-07-01,10,4,3\n2018-07-01,11,5,6\n2018-07-01,11,1,1\n2018-07,,9,9\n"
    )
    link = upload(direction, reception, table.encode(), "compteur.csv", "counters").headers["Location"]
    batch = Batch.objects.get()
    body = {f"column:{key}": index for key, index in batch.mapping["columns"].items()}
    page = text(direction.post(link, body | {"desk": desk.pk}))
    assert "2 relevés" in page and "2 lignes refusées" in page
    direction.post(f"{link}appliquer/")
    assert [(one.hour, one.raw, one.both_ways) for one in CounterReading.objects.order_by("hour")] == [
        (10, 7, True),
        (11, 11, True),
    ]
    Batch.objects.update(applied_at=timezone.now() - dt.timedelta(days=2))
    direction.post(url(reception, "batch_cancel", pk=batch.pk), {"reason": "autre porte"})
    assert not CounterReading.objects.exists()


def test_an_abandoned_file_leaves_nothing(direction, reception):
    link = upload(direction, reception, TABLE).headers["Location"]
    assert direction.post(f"{link}abandonner/").status_code == 302
    batch = Batch.objects.get()
    assert batch.state == "cancelled" and batch.payload is None
    assert direction.get(link).status_code == 200
    assert direction.post(f"{link}appliquer/").status_code == 302 and not Act.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.csv"),
        (b"Date\n", "titres.csv"),
        (b"\x00\x01\x02\x03" * 50, "photo.jpg"),
        (b"PK\x03\x04not a workbook", "faux.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "faux.xls"),
        (b"%PDF-1.7\n\x00", "rapport.pdf"),
    ],
)
def test_a_file_that_is_no_table_is_refused(direction, reception, content, name):
    assert upload(direction, reception, content, name).status_code == 422 and not Batch.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"column:date": "99"},
        {"column:date": "-1", "desk": "x", "channel": "x" * 200},
        {"column:date": "0", "desk": "9" * 40},
        {"column:date": "²"},
        {"column:date": "0", "value:party:0": "\x00"},
    ],
)
def test_a_mapping_that_means_nothing_takes_nothing(direction, reception, desk, body):
    link = upload(direction, reception, TABLE).headers["Location"]
    assert direction.post(link, body).status_code == 200
    assert direction.post(f"{link}appliquer/").status_code == 302 and not Act.objects.exists()


def test_workbooks_are_read_too(direction, reception, desk):
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Date", "Bureau", "Canal", "Département", "Nb"])
        sheet.write_datetime(1, 0, dt.datetime(2018, 7, 14), day)
        sheet.write_row(1, 1, ["Maison du tourisme", "Accueil", 15, 4])
    link = upload(direction, reception, buffer.getvalue(), "actes.xlsx").headers["Location"]
    assert "4 actes" in text(direction.get(link))
    direction.post(f"{link}appliquer/")
    assert Act.objects.filter(origin_department="15", day="2018-07-14", desk=desk).count() == 4


# -- Files -------------------------------------------------------------------------------------------------


def test_acts_and_readings_as_files(direction, reception, welcome, desk, adviser):
    from buron.reception.services import record_counter

    welcome(party="couple", note="=HYPERLINK(1)")
    record_counter(actor=adviser, desk=desk, day=timezone.localdate(), raw=3, both_ways=True)
    response = direction.get(url(reception, "acts_file", form="csv"))
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0][:4] == ["Jour", "Jusqu’au", "Heure", "Bureau"] and "Couple" in rows[1] and len(rows) == 2
    response = direction.get(url(reception, "acts_file", form="xlsx"), {"party": "family"})
    assert response.content.startswith(b"PK")
    content = b"".join(direction.get(url(reception, "counters_file", form="csv")).streaming_content).decode()
    assert "1,5" in content
    assert direction.get(url(reception, "acts_file", form="exe")).status_code == 404


def test_exporting_is_a_right(counter, reception):
    assert counter.get(url(reception, "acts_file", form="csv")).status_code == 403


# -- The neighbour -----------------------------------------------------------------------------------------

BY_PK = (
    "act", "act_undo", "act_amend", "act_cancel", "act_restore", "carnet", "carnet_pdf", "carnet_send", "carnet_revoke",
    "counter_remove", "item_rename", "item_retire", "batch_cancel", "import", "import_apply", "import_discard", "card",
)  # fmt: skip


def test_nothing_of_another_office_is_found(
    stranger, other_office, reception, welcome, desk, adviser, make_fiche, direction
):
    from buron.kernel.actors import Actor
    from buron.reception.services import make_carnet, record_counter, setup_lists

    act = welcome(fiches=(make_fiche().pk,))
    carnet = make_carnet(actor=adviser, client_id=act.client_id, desk=desk, fiches=[act.shown.get().fiche_id])
    reading = record_counter(actor=adviser, desk=desk, day=timezone.localdate(), raw=1, both_ways=False)
    upload(direction, reception, TABLE)
    with office_scope(other_office):
        setup_lists(actor=Actor.system("tests", other_office))
        Desk.objects.create(office=other_office, name="Ailleurs", slug="ailleurs")
    batch, item = Batch.objects.get(), ListItem.objects.first()
    ids = {
        "carnet": carnet.pk,
        "counter": reading.pk,
        "item": item.pk,
        "batch": batch.pk,
        "import": batch.pk,
        "card": act.shown.get().fiche_id,
    }
    for name in BY_PK:
        pk = ids.get(name.partition("_")[0], act.pk)
        link = reverse(f"reception_{name}", kwargs={"office": other_office.slug, "pk": pk})
        statuses = {stranger.get(link).status_code, stranger.post(link, {"reason": "x"}).status_code}
        assert statuses <= {404, 405} and 404 in statuses, (name, statuses)
    act.refresh_from_db()
    assert not act.is_cancelled and CounterReading.objects.exists()
