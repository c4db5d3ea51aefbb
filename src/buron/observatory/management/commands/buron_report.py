"""``./buron report YEAR --format pdf -o FILE``: the activity report as a file."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from buron.kernel.commands import USAGE, office_named
from buron.kernel.contributions import permissions
from buron.kernel.disk import reason
from buron.kernel.formats import number
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.observatory import queries
from buron.observatory.addresses import Links
from buron.observatory.report import freeze
from buron.observatory.report.assemble import assemble
from buron.observatory.report.model import BuiltReport
from buron.observatory.report.outputs import FORMATS, Output, written

FAILED = 1


class Command(BaseCommand):
    help = "Écrit le rapport d’activité d’une année dans un fichier."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="ANNÉE")
        parser.add_argument("--format", choices=FORMATS, default="pdf", help="pdf par défaut")
        parser.add_argument(
            "-o", "--output", required=True, metavar="FICHIER", help="« - » pour la sortie standard"
        )
        parser.add_argument(
            "--office", metavar="OFFICE", help="adresse courte de l’office, s’il y en a plusieurs"
        )
        parser.add_argument("--version-number", type=int, metavar="N", help="une version figée")
        parser.add_argument(
            "--live", action="store_true", help="les chiffres du jour, même si le rapport est figé"
        )
        parser.add_argument(
            "--base-url", default="", metavar="ADRESSE", help="où mènent les liens (https://…)"
        )
        parser.add_argument("--json", action="store_true", help="compte rendu pour les machines")

    def handle(self, *args: Any, **options: Any) -> None:
        office = office_named(options["office"])
        year: int = options["year"]
        if not 1990 <= year <= 2199:
            raise CommandError(f"{year} n’est pas une année de rapport.", returncode=USAGE)
        started = time.monotonic()
        with office_scope(office):
            report = build(office, year, options)
            output = written(report, options["format"], base=options["base_url"])
        save(output, options["output"])
        self._tell(report, output, options, time.monotonic() - started)

    def _tell(self, report: BuiltReport, output: Output, options: dict[str, Any], seconds: float) -> None:
        facts = {
            "office": report.office,
            "year": report.year,
            "format": options["format"],
            "file": options["output"],
            "bytes": len(output.content),
            "sections": len(report.sections),
            "figures": len(report.figures),
            "provisional": report.provisional,
            "version": report.stamp.number if report.stamp else None,
            "seconds": round(seconds, 3),
        }
        if options["json"]:
            self.stderr.write(json.dumps(facts, ensure_ascii=False)) if options[
                "output"
            ] == "-" else self.stdout.write(json.dumps(facts, ensure_ascii=False))
        elif options["output"] != "-":
            self.stdout.write(told(facts))


def told(facts: dict[str, Any]) -> str:
    """The account of what was written, in French."""
    version = f", version figée {facts['version']}" if facts["version"] else ""
    state = "provisoires" if facts["provisional"] else "définitifs"
    return (
        f"Rapport {facts['year']}, {facts['office']}{version} : {facts['sections']} parties, "
        f"{facts['figures']} chiffres {state}, écrit dans {facts['file']} "
        f"({number(facts['bytes'] / 1000, 0)} ko, {number(facts['seconds'], 1)} s)."
    )


def build(office: Office, year: int, options: dict[str, Any]) -> BuiltReport:
    """The frozen report when there is one (or the version asked for), else the live one."""
    number = options["version_number"]
    kept = queries.find_report(year)
    if not options["live"] and (number is not None or (kept and kept.is_frozen)):
        copy = queries.frozen_version(year, number)
        if copy is None:
            raise CommandError(f"Le rapport {year} n’a pas de version figée {number}.", returncode=USAGE)
        return freeze.read_back(copy)
    return assemble(
        office=office,
        year=year,
        permissions=permissions.keys(),
        today=timezone.localdate(),
        links=Links(office.slug),
    )


def save(output: Output, path: str) -> None:
    """Write the file whole or not at all: a report that stops in the middle must not replace the one before."""
    if path == "-":
        sys.stdout.buffer.write(output.content)
        return
    target = Path(path)
    try:
        _replace(target, output.content)
    except OSError as error:
        raise CommandError(f"Impossible d’écrire {path} : {reason(error)}.", returncode=FAILED) from error


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
