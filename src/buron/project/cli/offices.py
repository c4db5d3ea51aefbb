"""The offices of the installation: the first one, made by ``serve``, and those that ``office`` adds and lists."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from buron.project.cli import prepare

NEEDED = "Indiquez l’office et le compte de qui l’administrera, par exemple :"
EXAMPLE = '--office "Office de tourisme du Haut Pays" --email vous@exemple.fr --password-file FICHIER'


def options_of(command: argparse._ActionsContainer) -> None:
    """What describes an office to be made; a terminal is asked for what is missing."""
    for name, metavar, text in (
        ("--office", "NOM", "nom de l’office"),
        ("--slug", "ADRESSE", "adresse courte de l’office (sans elle, tirée du nom)"),
        ("--epci", "SIREN", "SIREN de l’intercommunalité (sans lui, elle se choisit à l’écran)"),
        ("--email", "ADRESSE", "adresse électronique de qui l’administrera"),
        ("--name", "NOM", "son nom"),
        ("--password-file", "FICHIER", "fichier qui contient son mot de passe"),
    ):
        command.add_argument(name, metavar=metavar, help=text)


def first_start(options: argparse.Namespace) -> bool:
    """Whether there is an office to open, made now if there was none."""
    from buron.kernel.models import Office

    if not Office.objects.exists():
        return _make(options, "buron serve")
    if options.office:
        prepare.say(
            "L’office existe déjà : ces options n’y changent rien. « buron office ajouter » en ajoute un autre."
        )
    return True


def add(options: argparse.Namespace) -> int:
    """Another office in the same installation, with somebody who administers it."""
    if problem := prepare.open_installation():
        prepare.say(problem)
        return 2
    return 0 if _make(options, "buron office ajouter") else 2


def listed(options: argparse.Namespace) -> int:
    """The offices, by the short address that the other commands take."""
    if problem := prepare.open_installation():
        prepare.say(problem)
        return 2
    from buron.kernel.models import Office

    rows = list(Office.objects.order_by("slug").values("slug", "name", "epci_siren"))
    if options.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write("".join(f"{row['slug']:<30} {row['name']}\n" for row in rows))
    if not rows:
        prepare.say("Aucun office : « buron serve » ouvre le premier.")
    return 0


def _make(options: argparse.Namespace, command: str) -> bool:
    """Make the office and its account from options, else by asking; nothing is made by halves."""
    from buron.project.cli import first, questions

    try:
        given = _given(options)
    except (OSError, UnicodeDecodeError):
        prepare.say(f"Le fichier du mot de passe {options.password_file} ne peut pas être lu.")
        return False
    if not (given["office"] and given["email"] and (given["password"] or first.account(given["email"]))):
        if not sys.stdin.isatty():
            prepare.say(f"{NEEDED}\n  {command} {EXAMPLE}")
            return False
        given = questions.ask(given)
    try:
        made = first.create(**given)
    except first.FirstStartError as error:
        prepare.say(str(error))
        return False
    prepare.say(
        f"« {made.name} » est créé, à l’adresse courte « {made.slug} ». Connectez-vous avec {given['email']}."
    )
    return True


def _given(options: argparse.Namespace) -> dict[str, str]:
    names = ("office", "slug", "epci", "email", "name")
    file = options.password_file
    return {name: getattr(options, name) or "" for name in names} | {
        "password": Path(file).read_text(encoding="utf-8").strip() if file else ""
    }
