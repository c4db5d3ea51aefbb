"""Screens of the territory: who sees them, what they do, what they answer to nonsense."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buron.kernel.actors import Actor
from buron.kernel.tenancy import office_scope
from buron.territory import services
from buron.territory.models import Brand, Desk, OfficeCommune

CARLADES = "241501089"


@pytest.fixture
def direction(office, make_client):
    return make_client(office, "direction")


@pytest.fixture
def adviser(office, make_client):
    return make_client(office, "accueil")


@pytest.fixture
def furnished(office, system):
    """An office with its communes, a desk and a brand."""
    with office_scope(office):
        services.choose_epci(actor=system, siren=CARLADES)
        services.create_desk(actor=system, name="Vic", insee="15258")
        services.create_brand(actor=system, name="Massif")
    return office


def url(name: str, office, **kwargs) -> str:
    return reverse(name, kwargs={"office": office.slug, **kwargs})


READING = [("territory", {}), ("territory_calendar", {})]
MANAGING = [
    ("territory_epci", {}),
    ("territory_epci_preview", {"siren": CARLADES}),
    ("territory_commune_add", {}),
    ("territory_commune", {"insee": "15258"}),
    ("territory_desk_new", {}),
    ("territory_desk", {"slug": "vic"}),
    ("territory_brand_new", {}),
    ("territory_brand_join", {}),
]
POSTING = [
    ("territory_commune_remove", {"insee": "15258"}),
    ("territory_commune_forget", {"insee": "15258"}),
    ("territory_desk_close", {"slug": "vic"}),
    ("territory_desk_reopen", {"slug": "vic"}),
    ("territory_brand_leave", {"slug": "massif"}),
    ("territory_brand_code", {"slug": "massif"}),
]


class TestWhoSees:
    @pytest.mark.parametrize(("name", "kwargs"), READING + MANAGING)
    def test_the_direction_sees_all_pages(self, furnished, direction, name, kwargs):
        assert direction.get(url(name, furnished, **kwargs)).status_code == 200

    @pytest.mark.parametrize(("name", "kwargs"), READING)
    def test_everyone_of_the_office_reads(self, furnished, adviser, name, kwargs):
        assert adviser.get(url(name, furnished, **kwargs)).status_code == 200

    @pytest.mark.parametrize(("name", "kwargs"), MANAGING + POSTING)
    def test_without_the_right_it_is_403(self, furnished, adviser, name, kwargs):
        address = url(name, furnished, **kwargs)
        assert adviser.get(address).status_code == 403
        assert adviser.post(address).status_code == 403

    @pytest.mark.parametrize(("name", "kwargs"), READING + MANAGING + POSTING)
    def test_for_a_stranger_it_is_404(self, furnished, stranger, name, kwargs):
        address = url(name, furnished, **kwargs)
        assert stranger.get(address).status_code == 404
        assert stranger.post(address).status_code == 404

    @pytest.mark.parametrize(("name", "kwargs"), READING + MANAGING)
    def test_for_nobody_it_leads_to_signing_in(self, furnished, client, name, kwargs):
        response = client.get(url(name, furnished, **kwargs))
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]

    @pytest.mark.parametrize(("name", "kwargs"), POSTING)
    def test_what_changes_something_is_never_done_by_a_link(self, furnished, direction, name, kwargs):
        assert direction.get(url(name, furnished, **kwargs)).status_code == 405

    @pytest.mark.parametrize(
        ("name", "kwargs"),
        [
            ("territory_desk", {"slug": "vic"}),
            ("territory_desk_close", {"slug": "vic"}),
            ("territory_desk_reopen", {"slug": "vic"}),
            ("territory_brand_leave", {"slug": "massif"}),
            ("territory_brand_code", {"slug": "massif"}),
            ("territory_commune", {"insee": "15258"}),
            ("territory_commune_remove", {"insee": "15258"}),
            ("territory_commune_forget", {"insee": "15258"}),
        ],
    )
    def test_another_offices_rows_are_404_in_ones_own(self, furnished, stranger, other_office, name, kwargs):
        assert stranger.post(url(name, other_office, **kwargs)).status_code == 404
        with office_scope(furnished):
            assert Desk.objects.count() == 1
            assert OfficeCommune.objects.count() == 11


class TestTerritoryPage:
    def test_an_empty_office_is_taught_how_to_begin(self, office, direction, adviser):
        page = direction.get(url("territory", office)).content.decode()
        for action in ("Choisir l’intercommunalité", "Ajouter un bureau", "Créer une marque"):
            assert action in page
        page = adviser.get(url("territory", office)).content.decode()
        assert "Choisir l’intercommunalité" not in page
        assert "La direction ou l’administration" in page

    def test_managers_find_what_changes_it_and_others_do_not(self, furnished, direction, adviser):
        edit = url("territory_desk", furnished, slug="vic")
        code = Brand.objects.get().join_code
        page = direction.get(url("territory", furnished)).content.decode()
        assert edit in page
        assert code in page
        page = adviser.get(url("territory", furnished)).content.decode()
        assert "Cère et Goul en Carladès" in page
        assert edit not in page
        assert code not in page

    @pytest.mark.parametrize("name", ["territory", "territory_desk_new"])
    def test_as_many_queries_at_one_row_as_at_three(self, office, system, direction, other_office, name):
        def count() -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert direction.get(url(name, office)).status_code == 200
            return len(captured)

        with office_scope(office):
            services.add_commune(actor=system, insee="15258")
            services.create_desk(actor=system, name="Un", insee="15258", slug="bureau-1")
            brand = services.create_brand(actor=system, name="Marque 1")
        at_one = count()
        with office_scope(office):
            for number, insee in ((2, "15236"), (3, "15192")):
                services.add_commune(actor=system, insee=insee)
                services.create_desk(actor=system, name="Autre", insee=insee, slug=f"bureau-{number}")
                services.create_brand(actor=system, name=f"Marque {number}")
        with office_scope(other_office):
            services.join_brand(actor=Actor.system("tests", other_office), code=brand.join_code)
        assert count() == at_one

    def test_the_map_shows_what_is_placed(self, furnished, system, direction):
        with office_scope(furnished):
            services.set_commune_position(actor=system, insee="15258", latitude=44.98, longitude=2.62)
            services.update_desk(
                actor=system, desk=Desk.objects.get(), changes={"latitude": 44.99, "longitude": 2.63}
            )
        context = direction.get(url("territory", furnished)).context
        placed = {
            feature["properties"]["id"]: feature["geometry"]["coordinates"]
            for feature in context["geojson"]["features"]
        }
        assert placed == {
            "15258": [2.62, 44.98],
            "desk-vic": [2.63, 44.99],
            "commune-15258": [2.62, 44.98],
        }
        assert context["unplaced"] == 10


class TestCommunes:
    def test_epci_search_answers_a_part_to_htmx_and_a_page_otherwise(self, office, direction):
        address = url("territory_epci", office)
        whole = direction.get(address, {"q": "carlades"}).content.decode()
        part = direction.get(address, {"q": "carlades"}, headers={"HX-Request": "true"}).content.decode()
        for text in (whole, part):
            assert "Cère et Goul en Carladès" in text
            assert "communauté de communes" in text
        assert "<html" in whole
        assert "<html" not in part

    @pytest.mark.parametrize("text", ["zzzz", "<script>alert(1)</script>", "é" * 500, "%00", "'"])
    def test_searches_survive_nonsense(self, office, direction, text):
        for name in ("territory_epci", "territory_commune_add"):
            page = direction.get(url(name, office), {"q": text}).content.decode()
            assert "ne répond à" in page
            assert "<script>alert" not in page

    def test_preview_then_choice(self, office, direction):
        address = url("territory_epci_preview", office, siren=CARLADES)
        assert "11 communes ajoutées" in direction.get(address).content.decode()
        with office_scope(office):
            assert not OfficeCommune.objects.exists()
        response = direction.post(address, follow=True)
        assert "11 communes" in response.content.decode()
        with office_scope(office):
            assert OfficeCommune.objects.count() == 11

    def test_preview_of_another_warns_of_what_goes(self, furnished, direction):
        page = direction.get(url("territory_epci_preview", furnished, siren="200066637")).content.decode()
        assert "11 communes sortiront du territoire" in page
        assert "39 communes ajoutées" in page
        page = direction.get(url("territory_epci_preview", furnished, siren=CARLADES)).content.decode()
        assert "rien ne changera" in page

    @pytest.mark.parametrize("siren", ["123456789", "abc", "0"])
    def test_an_unknown_epci_is_404(self, office, direction, siren):
        address = url("territory_epci_preview", office, siren=siren)
        assert direction.get(address).status_code == 404
        assert direction.post(address).status_code == 404

    def test_a_commune_is_found_and_added_once(self, furnished, direction):
        address = url("territory_commune_add", furnished)
        assert "déjà dans le territoire" in direction.get(address, {"q": "vic sur cere"}).content.decode()
        response = direction.post(address, {"insee": "15101"}, follow=True)
        assert "Laveissière est dans le territoire." in response.content.decode()
        response = direction.post(address, {"insee": "15101"}, follow=True)
        assert "Laveissière est déjà dans le territoire." in response.content.decode()
        response = direction.post(address, {"insee": "nonsense"}, follow=True)
        assert "Aucune commune française" in response.content.decode()

    def test_placed_then_left_to_the_fiches_then_removed(self, furnished, direction):
        address = url("territory_commune", furnished, insee="15258")
        assert direction.post(address, {"point": "44,98 ; 2,62"}).status_code == 302
        assert "44.980000, 2.620000" in direction.get(address).content.decode()
        assert direction.post(url("territory_commune_forget", furnished, insee="15258")).status_code == 302
        with office_scope(furnished):
            assert not OfficeCommune.objects.get(insee="15258").has_position
        direction.post(url("territory_commune_remove", furnished, insee="15258"))
        assert direction.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("point", "message"),
        [
            ("", "Touchez la carte ou écrivez la position"),
            ("ici", "Écrivez la latitude puis la longitude"),
            ("2.62, 44.98", "peut-être inversées"),
            ("44.98, 2.62 " + "9" * 100, "Écrivez la latitude"),
        ],
    )
    def test_nonsense_positions_are_explained(self, furnished, direction, point, message):
        response = direction.post(url("territory_commune", furnished, insee="15258"), {"point": point})
        assert response.status_code == 422
        assert message in response.content.decode()

    @pytest.mark.parametrize("insee", ["99999", "15101", "abc"])
    def test_a_commune_outside_of_the_territory_is_404(self, furnished, direction, insee):
        assert direction.get(url("territory_commune", furnished, insee=insee)).status_code == 404


class TestDesks:
    VALID = {"name": "Thiézac", "kind": "seasonal", "insee": "thiezac"}

    def test_opened_with_a_commune_typed_by_its_name(self, furnished, direction):
        response = direction.post(url("territory_desk_new", furnished), self.VALID, follow=True)
        assert "Le bureau « Thiézac » est ouvert." in response.content.decode()
        with office_scope(furnished):
            desk = Desk.objects.get(slug="thiezac")
            assert (desk.insee, desk.kind, desk.position) == ("15236", "seasonal", 1)

    def test_described_again(self, furnished, direction):
        address = url("territory_desk", furnished, slug="vic")
        page = direction.get(address).content.decode()
        assert "Vic-sur-Cère (15800)" in page
        response = direction.post(
            address,
            {
                "name": "Vic",
                "kind": "permanent",
                "insee": "Vic-sur-Cère (15800)",
                "point": "44.98, 2.62",
                "active_from": "2024-04-01",
                "slug": "vic-sur-cere",
                "position": "3",
            },
        )
        assert response.status_code == 302
        with office_scope(furnished):
            desk = Desk.objects.get(slug="vic-sur-cere")
            assert (desk.latitude, desk.active_from, desk.position) == (44.98, date(2024, 4, 1), 3)

    @pytest.mark.parametrize(
        ("answers", "message"),
        [
            ({"name": ""}, "Donnez un nom à ce bureau"),
            ({"kind": "bateau"}, "choix valide"),
            ({"insee": "Nulle-Part"}, "n’est pas reconnue"),
            ({"insee": ""}, "peut ne pas en avoir"),
            ({"point": "loin"}, "Écrivez la latitude"),
            ({"email": "pas une adresse"}, "adresse"),
            ({"active_from": "2024-06-01", "active_until": "2024-05-01"}, "avant son début"),
            ({"active_from": "hier"}, "date valide"),
            ({"slug": "É pluribus"}, "minuscules"),
            ({"slug": "vic"}, "Un autre bureau a déjà cette adresse courte"),
            ({"position": "-1"}, "supérieure ou égale à 0"),
            ({"phone": "0" * 200}, "30 caractères"),
        ],
    )
    def test_nonsense_is_explained_and_nothing_is_lost(self, furnished, direction, answers, message):
        response = direction.post(url("territory_desk_new", furnished), {**self.VALID, **answers})
        assert response.status_code == 422
        page = response.content.decode()
        assert message in page
        assert answers.get("name", "Thiézac") in page
        with office_scope(furnished):
            assert Desk.objects.count() == 1

    def test_closed_and_reopened(self, furnished, direction):
        close = url("territory_desk_close", furnished, slug="vic")
        response = direction.post(close, {"closing-last_day": "2024-09-30"}, follow=True)
        assert "30\u00a0septembre 2024" in response.content.decode()
        response = direction.post(url("territory_desk_reopen", furnished, slug="vic"), follow=True)
        assert "remis en service" in response.content.decode()

    @pytest.mark.parametrize(
        ("day", "message"), [("", "Indiquez le dernier jour"), ("hier", "Écrivez une date")]
    )
    def test_a_closing_without_a_day_is_explained(self, furnished, direction, day, message):
        response = direction.post(
            url("territory_desk_close", furnished, slug="vic"), {"closing-last_day": day}, follow=True
        )
        assert message in response.content.decode()

    def test_a_closing_before_the_opening_is_explained(self, furnished, system, direction):
        with office_scope(furnished):
            services.update_desk(
                actor=system, desk=Desk.objects.get(), changes={"active_from": date(2024, 6, 1)}
            )
        response = direction.post(
            url("territory_desk_close", furnished, slug="vic"),
            {"closing-last_day": "2024-05-01"},
            follow=True,
        )
        assert "avant son début" in response.content.decode()


class TestBrands:
    def test_made_then_joined_by_another_office_then_left(self, office, direction, other_office, stranger):
        direction.post(url("territory_brand_new", office), {"name": "Massif"})
        code = Brand.objects.get().join_code
        stranger.post(url("territory_brand_join", other_office), {"code": code.upper()})
        page = direction.get(url("territory", office)).content.decode()
        assert other_office.name in page
        direction.post(url("territory_brand_code", office, slug="massif"))
        assert Brand.objects.get().join_code != code
        direction.post(url("territory_brand_leave", office, slug="massif"))
        assert other_office.brand_places.get().brand == Brand.objects.get()
        assert direction.post(url("territory_brand_leave", office, slug="massif")).status_code == 404

    @pytest.mark.parametrize(
        ("name", "answers", "message"),
        [
            ("territory_brand_new", {"name": ""}, "Donnez un nom"),
            ("territory_brand_new", {"name": "é"}, "minuscules"),
            ("territory_brand_join", {"code": ""}, "Écrivez le code"),
            ("territory_brand_join", {"code": "nimportequoi"}, "aucune marque"),
        ],
    )
    def test_nonsense_is_explained(self, office, direction, name, answers, message):
        response = direction.post(url(name, office), answers)
        assert response.status_code == 422
        assert message in response.content.decode()

    def test_codes_cannot_be_tried_without_end(self, office, direction):
        address = url("territory_brand_join", office)
        answers = [direction.post(address, {"code": f"essai{n}"}).status_code for n in range(21)]
        assert answers == [422] * 20 + [429]


class TestCalendar:
    def test_the_own_zone_is_said(self, furnished, adviser):
        page = adviser.get(url("territory_calendar", furnished), {"annee": "2027"}).content.decode()
        assert "Votre zone scolaire est la zone A" in page
        assert "lundi 29\u00a0mars 2027" in page
        assert "Vacances d’hiver, zone A, zone B" in page

    def test_alsace_has_its_holidays(self, office, adviser):
        office.department = "67"
        office.save()
        page = adviser.get(url("territory_calendar", office), {"annee": "2027"}).content.decode()
        assert "Vendredi saint" in page
        assert "Saint-Étienne" in page

    def test_without_a_department_one_is_asked_for(self, other_office, stranger):
        other_office.department = ""
        other_office.save()
        page = stranger.get(url("territory_calendar", other_office)).content.decode()
        assert "Choisissez vos communes" in page

    def test_what_is_not_published_is_said(self, furnished, adviser):
        page = adviser.get(url("territory_calendar", furnished), {"annee": "2035"}).content.decode()
        assert "pas encore publiées" in page
        assert "day--unknown" in page

    @pytest.mark.parametrize("year", ["abc", "1800", "99999", "-2024", "20 24", "٢٠٢٤", "2024.5", "<b>"])
    def test_nonsense_years_are_explained(self, furnished, adviser, year):
        response = adviser.get(url("territory_calendar", furnished), {"annee": year})
        assert response.status_code == 200
        page = response.content.decode()
        assert "n’est pas une année que ce calendrier connaît" in page
        assert "<b>»" not in page


@pytest.mark.parametrize(("role", "shown"), [("accueil", True), ("taxe", False)])
def test_the_count_is_proposed_to_those_who_may_open_it(role, shown, office, make_client):
    """The rooms above add screens that not everybody may open."""
    page = make_client(office, role).get(reverse("territory_opening_table", kwargs={"office": office.slug}))
    count = reverse("reception_opening_count", kwargs={"office": office.slug})
    assert (count in page.content.decode()) is shown
