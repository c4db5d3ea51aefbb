"""Cards: the same fiche in five languages, its opening that day, its prices, contacts and picture."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.tenancy import office_scope
from buron.offer.queries import cards
from buron.offer.queries.facets import distance_text
from buron.offer.queries.find import snippet
from buron.offer.queries.wording import (
    contact_link,
    duration_text,
    price_text,
    prices_text,
    route_facts,
    says_again,
    slots_text,
)
from tests.offer.fiches import DAY, OPEN_ALL_YEAR, make_fiche

SEASON = {
    "periods": [
        {"start": "2026-09-01", "end": "2026-09-30", "slots": [{"opens": "09:00", "closes": "12:30"}]}
    ]
}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.django_db
class TestCards:
    def one(self, office, language: str = "fr", day: dt.date = DAY, **fields):
        fiche = make_fiche(office, "Auberge", "restaurant", **fields)
        return cards([fiche.pk], language, day)[0]

    def test_a_language_that_is_missing_falls_back_and_says_so(self, scoped):
        card = self.one(scoped, "de", short={"fr": "Bonne table.", "en": "Good food."})
        assert (card.kind_label, card.short, card.short_language) == ("Restaurant", "Bonne table.", "fr")

    def test_a_machine_translation_is_told(self, scoped):
        texts = {"fr": "Bonne table.", "en": "Good table."}
        assert self.one(scoped, "en", short=texts, machine=["short.en"]).machine
        assert not self.one(scoped, "fr", short=texts, machine=["short.en"]).machine

    def test_opening_of_the_day_and_the_next_one(self, scoped):
        before = self.one(scoped, opening=SEASON)
        assert (before.open_state, before.next_open) == ("closed", dt.date(2026, 9, 1))
        during = self.one(scoped, day=dt.date(2026, 9, 2), opening=SEASON)
        assert during.open_state == "open"
        assert plain(during.hours) == "9 h – 12 h 30"
        assert during.next_open == dt.date(2026, 9, 2)
        assert self.one(scoped, "en", day=dt.date(2026, 9, 2), opening=SEASON).hours == "09:00–12:30"
        assert self.one(scoped).open_state == "unknown"

    def test_what_the_editor_wrote_of_the_opening_wins(self, scoped):
        card = self.one(scoped, opening={**SEASON, "text": {"fr": "Sur rendez-vous."}})
        assert card.opening_text == "Sur rendez-vous."
        assert "septembre" in self.one(scoped, opening=SEASON).opening_text
        english = self.one(scoped, "en", opening=SEASON)
        assert english.opening_language == "fr"

    def test_coming_dates_only(self, scoped):
        sessions = [{"start": day, "end": day} for day in ("2026-01-05", "2026-07-20", "2026-08-01")]
        card = self.one(scoped, sessions=sessions)
        assert len(card.sessions) == 2
        assert card.first_day == dt.date(2026, 1, 5)

    def test_the_order_asked_is_kept_and_the_unknown_left_out(self, scoped, other_office):
        pks = [make_fiche(scoped, f"Lac {letter}").pk for letter in "ABC"]
        foreign = make_fiche(other_office, "Voisin").pk
        with office_scope(scoped):
            names = [card.name[-1] for card in cards([pks[2], 10**9, foreign, pks[0], pks[2]], "fr", DAY)]
        assert names == ["C", "A"]

    def test_the_public_sees_only_what_is_published(self, scoped):
        draft = make_fiche(scoped, "Brouillon", state="draft")
        assert cards([draft.pk], "fr", DAY, public=True) == []
        assert len(cards([draft.pk], "fr", DAY)) == 1

    def test_labels_are_said_once(self, scoped):
        labels = [
            {"key": "a", "label": "Logis", "value": "3 cheminées"},
            {"key": "b", "label": "3 étoiles", "value": "3 étoiles"},
            {"key": "c", "label": "Logis", "value": "3 cheminées"},
        ]
        assert self.one(scoped, labels=labels).labels == ("Logis, 3 cheminées", "3 étoiles")

    def test_a_bare_fiche_has_a_card(self, scoped):
        card = self.one(scoped, "es")
        assert (card.commune, card.contacts, card.prices_text, card.photo, card.free) == (
            "",
            (),
            "",
            None,
            None,
        )

    def test_open_all_year(self, scoped):
        assert self.one(scoped, opening=OPEN_ALL_YEAR).open_state == "open"


class TestWording:
    @pytest.mark.parametrize(
        ("price", "fr", "en"),
        [
            ({"label": {"fr": "Adulte"}, "min": 600, "max": 600}, "Adulte : 6,00 €", "Adulte: €6.00"),
            ({"min": 1800, "max": 3200}, "18,00 € à 32,00 €", "€18.00 to €32.00"),
            ({"min": 4500, "unit": "nuit"}, "à partir de 45,00 € / nuit", "from €45.00 / nuit"),
            ({"max": 500}, "jusqu’à 5,00 €", "up to €5.00"),
            ({"min": 0}, "à partir de 0,00 €", "from €0.00"),
            ({"min": 1000, "max": 1000, "currency": "CHF"}, "10,00 CHF", "10,00 CHF"),
            ({"label": {"fr": "Enfant"}}, "", ""),
        ],
    )
    def test_prices(self, price, fr, en):
        assert (plain(price_text(price)), plain(price_text(price, "en"))) == (fr, en)

    def test_the_editor_s_own_words_come_first_in_their_language(self):
        prices = {"text": {"fr": "Selon saison."}, "items": [{"min": 500, "max": 500}]}
        assert prices_text(prices) == "Selon saison."
        assert plain(prices_text(prices, "de")) == "5,00 €"
        assert prices_text({"free": True}, "nl") == "Gratis"
        noted = {"items": [{"min": 600, "max": 600, "note": {"fr": "hors\nvacances"}}]}
        assert plain(prices_text(noted)) == "6,00 € (hors vacances)"
        assert plain(prices_text(noted, "en")) == "€6.00"
        assert prices_text(None) == prices_text({}) == ""

    @pytest.mark.parametrize(
        ("kind", "value", "link"),
        [
            ("phone", "+33 (0)4 71 00 00 00", "tel:+33471000000"),
            ("phone", "sur demande", ""),
            ("email", "a@example.org", "mailto:a@example.org"),
            ("email", "écrire ici", ""),
            ("web", "example.org/page", "https://example.org/page"),
            ("web", "http://example.org", "http://example.org"),
            ("web", "javascript:alert(1)", ""),
            ("facebook", "Auberge du Lac", ""),
            ("fax", "04 71 00 00 00", ""),
            ("other", "Skype", ""),
        ],
    )
    def test_contacts_open_only_what_is_safe(self, kind, value, link):
        assert contact_link({"type": kind, "value": value}) == link

    @given(
        st.sampled_from(["phone", "mobile", "email", "web", "booking", "facebook", "other"]),
        st.text(min_size=1),
    )
    def test_no_contact_makes_a_script(self, kind, value):
        link = contact_link({"type": kind, "value": value})
        assert link == "" or link.lower().startswith(("tel:", "mailto:", "http://", "https://"))

    def test_walks(self):
        route = {
            "distance_m": 12_500,
            "ascent_m": 430,
            "duration_min": 250,
            "difficulty": "medium",
            "shape": "loop",
        }
        assert [plain(value) for _name, value in route_facts(route)] == [
            "12,5 km",
            "430 m",
            "4 h 10",
            "moyen",
            "boucle",
        ]
        assert dict(route_facts(route, "en"))["Distance"].startswith("12.5")
        assert route_facts(None) == ()

    @pytest.mark.parametrize(("minutes", "text"), [(45, "45 min"), (120, "2 h"), (125, "2 h 05")])
    def test_durations(self, minutes, text):
        assert plain(duration_text(minutes)) == text

    @pytest.mark.parametrize(
        ("metres", "text"),
        [(0, "0 m"), (354, "350 m"), (2_440, "2,4 km"), (5_000, "5 km"), (18_700, "19 km")],
    )
    def test_distances(self, metres, text):
        assert plain(distance_text(metres)) == text

    def test_hours_without_an_end(self):
        assert slots_text([{"opens": "20:30"}], "en") == "from 20:30"
        assert plain(slots_text([{"opens": "20:30"}])) == "à partir de 20 h 30"

    @given(st.text(max_size=400))
    def test_a_snippet_is_short_and_flat(self, text):
        cut = snippet(text, 60)
        assert len(cut) <= 61 and "\n" not in cut


@pytest.mark.parametrize(
    ("summary", "again"),
    [("Un lac, bleu...", True), ("Un  lac,\nbleu.", True), ("Un étang.", False), ("", True)],
)
def test_a_summary_cut_from_the_description_is_not_said_twice(summary, again):
    assert says_again("Un lac, bleu. Et profond.", summary) is again
