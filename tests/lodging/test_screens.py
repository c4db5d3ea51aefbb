"""The screens of the register: who sees what, how many queries, nonsense, and what is kept when something is wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buron.directory.models import Party
from buron.kernel.contributions import indicators
from buron.kernel.figures import FigureQuery
from buron.kernel.periods import year
from buron.kernel.tenancy import office_scope
from buron.lodging import services
from buron.lodging.hooks import Witness, witnesses
from buron.lodging.models import Lodging, RegisterFile, Sighting
from buron.lodging.queries.finding import find_lodgings
from buron.lodging.queries.sources import counts, known_alone, sources_of
from buron.lodging.register_upkeep import check_declarants
from buron.territory.models import OfficeCommune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

COMMUNE = "15258"
NAMES = ("Alouette", "Belette", "Chevreuil", "Daim")
HOME = "/{slug}/hebergements/"


@pytest.fixture(autouse=True)
def commune(office):
    return OfficeCommune.objects.create(office=office, insee=COMMUNE)


def made(system, count: int) -> list[Lodging]:
    found = []
    for rank in range(count):
        lodging = services.register_lodging(
            actor=system,
            name=f"Gîte {NAMES[rank]}",
            nature="meubles",
            insee=COMMUNE,
            address=f"{rank} le Bourg",
            capacity=4,
        )
        host = Party.objects.create(office_id=system.office_id, last_name=f"Hôte {rank}")
        services.add_hosting(actor=system, lodging=lodging, party=host)
        services.add_ranking(actor=system, lodging=lodging, stars=2, valid_from=timezone.localdate())
        Sighting.objects.create(
            office_id=system.office_id, source="state", external_id=str(rank), name=f"Gîte {NAMES[rank]}",
            insee=COMMUNE, first_seen_on=timezone.localdate(), last_seen_on=timezone.localdate(), body={"a": 1},
        )  # fmt: skip
        found.append(lodging)
    return found


@pytest.fixture
def agent(office, make_client):
    return make_client(office, "taxe")


def home(office) -> str:
    return HOME.format(slug=office.slug)


@pytest.mark.parametrize(
    "path", ["", "hebergeurs/", "sources/", "carte/", "carte/points/", "doublons/", "invitations/nouvelles/"]
)
def test_lists_cost_the_same_whatever_their_length(office, system, agent, path):
    asked = []
    for count in (1, 4):
        made(system, count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert agent.get(home(office) + path).status_code == 200
        asked.append(len(queries))
        Sighting.objects.all().delete()
    assert asked[0] == asked[1]


def test_the_register_is_narrowed(office, system, agent):
    first, second = made(system, 2)
    services.close_lodging(actor=system, lodging=second, last_day=timezone.localdate() - dt.timedelta(days=2))
    page = agent.get(home(office), {"mots": "gite"}).content.decode()
    assert first.name in page
    assert second.name not in page
    for asked in (
        {"etat": "closed"}, {"etat": "all", "mots": "gîte belette"}, {"etat": "all", "mots": str(second.number)},
        {"etat": "all", "hote": str(second.hostings.get().party_id)},
    ):  # fmt: skip
        assert list(find_lodgings(asked)) == [second]
    for asked in (
        {"etoiles": "2"},
        {"manque": "fiche"},
        {"manque": "registration_number"},
        {"commune": COMMUNE},
    ):
        assert list(find_lodgings(asked)) == [first]
    for asked in ({"etoiles": "0"}, {"manque": "declarant"}, {"manque": "capacity"}, {"nature": "hotels"}):
        assert not find_lodgings(asked)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_shown_is_downloaded(office, system, agent, form):
    made(system, 2)
    answer = agent.get(f"{home(office)}registre/{form}/", {"mots": "gite belette"})
    assert answer.status_code == 200
    if form == "csv":
        text = answer.content.decode()
        assert "Gîte Belette" in text
        assert "Gîte Alouette" not in text


def test_a_lodging_is_entered_then_described(office, agent):
    facts = {"name": "Le Buron", "nature": "meubles", "insee": COMMUNE, "openings_text": "du 1er mai au 30/9"}
    wrong = agent.post(f"{home(office)}nouveau/", {**facts, "registration_number": "123"})
    assert wrong.status_code == 422
    assert "13 caractères" in wrong.content.decode()
    assert "Le Buron" in wrong.content.decode()
    facts["openings_text"] = "du 1/5 au 30/9"
    assert agent.post(f"{home(office)}nouveau/", facts).status_code == 302
    lodging = Lodging.objects.get()
    assert lodging.openings == [["05-01", "09-30"]]
    twice = agent.post(f"{home(office)}nouveau/", facts)
    assert twice.status_code == 422
    assert "peut-être déjà" in twice.content.decode()
    assert agent.post(f"{home(office)}nouveau/", {**facts, "another": "1"}).status_code == 302
    edited = agent.post(f"{home(office)}{lodging.pk}/modifier/", {**facts, "capacity": "5"})
    assert edited.status_code == 302
    lodging.refresh_from_db()
    assert lodging.capacity == 5


def test_the_page_of_a_lodging_says_all(office, system, agent):
    (lodging,) = made(system, 1)
    page = agent.get(f"{home(office)}{lodging.pk}/").content.decode()
    for words in ("Gîte Alouette", "Hôte 0", "en cours", "Choisir sa fiche", "Historique"):
        assert words in page


def test_hosts_and_rankings_are_changed_from_the_page(office, system, agent):
    (lodging,) = made(system, 1)
    hosting = lodging.hostings.get()
    agent.post(f"{home(office)}hebergeurs/{hosting.pk}/fin/", {"last_day": "2026-06-30"})
    hosting.refresh_from_db()
    assert hosting.until == dt.date(2026, 6, 30)
    answer = agent.post(
        f"{home(office)}{lodging.pk}/hebergeurs/", {"party": "Personne", "quality": "owner"}, follow=True
    )
    assert "Aucun contact" in answer.content.decode()
    agent.post(
        f"{home(office)}{lodging.pk}/hebergeurs/",
        {"party": str(hosting.party_id), "quality": "owner", "declares": "on", "since": "2026-07-01"},
    )
    assert lodging.hostings.count() == 2
    ranking = lodging.rankings.get()
    agent.post(f"{home(office)}classements/{ranking.pk}/fin/", {"last_day": "2100-01-01", "because": ""})
    agent.post(f"{home(office)}{lodging.pk}/classements/", {"stars": "4", "valid_from": "2030-01-01"})
    assert lodging.rankings.count() == 2
    agent.post(f"{home(office)}{lodging.pk}/fin/", {"last_day": "2026-12-31"})
    lodging.refresh_from_db()
    assert lodging.closed_on == dt.date(2026, 12, 31)
    agent.post(f"{home(office)}{lodging.pk}/reprise/")
    lodging.refresh_from_db()
    assert lodging.closed_on is None


def test_the_board_matches_sets_aside_and_enters(office, system, agent):
    made(system, 3)
    one, two, three = Sighting.objects.order_by("pk")
    lodging = Lodging.objects.order_by("pk")[0]
    page = agent.get(f"{home(office)}sources/").content.decode()
    assert "C’est le même" in page
    agent.post(
        f"{home(office)}sources/{one.pk}/rapprocher/", {"lodging": str(lodging.pk), "back": "?etat=new"}
    )
    agent.post(f"{home(office)}sources/{two.pk}/ecarter/", {"reason": "Loué à l’année"})
    agent.post(f"{home(office)}sources/{three.pk}/inscrire/", {"nature": "hotels"})
    states = [Sighting.objects.get(pk=seen.pk).state for seen in (one, two, three)]
    assert states == ["matched", "ignored", "matched"]
    assert Lodging.objects.filter(nature="hotels").count() == 1
    assert agent.get(f"{home(office)}sources/?etat=ignored").status_code == 200
    assert sources_of(lodging) == {"state"}


def test_what_one_source_knows_is_told_by_source_and_commune(system):
    first, second = made(system, 2)
    Sighting.objects.filter(external_id="0").update(lodging=first, state="matched")
    tax = Witness("tests.tax", "tax", lambda: {first.pk, second.pk}, lambda lodging: True)
    witnesses.register(tax)
    try:
        found = known_alone()
    finally:
        witnesses._entries.pop("tests.tax", None)
    assert {(one.source, one.lodging) for one in found} == {("tax", second), ("state", None)}
    by_source, by_commune = counts(found)
    assert (by_source["tax"], by_commune[COMMUNE]) == (1, 2)


def test_a_file_is_brought_in_from_the_screen(office, agent):
    payload = "Nom;Type;Commune\nLe Pas;Gîte;15258\nSans lieu;Gîte;\n".encode()
    answer = agent.post(
        f"{home(office)}fichiers/",
        {"target": "register", "file": SimpleUploadedFile("a.csv", payload)},
        follow=True,
    )
    page = answer.content.decode()
    assert "Ligne 3" in page
    assert "nouveau" in page
    file = RegisterFile.objects.get()
    mapping = {f"c-{key}": title for key, title in file.mapping.items()}
    agent.post(f"{home(office)}fichiers/{file.pk}/colonnes/", mapping)
    agent.post(f"{home(office)}fichiers/{file.pk}/reprendre/")
    assert Lodging.objects.get().name == "Le Pas"
    bad = agent.post(
        f"{home(office)}fichiers/", {"target": "register", "file": SimpleUploadedFile("a.xlsx", b"x")}
    )
    assert bad.status_code == 422


def test_the_desk_reads_and_does_not_keep(office, system, make_client):
    (lodging,) = made(system, 1)
    desk = make_client(office, "accueil")
    assert desk.get(f"{home(office)}{lodging.pk}/").status_code == 200
    assert desk.post(f"{home(office)}{lodging.pk}/reprise/").status_code == 403
    assert make_client(office, "elu").get(home(office)).status_code == 403


def test_figures_count_what_is_let_and_what_is_ranked(system):
    first, _second = made(system, 2)
    services.close_lodging(actor=system, lodging=first, last_day=timezone.localdate() - dt.timedelta(days=1))
    query = FigureQuery(year(timezone.localdate().year))
    assert indicators.get("lodging.lodgings").compute(query).value == 1
    assert indicators.get("lodging.persons").compute(query).value == 4
    assert indicators.get("lodging.ranked_share").compute(query).value == 100


def test_a_lodging_without_declarant_is_a_warning(office, system):
    (lodging,) = made(system, 1)
    with office_scope(office):
        assert check_declarants().level == "ok"
        lodging.hostings.all().delete()
        assert check_declarants().level == "warning"
