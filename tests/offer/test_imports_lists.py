"""Selections made in the source, full and differential archives, and what a source says again."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from buron.kernel.models import JournalEntry
from buron.offer.models import Fiche, Run, Selection, SourceList
from buron.offer.queries import SearchQuery, SearchResult, search, selection_ids
from buron.offer.services import selections as services
from tests.offer.import_kit import Feed, answer, export, thing, write

pytestmark = pytest.mark.django_db

THINGS = [thing(number) for number in range(1, 31)]
LISTS = {"Rando été": [3, 1, 2], "Tout": list(range(1, 31))}


@pytest.fixture
def feed(scoped, system, tmp_path) -> Feed:
    return Feed(system, tmp_path)


@pytest.fixture
def full(feed) -> Feed:
    assert feed.take_file(export(feed.folder, THINGS, [], selections=LISTS)).state == Run.State.APPLIED
    return feed


def numbers(selection: Selection) -> list[int]:
    names = dict(Fiche.objects.values_list("pk", "name"))
    return [int(names[pk].split()[-1]) for pk in selection_ids(Selection.objects.get(pk=selection.pk))]


class TestSelectionsOfTheSource:
    def test_each_becomes_a_selection_in_its_order(self, full):
        made = Selection.objects.get(name="Rando été")
        assert numbers(made) == [3, 1, 2] and not made.is_public
        assert Selection.objects.count() == 2
        assert JournalEntry.objects.filter(action="offer.selection.created").count() == 2

    def test_it_stays_in_step(self, full):
        lists = {"Rando été": [2, 5], "Tout": LISTS["Tout"]}
        full.take_file(export(full.folder, [thing(4, "Changé 4")], [], selections=lists))
        assert numbers(Selection.objects.get(name="Rando été")) == [2, 5]

    def test_an_unknown_member_is_left_aside_until_it_comes(self, feed):
        feed.take_file(export(feed.folder, THINGS[:2], [], selections={"Une": [2, 40]}))
        assert numbers(Selection.objects.get()) == [2]
        feed.take_file(export(feed.folder, [thing(40)], [], selections={"Une": [2, 40]}))
        assert numbers(Selection.objects.get()) == [2, 40]

    def test_the_office_adds_pins_an_order_and_a_question(self, full, system):
        made = Selection.objects.get(name="Rando été")
        services.pin(actor=system, selection=made, fiche_id=full.fiche(9).pk)
        assert numbers(made) == [9, 3, 1, 2]
        services.edit_selection(actor=system, selection=made, order="name")
        assert numbers(made) == [9, 1, 2, 3]
        services.change_query(actor=system, selection=made, query=SearchQuery("numéro 2"))
        assert numbers(made) == [9, 2]

    def test_a_name_of_the_office_stays_and_others_follow(self, full, system):
        kept, other = Selection.objects.get(name="Rando été"), Selection.objects.get(name="Tout")
        services.edit_selection(actor=system, selection=kept, name="Nos plus belles balades")
        renamed = {"Rando": [1], "L’ensemble": LISTS["Tout"]}
        full.take_file(export(full.folder, THINGS[:1], [], selections=renamed))
        kept.refresh_from_db()
        other.refresh_from_db()
        assert (kept.name, other.name) == ("Nos plus belles balades", "L’ensemble")

    def test_one_deleted_at_the_source_is_marked_and_kept(self, full, make_client, office):
        full.take_file(export(full.folder, [thing(4, "Changé 4")], [], selections={"Rando été": [3, 1, 2]}))
        gone = Selection.objects.get(name="Tout")
        assert gone.source_list is not None and gone.source_list.missing_since is not None
        assert len(numbers(gone)) == 30 - 1 + 1
        page = make_client(office, "etourisme").get(
            reverse("offer_selection", kwargs={"office": office.slug, "pk": gone.pk})
        )
        assert "n’est plus dans" in page.content.decode()
        full.take_file(export(full.folder, [thing(5, "Changé 5")], [], selections=LISTS))
        assert SourceList.objects.get(name="Tout").missing_since is None

    def test_a_payload_without_selections_says_nothing_of_them(self, full):
        full.take_file(export(full.folder, [thing(4, "Changé 4")], []))
        assert not SourceList.objects.exclude(missing_since=None).exists()

    def test_one_that_the_office_removed_is_not_made_again(self, full, system):
        services.delete_selection(actor=system, selection=Selection.objects.get(name="Tout"))
        full.take_file(export(full.folder, [thing(4, "Changé 4")], [], selections=LISTS))
        assert [one.name for one in Selection.objects.all()] == ["Rando été"]

    def test_lists_say_where_they_come_from(self, full, make_client, office):
        client = make_client(office, "etourisme")
        page = client.get(reverse("offer_selections", kwargs={"office": office.slug})).content.decode()
        assert "sélection « Rando été » de Apidae" in page
        page = client.get(
            reverse("offer_source", kwargs={"office": office.slug, "pk": full.source.pk})
        ).content.decode()
        assert (
            reverse("offer_selection", kwargs={"office": office.slug, "pk": Selection.objects.first().pk})
            in page
        )


class TestFullOrDifferential:
    def test_a_small_differential_is_applied_without_a_question(self, full):
        run = full.take_file(export(full.folder, [thing(4, "Changé 4")], [], selections=LISTS))
        assert (run.state, run.updated, run.missing, run.complete) == (Run.State.APPLIED, 1, 0, False)

    def test_a_full_one_marks_what_is_gone(self, full):
        lists = {"Rando été": [3, 1, 2], "Tout": list(range(1, 30))}
        run = full.take_file(export(full.folder, THINGS[:-1], [], selections=lists))
        assert (run.state, run.missing, run.complete) == (Run.State.APPLIED, 1, True)

    def test_a_full_one_that_loses_much_is_held(self, full):
        run = full.take_file(export(full.folder, THINGS[:5], [], selections={"Tout": [1, 2, 3, 4, 5]}))
        assert run.state == Run.State.HELD

    @pytest.mark.parametrize("selections", [None, {}, {"Vide": []}])
    def test_without_selections_absence_proves_nothing(self, full, selections):
        run = full.take_file(export(full.folder, [thing(4, "Changé 4")], [], selections=selections))
        assert (run.state, run.missing) == (Run.State.APPLIED, 0)

    def test_an_answer_of_the_api_is_whole_as_before(self, full):
        assert full.take(*THINGS[:-1]).missing == 1


def test_a_source_that_says_again_that_a_fiche_is_right_makes_it_fresh(feed):
    feed.take(*THINGS)
    again = {**THINGS[0], "gestion": {"dateModification": "2026-06-30T08:00:00.000+0000"}}
    run = feed.take(again, *THINGS[1:])
    assert (run.updated, run.unchanged) == (0, 30)
    assert feed.fiche(1).checked_on == dt.date(2026, 6, 30)
    assert feed.fiche(2).checked_on == dt.date(2026, 3, 2)
    feed.take(*THINGS)
    assert feed.fiche(1).checked_on == dt.date(2026, 6, 30), "the day of the last check only moves forward"


def test_a_term_that_never_had_a_label_says_so(feed):
    one = thing(1, "Sans thésaurus")
    one["prestations"] = {"equipements": [{"elementReferenceType": "PrestationEquipement", "id": 655}]}
    one["informationsHotellerie"] = {"labels": [{"elementReferenceType": "HotellerieLabel", "id": 1713}]}
    feed.take_file(write(feed.folder, answer(one)))
    from buron.offer.fields import value_text

    body = feed.fiche(1).body
    assert value_text("amenities", body["amenities"]) == "type inconnu (apidae 655)"
    found: SearchResult = search(SearchQuery("thésaurus"))
    assert "apidae-" not in json.dumps([str(one) for one in found.facets.labels])
