"""The commands with their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from buron.project.cli import accounts, keep, move, offices, run
from buron.project.cli.words import speak_french

HELP = {
    "import": "faire entrer l’offre (apidae, datatourisme, tourinsoft, openagenda, csv)",
    "search": "chercher dans l’offre",
    "report": "écrire le rapport d’activité d’une année",
    "classement": "noter une visite de classement d’un meublé de tourisme",
    "taxe": "calculer la taxe de séjour, lire la règle en vigueur",
    "borne": "préparer le contenu des bornes pour une clé USB",
    "courrier": "reprendre un courriel brut, lu sur l’entrée, parmi les demandes",
}
FROM_SOURCES = {"test": "passer les tests", "bench": "mesurer les promesses de vitesse"}

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """The whole command line; errors and help are in French."""
    speak_french()
    top = argparse.ArgumentParser(
        prog="buron", description="Le système d’information des offices de tourisme."
    )
    commands = top.add_subparsers(title="commandes\N{NO-BREAK SPACE}", metavar="COMMANDE", required=True)
    _opening(commands)
    for name, text in HELP.items():
        commands.add_parser(name, help=text, add_help=False)
    for name, text in FROM_SOURCES.items():
        commands.add_parser(name, help=f"{text} (depuis les sources)", add_help=False)
    _keeping(commands)
    _offices(commands)
    _accounts(commands)
    commands.add_parser("manage", help="commandes techniques de Django", add_help=False)
    return top


def _opening(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="ouvrir un office de démonstration complet")
    _port(demo)
    demo.add_argument("--reset", action="store_true", help="refaire les données de démonstration")
    demo.add_argument("--prepare-only", action="store_true", help="préparer les données sans ouvrir")
    demo.set_defaults(run=run.demo)
    serve = commands.add_parser("serve", help="ouvrir votre office")
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ADRESSE", help="adresse où répondre (127.0.0.1)"
    )
    _port(serve)
    serve.add_argument(
        "--workers", type=_count(1, 64), default=2, metavar="N", help="nombre de processus qui répondent (2)"
    )
    offices.options_of(serve.add_argument_group("au premier démarrage"))
    serve.set_defaults(run=run.serve)
    worker = commands.add_parser("worker", help="faire les tâches de fond (lancé par serve)")
    worker.set_defaults(run=run.worker)


def _port(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--port", type=_count(1, 65535), default=8000, metavar="PORT", help="port où répondre (8000)"
    )


def _keeping(commands: Commands) -> None:
    backup = commands.add_parser("backup", help="sauvegarder tout (base et fichiers) dans un fichier")
    backup.add_argument("file", type=Path, metavar="FICHIER")
    backup.set_defaults(run=keep.backup)
    restore = commands.add_parser("restore", help="remettre une sauvegarde dans un dossier de données vide")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.add_argument("--force", action="store_true", help="remplacer les données en place")
    restore.set_defaults(run=keep.restore)
    moving = commands.add_parser("deplacer", help="copier la base SQLite dans une base PostgreSQL vide")
    moving.add_argument(
        "--vers", required=True, metavar="ADRESSE", help="postgresql://utilisateur:motdepasse@serveur/base"
    )
    moving.set_defaults(run=move.move)
    check = commands.add_parser("check", help="vérifier l’installation")
    check.set_defaults(run=keep.check)
    for command in (backup, restore, moving, check):
        command.add_argument("--json", action="store_true", help="compte rendu pour les machines")


def _count(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds, refused in French."""

    def read(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"un nombre de {least} à {most} est attendu, pas « {text} »")
        return int(text)

    return read


def _offices(commands: Commands) -> None:
    office = commands.add_parser("office", help="ajouter un office à l’installation, les montrer")
    actions = office.add_subparsers(title="actions\N{NO-BREAK SPACE}", metavar="ACTION", required=True)
    adding = actions.add_parser("ajouter", help="ouvrir un autre office, avec son administration")
    offices.options_of(adding)
    adding.set_defaults(run=offices.add)
    listing = actions.add_parser("liste", help="montrer les offices et leur adresse courte")
    listing.add_argument("--json", action="store_true", help="liste pour les machines")
    listing.set_defaults(run=offices.listed)


def _accounts(commands: Commands) -> None:
    account = commands.add_parser("compte", help="rendre l’accès à quelqu’un qui ne peut plus se connecter")
    actions = account.add_subparsers(title="actions\N{NO-BREAK SPACE}", metavar="ACTION", required=True)
    password = actions.add_parser("mot-de-passe", help="choisir un autre mot de passe")
    password.add_argument("email", metavar="ADRESSE", help="adresse électronique du compte")
    password.add_argument(
        "--password-file",
        metavar="FICHIER",
        help="lire le mot de passe dans un fichier au lieu de le demander",
    )
    password.set_defaults(run=accounts.password)
    factor = actions.add_parser(
        "double-authentification", help="effacer application de codes, clés d’accès et codes de secours"
    )
    factor.add_argument("email", metavar="ADRESSE", help="adresse électronique du compte")
    factor.set_defaults(run=accounts.second_factor)
