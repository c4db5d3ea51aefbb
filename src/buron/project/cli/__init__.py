"""The command line: ``buron demo | serve | test | bench | import | search | report | backup | restore |
check``.

Each command is a function of one module; the ones that work on an office's rows are Django commands of their
room, so
that they can also be run by ``buron manage``. Messages are French; the exit code is 0 only when all went
well.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOM_COMMANDS = {
    "import": "buron_import",
    "search": "buron_search",
    "report": "buron_report",
}
HELP = {
    "import": "faire entrer l’offre (apidae, datatourisme, tourinsoft, openagenda, csv)",
    "search": "chercher dans l’offre",
    "report": "écrire le rapport d’activité d’une année",
}


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point; ends the process with the command's exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")
    try:
        code = dispatch(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrompu.\n")
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 141
    raise SystemExit(code)


def dispatch(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    if arguments and arguments[0] in ROOM_COMMANDS:
        return room_command(arguments[0], arguments[1:])
    if arguments and arguments[0] == "manage":
        return manage(arguments[1:])
    if arguments and arguments[0] == "test":
        from buron.project.cli.checkout import run_tests

        return run_tests(arguments[1:])
    if arguments and arguments[0] == "bench":
        from buron.project.cli.checkout import run_bench

        return run_bench(arguments[1:])
    if arguments and arguments[0] == "taxe":
        from buron.tourist_tax.commands import main as tax

        return tax(arguments[1:])
    options = parser().parse_args(arguments)
    return int(options.run(options))


def room_command(name: str, arguments: list[str]) -> int:
    """A command of a room, on a database that is ready."""
    from django.core.management import CommandError, ManagementUtility

    from buron.project.cli.prepare import open_installation, start_django

    if {"-h", "--help"} & set(arguments):
        start_django()
    elif problem := open_installation():
        sys.stderr.write(problem + "\n")
        return 2
    command = ManagementUtility(["buron"]).fetch_command(ROOM_COMMANDS[name])
    try:
        # Asked for its trace, Django raises the error, which is then told without its English name.
        command.run_from_argv(["buron", name, "--traceback", *arguments])
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    return 0


def manage(arguments: list[str]) -> int:
    """Run a Django command; its error becomes a message and an exit code, never a trace."""
    from django.core.management import CommandError, ManagementUtility

    utility = ManagementUtility(["buron manage", *arguments])
    try:
        utility.execute()
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands with their options."""
    from buron.project.cli import keep, run

    top = argparse.ArgumentParser(
        prog="buron", description="Le système d’information des offices de tourisme."
    )
    commands = top.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    demo = commands.add_parser("demo", help="ouvrir un office de démonstration complet")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--reset", action="store_true", help="refaire les données de démonstration")
    demo.add_argument("--prepare-only", action="store_true", help="préparer les données sans ouvrir")
    demo.set_defaults(run=run.demo)
    serve = commands.add_parser("serve", help="ouvrir votre office")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2, help="processus qui répondent (2)")
    for name, text in (
        ("--office", "nom de l’office, au premier démarrage"),
        ("--slug", "adresse courte de l’office"),
        ("--epci", "SIREN de l’intercommunalité"),
        ("--email", "adresse électronique du premier compte"),
        ("--name", "nom du premier compte"),
        ("--password-file", "fichier qui contient le premier mot de passe"),
    ):
        serve.add_argument(name, help=text)
    serve.set_defaults(run=run.serve)
    commands.add_parser("worker", help="faire les tâches de fond (lancé par serve)").set_defaults(
        run=run.worker
    )
    for name, text in HELP.items():
        commands.add_parser(name, help=text, add_help=False)
    commands.add_parser("taxe", help="calculer la taxe de séjour, lire la règle en vigueur", add_help=False)
    for name, text in (("test", "passer les tests"), ("bench", "mesurer les promesses de vitesse")):
        commands.add_parser(name, help=f"{text} (depuis les sources)", add_help=False)
    backup = commands.add_parser("backup", help="sauvegarder tout (base et fichiers) dans un fichier")
    backup.add_argument("file", type=Path)
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(run=keep.backup)
    restore = commands.add_parser("restore", help="remettre une sauvegarde dans un dossier de données vide")
    restore.add_argument("file", type=Path)
    restore.add_argument("--force", action="store_true", help="remplacer les données en place")
    restore.add_argument("--json", action="store_true")
    restore.set_defaults(run=keep.restore)
    check = commands.add_parser("check", help="vérifier l’installation")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=keep.check)
    commands.add_parser("manage", help="commandes techniques de Django", add_help=False)
    return top
