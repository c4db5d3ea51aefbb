"""Comparing and writing names and addresses: pure functions, no database and no clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from buron.kernel import folding

MOST_LINES = 6
"""Lines of a postal address, the country apart (AFNOR NF Z10-011)."""

LONGEST_WORDS = 400


def fold(text: str) -> str:
    """What two spellings of one name or one e-mail address have in common."""
    return folding.fold(text, keep="@.")


def search_words(*names: str) -> str:
    """The words that a party is found by, with a space before each: ``" marie dupont"``."""
    words = dict.fromkeys(word for name in names for word in fold(name).replace(".", " ").split())
    return "".join(f" {word}" for word in words)[:LONGEST_WORDS]


def email_key(address: str) -> str:
    """The address as it is compared: case does not count, in the domain nor, in practice, before it."""
    return unicodedata.normalize("NFC", address.strip()).casefold()[:254]


def digits(number: str) -> str:
    """A telephone number as it is compared: ``+33 4 71 …`` and ``04 71 …`` are one."""
    found = re.sub(r"\D", "", number.replace("(0)", ""))
    if found.startswith("0033"):
        found = found[4:]
    elif found.startswith("33") and len(found) == 11:
        found = found[2:]
    return found.lstrip("0")


def siret_is_valid(siret: str) -> bool:
    """Fourteen digits with the right key: Luhn, or, for La Poste, digits adding up to a multiple of 5."""
    if not re.fullmatch(r"[0-9]{14}", siret):
        return False
    if siret.startswith("356000000") and sum(map(int, siret)) % 5 == 0:
        return True
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(siret))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def envelope_lines(names: Sequence[str], address: str, postcode: str, city: str, country: str) -> list[str]:
    """The lines of an envelope, empty ones left out.

    ``country`` is the country's name in capitals, empty at home. Postcode and city are one line, in capitals, as
    La Poste asks; lines in excess are joined to the last one rather than lost.
    """
    lines = [name.strip() for name in names if name.strip()]
    lines += [line.strip() for line in address.splitlines() if line.strip()]
    most = MOST_LINES - 1
    if len(lines) > most:
        lines = [*lines[: most - 1], ", ".join(lines[most - 1 :])]
    last = " ".join(part for part in (postcode.strip(), city.strip().upper()) if part)
    return [line for line in (*lines, last, country.strip().upper()) if line]


def can_be_posted(address: str, city: str) -> bool:
    """Whether a letter could arrive: a city at least, and a line before it or a postcode city known to all."""
    return bool(city.strip()) and bool(address.strip())
