"""``./buron manage buron_reindex``: write the index of the search again, for one office or for all."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from buron.kernel.commands import office_named
from buron.kernel.models import Office
from buron.offer import search


class Command(BaseCommand):
    help = "Récrit l’index de la recherche à partir des fiches."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--office", metavar="OFFICE", help="adresse courte de l’office (tous, sans elle)")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["office"]
        offices = [office_named(slug)] if slug else Office.objects.order_by("slug")
        for office in offices:
            number = search.reindex_office(office)
            self.stdout.write(f"{office} : {number} fiches indexées.")
