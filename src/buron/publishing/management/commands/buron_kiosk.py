"""``./buron borne paquet|dossier -o PLACE``: the content of the kiosks for a USB key, as a signed file or as pages."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from buron.kernel.commands import USAGE, office_named
from buron.kernel.disk import reason
from buron.kernel.formats import number
from buron.kernel.tenancy import office_scope
from buron.publishing.folder import write_folder
from buron.publishing.parcel import write_parcel
from buron.publishing.rules import KioskError

FAILED = 1


class Command(BaseCommand):
    help = "Prépare le contenu des bornes pour une clé USB."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            choices=("paquet", "dossier"),
            help="paquet : un fichier signé, que la borne importe ; dossier : des pages qui s’ouvrent depuis la clé",
        )
        parser.add_argument("-o", "--output", required=True, metavar="FICHIER", help="fichier, ou dossier")
        parser.add_argument(
            "--office", metavar="OFFICE", help="adresse courte de l’office, s’il y en a plusieurs"
        )
        parser.add_argument("--json", action="store_true", help="compte rendu pour les machines")

    def handle(self, *args: Any, **options: Any) -> None:
        office = office_named(options["office"])
        path = Path(options["output"])
        write = write_parcel if options["action"] == "paquet" else write_folder
        try:
            with office_scope(office):
                told = write(office, path)
        except KioskError as error:
            raise CommandError(str(error), returncode=USAGE) from error
        except OSError as error:
            raise CommandError(
                f"{path} ne peut pas être écrit : {reason(error)}.", returncode=FAILED
            ) from error
        if options["json"]:
            sys.stdout.write(json.dumps({**told, "file": str(path)}) + "\n")
        else:
            sys.stdout.write(spoken(path, told))


def spoken(path: Path, told: dict[str, Any]) -> str:
    """What was written, and what to do with it."""
    found = f"{path} : {number(told['fiches'])} fiches, {number(told['thumbs'])} photos, version {told['version']}"
    if "bytes" not in told:
        return f"{found}.\nSur la clé, ouvrez index.html dans un navigateur.\n"
    return (
        f"{found}, {number(told['bytes'] / 1_000_000, 1)} Mo.\nSur la borne, appuyez longuement sur la ligne "
        "« Contenu… » en bas de l’écran, puis choisissez ce fichier.\n"
    )
