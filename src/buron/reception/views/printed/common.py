"""What these screens share."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from buron.reception.rules.facts import FactsError
from buron.reception.rules.printed import MOST_COPIES

VIEW = "reception.view"
KEEP = "reception.documents"


def copies_of(posted: QueryDict, prefix: str) -> Mapping[int, int]:
    """The numbers typed in fields named ``prefix`` and an identifier; empty fields are not zeroes and are left out.

    :class:`FactsError` when one is not a number of copies.
    """
    found: dict[int, int] = {}
    for name in list(posted)[:500]:
        key = name.removeprefix(prefix)
        text = str(posted.get(name, "")).strip()
        if name == key or not key.isascii() or not key.isdigit() or len(key) > 18 or not text:
            continue
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > MOST_COPIES:
            raise FactsError("copies", f"« {text[:20]} » n’est pas un nombre d’exemplaires.")
        found[int(key)] = int(text)
    return found
