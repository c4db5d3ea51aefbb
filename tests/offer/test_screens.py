"""The screens of the offer: what they show, to whom, at what cost."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from buron.kernel.tenancy import office_scope
from buron.offer.models import Fiche, Selection
from buron.offer.services import selections
from tests.offer.fiches import OPEN_ALL_YEAR, make_fiche

pytestmark = pytest.mark.django_db

VIC = {"insee": "15258", "city": "Vic-sur-Cère", "postcode": "15800"}


@pytest.fixture
def offer(scoped):
    make_fiche(
        scoped, "Cascade du Roc", opening=OPEN_ALL_YEAR, address=VIC, position={"lat": 44.98, "lon": 2.62}
    )
    make_fiche(scoped, "Auberge du Lac", "restaurant", short={"fr": "Truffade & <b>vin</b>."})
    make_fiche(scoped, "Brouillon", state="draft")
    return scoped


@pytest.fixture
def adviser(offer, make_client) -> Client:
    return make_client(offer, "accueil")


@pytest.fixture
def editor(offer, make_client) -> Client:
    return make_client(offer, "etourisme")


def page(client: Client, address: str, **options) -> str:
    response = client.get(address, **options)
    assert response.status_code == 200
    return response.content.decode()


class TestSearch:
    def test_the_page_and_its_moving_part(self, adviser, offer):
        whole = page(adviser, f"/{offer.slug}/offre/?q=cascade")
        assert "Cascade du Roc" in whole and "Auberge" not in whole and "<html" in whole
        response = adviser.get(f"/{offer.slug}/offre/?q=cascade&du=&pres=", headers={"HX-Request": "true"})
        part = response.content.decode()
        assert 'id="found"' in part and 'hx-swap-oob="true"' in part and "<html" not in part
        assert response["HX-Replace-Url"] == f"/{offer.slug}/offre/?q=cascade"

    def test_what_is_typed_is_never_markup(self, adviser, offer):
        text = '<script>alert(1)</script>"'
        assert "<script>alert" not in page(adviser, f"/{offer.slug}/offre/", data={"q": text})
        assert "<b>vin" not in page(adviser, f"/{offer.slug}/offre/?q=auberge")

    def test_a_typing_error_is_said(self, adviser, offer):
        assert "Résultats pour « cascade »" in page(adviser, f"/{offer.slug}/offre/?q=cascqde")

    def test_a_draft_is_found_by_its_filter_only(self, adviser, offer):
        assert "Brouillon</a>" not in page(adviser, f"/{offer.slug}/offre/?q=brouillon")
        assert "Brouillon</a>" in page(adviser, f"/{offer.slug}/offre/?q=brouillon&etat=draft")

    def test_the_map_holds_what_has_a_position(self, adviser, offer):
        data = json.loads(page(adviser, f"/{offer.slug}/offre/carte.geojson"))
        points = [feature for feature in data["features"] if feature["properties"].get("role") != "commune"]
        assert [point["properties"]["title"] for point in points] == ["Cascade du Roc"]

    def test_buttons_that_may_not_be_used_are_not_there(self, adviser, editor, make_client, offer):
        assert "Nouvelle fiche" not in page(adviser, f"/{offer.slug}/offre/")
        assert "Nouvelle fiche" in page(editor, f"/{offer.slug}/offre/")
        assert "Garder en sélection" not in page(make_client(offer, "elu"), f"/{offer.slug}/offre/")

    @pytest.mark.parametrize(
        "query", ["page=999", "page=-1", "ordre=x", "pres=abc", "ouvert=demain", "rayon=9" * 9]
    )
    def test_nonsense_in_the_address_is_forgiven(self, adviser, offer, query):
        page(adviser, f"/{offer.slug}/offre/?{query}")


class TestFiche:
    def test_what_is_known_is_shown(self, adviser, scoped):
        fiche = make_fiche(
            scoped,
            "Musée de la Burle",
            "heritage",
            address=VIC,
            short={"fr": "Le vent.", "en": "The wind."},
            machine=["short.en"],
            contacts=[{"type": "phone", "value": "04 71 00 00 00"}, {"type": "web", "value": "example.org"}],
            opening={"periods": [{"slots": [{"opens": "10:00", "closes": "18:00"}]}]},
            prices={"items": [{"label": {"fr": "Adulte"}, "min": 650}]},
            labels=[{"key": "x", "label": "Musée de France"}],
            capacity={"persons": 40},
        )
        shown = page(adviser, f"/{scoped.slug}/offre/fiches/{fiche.pk}/")
        for text in (
            "Le vent.",
            "Traduit par une machine",
            "tel:0471000000",
            "https://example.org",
            "Vic-sur-Cère",
        ):
            assert text in shown
        plain = shown.replace("\u00a0", " ")
        assert "6,50 €" in plain and "10 h – 18 h" in plain and "Musée de France" in plain

    def test_nothing_that_the_source_sent_stays_out_of_sight(self, adviser, scoped):
        fiche = make_fiche(
            scoped,
            "Fête du Buron",
            "event",
            opening={
                "text": {"fr": "Sauf s’il neige.", "en": "Snow permitting."},
                "periods": [{"weekdays": [7]}],
            },
            prices={
                "text": {"fr": "Prix doux."},
                "items": [
                    {"min": 700, "note": {"fr": "repas"}, "start": "2026-05-01", "end": "2026-05-02"},
                    {"label": {"fr": "Moins de 8 ans"}},
                ],
                "payment": ["Espèces"],
            },
            media=[{"type": "document", "url": "https://example.org/fete.pdf", "title": {"fr": "Programme"}}]
            + [{"type": "image", "url": "https://example.org/fete.jpg", "credit": "© Mairie"}],
            links=[{"rel": "lieu", "source_id": "1", "name": "Salle des fêtes"}],
            labels=[{"key": "x", "label": "Label", "start": "2024-05-03"}],
            amenities=[{"key": "apidae-1"}],
            sessions=[{"start": "2026-05-02", "end": "2026-05-02"}],
            ages={"min": 72, "max": 146},
            siret="12345678901234",
        )
        shown = page(adviser, f"/{scoped.slug}/offre/fiches/{fiche.pk}/").replace("\u00a0", " ")
        for text in (
            *("Snow permitting.", "Sauf s’il neige.", "Le dimanche", "Prix doux.", "Espèces"),
            *("repas", "du 1er mai 2026 au 2 mai 2026", "Moins de 8 ans", "https://example.org/fete.pdf"),
            *("Programme", "Salle des fêtes", "depuis le 3 mai 2024", "1 que la source n’a pas nommé"),
            *("Le 2 mai 2026", "de 6 ans à 146 mois", "12345678901234", "© Mairie"),
        ):
            assert text in shown, text
        assert "© ©" not in shown

    def test_a_bare_fiche_says_what_is_missing(self, adviser, scoped):
        fiche = make_fiche(scoped, "Rien")
        shown = page(adviser, f"/{scoped.slug}/offre/fiches/{fiche.pk}/")
        assert "Horaires non renseignés" in shown and "Aucun contact" in shown

    def test_history_tells_who_and_what(self, editor, scoped):
        fiche = Fiche.objects.get(name="Cascade du Roc")
        editor.post(f"/{scoped.slug}/offre/fiches/{fiche.pk}/verifiee/")
        shown = page(editor, f"/{scoped.slug}/offre/fiches/{fiche.pk}/historique/")
        assert "Vérifiée" in shown and "Agent" in shown


class TestFreshness:
    def test_the_board_counts_and_opens_on_its_fiches(self, editor, offer):
        make_fiche(offer, "Vieille", checked_on=timezone.localdate() - dt.timedelta(days=500))
        shown = page(editor, f"/{offer.slug}/offre/fraicheur/?groupe=kind&code=nature&classe=over_12")
        assert "Vieille" in shown and "Auberge du Lac" not in shown

    @pytest.mark.parametrize("group", ["kind", "insee", "owner", "nawak"])
    def test_every_group_is_shown(self, adviser, offer, group):
        page(adviser, f"/{offer.slug}/offre/fraicheur/?groupe={group}&code=&classe=x")

    def test_several_are_checked_at_once(self, editor, offer):
        ids = [fiche.pk for fiche in Fiche.objects.all()]
        editor.post(f"/{offer.slug}/offre/fraicheur/verifier/", {"fiche": [*ids, "x", "999999"]})
        assert set(Fiche.objects.values_list("checked_on", flat=True)) == {timezone.localdate()}

    def test_advisers_read_only(self, adviser, offer):
        assert adviser.post(f"/{offer.slug}/offre/fraicheur/verifier/", {"fiche": ["1"]}).status_code == 403


class TestSelections:
    def test_from_a_search_to_a_selection(self, adviser, offer):
        adviser.post(
            f"/{offer.slug}/offre/selections/nouvelle/?q=cascade&type=nature",
            {"name": "Eaux", "order": "name"},
        )
        made = Selection.objects.get()
        assert made.query == {"text": "cascade", "kinds": ["nature"]}
        assert "Cascade du Roc" in page(adviser, f"/{offer.slug}/offre/selections/{made.pk}/")
        assert "Eaux" in page(adviser, f"/{offer.slug}/offre/selections/")
        assert "Cascade du Roc" in page(adviser, f"/{offer.slug}/offre/selections/{made.pk}/?vue=cartes")

    def test_gestures_of_the_list(self, adviser, offer, system):
        made = selections.create_selection(actor=system, name="Tout", order="name")
        first, second = Fiche.objects.filter(state="published").order_by("name")
        change = f"/{offer.slug}/offre/selections/{made.pk}/ordre/"
        for data in (
            {"pin": second.pk},
            {"pin": first.pk},
            {"down": second.pk},
            {"up": second.pk},
            {"leave_out": first.pk},
        ):
            response = adviser.post(change, data, headers={"HX-Request": "true"})
            assert 'id="selection-lines"' in response.content.decode()
        made.refresh_from_db()
        assert (made.pinned, made.excluded) == ([second.pk], [first.pk])
        adviser.post(change, {"ordre": [first.pk, second.pk, "x"]})
        made.refresh_from_db()
        assert (made.pinned, made.excluded) == ([first.pk, second.pk], [])

    def test_its_question_is_changed_from_the_search(self, adviser, offer, system):
        made = selections.create_selection(actor=system, name="Tout")
        assert "Enregistrer pour « Tout »" in page(adviser, f"/{offer.slug}/offre/?q=lac&garder={made.pk}")
        adviser.post(f"/{offer.slug}/offre/selections/{made.pk}/recherche/", {"q": "lac"})
        made.refresh_from_db()
        assert made.query == {"text": "lac"}

    def test_settings_and_removal(self, adviser, offer, system):
        made = selections.create_selection(actor=system, name="Tout")
        adviser.post(
            f"/{offer.slug}/offre/selections/{made.pk}/reglages/",
            {"name": "Rien", "order": "name", "limit": "3"},
        )
        made.refresh_from_db()
        assert (made.name, made.limit) == ("Rien", 3)
        adviser.post(f"/{offer.slug}/offre/selections/{made.pk}/supprimer/")
        assert not Selection.objects.exists()


class TestRights:
    ADDRESSES = (
        "offre/",
        "offre/carte.geojson",
        "offre/fiches/nouvelle/",
        "offre/fiches/{fiche}/",
        "offre/fiches/{fiche}/historique/",
        "offre/fiches/{fiche}/modifier/textes/",
        "offre/fiches/{fiche}/photos/",
        "offre/fraicheur/",
        "offre/selections/",
        "offre/selections/{selection}/",
        "offre/selections/{selection}/reglages/",
    )

    @pytest.fixture
    def names(self, offer, system):
        made = selections.create_selection(actor=system, name="Tout")
        return {"fiche": Fiche.objects.first().pk, "selection": made.pk}

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_stranger_learns_nothing(self, offer, names, stranger, address):
        assert stranger.get(f"/{offer.slug}/{address.format(**names)}").status_code == 404

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_visitor_is_asked_to_sign_in(self, offer, names, address):
        assert Client().get(f"/{offer.slug}/{address.format(**names)}").status_code == 302

    @pytest.mark.parametrize("address", [one for one in ADDRESSES if "{" in one])
    def test_another_office_rows_are_not_found(self, offer, names, stranger, other_office, address):
        assert stranger.get(f"/{other_office.slug}/{address.format(**names)}").status_code == 404

    def test_an_elected_reads_and_writes_nothing(self, offer, names, make_client):
        client = make_client(offer, "elu")
        page(client, f"/{offer.slug}/offre/fiches/{names['fiche']}/")
        for address in ("verifiee/", "retablir/", "etat/masquer/", "photos/ordre/"):
            assert client.post(f"/{offer.slug}/offre/fiches/{names['fiche']}/{address}").status_code == 403
        assert (
            client.post(f"/{offer.slug}/offre/selections/{names['selection']}/supprimer/").status_code == 403
        )

    def test_what_changes_something_is_never_a_link(self, editor, offer, names):
        for address in ("verifiee/", "retablir/", "etat/masquer/", "photos/ordre/"):
            assert editor.get(f"/{offer.slug}/offre/fiches/{names['fiche']}/{address}").status_code == 405


@pytest.mark.parametrize("number", [1, 3, 30])
class TestCost:
    """The same number of queries whatever is listed."""

    @pytest.fixture
    def reader(self, scoped, make_client, number) -> Client:
        for rank in range(number):
            make_fiche(scoped, f"Lac {rank:02d}", short={"fr": "Un lac."}, address=VIC)
        client = make_client(scoped, "accueil")
        client.get(f"/{scoped.slug}/offre/")
        return client

    def test_search(self, reader, scoped, number, django_assert_num_queries):
        with django_assert_num_queries(SEARCH_QUERIES):
            assert page(reader, f"/{scoped.slug}/offre/?q=lac").count("data-hit") == number

    def test_freshness(self, reader, scoped, number, django_assert_num_queries):
        with django_assert_num_queries(FRESHNESS_QUERIES):
            assert page(reader, f"/{scoped.slug}/offre/fraicheur/").count("data-row-link") == number

    def test_selection(self, reader, scoped, system, number, django_assert_num_queries):
        made = selections.create_selection(actor=system, name="Lacs", query=None)
        with django_assert_num_queries(SELECTION_QUERIES):
            assert page(reader, f"/{scoped.slug}/offre/selections/{made.pk}/").count("data-sort-id") == number


# The badges of the side menu are one of them on each screen.
SEARCH_QUERIES, FRESHNESS_QUERIES, SELECTION_QUERIES = 13, 7, 11


class TestCommand:
    def run(self, capsys, *words: str, **options) -> str:
        call_command("buron_search", *words, **options)
        return capsys.readouterr().out

    def test_for_people(self, offer, capsys):
        out = self.run(capsys, "cascqde")
        assert "Résultats pour « cascade »" in out and "Cascade du Roc" in out and "1 fiche" in out

    def test_for_machines(self, offer, capsys):
        answer = json.loads(self.run(capsys, "auberge", json=True))
        assert answer["total"] == 1 and answer["hits"][0]["name"] == "Auberge du Lac"
        assert answer["facets"]["kinds"][0] == {"code": "restaurant", "label": "Restaurant", "count": 1}

    def test_nothing_found_is_an_answer(self, offer, capsys):
        assert "Aucune fiche." in self.run(capsys, "zzzz")

    def test_filters(self, offer, capsys):
        assert "1 fiche" in self.run(capsys, kind=["restaurant"])
        assert "Cascade" in self.run(capsys, commune=["Vic-sur-Cère"], open_today=True)
        with pytest.raises(CommandError, match="commune"):
            self.run(capsys, commune=["Nulle-Part-les-Oies"])

    def test_several_offices_must_be_told_apart(self, offer, other_office, capsys):
        with pytest.raises(CommandError, match="--office"):
            self.run(capsys, "cascade")
        with office_scope(other_office):
            assert "Aucune fiche." in self.run(capsys, "cascade", office=other_office.slug)
        with pytest.raises(CommandError, match="nawak"):
            self.run(capsys, "cascade", office="nawak")
