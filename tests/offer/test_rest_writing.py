"""Writing the offer by program: the services of the screens, with their rights, checks and journal."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings

from buron.kernel.models import JournalEntry
from buron.kernel.tenancy import office_scope
from buron.offer import services
from buron.offer.models import Fiche
from buron.offer.services import BadFiche
from tests.offer.bodies import BODIES
from tests.offer.fiches import make_fiche
from tests.offer.import_kit import Feed, thing
from tests.offer.rest_kit import Program

pytestmark = pytest.mark.django_db
LAKE = {"kind": "nature", "name": {"fr": "Lac noir"}, "position": {"lat": 45.0, "lon": 2.5}}


@pytest.fixture
def writer(office) -> Program:
    return Program(office, can_write=True)


@pytest.fixture
def reader(office) -> Program:
    return Program(office)


@pytest.fixture
def lake(scoped, system) -> Fiche:
    return services.create_fiche(actor=system, body=LAKE)


def problems(answer) -> str:
    assert answer.status_code == 422, answer.content
    return " ".join(problem["msg"] for problem in answer.json()["detail"])


# Rights


def test_a_reading_key_writes_nothing(reader, lake):
    for answer in (
        reader.post("/fiches", {"body": LAKE}),
        reader.patch(f"/fiches/{lake.pk}", {"values": {"short.fr": "A"}}),
        reader.post(f"/fiches/{lake.pk}/state", {"state": "hidden"}),
    ):
        assert answer.status_code == 403
        assert answer.json()["detail"] == "Site de l’office n’a pas le droit « Modifier les fiches »."
    assert Fiche.objects.count() == 1 and Fiche.objects.get().state == "published"


def test_the_fiche_of_another_office_is_not_there(writer, other_office):
    theirs = make_fiche(other_office, "Ailleurs")
    assert writer.patch(f"/fiches/{theirs.pk}", {"values": {"short.fr": "A"}}).status_code == 404
    assert writer.post(f"/fiches/{theirs.pk}/state", {"state": "hidden"}).status_code == 404
    with office_scope(other_office):
        assert Fiche.objects.get().state == "published"


def test_nothing_is_deleted(writer, lake):
    answer = writer.client.delete(f"/api/v1/fiches/{lake.pk}")
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    assert Fiche.objects.count() == 1


# Creating


def test_a_fiche_is_made_by_the_key(writer, scoped):
    answer = writer.post("/fiches", {"body": LAKE, "state": "draft"})
    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["Location"] == told["url"] and answer.headers["ETag"]
    fiche = Fiche.objects.get(pk=told["id"])
    assert (fiche.name, fiche.state, fiche.latitude) == ("Lac noir", "draft", 45.0)
    entry = JournalEntry.objects.get(action="offer.fiche.created")
    assert (entry.actor_kind, entry.actor_label) == ("device", "Site de l’office")
    assert writer.get("/fiches?state=draft&q=noir").json()["count"] == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"body": {"kind": "nature"}}, "name : champ obligatoire."),
        ({"body": {**LAKE, "pets": "oui"}}, "pets : oui ou non attendu."),
        ({"body": {**LAKE, "colour": 1}}, "colour : champ inconnu."),
        ({"body": {**LAKE, "name": {"fr": "a\x00b"}}}, "illisible"),
        ({"body": {**LAKE, "name": {"fr": "\ud800"}}}, "illisible"),
        ({"body": {**LAKE, "capacity": {"persons": 10**400}}}, "capacity.persons"),
        ({"body": LAKE, "state": "archived"}, "Valeur inconnue"),
        ({"body": LAKE, "state": None}, "Valeur inconnue"),
        ({"body": []}, "Objet attendu."),
        ({"body": LAKE, "surprise": 1}, "Ce champ n’existe pas."),
        ({}, "Ce champ est obligatoire."),
        ([], "Objet attendu."),
    ],
)
def test_a_bad_fiche_is_refused_with_reasons(writer, scoped, data, said):
    assert said in problems(writer.post("/fiches", data))
    assert not Fiche.objects.exists()


def test_a_body_too_deep_or_unreadable_is_refused(writer):
    deep: object = "a"
    for _ in range(40):
        deep = [deep]
    assert "imbriqués" in problems(writer.post("/fiches", {"body": {**LAKE, "themes": deep}}))
    for content in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 6_000, b"NaN"):
        answer = writer.post("/fiches", content)
        assert answer.status_code in (400, 422), content[:10]
    assert (
        writer.post("/fiches", b"{").json()["detail"] == "Le corps de la demande n’est pas du JSON lisible."
    )


@given(BODIES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_back(writer, body):
    answer = writer.post("/fiches", {"body": body})
    assert answer.status_code == 201, answer.content
    assert writer.get(f"/fiches/{answer.json()['id']}").json()["body"] == body


# Editing


def test_edits_lie_over_the_source_and_are_given_back(writer, scoped, system, tmp_path):
    Feed(system, tmp_path).take(thing(1))
    fiche = Fiche.objects.get()
    edited = writer.patch(
        f"/fiches/{fiche.pk}", {"values": {"short.en": "Quiet.", "short.fr": None, "pets": True}}
    )
    assert edited.status_code == 200
    told = edited.json()
    assert told["body"]["short"] == {"en": "Quiet."} and told["body"]["pets"] is True
    assert {edit["path"]: edit["hidden"] for edit in told["edits"]} == {
        "short.en": None, "short.fr": "Un hôtel calme, le 1e.", "pets": None,
    }  # fmt: skip
    back = writer.patch(f"/fiches/{fiche.pk}", {"restore": ["short.fr", "pets"]}).json()
    assert (
        back["body"]["short"] == {"fr": "Un hôtel calme, le 1e.", "en": "Quiet."}
        and "pets" not in back["body"]
    )
    assert [edit["path"] for edit in back["edits"]] == ["short.en"]


def test_one_bad_value_keeps_the_others_out(writer, lake):
    answer = writer.patch(f"/fiches/{lake.pk}", {"values": {"short.fr": "Profond.", "pets": "peut-être"}})
    assert "pets" in problems(answer)
    lake.refresh_from_db()
    assert "short" not in lake.body
    answer = writer.patch(f"/fiches/{lake.pk}", {"values": {"short.fr": "Profond."}, "restore": ["short.fr"]})
    assert "rien à rétablir" in problems(answer)
    lake.refresh_from_db()
    assert "short" not in lake.body


@pytest.mark.parametrize(
    "values",
    [
        {"surprise": 1}, {"aliases": ["a:1"]}, {"short.fr.x": "A"}, {"": 1}, {"short.": "A"}, {"short.fr\x00": "A"},
        {"a" * 500: 1}, {"position.lat": 1000}, {"kind": "castle"}, {"kind": None}, {"name": None}, {"name.fr": None},
        {"sessions": [{"start": "hier"}]}, {"description.fr": "\x00"}, {"contacts": [{"type": "pigeon", "value": "x"}]},
    ],
)  # fmt: skip
def test_a_bad_edit_is_refused(writer, lake, values):
    assert problems(writer.patch(f"/fiches/{lake.pk}", {"values": values}))
    lake.refresh_from_db()
    assert lake.body == LAKE


def test_a_fiche_of_the_office_keeps_a_kind_and_a_name(system, lake):
    with pytest.raises(BadFiche, match="toujours un type et un nom"):
        services.override(actor=system, fiche=lake, path="name", value=None)
    told = services.edit_fiche(actor=system, fiche=lake, values={"name.fr": None, "name.en": "Black lake"})
    assert told.body["name"] == {"en": "Black lake"}


def test_an_edit_that_changes_nothing_writes_nothing(writer, lake):
    before = JournalEntry.objects.count()
    answer = writer.patch(f"/fiches/{lake.pk}", {"values": {"name.fr": "Lac noir"}})
    assert (
        answer.status_code == 200
        and answer.json()["updated_at"] == writer.get(f"/fiches/{lake.pk}").json()["updated_at"]
    )
    assert JournalEntry.objects.count() == before


# Two at once


def test_if_match_refuses_to_write_over_somebody_else(writer, lake, system):
    tag = writer.get(f"/fiches/{lake.pk}").headers["ETag"]
    services.override(actor=system, fiche=lake, path="short.fr", value="Écrit entre-temps.")
    late = writer.patch(f"/fiches/{lake.pk}", {"values": {"short.fr": "Trop tard."}}, if_match=tag)
    assert late.status_code == 412 and "relisez-la" in late.json()["detail"]
    assert writer.post(f"/fiches/{lake.pk}/state", {"state": "hidden"}, if_match=tag).status_code == 412
    lake.refresh_from_db()
    assert lake.body["short"]["fr"] == "Écrit entre-temps." and lake.state == "published"
    fresh = writer.get(f"/fiches/{lake.pk}").headers["ETag"]
    for shape in ('"autre", {}', "W/{}"):
        answer = writer.patch(
            f"/fiches/{lake.pk}", {"values": {"short.fr": shape}}, if_match=shape.format(fresh)
        )
        assert answer.status_code == 200
        fresh = answer.headers["ETag"]
    assert writer.patch(f"/fiches/{lake.pk}", {"values": {"pets": True}}, if_match="*").status_code == 200


def test_updated_at_refuses_it_too(writer, lake, system):
    read = writer.get(f"/fiches/{lake.pk}").json()["updated_at"]
    good = writer.patch(f"/fiches/{lake.pk}", {"values": {"pets": True}, "updated_at": read})
    assert good.status_code == 200
    late = writer.patch(f"/fiches/{lake.pk}", {"values": {"pets": False}, "updated_at": read})
    assert late.status_code == 409 and "relisez-la" in late.json()["detail"]
    assert writer.post(f"/fiches/{lake.pk}/state", {"state": "hidden", "updated_at": read}).status_code == 409
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"):
        assert writer.patch(f"/fiches/{lake.pk}", {"values": {}, "updated_at": moment}).status_code == 409
    assert isinstance(dt.datetime.fromisoformat(good.json()["updated_at"]), dt.datetime)


# States


def test_states(writer, lake):
    for state in ("hidden", "archived", "published", "published"):
        answer = writer.post(f"/fiches/{lake.pk}/state", {"state": state})
        assert answer.status_code == 200 and answer.json()["state"] == state
    assert "Valeur inconnue" in problems(writer.post(f"/fiches/{lake.pk}/state", {"state": "deleted"}))


def test_a_merged_fiche_cannot_be_published_again(writer, lake, office):
    other = make_fiche(office, "Le même lac")
    Fiche.objects.filter(pk=lake.pk).update(merged_into=other, state="archived")
    answer = writer.post(f"/fiches/{lake.pk}/state", {"state": "published"})
    assert answer.status_code == 409 and "réunie" in answer.json()["detail"]
