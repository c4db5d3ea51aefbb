"""Files of lodgings: columns, what they would do, all or nothing, twice the same."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.lodging import opening_text, services, tables
from buron.lodging.errors import LodgingError
from buron.lodging.models import Hosting, Lodging, Sighting
from buron.lodging.services import files
from buron.territory.models import OfficeCommune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

COMMUNE = "15258"
HEAD = "Nom;Type;Commune;Adresse;Capacité;Étoiles;Date de classement;Ouverture;Nom du propriétaire;Courriel"
GOOD = (
    "Gîte du Pas;Meublé de tourisme;15258;3 le Bourg;6;3 étoiles;01/03/2026;du 1er mai au 30 septembre;Ferrand;"
    "f@hotes.example"
)


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode("cp1252")


def bring(system, *lines: str, target: str = "register", head: str = HEAD, complete: bool = False):
    file = files.start_file(
        actor=system, target=target, name="liste.csv", payload=csv(*lines, head=head), complete=complete
    )
    return files.apply_file(actor=system, file=file)


def test_a_line_becomes_a_lodging_with_its_ranking_and_its_host(system):
    done = bring(system, GOOD)
    assert done.counts == {"new": 1, "changed": 0, "same": 0, "refused": 0}
    lodging = Lodging.objects.get()
    assert (lodging.name, lodging.nature, lodging.insee, lodging.capacity) == (
        "Gîte du Pas",
        "meubles",
        COMMUNE,
        6,
    )
    assert lodging.openings == [["05-01", "09-30"]]
    assert lodging.rankings.get().valid_from == dt.date(2026, 3, 1)
    assert Hosting.objects.get().party.email == "f@hotes.example"
    assert done.payload is None


def test_the_same_file_twice_changes_nothing(system):
    bring(system, GOOD)
    stamp = Lodging.objects.get().updated_at
    assert bring(system, GOOD).counts == {"new": 0, "changed": 0, "same": 1, "refused": 0}
    assert Lodging.objects.get().updated_at == stamp
    assert Hosting.objects.count() == 1


def test_a_change_is_shown_before_it_is_written(system):
    bring(system, GOOD)
    file = files.start_file(
        actor=system, target="register", name="liste.csv", payload=csv(GOOD.replace(";6;", ";8;"))
    )
    (line,) = files.read_file(file).lines
    assert (line.deed, line.changes) == ("changed", {"capacity": 8})
    assert Lodging.objects.get().capacity == 6
    files.apply_file(actor=system, file=file)
    assert Lodging.objects.get().capacity == 8


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace("15258", "Nulle-Part"), "commune"),
        (GOOD.replace(";6;", ";six;"), "n’est pas un nombre"),
        (GOOD.replace(";6;", ";-3;"), "nombre entier"),
        (GOOD.replace("01/03/2026", "31/02/2026"), "n’est pas une date"),
        (GOOD.replace("Meublé de tourisme", "Igloo"), "n’est pas connue"),
        (GOOD.replace("du 1er mai au 30 septembre", "l’été"), "n’est pas une période"),
        (";;15258;;;;;;;", "on ne sait pas"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_taken(system, line, reason):
    done = bring(system, line, GOOD)
    (refused,) = done.refused
    assert refused["line"] == 2
    assert reason in refused["reason"]
    assert Lodging.objects.count() == 1


def test_a_line_that_the_register_refuses_stops_the_whole_file(system):
    bed = "Chez Nous;Chambre d’hôtes;15258;5 le Bourg;16;;;;;"
    file = files.start_file(actor=system, target="register", name="x.csv", payload=csv(GOOD, bed))
    with pytest.raises(LodgingError, match=r"Ligne 3 .*D324-13"):
        files.apply_file(actor=system, file=file)
    assert not Lodging.objects.exists()
    assert files.map_file(actor=system, file=file, mapping=file.mapping).state == "read"


@pytest.mark.parametrize("payload", [b"", b"Nom;Commune\n", b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused_in_french(system, payload):
    with pytest.raises(LodgingError):
        files.start_file(actor=system, target="register", name="x.xlsx", payload=payload)


def test_formulas_stay_text(system):
    bring(system, GOOD.replace("Gîte du Pas", '=HYPERLINK("x")'))
    assert Lodging.objects.get().name.startswith("HYPERLINK")


def test_the_list_of_the_state_becomes_sightings_matched_by_number_or_name(system):
    known = services.register_lodging(
        actor=system, name="Gîte du Pas", nature="meubles", insee=COMMUNE, address="3 le Bourg"
    )
    head = "Dénomination;Adresse du local;Commune;Identifiant"
    bring(
        system, "GITE DU PAS;3 LE BOURG;15258;A1", "Inconnu;9 le Bourg;15258;A2",
        target="state", head=head,
    )  # fmt: skip
    seen = {one.external_id: one for one in Sighting.objects.all()}
    assert (seen["A1"].lodging, seen["A1"].state) == (known, "matched")
    assert (seen["A2"].lodging, seen["A2"].state) == (None, "new")
    assert Lodging.objects.count() == 1
    again = bring(system, "Inconnu;9 le Bourg;15258;A2", target="state", head=head, complete=True)
    assert again.counts["same"] == 1
    assert Sighting.objects.get(external_id="A1").missing_since is not None


def test_the_columns_are_learnt_for_the_next_file(system):
    file = files.start_file(
        actor=system,
        target="register",
        name="a.csv",
        payload=csv("Le Pas;Gîte;15258", head="Libellé;Sorte;Lieu"),
    )
    assert not file.mapping
    files.map_file(actor=system, file=file, mapping={"name": "Libellé", "nature": "Sorte", "commune": "Lieu"})
    files.apply_file(actor=system, file=file)
    following = files.start_file(
        actor=system,
        target="register",
        name="b.csv",
        payload=csv("Le Col;Gîte;15258", head="Libellé;Sorte;Lieu"),
    )
    assert following.mapping["name"] == "Libellé"


def test_a_file_is_taken_over_once(system):
    file = files.start_file(actor=system, target="register", name="a.csv", payload=csv(GOOD))
    files.apply_file(actor=system, file=file)
    with pytest.raises(LodgingError, match="déjà"):
        files.apply_file(actor=system, file=file)
    other = files.start_file(actor=system, target="register", name="a.csv", payload=csv(GOOD))
    assert files.discard_file(actor=system, file=other).payload is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("du 1er mai au 30 septembre", [["05-01", "09-30"]]),
        ("20/12 - 31/3\n1/7 au 31/8", [["12-20", "03-31"], ["07-01", "08-31"]]),
        ("toute l’année", [["01-01", "12-31"]]),
        ("", []),
    ],
)
def test_spans_are_read_and_written_again(text, spans):
    assert opening_text.read_spans(text) == spans
    assert opening_text.read_spans(opening_text.write_spans(spans)) == spans


@pytest.mark.parametrize(
    ("text", "stars"), [("3 étoiles", 3), ("***", 3), ("4*", 4), ("non classé", None), ("", None), ("★★", 2)]
)
def test_stars_are_read(text, stars):
    assert tables.stars_in(text) == stars


def test_of_two_communes_of_one_name_that_of_the_territory_is_meant(system, office):
    OfficeCommune.objects.create(office=office, insee="15054")
    bring(system, GOOD.replace("15258", "Condat"))
    assert Lodging.objects.get().insee == "15054"
