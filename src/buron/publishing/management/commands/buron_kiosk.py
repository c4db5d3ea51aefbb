"""``./buron borne paquet -o FILE``: the content of the kiosks as one signed file, for a USB key."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from buron.kernel.formats import number
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.publishing.parcel import write_parcel

USAGE, FAILED = 2, 1


class Command(BaseCommand):
    help = "Prépare le contenu des bornes pour une clé USB."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action", choices=("paquet",), help="paquet : un fichier signé, que la borne importe"
        )
        parser.add_argument("-o", "--output", required=True, metavar="FICHIER")
        parser.add_argument(
            "--office", metavar="OFFICE", help="adresse courte de l’office, s’il y en a plusieurs"
        )
        parser.add_argument("--json", action="store_true", help="compte rendu pour les machines")

    def handle(self, *args: Any, **options: Any) -> None:
        office = find_office(options["office"])
        path = Path(options["output"])
        try:
            with office_scope(office):
                told = write_parcel(office, path)
        except OSError as error:
            raise CommandError(
                f"Le fichier {path} ne peut pas être écrit : {error.strerror}.", returncode=FAILED
            ) from error
        if options["json"]:
            sys.stdout.write(json.dumps({**told, "file": str(path)}) + "\n")
            return
        megabytes = number(told["bytes"] / 1_000_000, 1)
        sys.stdout.write(
            f"{path} : {number(told['fiches'])} fiches, {number(told['thumbs'])} photos, {megabytes} Mo, "
            f"version {told['version']}.\nSur la borne, appuyez longuement sur la ligne « Contenu… » en bas de "
            "l’écran, puis choisissez ce fichier.\n"
        )


def find_office(slug: str | None) -> Office:
    """The office that was named, or the only one."""
    offices = list(Office.objects.filter(slug=slug) if slug else Office.objects.all()[:2])
    if len(offices) == 1:
        return offices[0]
    if slug:
        raise CommandError(f"Aucun office n’a l’adresse courte « {slug} ».", returncode=USAGE)
    if offices:
        raise CommandError("Il y a plusieurs offices : dites lequel avec --office.", returncode=USAGE)
    raise CommandError("Il n’y a pas encore d’office.", returncode=USAGE)
