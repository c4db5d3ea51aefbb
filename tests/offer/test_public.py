"""Public pages of fiches and selections: what anyone reads, in five languages, without a cookie."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.offer import services
from buron.offer.models import Fiche, Selection
from buron.offer.queries import SearchQuery
from buron.offer.services import selections
from buron.territory.models import OfficeCommune
from tests.offer.bodies import BODIES
from tests.offer.fiches import OPEN_ALL_YEAR, make_fiche

pytestmark = pytest.mark.django_db
HERE = {"lat": 45.0, "lon": 2.5}
ALL_YEAR = {"start": "2000-01-01", "end": "2000-12-31", "yearly": True}
INN: dict[str, Any] = {
    "kind": "restaurant",
    "subkind": "Auberge",
    "name": {"fr": "Auberge du Lac"},
    "short": {"fr": "Truffade et truite.", "en": "Truffade and trout."},
    "description": {"fr": "Salle de 40 couverts.\n\nTerrasse."},
    "address": {"lines": ["Le Bourg"], "postcode": "15000", "city": "Aurillac", "insee": "15014"},
    "position": HERE,
    "contacts": [
        {"type": "phone", "value": "04 71 00 00 00"},
        {"type": "email", "value": "a@exemple.fr"},
        {"type": "web", "value": "https://www.exemple.fr/"},
    ],
    "opening": {"periods": [{**ALL_YEAR, "slots": [{"opens": "12:00", "closes": "14:00"}]}]},
    "prices": {"items": [{"label": {"fr": "Menu", "en": "Set menu"}, "min": 1800, "max": 3200}]},
    "labels": [{"key": "accueil-velo", "label": "Accueil Vélo"}],
    "amenities": [{"key": "terrasse", "label": "Terrasse"}],
    "pets": True,
    "manager": "Une Personne",
    "siret": "12345678901234",
}  # fmt: skip


@pytest.fixture
def inn(scoped, system) -> Fiche:
    return services.create_fiche(actor=system, body=INN)


@pytest.fixture
def lakes(scoped, system) -> Selection:
    for number in range(3):
        make_fiche(
            scoped, f"Lac {number}", position={"lat": 45 + number / 10, "lon": 2.5}, opening=OPEN_ALL_YEAR
        )
    return selections.create_selection(
        actor=system, name="Les lacs", query=SearchQuery("lac"), order="name", note="À pied.", is_public=True
    )


def path_of(fiche: Fiche, language: str = "fr") -> str:
    middle = "" if language == "fr" else f"{language}/"
    return f"/p/haut-pays/{middle}{fiche.slug}-{fiche.pk}"


def page(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


class Reader(HTMLParser):
    """The elements of a page, and whether they are closed in order."""

    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
    )
    LOOSE = frozenset({"path", "use"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]


# The page of a fiche


def test_everything_that_a_visitor_needs(inn):
    text = page(path_of(inn))
    for said in (
        "Auberge du Lac", "Truffade et truite.", "<p>Terrasse.</p>", "04 71 00 00 00", "a@exemple.fr", "www.exemple.fr",
        "Le Bourg", "Menu", "18,00\u00a0€", "Accueil Vélo", "12\u00a0h\u00a0– 14\u00a0h", "Acceptés",
        "Ouvert aujourd’hui", "openstreetmap.org/directions?to=45.0%2C2.5",
    ):  # fmt: skip
        assert said in text, said
    assert "Une Personne" not in text and "12345678901234" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["Opening hours", "Set menu", "Truffade and trout.", "Open today: 12:00–14:00", "Call", "€18.00"],
        ),
        ("de", ["Öffnungszeiten", "Heute geöffnet", "Anrufen", "Preise"]),
        ("nl", ["Openingstijden", "Vandaag open", "Bellen", "Prijzen"]),
        ("es", ["Horarios", "Abierto hoy", "Llamar", "Precios"]),
    ],
)
def test_the_page_speaks_the_language_of_its_address(inn, language, words):
    answer = Client().get(path_of(inn, language), headers={"accept-language": "fr"})
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text and answer.headers["Content-Language"] == language
    for word in words:
        assert word in text, word
    for french in ("Horaires", "Aujourd’hui", "Aller au contenu", "Itinéraire"):
        assert french not in text, french
    assert re.search(r'lang="fr"><p>Salle de 40 couverts', text)


def test_a_text_says_when_a_machine_or_nobody_translated_it(office, scoped):
    body = {"short": {"fr": "A"}, "description": {"fr": "Bonjour.", "en": "Hello.", "de": "Hallo."}}
    fiche = make_fiche(office, "Lac", machine=["description.en"], **body)
    assert "Machine translation." in page(path_of(fiche, "en"))
    assert "Maschinelle" not in page(path_of(fiche, "de"))
    assert "nog niet vertaald" in page(path_of(fiche, "nl"))


def test_engines_find_every_language_and_the_data(inn):
    read = Reader(page(path_of(inn, "en")))
    [canonical] = read.all("link", rel="canonical")
    assert canonical["href"] == f"http://testserver{path_of(inn, 'en')}"
    others = {link["hreflang"]: link["href"] for link in read.all("link", rel="alternate")}
    assert others == {
        **{code: f"http://testserver{path_of(inn, code)}" for code in PUBLIC_LANGUAGES},
        "x-default": f"http://testserver{path_of(inn)}",
    }
    meta = {
        tag.get("property") or tag.get("name"): tag["content"] for tag in read.all("meta") if "content" in tag
    }
    assert meta["og:title"] == "Auberge du Lac" and meta["og:description"] == "Truffade and trout."
    text = page(path_of(inn))
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    node = json.loads(data)
    assert node["@type"] == "Restaurant" and node["@id"] == f"http://testserver{path_of(inn)}"


def test_the_page_sets_no_cookie_and_may_be_kept(inn):
    answer = Client().get(path_of(inn))
    assert not answer.cookies and "Cookie" not in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = Client().get(path_of(inn), headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert Client().post(path_of(inn)).status_code == 405
    assert Client().head(path_of(inn)).status_code == 200


@pytest.mark.parametrize("state", ["draft", "hidden", "archived"])
def test_only_what_is_published_is_there(office, scoped, state):
    fiche = make_fiche(office, "Lac", state=state)
    for path in (path_of(fiche), path_of(fiche, "de"), f"{path_of(fiche)}.ics"):
        page(path, 404)


def test_an_address_that_is_nearly_right_leads_to_the_right_one(inn, office):
    for wrong in (f"/p/haut-pays/{inn.pk}", f"/p/haut-pays/ancien-nom-{inn.pk}"):
        answer = Client().get(wrong)
        assert (answer.status_code, answer.headers["Location"]) == (301, path_of(inn))
    merged = make_fiche(office, "Le même", state="archived")
    Fiche.objects.filter(pk=merged.pk).update(merged_into=inn)
    assert Client().get(f"/p/haut-pays/en/le-meme-{merged.pk}").headers["Location"] == path_of(inn, "en")


@pytest.mark.parametrize(
    "path",
    [
        "lac",
        "lac-0",
        "lac-99999999999999999999999",
        "lac-²",
        "0",
        "en",
        "lac-1.pdf",
        "it/lac-1",
        "s/",
        "s/rien",
        "en/s/rien",
    ],
)
def test_nonsense_is_not_found(inn, path):
    page(f"/p/haut-pays/{path}", 404)
    page("/p/personne/", 404)


def test_another_office_is_not_there(inn, other_office):
    theirs = make_fiche(other_office, "Lac d’ailleurs")
    page(f"/p/haut-pays/fiche-{theirs.pk}", 404)
    page(f"/p/val-voisin/{inn.slug}-{inn.pk}", 404)
    assert "Lac d’ailleurs" in page(f"/p/val-voisin/fiche-{theirs.pk}")


def test_what_is_near_is_shown_without_what_is_over(inn, office):
    make_fiche(office, "Lac tout près", position={"lat": 45.001, "lon": 2.5})
    make_fiche(office, "Lac lointain", position={"lat": 46.5, "lon": 2.5})
    make_fiche(
        office, "Fête passée", "event", position=HERE, sessions=[{"start": "2020-01-01", "end": "2020-01-01"}]
    )
    text = page(path_of(inn))
    assert "Lac tout près" in text and "Lac lointain" not in text and "Fête passée" not in text


def test_dates_are_told_and_go_to_the_calendar(office, scoped):
    coming = [{"start": "2090-07-14", "end": "2090-07-14", "opens": "21:00", "closes": "23:30"}]
    fiche = make_fiche(
        office, "Bal", "event", sessions=[{"start": "2020-01-01", "end": "2020-01-02"}, *coming]
    )
    text = page(path_of(fiche))
    assert (
        "Vendredi 14\u00a0juillet 2090, 21\u00a0h\u00a0– 23\u00a0h\u00a030" in text
        and "1er\u00a0janvier" not in text
    )
    assert "Friday 14 July 2090, 21:00–23:30" in page(path_of(fiche, "en"))
    assert "Freitag, 14. Juli 2090" in page(path_of(fiche, "de"))
    assert "viernes 14 de julio de 2090".capitalize() in page(path_of(fiche, "es"))
    answer = Client().get(f"{path_of(fiche)}.ics?lang=en")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["URL"] == f"http://testserver{path_of(fiche, 'en')}"
    over = make_fiche(office, "Fini", "event", sessions=[{"start": "2020-01-01", "end": "2020-01-02"}])
    assert "Ces dates sont passées." in page(path_of(over))
    page(f"{path_of(make_fiche(office, 'Sans date'))}.ics", 404)


@given(BODIES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_fiche_has_a_page(scoped, system, body):
    fiche = services.create_fiche(actor=system, body=body)
    for language in ("fr", "es"):
        read = Reader(page(path_of(fiche, language)))
        ids = [found["id"] for _, found in read.tags if found.get("id")]
        assert len(ids) == len(set(ids))
        assert not [
            link["href"] for link in read.all("a") if str(link.get("href")).lower().startswith("javascript")
        ]
        assert len(read.all("h1")) == 1


def test_the_number_of_queries_does_not_depend_on_what_the_fiche_holds(inn, office):
    bare = make_fiche(office, "Lac", position=HERE)
    OfficeCommune.objects.create(
        office=office, insee="15014", latitude=44.9, longitude=2.4, position_source="set"
    )
    counts = []
    for fiche in (bare, inn):
        page(path_of(fiche))
        with CaptureQueriesContext(connection) as seen:
            page(path_of(fiche))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16, counts


# Selections


def test_the_office_shows_its_public_selections(lakes, system, office):
    selections.create_selection(actor=system, name="Interne")
    text = page("/p/haut-pays/")
    assert "Les lacs" in text and "/p/haut-pays/s/les-lacs" in text and "Interne" not in text
    assert "/p/haut-pays/en/s/les-lacs" in page("/p/haut-pays/en/")
    page("/p/haut-pays/s/interne", 404)
    page("/p/haut-pays/s/interne.json", 404)


def test_nothing_published_is_said(office):
    assert "Rien n’est publié ici" in page("/p/haut-pays/")


def test_a_selection_as_cards_and_on_a_map(lakes):
    text = page("/p/haut-pays/de/s/les-lacs")
    assert "3 Vorschläge" in text and "À pied." in text
    read = Reader(text)
    cards = [link["href"] for link in read.all("a") if "/p/haut-pays/de/fiche-" in str(link.get("href"))]
    assert len(cards) == 3
    [data] = re.findall(r'<script type="application/json">(.*?)</script>', text)
    points = json.loads(data)["features"]
    assert [point["properties"]["title"] for point in points] == ["Lac 0", "Lac 1", "Lac 2"]
    assert points[0]["properties"]["url"] == cards[0]
    assert 'class="visit-count' in text and "data-map" in text


def test_an_empty_selection_is_said(scoped, system):
    selections.create_selection(actor=system, name="Vide", query=SearchQuery("rien"), is_public=True)
    assert "Rien pour l’instant" in page("/p/haut-pays/s/vide")


def test_a_long_selection_has_pages(lakes, office, monkeypatch):
    monkeypatch.setattr("buron.offer.views.public.PAGE_SIZE", 2)
    assert "Lac 2" not in page("/p/haut-pays/s/les-lacs")
    second = page("/p/haut-pays/s/les-lacs?page=2")
    assert "Lac 2" in second and 'name="robots" content="noindex' in second
    assert page("/p/haut-pays/s/les-lacs?page=zz") and page("/p/haut-pays/s/les-lacs?page=999")


@pytest.mark.parametrize(
    "path",
    [
        "/p/haut-pays/s/tout",
        "/p/haut-pays/s/tout.json",
        "/p/haut-pays/s/tout.geojson",
        "/p/haut-pays/s/tout.csv",
        "/p/haut-pays/s/tout.ics",
    ],
)
def test_the_number_of_queries_does_not_grow(scoped, system, path):
    selections.create_selection(actor=system, name="Tout", query=SearchQuery(), is_public=True)
    counts = []
    for wanted in (1, 3, 30):
        while Fiche.objects.count() < wanted:
            make_fiche(scoped, f"Lac {Fiche.objects.count()}", position=HERE)
        page(path)
        with CaptureQueriesContext(connection) as seen:
            page(path)
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_a_selection_as_data_for_any_site(lakes, office):
    make_fiche(
        office, "Lac de fête", "event", sessions=[{"start": "2090-07-14", "end": "2090-07-14"}], siret="1"
    )
    answers = {
        form: Client().get(f"/p/haut-pays/s/les-lacs.{form}?lang=en")
        for form in ("json", "geojson", "csv", "ics")
    }
    for answer in answers.values():
        assert answer.status_code == 200 and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["ETag"] and not answer.cookies
    told = answers["json"].json()
    assert (told["selection"], told["language"], told["count"]) == ("Les lacs", "en", 4)
    assert told["fiches"][0].keys() >= {"id", "url", "name", "contacts", "opening", "photo", "sessions"}
    assert told["fiches"][0]["url"].startswith("http://testserver/p/haut-pays/en/")
    collection = json.loads(answers["geojson"].content)
    assert len(collection["features"]) == 4 and collection["title"] == "Les lacs"
    rows = list(csv.DictReader(io.StringIO(answers["csv"].content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Nom"] for row in rows][1:] == ["Lac 1", "Lac 2", "Lac de fête"] and "SIRET" not in rows[0]
    [event] = icalendar.Calendar.from_ical(answers["ics"].content).walk("VEVENT")
    assert event["SUMMARY"] == "Lac de fête"
    page("/p/haut-pays/s/les-lacs.xml", 404)
    assert Client().get("/p/haut-pays/s/les-lacs.json?lang=xx").json()["language"] == "fr"


# Too many


def test_a_flood_is_refused(inn, monkeypatch):
    monkeypatch.setattr("buron.kernel.ratelimit._count", lambda key, window: 1_201)
    assert Client().get(path_of(inn)).status_code == 429


# Exports of the staff


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "ics"])
def test_what_is_found_is_exported_whole(lakes, office, make_client, form):
    client = make_client(office, "accueil")
    answer = client.get(f"/haut-pays/offre/export.{form}?q=lac&page=7")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="offre-haut-pays-')
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if form == "csv":
        assert content.decode().count("\r\n") == 4
    if form == "geojson":
        assert len(json.loads(content)["features"]) == 3
    assert client.get("/haut-pays/offre/export.exe").status_code == 404


def test_a_selection_is_exported_in_its_order(lakes, office, system, make_client):
    last = Fiche.objects.get(name="Lac 2")
    selections.pin(actor=system, selection=lakes, fiche_id=last.pk)
    answer = make_client(office, "elu").get(f"/haut-pays/offre/export.geojson?selection={lakes.pk}")
    told = json.loads(b"".join(answer.streaming_content))
    assert [one["properties"]["title"] for one in told["features"]] == ["Lac 2", "Lac 0", "Lac 1"]


def test_the_registry_reads_the_same_rows(lakes):
    from buron.kernel.contributions import exports

    rows = exports.get("offer.fiches").rows({"q": "lac", "ordre": "name"})
    assert rows.total == 3
    assert [row[3] for row in rows.page(1, 5)] == ["Lac 1", "Lac 2"]
