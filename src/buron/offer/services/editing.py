"""Saving a form that was open for a while, without writing over what somebody else did meanwhile.

The form remembers the digest of each path it shows. On saving, a path that the person did not touch is left alone; one
that she touched and nobody else did is written; one that both touched is a conflict, and nothing at all is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.db import transaction

from buron.kernel.actors import Actor
from buron.offer.models import Fiche
from buron.offer.rules import Change, value_at
from buron.offer.services.fiches import edit_fiche

DIGEST_BYTES = 8


class Conflict(Exception):
    """Somebody else changed the same fields meanwhile; ``changes`` hold their value now (``before``) and the one that
    was to be saved (``after``).
    """

    def __init__(self, changes: list[Change]) -> None:
        super().__init__(", ".join(change.path for change in changes))
        self.changes = changes


def digest_of(value: Any) -> str:
    """A short digest of a JSON value, whatever the order of its keys."""
    data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).hexdigest()


def seen_in(body: Mapping[str, Any], paths: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a form must remember: for each path, the digest of the value in the body, and that of the value which the
    form gives back when nobody touches it (``paths``).
    """
    return {path: [digest_of(value_at(body, path)), digest_of(value)] for path, value in paths.items()}


@transaction.atomic
def save_form(
    *, actor: Actor, fiche: Fiche, values: Mapping[str, Any], seen: Mapping[str, list[str]]
) -> Fiche:
    """Write the paths that were touched. Raises :class:`Conflict`, then nothing is written."""
    now = Fiche.objects.select_for_update().get(pk=fiche.pk)
    touched = {path: value for path, value in values.items() if _touched(seen.get(path), value)}
    clashes = [
        Change(path, value_at(now.body, path), value)
        for path, value in touched.items()
        if _changed_meanwhile(seen.get(path), value_at(now.body, path), value)
    ]
    if clashes:
        raise Conflict(clashes)
    return edit_fiche(actor=actor, fiche=now, values=touched)


def _touched(seen: list[str] | None, value: Any) -> bool:
    return seen is None or digest_of(value) != seen[1]


def _changed_meanwhile(seen: list[str] | None, now: Any, value: Any) -> bool:
    return seen is not None and digest_of(now) not in (seen[0], digest_of(value))
