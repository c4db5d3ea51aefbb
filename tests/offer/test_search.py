"""Searching: words, order, filters, exact counts, typing errors, offices apart."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.kernel.tenancy import ScopeError, office_scope
from buron.offer import search as index
from buron.offer.models import Fiche
from buron.offer.queries import Point, SearchQuery, cards, search
from tests.offer.fiches import DAY, OPEN_ALL_YEAR, WINTER_ONLY, make_fiche

VIC = {"insee": "15258", "city": "Vic-sur-Cère", "postcode": "15800"}
THIEZAC = {"insee": "15236", "city": "Thiézac", "postcode": "15800"}
HERE = Point(44.98, 2.62)


def names(text: str = "", **options) -> list[str]:
    return [hit.name for hit in search(SearchQuery(text, day=DAY, **options)).hits]


def counted(values) -> dict[str, int]:
    return {value.code: value.count for value in values}


@pytest.fixture
def offer(scoped):
    """A small offer, enough to tell the rules apart."""
    make_fiche(
        scoped,
        "Cascade de Faillitoux",
        opening=OPEN_ALL_YEAR,
        address=THIEZAC,
        position={"lat": 45.02, "lon": 2.66},
    )
    make_fiche(scoped, "Cascade de la Conche", address=VIC, position={"lat": 44.98, "lon": 2.63})
    make_fiche(
        scoped,
        "Auberge des Cascades",
        "restaurant",
        opening=WINTER_ONLY,
        address=VIC,
        position={"lat": 44.99, "lon": 2.62},
        labels=[{"key": "logis", "label": "Logis"}],
    )
    make_fiche(scoped, "Puy Griou", description={"fr": "Un volcan au-dessus des cascades."}, address=THIEZAC)
    make_fiche(scoped, "Hôtel de la Gare", "hotel", address=VIC, state="draft")
    return scoped


class TestWords:
    def test_accents_case_ligatures_and_plurals_do_not_matter(self, offer):
        assert len(names("CASCADES")) == 4
        make_fiche(offer, "Musée du Cœur")
        assert names("musee coeurs") == ["Musée du Cœur"]

    def test_the_last_word_may_be_unfinished(self, offer):
        assert "Cascade de Faillitoux" in names("casc fai")

    def test_the_other_words_may_be_too_when_nothing_else_answers(self, offer):
        assert names("aub casc") == ["Auberge des Cascades"]

    def test_names_come_before_cards_and_cards_before_texts(self, offer):
        found = names("cascade")
        assert found[-1] == "Puy Griou"
        assert set(found[:2]) == {"Cascade de Faillitoux", "Cascade de la Conche"}

    def test_kind_and_commune_find_what_no_name_says(self, offer):
        assert names("restaurant vic") == ["Auberge des Cascades"]

    def test_all_the_words_must_be_found(self, offer):
        assert names("cascade gare") == []

    def test_nothing_typed_gives_everything_published(self, offer):
        assert len(names()) == 4

    @pytest.mark.parametrize("text", ["!!!", "日本", "%", "_", '"', "'", "*", "\x00", "()"])
    def test_what_holds_no_word_finds_nothing(self, offer, text):
        assert names(text) == []

    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.one_of(st.text(max_size=60), st.text('casde"*()^:-+{}~\\ ANDORNOTNEAR%_', max_size=40)))
    def test_no_text_is_an_error(self, offer, text):
        assert search(SearchQuery(text, day=DAY)).total <= 4


class TestTypingErrors:
    @pytest.mark.parametrize("typed", ["cascde", "cascadde", "cascaed", "vascade", "cascqde"])
    def test_one_letter_away_is_found_and_said(self, offer, typed):
        result = search(SearchQuery(typed, day=DAY))
        assert result.total == 4
        assert result.corrected == "cascade"

    def test_an_error_in_an_unfinished_word_is_read_through(self, offer):
        result = search(SearchQuery("failitou", day=DAY))
        assert [hit.name for hit in result.hits] == ["Cascade de Faillitoux"]
        assert result.corrected

    def test_a_word_that_is_found_is_never_corrected(self, offer):
        make_fiche(offer, "Case de Tom")
        assert search(SearchQuery("case", day=DAY)).corrected == ""

    def test_two_letters_away_is_not_found(self, offer):
        assert search(SearchQuery("cosqade", day=DAY)).total == 0

    def test_exact_switches_the_tolerance_off(self, offer):
        assert search(SearchQuery("cascde", day=DAY, exact=True)).total == 0


class TestOrder:
    def test_open_today_comes_first_among_equals(self, offer):
        assert names("cascade")[0] == "Cascade de Faillitoux"

    def test_then_the_nearest(self, offer):
        make_fiche(offer, "Cascade proche", opening=OPEN_ALL_YEAR, position={"lat": 44.981, "lon": 2.62})
        assert names("cascade", near=HERE)[0] == "Cascade proche"

    def test_by_distance_what_has_no_position_comes_last(self, offer):
        found = search(SearchQuery(order="distance", near=HERE, day=DAY)).hits
        known = [hit.distance_m for hit in found if hit.distance_m is not None]
        assert known == sorted(known)
        assert found[-1].distance_m is None

    def test_by_name_without_accents(self, offer):
        make_fiche(offer, "Église d’Aubrac")
        assert names(order="name") == sorted(names(), key=lambda name: name.replace("É", "E"))

    def test_by_next_day_with_what_is_over_last(self, offer):
        for name, start, end in (("Foire", "2026-08-01", "2026-08-02"), ("Bal", "2026-07-10", "2026-07-20")):
            make_fiche(offer, name, "event", sessions=[{"start": start, "end": end}])
        make_fiche(offer, "Ancien", "event", sessions=[{"start": "2025-08-01", "end": "2025-08-02"}])
        assert names(order="dates", kinds=("event",)) == ["Bal", "Foire", "Ancien"]

    def test_what_is_over_comes_after_what_is_to_come(self, offer):
        make_fiche(offer, "Fête passée", "event", sessions=[{"start": "2025-08-01", "end": "2025-08-02"}])
        make_fiche(offer, "Fête prochaine", "event", sessions=[{"start": "2026-08-01", "end": "2026-08-02"}])
        assert names("fete") == ["Fête prochaine", "Fête passée"]

    def test_pages_follow_each_other_without_gap_or_repeat(self, offer):
        whole = names(order="name")
        assert [name for page in (1, 2) for name in names(order="name", page=page, page_size=2)] == whole
        assert names(page=99) == []


class TestFilters:
    def test_each_filter_keeps_what_it_says(self, offer):
        assert names(kinds=("restaurant",)) == ["Auberge des Cascades"]
        assert set(names(communes=("15236",))) == {"Cascade de Faillitoux", "Puy Griou"}
        assert names(labels=("logis",)) == ["Auberge des Cascades"]
        assert names(states=("draft",)) == ["Hôtel de la Gare"]
        assert names(open_on=DAY) == ["Cascade de Faillitoux"]
        assert set(names(open_on=dt.date(2027, 1, 15))) == {"Cascade de Faillitoux", "Auberge des Cascades"}
        assert names(near=HERE, radius_m=1_000) == ["Cascade de la Conche"]

    def test_values_that_nothing_has_find_nothing(self, offer):
        assert names(kinds=("spaceport",)) == names(communes=("99999",)) == names(labels=("none",)) == []

    def test_a_span_of_days_looks_at_every_session(self, offer):
        sessions = [
            {"start": "2026-07-01", "end": "2026-07-02"},
            {"start": "2026-09-01", "end": "2026-09-02"},
        ]
        make_fiche(offer, "Marché", "event", sessions=sessions)
        assert names(between=(dt.date(2026, 7, 2), dt.date(2026, 7, 30))) == ["Marché"]
        assert names(between=(dt.date(2026, 8, 1), dt.date(2026, 8, 30))) == []

    def test_freshness(self, offer):
        for name, day in (
            ("Récente", dt.date(2026, 6, 1)),
            ("Vieille", dt.date(2025, 12, 1)),
            ("Oubliée", dt.date(2024, 1, 1)),
        ):
            make_fiche(offer, name, checked_on=day)
        assert names(freshness=("fresh",)) == ["Récente"]
        assert names(freshness=("over_6",)) == ["Vieille"]
        assert names(freshness=("over_12",)) == ["Oubliée"]
        assert len(names(freshness=("never",))) == 4

    def test_named_fiches_only(self, offer):
        kept = Fiche.objects.get(name="Puy Griou").pk
        assert names(fiches=(kept, 10**9)) == ["Puy Griou"]
        assert names(fiches=()) == []


class TestFacets:
    def test_counts_are_those_of_the_answers(self, offer):
        facets = search(SearchQuery("cascade", day=DAY, near=HERE)).facets
        assert counted(facets.kinds) == {"nature": 3, "restaurant": 1}
        assert counted(facets.communes) == {"15236": 2, "15258": 2}
        assert counted(facets.labels) == {"logis": 1}
        assert counted(facets.rings)["2000"] == 2
        assert facets.openness[0].count == 1

    def test_a_facet_ignores_its_own_filter_and_no_other(self, offer):
        facets = search(SearchQuery(kinds=("restaurant",), day=DAY)).facets
        assert counted(facets.kinds) == {"nature": 3, "restaurant": 1}
        assert counted(facets.communes) == {"15258": 1}

    def test_a_chosen_value_stays_shown_at_zero(self, offer):
        facets = search(SearchQuery("griou", kinds=("restaurant",), day=DAY)).facets
        chosen = [value for value in facets.kinds if value.chosen]
        assert [(value.code, value.count) for value in chosen] == [("restaurant", 0)]

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.sampled_from(["", "cascade", "vic"]),
        st.sets(st.sampled_from(["nature", "restaurant", "hotel"])),
        st.sets(st.sampled_from(["15258", "15236"])),
        st.sets(st.sampled_from(["published", "draft"]), min_size=1),
    )
    def test_every_count_is_what_choosing_it_gives(self, offer, text, kinds, communes, states):
        query = SearchQuery(text, tuple(kinds), tuple(communes), states=tuple(states), day=DAY)
        facets = search(query).facets
        for value in facets.kinds:
            alone = SearchQuery(text, (value.code,), query.communes, states=query.states, day=DAY)
            assert search(alone).total == value.count
        for value in facets.communes:
            alone = SearchQuery(text, query.kinds, (value.code,), states=query.states, day=DAY)
            assert search(alone).total == value.count


class TestIndex:
    def test_a_change_is_found_at_once_and_the_old_words_no_more(self, offer):
        fiche = Fiche.objects.get(name="Puy Griou")
        fiche.name, fiche.body = "Puy Mary", {**fiche.body, "name": {"fr": "Puy Mary"}}
        fiche.save()
        index.index([fiche.pk])
        assert names("mary") == ["Puy Mary"]
        assert names("griou") == []

    def test_what_is_removed_is_found_no_more(self, offer):
        fiche = Fiche.objects.get(name="Puy Griou")
        index.remove(offer.pk, [fiche.pk])
        fiche.delete()
        assert names("griou") == []

    def test_an_office_is_indexed_again_as_a_whole(self, offer):
        assert index.reindex_office(offer) == 5
        assert len(names("cascade")) == 4

    def test_bodies_are_indexed_in_one_pass(self, scoped):
        made = [make_fiche(scoped, f"Lac {rank}", indexed=False) for rank in range(7)]
        index.index_entries(scoped.pk, [index.Entry(one.pk, one.body, 50) for one in made], new=True)
        assert len(names("lac")) == 7

    @pytest.mark.django_db(transaction=True)
    def test_columns_follow_each_write_outside_a_transaction(self, office):
        with office_scope(office):
            make_fiche(office, "Lac Rond")
            assert names("lac") == ["Lac Rond"]
            second = make_fiche(office, "Lac Long")
            assert names("lac") == ["Lac Long", "Lac Rond"]
            Fiche.objects.filter(pk=second.pk).update(state="hidden")
            index.index([second.pk])
            assert names("lac") == ["Lac Rond"]
            index.remove(office.pk, [second.pk])
            assert names("lac", states=("hidden",)) == []


class TestOffices:
    def test_another_office_is_not_seen(self, offer, other_office):
        make_fiche(other_office, "Cascade voisine")
        assert "Cascade voisine" not in names("cascade")
        with office_scope(other_office):
            result = search(SearchQuery("cascade", day=DAY))
            assert [hit.name for hit in result.hits] == ["Cascade voisine"]
            assert counted(result.facets.kinds) == {"nature": 1}

    def test_a_search_without_office_is_refused(self, db):
        with pytest.raises(ScopeError):
            search(SearchQuery("cascade"))

    def test_a_correction_never_comes_from_another_office(self, offer, other_office):
        make_fiche(other_office, "Zygomatique")
        assert search(SearchQuery("zygomatiqe", day=DAY)).total == 0


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(scoped, number, django_assert_num_queries):
    for rank in range(number):
        make_fiche(scoped, f"Lac {rank}", short={"fr": "Un lac."})
    with django_assert_num_queries(7):
        assert len(search(SearchQuery("lac", day=DAY)).hits) == number
    ids = list(Fiche.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert len(cards(ids, "fr", DAY)) == number
