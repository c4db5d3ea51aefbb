"""The questions of the first start, in a terminal: each is asked again until its answer can be used."""

from __future__ import annotations

import getpass
from collections.abc import Callable

from buron.project.cli import first
from buron.project.cli.prepare import say

OFFERED = 9
"""As many intercommunalities are shown at once as one digit can name."""

EPCI = "Intercommunalité (son nom, une de ses communes ou un code postal ; vide : plus tard, à l’écran) : "


def ask(given: dict[str, str]) -> dict[str, str]:
    """What options did not give is asked; nothing is written meanwhile."""
    say(
        "Quelques questions, puis tout se règle à l’écran. Ctrl+C pour renoncer : rien n’est encore enregistré.\n"
    )
    answers = dict(given)
    answers["office"] = _asked("Nom de l’office : ", given["office"], first.office_problem)
    answers["epci"] = given["epci"] or _epci()
    email = answers["email"] = _asked("Votre adresse électronique : ", given["email"], first.email_problem)
    if first.account(email) is None:
        answers["name"] = _asked("Votre nom : ", given["name"], first.name_problem)
        answers["password"] = given["password"] or _password(email, answers["name"])
    return answers


def _asked(question: str, given: str, problem: Callable[[str], str]) -> str:
    answer = given or input(question).strip()
    while wrong := problem(answer):
        say(f"  {wrong}")
        answer = input(question).strip()
    return answer


def _password(email: str, name: str) -> str:
    while True:
        chosen = getpass.getpass("Mot de passe (10 caractères au moins ; il ne s’affiche pas) : ")
        wrong = first.password_problem(chosen, email, name)
        if not wrong and getpass.getpass("Le même, une seconde fois : ") == chosen:
            return chosen
        say(f"  {wrong or 'Les deux ne sont pas les mêmes.'}")


def _epci() -> str:
    """The SIREN of the one that is chosen among those that the words find; empty for later."""
    from buron.territory.reference import find_epcis

    while typed := input(EPCI).strip():
        found = find_epcis(typed, limit=OFFERED)
        if not found:
            say("  Aucune intercommunalité ne répond à ces mots.")
            continue
        for number, one in enumerate(found, 1):
            say(f"  {number}  {one.name} ({one.department_names} ; {len(one.members)} communes)")
        answer = input("Laquelle ? (son numéro ; vide : chercher autrement) ").strip()
        if answer.isdecimal() and 0 < int(answer) <= len(found):
            return found[int(answer) - 1].siren
    return ""
