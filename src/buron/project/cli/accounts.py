"""``compte``: what only the person who keeps the server can do for somebody who is locked out."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from buron.project.cli import prepare

if TYPE_CHECKING:
    from buron.kernel.models import User


def password(options: argparse.Namespace) -> int:
    """Choose another password for an account, typed twice or read from a file."""
    user = _found(options.email)
    if user is None:
        return 2
    chosen = _password(options.password_file)
    if chosen is None:
        return 2
    from buron.kernel.services import MemberError, set_password_from_the_server

    try:
        set_password_from_the_server(user=user, password=chosen)
    except MemberError as error:
        prepare.say(str(error))
        return 2
    sys.stdout.write(f"Le mot de passe de {user.email} est changé ; ses sessions ouvertes sont fermées.\n")
    return 0


def second_factor(options: argparse.Namespace) -> int:
    """Erase the double authentication of an account."""
    user = _found(options.email)
    if user is None:
        return 2
    from buron.kernel.services import reset_from_the_server

    if not reset_from_the_server(user=user):
        prepare.say(f"{user.email} n’a pas de double authentification : rien n’est changé.")
        return 0
    sys.stdout.write(
        f"La double authentification de {user.email} est effacée ; elle lui sera redemandée si son rôle l’exige.\n"
    )
    return 0


def _found(email: str) -> User | None:
    """The account of an address; what is wrong is said."""
    problem = prepare.open_installation()
    if problem:
        prepare.say(problem)
        return None
    from buron.kernel.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        prepare.say(f"Aucun compte n’a l’adresse « {email} ».")
    return user


def _password(file: str | None) -> str | None:
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            prepare.say(f"Le fichier du mot de passe {file} ne peut pas être lu.")
            return None
    if not sys.stdin.isatty():
        prepare.say("Indiquez le mot de passe par --password-file FICHIER.")
        return None
    chosen = getpass.getpass("Nouveau mot de passe (10 caractères au moins) : ")
    if getpass.getpass("Le même, une seconde fois : ") != chosen:
        prepare.say("Les deux mots de passe ne sont pas les mêmes : rien n’est changé.")
        return None
    return chosen
