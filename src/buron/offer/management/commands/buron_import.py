"""``./buron import CONNECTOR PATH-OR-URL``: bring an offer in from a script or by hand."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from buron.kernel.actors import Actor
from buron.kernel.commands import office_named
from buron.kernel.disk import reason
from buron.kernel.tenancy import office_scope
from buron.offer import services
from buron.offer.imports.compare import Outcome
from buron.offer.models import Run, Source
from buron.offer.sources import CONNECTORS

EXIT_CODES = """
Codes de sortie :
  0  tout s’est bien passé ;
  1  rien n’a été changé : lecture impossible, flux vide ou tronqué, ou import retenu parce que plus de 10 % des fiches
     disparaîtraient (relancez avec --confirm après vérification) ;
  2  import appliqué (ou comparé, avec --dry-run), mais des fiches ont été refusées : elles sont citées.
"""
NOTHING_CHANGED = 1
SHOWN = 20
COUNTS = (
    ("created", "créées"),
    ("linked", "liées à une fiche connue"),
    ("updated", "mises à jour"),
    ("unchanged", "inchangées"),
    ("returned", "revenues"),
    ("missing", "absentes"),
    ("deleted", "supprimées dans la source"),
    ("refused", "refusées"),
    ("doubts", "doublons à trancher"),
)


class Command(BaseCommand):
    help = "Fait entrer l’offre d’un système d’information : fichier, dossier, archive ou adresse https."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXIT_CODES
        systems = sorted(CONNECTORS)
        parser.add_argument("connector", metavar="SYSTÈME", choices=systems, help=", ".join(systems))
        parser.add_argument("place", metavar="CHEMIN-OU-ADRESSE")
        parser.add_argument(
            "--office", metavar="OFFICE", help="adresse courte de l’office (s’il y en a plusieurs)"
        )
        parser.add_argument(
            "--source", metavar="NOM", help="nom de la source (celui du connecteur par défaut)"
        )
        parser.add_argument("--mapping", metavar="FICHIER", help="correspondance des champs, en JSON")
        parser.add_argument("--dry-run", action="store_true", help="compare sans rien écrire")
        parser.add_argument(
            "--confirm", action="store_true", help="applique même si plus de 10 %% disparaissent"
        )
        parser.add_argument("--json", action="store_true", help="résultat pour une machine")

    def handle(self, *args: Any, **options: Any) -> None:
        office = office_named(options["office"], code=NOTHING_CHANGED)
        actor = Actor.system("buron import", office)
        with office_scope(office):
            try:
                source = _source(actor, options)
                code = (
                    self._dry_run(actor, source, options)
                    if options["dry_run"]
                    else self._run(actor, source, options)
                )
            except services.ImportProblem as error:
                code = self._fail(str(error), options["json"])
        if code:
            sys.exit(code)

    def _dry_run(self, actor: Actor, source: Source, options: dict[str, Any]) -> int:
        outcome, entries = services.preview(
            actor=actor, source=source, place=_place(options["place"]), progress=self._progress(options)
        )
        lines = [
            {
                "status": entry.status,
                "source_id": entry.external_id,
                "name": entry.name,
                "fields": [change.path for change in entry.changes],
            }
            for entry in entries
        ]
        state = "held" if outcome.is_held else "ready"
        report = {"state": state, "dry_run": True, "message": " ".join(outcome.warnings), "sample": lines}
        self._report(report | _counts(outcome) | {"refusals": outcome.refusals}, options["json"])
        return 1 if outcome.is_held else 2 if outcome.refused else 0

    def _run(self, actor: Actor, source: Source, options: dict[str, Any]) -> int:
        run = services.run_import(
            actor=actor,
            source=source,
            place=_place(options["place"]),
            confirmed=options["confirm"],
            progress=self._progress(options),
        )
        report = {"state": run.state, "dry_run": False, "run": run.pk, "message": run.message}
        self._report(report | _counts(run) | {"refusals": run.refusals}, options["json"])
        if run.state != Run.State.APPLIED:
            return 1
        return 2 if run.refused else 0

    def _progress(self, options: dict[str, Any]) -> Any:
        """A count that rewrites itself, for somebody who watches."""
        if options["json"] or not sys.stderr.isatty():
            return None

        def tell(done: int, total: int | None) -> None:
            self.stderr.write(f"\r{done} fiches lues", ending="")

        return tell

    def _report(self, report: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(orjson.dumps(report).decode())
            return
        title = {
            "applied": "Import appliqué.",
            "ready": "Comparaison faite : rien n’a été écrit.",
            "held": "Import retenu : rien n’a été changé.",
            "failed": "Import en échec : rien n’a été changé.",
        }.get(str(report["state"]), "Import terminé.")
        self.stdout.write(title)
        if report["message"]:
            self.stdout.write(str(report["message"]))
        for key, label in COUNTS:
            if report[key] or key in ("created", "updated", "unchanged", "missing", "refused"):
                self.stdout.write(f"  {report[key]:>7}  {label}")
        self._list_refusals(report)

    def _list_refusals(self, report: dict[str, Any]) -> None:
        for refusal in report["refusals"][:SHOWN]:
            name = " ".join(filter(None, (refusal["source_id"], refusal["name"])))
            self.stdout.write(f"  refusée : {name or 'sans nom'} : {refusal['reason']}")
        if report["refused"] > SHOWN:
            self.stdout.write(f"  … et {report['refused'] - SHOWN} autres.")

    def _fail(self, message: str, as_json: bool) -> int:
        if as_json:
            self.stdout.write(orjson.dumps({"state": "failed", "message": message}).decode())
        else:
            self.stderr.write(message)
        return 1


def _counts(found: Outcome | Run) -> dict[str, int]:
    return {key: getattr(found, key) for key, _ in COUNTS}


def _place(place: str) -> str:
    if place.startswith("http://"):
        raise services.ImportProblem("L’adresse doit commencer par https://.")
    return place if place.startswith("https://") else str(Path(place).expanduser())


def _source(actor: Actor, options: dict[str, Any]) -> Source:
    """The source of that name, or of that connector; made when there is none, but by a dry run only imagined."""
    connector = options["connector"]
    name = options["source"] or CONNECTORS[connector].label
    mapping = _mapping(options["mapping"])
    source = Source.objects.filter(name=name).first()
    if source is not None and source.connector != connector:
        raise services.ImportProblem(
            f"La source « {name} » est d’un autre type : nommez-en une autre par --source."
        )
    if source is None and options["dry_run"]:
        return Source(office_id=actor.office_id, name=name, connector=connector, settings=mapping or {})
    if source is None:
        return services.create_source(actor=actor, name=name, connector=connector, settings=mapping)
    if mapping is None:
        return source
    settings = {**source.settings, **mapping}
    if options["dry_run"]:
        source.settings = settings
        return source
    return services.change_source(actor=actor, source=source, settings=settings)


def _mapping(path: str | None) -> dict[str, Any] | None:
    """The settings that a file gives: ``{"mapping": {…}}``, or the mapping alone."""
    if path is None:
        return None
    try:
        found = orjson.loads(Path(path).expanduser().read_bytes())
    except OSError as error:
        raise services.ImportProblem(f"Le fichier {path} ne peut pas être lu : {reason(error)}.") from error
    except orjson.JSONDecodeError as error:
        raise services.ImportProblem(f"Le fichier {path} n’est pas du JSON ({error}).") from error
    if not isinstance(found, dict):
        raise services.ImportProblem(f"Le fichier {path} ne contient pas une correspondance de champs.")
    return found if isinstance(found.get("mapping"), dict) else {"mapping": found}
