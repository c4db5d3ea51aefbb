"""Build the communes, intercommunalities, départements and regions from the npm package of Etalab.

Usage, once a year when the geographical code changes (see docs/develop for the whole procedure)::

    npm pack @etalab/decoupage-administratif@6.0.0
    python tools/communes.py etalab-decoupage-administratif-6.0.0.tgz

The package (code MIT, data Licence Ouverte 2.0) gathers INSEE's geographical code and legal populations, the
DGCL's list of intercommunalities and La Poste's postcodes. It has neither coordinates nor outlines.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

from reference_files import update_manifest, write_table

Row = dict[str, Any]

OLD_KINDS = {
    "commune-deleguee": "delegated",
    "commune-associee": "associated",
    "arrondissement-municipal": "district",
}


def read_package(path: Path) -> tuple[Row, dict[str, list[Row]]]:
    """The package's own description, and its lists by file name without extension."""
    with tarfile.open(path) as archive:

        def content(name: str) -> Any:
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise FileNotFoundError(name)
            return json.load(member)

        lists = ("communes", "epci", "ept", "departements", "regions")
        return content("package.json"), {name: content(f"data/{name}.json") for name in lists}


def commune_rows(data: dict[str, list[Row]]) -> list[list[str]]:
    epci_of = {member["code"]: epci["code"] for epci in data["epci"] for member in epci["membres"]}
    return sorted(
        [
            row["code"],
            row["nom"],
            " ".join(sorted(row.get("codesPostaux", []))),
            epci_of.get(row["code"], ""),
            str(row.get("population", "")),
            row.get("siren", ""),
        ]
        for row in data["communes"]
        if row["type"] == "commune-actuelle"
    )


def old_commune_rows(communes: list[Row]) -> list[list[str]]:
    """Codes and names that are no commune of their own any more, with the commune of today."""
    current = {row["code"]: row for row in communes if row["type"] == "commune-actuelle"}
    found: dict[str, list[str]] = {}
    for row in communes:
        kind = OLD_KINDS.get(row["type"])
        today = row.get("chefLieu") or row.get("commune")
        if kind and not (row["code"] == today and row["nom"] == current[today]["nom"]):
            found[row["code"]] = [row["code"], today, kind, row["nom"]]
    for row in current.values():
        for code in row.get("anciensCodes", []):
            found.setdefault(code, [code, row["code"], "former", ""])
    return sorted(found.values())


def epci_rows(data: dict[str, list[Row]]) -> list[list[str]]:
    """Members are listed for the EPT of Greater Paris only: the communes name the others themselves."""
    rows = [[epci["code"], epci["type"], epci["nom"], ""] for epci in data["epci"]]
    rows += [
        [ept["code"], "EPT", ept["nom"], " ".join(sorted(member["code"] for member in ept["membres"]))]
        for ept in data["ept"]
    ]
    return sorted(rows)


def department_rows(departments: list[Row]) -> list[list[str]]:
    return sorted(
        [row["code"], row["nom"], row["region"], row["zone"], row["chefLieu"]] for row in departments
    )


def region_rows(regions: list[Row]) -> list[list[str]]:
    return sorted([row["code"], row["nom"], row["zone"], row["chefLieu"]] for row in regions)


def main(path: Path) -> None:
    package, data = read_package(path)
    tables = {
        "communes.tsv": (
            ("insee", "name", "postcodes", "epci", "population", "siren"),
            commune_rows(data),
        ),
        "communes_old.tsv": (("code", "insee", "kind", "name"), old_commune_rows(data["communes"])),
        "epcis.tsv": (("siren", "kind", "name", "members"), epci_rows(data)),
        "departments.tsv": (
            ("code", "name", "region", "zone", "prefecture"),
            department_rows(data["departements"]),
        ),
        "regions.tsv": (("code", "name", "zone", "prefecture"), region_rows(data["regions"])),
    }
    update_manifest(
        "decoupage",
        {
            "package": package["name"],
            "version": package["version"],
            # The package's README gives the year of each version: the major number moves once a year.
            "cog_year": 2020 + int(package["version"].split(".")[0]),
            "source": "INSEE (code géographique, populations légales), DGCL (EPCI), La Poste (codes postaux)",
            "licence": "Licence Ouverte 2.0",
            "licence_url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            "archive_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "files": {name: write_table(name, header, rows) for name, (header, rows) in tables.items()},
        },
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
