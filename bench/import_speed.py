"""How fast a big offer comes in: 200,000 Apidae-like records of 2 kB, against the time that parsing them takes.

``python -m bench.import_speed [--objects N] [--json]``. Ratios are taken in one run, on the same bytes: first import
(search included), import again with one record changed (every record hashed), import of the very same file.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from bench.common import Measure

FIRST_MOST = 15.0
AGAIN_MOST = 2.0
WAIT_MOST = 1.5
"""How long another desk may wait to write while the import is applied: two seconds on a machine of 2024."""

WORDS = tuple(
    """
    cascade chalet lac village montagne ferme auberge sentier vallée église marché fromage randonnée panorama terrasse
    ombragée accueil chaleureux produits locaux estive buron volcan gorge plateau forêt hêtre rivière truite moulin
    château donjon chapelle romane vitrail artisan couteau cuir laine tisserand apiculteur miel châtaigne myrtille
    gentiane bourrée accordéon veillée feu cheminée poutres lauze ardoise granit basalte jardin potager verger
    balançoire
    piscine spa sauna vélo cheval âne traîneau raquette ski luge neige soleil printemps
    """.split()  # noqa: SIM905 (a list of words is read as a text)
)
TYPES = (
    ("HOTELLERIE", "informationsHotellerie", "hotellerieType", 2734),
    ("RESTAURATION", "informationsRestauration", "restaurationType", 2861),
    ("HEBERGEMENT_LOCATIF", "informationsHebergementLocatif", "hebergementLocatifType", 2618),
    ("PATRIMOINE_CULTUREL", "informationsPatrimoineCulturel", "patrimoineCulturelType", 3200),
    ("COMMERCE_ET_SERVICE", "informationsCommerceEtService", "commerceEtServiceType", 3518),
    ("FETE_ET_MANIFESTATION", "informationsFeteEtManifestation", "", 0),
)
DAYS = ("LUNDI", "MARDI", "MERCREDI", "JEUDI", "VENDREDI", "SAMEDI", "DIMANCHE")


def text(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count)).capitalize() + "."


def record(rng: random.Random, number: int) -> dict[str, Any]:
    """One invented object in the shape of the API v002."""
    kind, node, subtype, first = TYPES[number % len(TYPES)]
    return {
        "type": kind,
        "id": 4_000_000 + number,
        "identifier": f"SITRA2_{number}",
        "state": "PUBLISHED",
        "nom": {"libelleFr": f"{rng.choice(WORDS).capitalize()} {rng.choice(WORDS)} {rng.choice(WORDS)}"},
        "gestion": {
            "dateModification": f"2026-{1 + number % 12:02}-{1 + number % 28:02}T08:27:36.711+0000",
            "membreProprietaire": {"id": 80, "nom": "Office de tourisme inventé"},
        },
        node: {subtype: reference(subtype[:1].upper() + subtype[1:], first + number % 7)} if subtype else {},
        "informations": {"moyensCommunication": contacts(rng, number)},
        "presentation": {
            "descriptifCourt": {"libelleFr": text(rng, 16), "libelleEn": text(rng, 10)},
            "descriptifDetaille": {"libelleFr": text(rng, 40)},
        },
        "localisation": place(rng),
        "ouverture": opening(number),
        "descriptionTarif": {
            "indicationTarif": "PAYANT",
            "tarifsEnClair": {"libelleFr": f"Adulte : {3 + number % 40} €."},
            "modesPaiement": [reference("ModePaiement", 1265)],
        },
        "illustrations": [photo(rng, number)],
    }


def reference(kind: str, number: int) -> dict[str, Any]:
    return {"elementReferenceType": kind, "id": number}


def contacts(rng: random.Random, number: int) -> list[dict[str, Any]]:
    values = {
        201: f"04 71 {rng.randrange(100):02} {rng.randrange(100):02} 00",
        204: f"contact{number}@example.org",
    }
    return [
        {"type": reference("MoyenCommunicationType", key), "coordonnees": {"fr": value}}
        for key, value in values.items()
    ]


def place(rng: random.Random) -> dict[str, Any]:
    commune = 15001 + rng.randrange(260)
    return {
        "adresse": {
            "adresse1": f"{rng.randrange(1, 90)} rue du {rng.choice(WORDS)}",
            "codePostal": "15000",
            "commune": {"id": commune, "code": str(commune), "nom": "Commune"},
        },
        "geolocalisation": {
            "valide": True,
            "geoJson": {
                "type": "Point",
                "coordinates": [round(2.2 + rng.random(), 6), round(44.7 + rng.random(), 6)],
            },
        },
    }


def opening(number: int) -> dict[str, Any]:
    first, last = f"0{1 + number % 6}", f"{9 + number % 3:02}"
    period = {
        "dateDebut": f"2026-{first}-01",
        "dateFin": f"2026-{last}-30",
        "tousLesAns": bool(number % 2),
        "type": "OUVERTURE_SEMAINE",
        "ouverturesJournalieres": [{"jour": day} for day in DAYS[number % 3 : 6]],
        "horaireOuverture": "10:00:00",
        "horaireFermeture": "18:30:00",
    }
    return {
        "periodeEnClair": {"libelleFr": f"Du 01/{first} au 30/{last}, tous les jours."},
        "periodesOuvertures": [period],
    }


def photo(rng: random.Random, number: int) -> dict[str, Any]:
    file = {"locale": "fr", "url": f"https://static.example.org/photo/{number}.jpg", "extension": "jpg"}
    return {
        "type": "IMAGE",
        "nom": {"libelleFr": rng.choice(WORDS)},
        "copyright": {"libelleFr": "Office inventé"},
        "traductionFichiers": [file],
    }


def records(count: int) -> Iterator[bytes]:
    """The same records each time."""
    rng = random.Random(20260711)
    for number in range(count):
        yield orjson.dumps(record(rng, number))


def write_feed(path: Path, count: int) -> int:
    """An answer of the API as one file; returns its size."""
    with path.open("wb") as file:
        file.write(b'{"query":{},"numFound":%d,"objetsTouristiques":[' % count)
        for number, data in enumerate(records(count)):
            file.write(b"," + data if number else data)
        file.write(b"]}")
    return path.stat().st_size


def change_one(path: Path, into: Path) -> None:
    """The same feed but for one word of one record."""
    data = path.read_bytes()
    place = data.index(b'"nom":{"libelleFr":"', len(data) // 2) + len(b'"nom":{"libelleFr":"')
    into.write_bytes(data[:place] + b"Autre " + data[place:])


def parse_seconds(path: Path) -> list[float]:
    """What orjson takes to parse the whole, three times, the collector off: the fastest that it goes."""
    data = path.read_bytes()
    taken = []
    gc.disable()
    for _ in range(3):
        started = time.perf_counter()
        parsed = orjson.loads(data)
        taken.append(time.perf_counter() - started)
        del parsed
    gc.enable()
    return taken


def measure(count: int, folder: Path) -> dict[str, float]:
    """Seconds of each step, on an office of its own."""
    os.environ["BURON_DATA"] = str(folder / "data")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")
    (folder / "data").mkdir()
    import django

    django.setup()
    from buron.kernel.tables import bring_up_to_date

    bring_up_to_date()
    feed = folder / "feed.json"
    size = write_feed(feed, count)
    before = parse_seconds(feed)
    found = _imports(feed, folder / "changed.json", count)
    # Before and after, so that what else the machine does weighs on both sides of the ratio.
    parsing = [*before, *parse_seconds(feed)]
    return {"bytes": float(size), "orjson": statistics.median(parsing), **found}


def _imports(feed: Path, changed: Path, count: int) -> dict[str, float]:
    from buron.kernel.actors import Actor
    from buron.kernel.models import Office
    from buron.kernel.tenancy import office_scope
    from buron.offer.models import Fiche
    from buron.offer.services import create_source, run_import

    office = Office.objects.create(slug="mesure", name="Office de la mesure")
    actor = Actor.system("bench", office)
    seconds: dict[str, float] = {}
    with office_scope(office):
        source = create_source(actor=actor, name="Apidae", connector="apidae")
        change_one(feed, changed)
        waits = Waits()
        for name, path, expected in (
            ("first", feed, {"created": count}),
            ("unchanged", changed, {"updated": 1, "unchanged": count - 1}),
            ("same_file", changed, {"unchanged": count}),
        ):
            started = time.perf_counter()
            run = run_import(actor=actor, source=source, place=str(path))
            seconds[name] = time.perf_counter() - started
            if name == "first":
                seconds |= waits.longest()
            for field, value in expected.items():
                if getattr(run, field) != value:
                    raise SystemExit(
                        f"{name}: {field} = {getattr(run, field)}, expected {value} ({run.message})"
                    )
        if Fiche.objects.count() != count:
            raise SystemExit(f"{Fiche.objects.count()} fiches, expected {count}")
    return seconds


class Waits:
    """Another process that writes a row every few milliseconds, as desks do, and notes how long it waited."""

    def __init__(self) -> None:
        from django.db import connection

        self._process: subprocess.Popen[str] | None = None
        if connection.vendor == "sqlite":
            command = [
                sys.executable,
                "-m",
                "bench.import_speed",
                "--write-to",
                str(connection.settings_dict["NAME"]),
            ]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )

    def longest(self) -> dict[str, float]:
        """The longest wait, in seconds; nothing on PostgreSQL, where nobody waits for an import."""
        if self._process is None:
            return {}
        out, _ = self._process.communicate("")
        return {"wait": float(out)}


def write_until_told(path: str) -> None:
    """Write rows until the input ends; then print the longest wait."""
    from buron.project import sqlite

    sqlite.install()
    import sqlite3

    database = sqlite3.connect(path, isolation_level=None, timeout=60)
    for pragma in sqlite.init_command().split(";"):
        database.execute(pragma)
    database.execute("CREATE TABLE bench_desk (id INTEGER PRIMARY KEY, at REAL)")
    longest = 0.0
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        started = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO bench_desk (at) VALUES (?)", (started,))
        database.execute("COMMIT")
        longest = max(longest, time.perf_counter() - started)
    database.execute("DROP TABLE bench_desk")
    print(longest)


def measures(found: dict[str, float], count: int) -> list[Measure]:
    parse = found["orjson"]
    sizes = f"{count} objets de {found['bytes'] / count:.0f} octets ; orjson {parse:.2f} s"
    names = (
        ("first", "premier import, recherche comprise", FIRST_MOST),
        ("unchanged", "réimport inchangé à un objet près", AGAIN_MOST),
        ("same_file", "réimport du même fichier", AGAIN_MOST),
    )
    held = [
        Measure(title, found[key] / parse, "× orjson", most, f"{sizes} ; {found[key]:.2f} s")
        for key, title, most in names
    ]
    if "wait" in found:
        title = "plus longue attente d’un autre poste pendant le premier import"
        detail = f"{sizes} ; {found['wait']:.2f} s"
        held.append(Measure(title, found["wait"] / parse, "× orjson", WAIT_MOST, detail))
    return held


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--objects", type=int, default=200_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write-to", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write_to:
        write_until_told(options.write_to)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="buron-bench-"))
    try:
        found = measures(measure(options.objects, folder), options.objects)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        print(json.dumps([one.as_dict() for one in found], ensure_ascii=False))
    else:
        for one in found:
            print(f"{one.name} : {one.value:.2f} {one.unit} (au plus {one.most:g})   {one.detail}")
    return 0 if all(one.held for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
