"""Python's own words about the command line, in French: usage, help, and what is wrong with an argument."""

from __future__ import annotations

import argparse

USAGE = "utilisation : "
WORDS = {
    "usage: ": USAGE,
    "positional arguments": "arguments\N{NO-BREAK SPACE}",
    "options": "options\N{NO-BREAK SPACE}",
    "optional arguments": "options\N{NO-BREAK SPACE}",
    "subcommands": "commandes",
    "show this help message and exit": "montrer cette aide",
    "show program's version number and exit": "montrer la version",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l’une de ces options : %s",
    "unrecognized arguments: %s": "argument inconnu : %s",
    "not allowed with argument %s": "ne va pas avec %s",
    "ignored explicit argument %r": "ne prend pas de valeur (%r)",
    "expected one argument": "attend une valeur",
    "expected at most one argument": "attend une valeur au plus",
    "expected at least one argument": "attend une valeur au moins",
    "expected %s argument": "attend %s valeur",
    "expected %s arguments": "attend %s valeurs",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s peut vouloir dire %(matches)s : précisez",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r n’existe pas ; au choix : %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "%(value)r n’existe pas ; vouliez-vous dire %(closest)r ? Au choix : %(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "%(parser_name)r n’existe pas ; au choix : %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "%(value)r ne convient pas ici",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s.\n",
    "can't open '%(filename)s': %(error)s": "« %(filename)s » ne s’ouvre pas : %(error)s",
    " (default: %(default)s)": " (par défaut : %(default)s)",
}
"""The messages of :mod:`argparse` (Python 3.11 to 3.13), which only speaks the language of the machine's catalogues."""


def french(text: str) -> str:
    """A message of argparse in French; one that is not known stays as it is."""
    return WORDS.get(text, text)


def french_count(single: str, plural: str, count: int) -> str:
    """Likewise, where a number decides."""
    return french(single if count < 2 else plural)


def speak_french() -> None:
    """Give argparse these words in the place of its own gettext, for every parser of this process."""
    argparse._ = french  # type: ignore[attr-defined]
    argparse.ngettext = french_count  # type: ignore[attr-defined]
