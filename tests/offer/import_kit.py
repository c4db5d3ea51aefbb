"""Small invented feeds for the tests of imports."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from buron.kernel.actors import Actor
from buron.offer import services
from buron.offer.models import Fiche, Run, Source


def thing(number: int, name: str = "", **fields: Any) -> dict[str, Any]:
    """An invented object in the shape of Apidae's API."""
    return {
        "type": "HOTELLERIE",
        "id": number,
        "state": "PUBLISHED",
        "nom": {"libelleFr": name or f"Hôtel numéro {number}"},
        "gestion": {"dateModification": "2026-03-02T08:00:00.000+0000"},
        "presentation": {"descriptifCourt": {"libelleFr": f"Un hôtel calme, le {number}e."}},
        "localisation": {
            "adresse": {"codePostal": "15000", "commune": {"id": 1, "code": "15014", "nom": "Aurillac"}},
            "geolocalisation": {
                "valide": True,
                "geoJson": {"type": "Point", "coordinates": [2.4 + number / 100, 44.9]},
            },
        },
        **fields,
    }


def answer(*things: dict[str, Any], found: int | None = None) -> bytes:
    """An answer of the API, which says how many it holds: a complete feed."""
    return json.dumps(
        {"numFound": len(things) if found is None else found, "objetsTouristiques": list(things)},
        ensure_ascii=False,
    ).encode()


def write(folder: Path, data: bytes, name: str = "flux.json") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def export(
    folder: Path,
    things: list[dict[str, Any]],
    deleted: list[int],
    name: str = "export.zip",
    *,
    selections: dict[str, list[int]] | None = None,
) -> str:
    """An export archive with its deletions, and the selections of its project by name, numbered from 900."""
    lists = [
        {"id": 900 + rank, "libelle": {"libelleFr": one}, "objetsTouristiques": [{"id": n} for n in members]}
        for rank, (one, members) in enumerate((selections or {}).items())
    ]
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("objets_modifies/objets_modifies-1.json", json.dumps(things))
        archive.writestr("objets_supprimes.json", json.dumps(deleted))
        if selections is not None:
            archive.writestr("selections.json", json.dumps(lists))
    return str(path)


class Feed:
    """A source, and its successive payloads."""

    def __init__(
        self, actor: Actor, folder: Path, name: str = "Apidae", connector: str = "apidae", **fields: Any
    ):
        self.actor = actor
        self.folder = folder
        self.source: Source = services.create_source(actor=actor, name=name, connector=connector, **fields)

    def take(self, *things: dict[str, Any], confirmed: bool = False, found: int | None = None) -> Run:
        """Import these things as the whole feed."""
        return self.take_file(write(self.folder, answer(*things, found=found)), confirmed=confirmed)

    def take_file(self, path: str, *, confirmed: bool = False) -> Run:
        return services.run_import(actor=self.actor, source=self.source, place=path, confirmed=confirmed)

    def read(self, *things: dict[str, Any]) -> Run:
        """Compare only."""
        path = write(self.folder, answer(*things))
        run = services.begin_run(actor=self.actor, source=self.source, place=path)
        return services.read_run(actor=self.actor, run=run, place=path)

    def fiche(self, number: int) -> Fiche:
        return Fiche.objects.get(records__source=self.source, records__external_id=str(number))


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of the offer that an import may write, to compare byte for byte."""
    from buron.offer.models import Doubt, SearchRow, Session, SourceRecord

    tables = (Fiche, SourceRecord, Session, Doubt, SearchRow)
    rows = {}
    for table in tables:
        fields = [field.attname for field in table._meta.concrete_fields]
        found = table.objects.order_by("pk").values(*fields)
        rows[table.__name__] = [
            {key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()}
            for row in found
        ]
    return rows
