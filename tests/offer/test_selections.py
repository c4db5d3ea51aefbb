"""Selections: a question that is kept, what is pinned, what is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer import search as index
from buron.offer.asked import address, asked
from buron.offer.models import Fiche, Selection
from buron.offer.queries import Point, SearchQuery, search, selection_fiches, selection_ids
from buron.offer.queries.selections import query_of, stored_query
from buron.offer.services import selections as services
from buron.offer.services.selections import BadSelection
from tests.offer.fiches import DAY, OPEN_ALL_YEAR, make_fiche

pytestmark = pytest.mark.django_db


@pytest.fixture
def lakes(scoped) -> list[Fiche]:
    return [make_fiche(scoped, f"Lac {letter}", opening=OPEN_ALL_YEAR) for letter in "ABCDE"]


@pytest.fixture
def selection(lakes, system) -> Selection:
    return services.create_selection(actor=system, name="Les lacs", query=SearchQuery("lac"), order="name")


def names(selection: Selection) -> str:
    return "".join(card.name[-1] for card in selection_fiches(selection, DAY))


class TestContent:
    def test_a_new_fiche_enters_by_itself(self, selection, scoped):
        make_fiche(scoped, "Lac F")
        assert names(selection) == "ABCDEF"

    def test_what_is_pinned_comes_first_in_its_order(self, selection, lakes, system):
        services.pin(actor=system, selection=selection, fiche_id=lakes[3].pk)
        changed = services.pin(actor=system, selection=Selection.objects.get(), fiche_id=lakes[1].pk, place=0)
        assert names(changed) == "BDACE"

    def test_what_was_pinned_is_given_back(self, selection, lakes, system):
        pinned = services.arrange(actor=system, selection=selection, fiche_ids=[lakes[4].pk, lakes[2].pk])
        assert names(pinned) == "ECABD"
        assert names(services.unpin(actor=system, selection=pinned, fiche_id=lakes[4].pk)) == "CABDE"

    def test_what_is_left_out_stays_out_until_taken_back(self, selection, lakes, system):
        out = services.leave_out(actor=system, selection=selection, fiche_id=lakes[0].pk)
        assert names(out) == "BCDE"
        assert names(services.take_back(actor=system, selection=out, fiche_id=lakes[0].pk)) == "ABCDE"

    def test_pinning_takes_back_what_was_left_out(self, selection, lakes, system):
        out = services.leave_out(actor=system, selection=selection, fiche_id=lakes[4].pk)
        assert names(services.pin(actor=system, selection=out, fiche_id=lakes[4].pk)) == "EABCD"

    def test_only_what_is_published_even_when_pinned(self, selection, lakes, system):
        pinned = services.pin(actor=system, selection=selection, fiche_id=lakes[2].pk)
        Fiche.objects.filter(pk=lakes[2].pk).update(state="hidden")
        index.index([lakes[2].pk])
        assert names(pinned) == "ABDE"

    def test_a_limit_cuts_after_the_pinned(self, selection, lakes, system):
        limited = services.edit_selection(actor=system, selection=selection, limit=2)
        assert names(services.pin(actor=system, selection=limited, fiche_id=lakes[4].pk)) == "EA"

    def test_fiches_chosen_one_by_one_are_all_it_holds(self, lakes, system):
        chosen = services.create_selection(
            actor=system, name="Choix", fiches=[lakes[2].pk, lakes[0].pk, 10**6]
        )
        assert names(chosen) == "CA"

    def test_open_today_means_the_day_it_is_read(self, lakes, system, scoped):
        query = SearchQuery("lac", open_on=DAY, day=DAY)
        kept = services.create_selection(actor=system, name="Ouverts", query=query)
        make_fiche(
            scoped, "Lac d’hiver Z", opening={"periods": [{"start": "2027-01-01", "end": "2027-02-01"}]}
        )
        assert "Z" not in names(kept)
        assert len(selection_ids(kept, dt.date(2027, 1, 15))) == 6

    def test_a_search_inside_a_selection(self, selection, scoped):
        make_fiche(scoped, "Le lac Noir", "restaurant")
        make_fiche(scoped, "Mont Lointain")
        inside = search(SearchQuery(selection=selection.pk, day=DAY))
        assert inside.total == 6
        assert search(SearchQuery(selection=10**9, day=DAY)).total == 0


class TestWriting:
    def test_names_make_addresses_that_differ(self, selection, system):
        again = services.create_selection(actor=system, name="Les lacs")
        assert (selection.slug, again.slug) == ("les-lacs", "les-lacs-2")

    def test_each_change_is_in_the_journal_and_nothing_is_when_nothing_changes(
        self, selection, system, lakes
    ):
        services.pin(actor=system, selection=selection, fiche_id=lakes[0].pk)
        services.edit_selection(actor=system, selection=selection, name="Les lacs")
        assert [entry.action for entry in journal.history(selection)] == [
            "offer.selection.pinned",
            "offer.selection.created",
        ]

    @pytest.mark.parametrize("values", [{"name": "  "}, {"limit": 0}, {"limit": 10**6}])
    def test_what_makes_no_sense_is_refused(self, selection, system, values):
        with pytest.raises(BadSelection):
            services.edit_selection(actor=system, selection=selection, **values)

    def test_deleting_keeps_the_fiches(self, selection, system):
        services.delete_selection(actor=system, selection=selection)
        assert Fiche.objects.count() == 5

    def test_without_the_right_nothing_changes(self, selection, office, make_member):
        reader = Actor.member(make_member(office, "elu"))
        with pytest.raises(PermissionDenied):
            services.edit_selection(actor=reader, selection=selection, name="Autre")


QUERIES = st.builds(
    SearchQuery,
    text=st.text("abcé ’&=+%", max_size=12).map(str.strip),
    kinds=st.sampled_from([(), ("hotel",), ("hotel", "event")]),
    communes=st.sampled_from([(), ("15258",)]),
    labels=st.sampled_from([(), ("accueil-velo", "etoiles-3")]),
    freshness=st.sampled_from([(), ("never",)]),
    open_on=st.sampled_from([None, dt.date(2026, 8, 1)]),
    between=st.sampled_from([None, (dt.date(2026, 8, 1), dt.date(2026, 8, 15))]),
    near=st.sampled_from([None, Point(44.98, 2.62)]),
    radius_m=st.none(),
    order=st.just("name"),
    day=st.just(DAY),
)


@given(QUERIES)
def test_a_question_survives_being_kept(query):
    assert query_of(stored_query(query), query.order, DAY) == query


@given(QUERIES, st.sampled_from([("published",), ("draft", "hidden")]))
def test_a_question_survives_being_an_address(query, states):
    asked_for = replace(query, states=states)
    assert asked(QueryDict(address("", asked_for).removeprefix("?")), day=DAY) == asked_for


@given(
    st.dictionaries(
        st.sampled_from(["text", "kinds", "near", "between", "open_on", "radius_m", "open_today", "x"]),
        st.none() | st.integers() | st.text() | st.lists(st.text() | st.floats() | st.none(), max_size=3),
        max_size=5,
    )
)
def test_a_question_written_by_hand_is_never_an_error(stored):
    assert query_of(stored, day=DAY).states == ("published",)


PARAMETERS = ["q", "type", "commune", "label", "etat", "fraicheur", "ouvert", "du", "au"]
PARAMETERS += ["pres", "rayon", "selection", "ordre", "page", "exact"]


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=30), max_size=3)))
def test_any_address_is_a_question(values):
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, texts)
    assert asked(data, day=DAY).page >= 1
