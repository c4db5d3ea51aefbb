"""Duplicates: linked by identifier, doubted by likeness, settled by a person, and gone back on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.actors import Actor
from buron.offer import services
from buron.offer.likeness import Blocks, Thing, compare, distance_m, name_likeness
from buron.offer.models import Doubt, Fiche, SourceRecord
from tests.offer.import_kit import Feed, snapshot, thing, write

scoped = pytest.mark.usefixtures("scoped")

CSV = "id;nom;categorie;commune;insee;latitude;longitude;descriptif\n"


@pytest.fixture
def apidae(system, tmp_path) -> Feed:
    return Feed(system, tmp_path)


@pytest.fixture
def sheet(system, tmp_path) -> Feed:
    """A second source: a spreadsheet of the département."""
    return Feed(system, tmp_path, name="Tableur", connector="csv", priority=60)


def rows(feed: Feed, *lines: str):
    return feed.take_file(write(feed.folder, (CSV + "\n".join(lines) + "\n").encode(), "table.csv"))


def doubt_of(apidae: Feed, sheet: Feed) -> Doubt:
    apidae.take(thing(1, "Hôtel du Lac"))
    rows(sheet, "A1;Hotel du lac;hôtel;Aurillac;15014;44.9001;2.4101;Vu du tableur")
    return Doubt.objects.get()


@scoped
class TestLinks:
    def test_a_known_identifier_links_at_once(self, apidae, system, tmp_path):
        apidae.take(thing(1, "Hôtel du Lac"))
        other = Feed(system, tmp_path, name="Apidae du département", priority=60)
        run = other.take(thing(1, "Hotel du lac (autre projet)"))
        assert (run.linked, run.created, Fiche.objects.count(), Doubt.objects.count()) == (1, 0, 1, 0)
        fiche = apidae.fiche(1)
        assert fiche.name == "Hôtel du Lac"
        assert fiche.records.count() == 2

    def test_the_source_of_lowest_number_wins_whoever_came_first(self, apidae, system, tmp_path):
        apidae.take(thing(1, "Hôtel du Lac"))
        first = Feed(system, tmp_path, name="La nôtre", priority=10)
        first.take(thing(1, "Notre hôtel"))
        assert apidae.fiche(1).name == "Notre hôtel"

    def test_changing_the_priority_changes_who_wins(self, apidae, system, tmp_path):
        apidae.take(thing(1, "Hôtel du Lac"), thing(2))
        other = Feed(system, tmp_path, name="Autre", priority=60)
        other.take(thing(1, "Vu d’ailleurs"))
        services.change_source(actor=system, source=other.source, priority=5)
        assert (apidae.fiche(1).name, apidae.fiche(2).name) == ("Vu d’ailleurs", "Hôtel numéro 2")

    def test_what_only_the_other_knows_is_filled_in(self, apidae, system, tmp_path):
        apidae.take(thing(1, "Hôtel du Lac"))
        other = Feed(system, tmp_path, name="Autre", priority=60)
        english = {"descriptifCourt": {"libelleFr": "Autre.", "libelleEn": "A quiet hotel."}}
        other.take(thing(1, "Autre", presentation=english))
        assert apidae.fiche(1).body["short"] == {"fr": "Un hôtel calme, le 1e.", "en": "A quiet hotel."}

    def test_when_one_source_stops_the_other_goes_on(self, apidae, system, tmp_path):
        things = [thing(number) for number in range(1, 21)]
        apidae.take(*things)
        other = Feed(system, tmp_path, name="Autre", priority=60)
        other.take(thing(1, "Vu d’ailleurs"))
        apidae.take(*things[1:])
        fiche = apidae.fiche(1)
        assert (fiche.missing_since, fiche.name) == (None, "Vu d’ailleurs")
        apidae.take(*things)
        assert apidae.fiche(1).name == "Hôtel numéro 1"

    def test_two_comparisons_at_once_still_link(self, apidae, system, tmp_path):
        other = Feed(system, tmp_path, name="Autre", priority=60)
        first, second = apidae.read(thing(1)), None
        folder = tmp_path / "autre"
        folder.mkdir()
        other.folder = folder
        second = other.read(thing(1))
        services.apply_run(actor=system, run=first)
        services.apply_run(actor=system, run=second)
        assert Fiche.objects.count() == 1

    def test_the_same_run_again_changes_nothing(self, apidae, system, tmp_path):
        apidae.take(thing(1))
        other = Feed(system, tmp_path, name="Autre", priority=60)
        other.take(thing(1, "Autre"))
        before = snapshot()
        apidae.take(thing(1))
        other.take(thing(1, "Autre"))
        assert snapshot() == before

    def test_a_record_linked_wrongly_gets_a_fiche_of_its_own(self, apidae, system, tmp_path):
        apidae.take(thing(1, "Hôtel du Lac"))
        other = Feed(system, tmp_path, name="Autre", priority=60)
        other.take(thing(1, "Tout autre chose"))
        record = SourceRecord.objects.get(source=other.source)
        own = services.separate_record(actor=system, record=record)
        assert (own.name, apidae.fiche(1).name, Fiche.objects.count()) == (
            "Tout autre chose",
            "Hôtel du Lac",
            2,
        )
        other.take(thing(1, "Tout autre chose encore"))
        assert other.fiche(1).name == "Tout autre chose encore"
        assert apidae.fiche(1).records.count() == 1


@scoped
class TestDoubts:
    def test_a_likeness_makes_a_doubt_and_links_nothing(self, apidae, sheet):
        doubt = doubt_of(apidae, sheet)
        assert (Fiche.objects.count(), doubt.answer) == (2, "open")
        assert doubt.score >= 90
        assert "même commune" in doubt.reasons

    def test_far_or_otherwise_named_or_of_another_kind_is_no_doubt(self, apidae, sheet):
        apidae.take(thing(1, "Hôtel du Lac"))
        rows(
            sheet,
            "A1;Hôtel du Lac;hôtel;Vic-sur-Cère;15258;45.1;2.6;",
            "A2;Hôtel des Cimes;hôtel;Aurillac;15014;44.9001;2.4101;",
            "A3;Restaurant du Lac;restaurant;Aurillac;15014;44.9001;2.4101;",
        )
        assert Doubt.objects.count() == 0

    def test_a_source_is_not_doubted_against_itself(self, apidae):
        apidae.take(thing(1, "Hôtel du Lac"), thing(2, "Hôtel du Lac"))
        assert Doubt.objects.count() == 0

    def test_same_makes_one_fiche_of_two(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        kept = services.settle_same(actor=system, doubt=doubt, keep=doubt.first_id)
        other = Fiche.objects.exclude(pk=kept.pk).get()
        assert (other.state, other.merged_into_id) == ("archived", kept.pk)
        assert kept.records.count() == 2
        assert kept.name == "Hôtel du Lac"
        doubt.refresh_from_db()
        assert (doubt.answer, doubt.answered_by) == ("same", system.label)

    def test_fields_are_chosen_one_by_one_and_follow_their_source(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        mine, theirs = apidae.fiche(1), Fiche.objects.get(records__source=sheet.source)
        lines = {line.field: line for line in services.side_by_side(doubt)}
        assert lines["name"].differs
        assert (lines["name"].first.origin, lines["name"].second.origin) == ("Apidae", "Tableur")
        services.settle_same(actor=system, doubt=doubt, keep=mine.pk, choices={"name": theirs.pk})
        kept = Fiche.objects.get(pk=mine.pk)
        assert (kept.name, kept.winners["name"]) == ("Hotel du lac", sheet.source.pk)
        assert kept.body["short"] == mine.body["short"]
        rows(sheet, "A1;Hotel du lac neuf;hôtel;Aurillac;15014;44.9001;2.4101;Texte changé")
        assert Fiche.objects.get(pk=mine.pk).name == "Hotel du lac neuf"

    def test_different_is_never_asked_again(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        services.settle_different(actor=system, doubt=doubt)
        assert services.find_doubts(actor=system) == 0
        assert Doubt.objects.get().answer == "different"

    def test_a_settled_doubt_is_not_settled_twice(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        services.settle_different(actor=system, doubt=doubt)
        with pytest.raises(services.ImportProblem):
            services.settle_same(actor=system, doubt=doubt, keep=doubt.first_id)

    def test_undoing_brings_both_back(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        services.override(actor=system, fiche=apidae.fiche(1), path="practical.fr", value="Sonnez deux fois.")
        before = {fiche.pk: (fiche.body, fiche.local, fiche.state) for fiche in Fiche.objects.all()}
        services.settle_same(actor=system, doubt=doubt, keep=doubt.second_id)
        assert Fiche.objects.get(pk=doubt.second_id).body["practical"] == {"fr": "Sonnez deux fois."}
        services.reopen_doubt(actor=system, doubt=doubt)
        assert {fiche.pk: (fiche.body, fiche.local, fiche.state) for fiche in Fiche.objects.all()} == before
        assert Doubt.objects.get().answer == "open"

    def test_undoing_keeps_what_was_edited_since(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        kept = services.settle_same(actor=system, doubt=doubt, keep=doubt.first_id)
        services.override(actor=system, fiche=kept, path="pets", value=True)
        services.reopen_doubt(actor=system, doubt=doubt)
        assert Fiche.objects.get(pk=kept.pk).local == {"pets": True}

    def test_imports_feed_the_fiche_that_stays(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        kept = services.settle_same(actor=system, doubt=doubt, keep=doubt.second_id)
        apidae.take(thing(1, "Hôtel du Grand Lac"))
        kept.refresh_from_db()
        assert (kept.name, Fiche.objects.exclude(state="archived").count()) == ("Hôtel du Grand Lac", 1)

    def test_a_merged_fiche_is_not_edited(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        services.settle_same(actor=system, doubt=doubt, keep=doubt.first_id)
        with pytest.raises(services.BadFiche):
            services.override(
                actor=system, fiche=Fiche.objects.get(pk=doubt.second_id), path="pets", value=True
            )
        with pytest.raises(services.BadFiche):
            services.publish(actor=system, fiche=Fiche.objects.get(pk=doubt.second_id))

    def test_a_fiche_of_the_office_meets_its_source(self, apidae, system):
        own = services.create_fiche(
            actor=system,
            body={
                "kind": "hotel",
                "name": {"fr": "Hôtel du Lac"},
                "address": {"insee": "15014"},
                "practical": {"fr": "Saisi ici."},
            },
        )
        apidae.take(thing(1, "Hôtel du Lac"))
        doubt = Doubt.objects.get()
        kept = services.settle_same(
            actor=system, doubt=doubt, keep=own.pk, choices={"address": apidae.fiche(1).pk, "name": own.pk}
        )
        assert kept.body["practical"] == {"fr": "Saisi ici."}
        assert kept.body["address"]["city"] == "Aurillac"
        assert kept.latitude == 44.9

    def test_nonsense_choices_are_refused(self, apidae, sheet, system):
        doubt = doubt_of(apidae, sheet)
        for keep, choices in ((0, {}), (doubt.first_id, {"name": 99999})):
            with pytest.raises(services.ImportProblem):
                services.settle_same(actor=system, doubt=doubt, keep=keep, choices=choices)
        assert Doubt.objects.get().answer == "open"

    def test_a_right_is_needed(self, apidae, sheet, office, make_member):
        doubt = doubt_of(apidae, sheet)
        reader = Actor.member(make_member(office, "accueil"))
        for work in (
            lambda: services.settle_same(actor=reader, doubt=doubt, keep=doubt.first_id),
            lambda: services.settle_different(actor=reader, doubt=doubt),
            lambda: services.reopen_doubt(actor=reader, doubt=doubt),
            lambda: services.find_doubts(actor=reader),
        ):
            with pytest.raises(PermissionDenied):
                work()


class TestLikeness:
    @pytest.mark.parametrize(
        ("one", "other", "alike"),
        [
            ("Hôtel du Lac", "HOTEL DU LAC", True),
            ("Auberge de la Cascade", "Auberge La Cascade", True),
            ("Gîte de la Fontaine", "Gite la fontaine", True),
            ("Cascade du Sailhant", "Cascade de Sailhans", True),
            ("Gîte n°1", "Gîte n°2", False),
            ("Le Lac", "Camping du Lac", False),
            ("Restaurant du Puy", "Hôtel des Cimes", False),
        ],
    )
    def test_names(self, one, other, alike):
        assert (name_likeness(one, other) >= 78) is alike

    def test_dates_must_touch(self):
        fair = Thing(1, "event", "Foire de printemps", "15014", None, None, "2026-04-01", "2026-04-02")
        assert compare(fair, fair._replace(key=2, first_day="2025-04-01", last_day="2025-04-02")) is None
        assert compare(fair, fair._replace(key=2, first_day="2026-04-02", last_day="2026-04-03")) is not None

    @given(st.floats(44, 46), st.floats(2, 4), st.floats(-0.002, 0.002), st.floats(-0.002, 0.002))
    def test_blocks_lose_nobody_who_is_near(self, lat, lon, north, east):
        one = Thing(1, "hotel", "Hôtel du Lac", "", lat, lon)
        other = Thing(2, "hotel", "Hôtel du Lac", "", lat + north, lon + east)
        near = distance_m(lat, lon, lat + north, lon + east) <= 300
        assert bool(list(Blocks([other]).like(one))) is near

    def test_each_thing_is_compared_with_few_others_however_many_there_are(self, monkeypatch):
        words = ["Cascade", "Buron", "Estive", "Gentiane", "Lauze", "Moulin", "Donjon", "Volcan"]

        def things(count: int) -> list[Thing]:
            return [
                Thing(
                    number,
                    "rental",
                    f"Gîte {words[number % 8]} {words[number // 8 % 8]}",
                    f"{number // 40:05}",
                    44 + number // 40 / 50,
                    2.0,
                )
                for number in range(count)
            ]

        def comparisons(count: int) -> int:
            compared = 0

            def counting(one: Thing, other: Thing):
                nonlocal compared
                compared += 1

            monkeypatch.setattr("buron.offer.likeness.compare", counting)
            blocks = Blocks(things(count))
            for one in things(count):
                list(blocks.like(one))
            return compared

        few, many = comparisons(800), comparisons(8_000)
        assert many <= 10.5 * few
        assert many <= 8_000 * 45
