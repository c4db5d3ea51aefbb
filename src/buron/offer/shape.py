"""Whether an edited body has the shape of :mod:`buron.offer.body`: what a form or the API sends is checked here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from buron.offer.body import KINDS, Body
from buron.offer.columns import columns_of

MOST_TEXT = 20_000
MOST_ITEMS = 2_000


class BadShape(ValueError):
    """A body, or an edit, that cannot be kept. The message is French; ``path`` names the place."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def check_body(body: Mapping[str, Any]) -> None:
    """Raise :class:`BadShape` for the first thing that is wrong in a whole body."""
    _check_sizes("", body)
    for path in _misfits("", body, Body):
        raise BadShape(path, f"La valeur de « {path or 'la fiche'} » n’a pas la forme attendue.")
    for path, message in _faults(body):
        raise BadShape(path, message)


def _misfits(path: str, value: Any, expected: Any) -> Iterator[str]:
    """Paths of the values that are not of the type that the body's definition gives them."""
    origin = get_origin(expected)
    if is_typeddict(expected):
        yield from _misfits_of_record(path, value, expected)
    elif origin is Literal:
        if value not in get_args(expected):
            yield path
    elif origin in (list, dict):
        yield from _misfits_inside(path, value, expected)
    elif not isinstance(value, (int, float) if expected is float else expected) or (
        isinstance(value, bool) and expected is not bool
    ):
        yield path


def _misfits_of_record(path: str, value: Any, expected: Any) -> Iterator[str]:
    hints, required = _hints(expected)
    if not isinstance(value, Mapping) or not required <= value.keys():
        yield path
        return
    for key, inner in value.items():
        where = f"{path}.{key}" if path else str(key)
        if key not in hints:
            yield where
        else:
            yield from _misfits(where, inner, hints[key])


def _misfits_inside(path: str, value: Any, expected: Any) -> Iterator[str]:
    container, arguments = get_origin(expected), get_args(expected)
    if not isinstance(value, container):
        yield path
        return
    pairs = value.items() if container is dict else enumerate(value)
    for key, inner in pairs:
        if container is dict and not isinstance(key, str):
            yield path
        yield from _misfits(f"{path}.{key}", inner, arguments[-1])


@cache
def _hints(record: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """The types of a record's keys, and the keys that it must have.

    ``__required_keys__`` is wrong where annotations are text, as they are in the definition of the body.
    """
    hints = get_type_hints(record, include_extras=True)
    optional = {key for key, hint in hints.items() if get_origin(hint) is NotRequired}
    required = frozenset(hints) - optional if record.__total__ else frozenset[str]()
    plain = {key: get_args(hint)[0] if key in optional else hint for key, hint in hints.items()}
    return plain, required


def _check_sizes(path: str, value: Any, depth: int = 0) -> None:
    if depth > 8:
        raise BadShape(path, "La valeur est trop imbriquée.")
    if isinstance(value, str) and len(value) > MOST_TEXT:
        raise BadShape(path, f"Le texte dépasse {MOST_TEXT} caractères.")
    if isinstance(value, str) and not _is_clean(value):
        raise BadShape(path, "Le texte contient des caractères qui ne peuvent pas être enregistrés.")
    if isinstance(value, float) and not math.isfinite(value):
        raise BadShape(path, "Le nombre n’est pas valable.")
    if isinstance(value, int) and abs(value) > 10**12:
        raise BadShape(path, "Le nombre est trop grand.")
    if isinstance(value, Mapping | list):
        if len(value) > MOST_ITEMS:
            raise BadShape(path, f"La liste dépasse {MOST_ITEMS} éléments.")
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, inner in pairs:
            _check_sizes(f"{path}.{key}" if path else str(key), inner, depth + 1)


def _is_clean(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _faults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if body.get("kind") not in KINDS:
        yield "kind", "Choisissez le type de la fiche."
    position = body.get("position")
    if position and not (-90 <= position["lat"] <= 90 and -180 <= position["lon"] <= 180):
        yield "position", "La position est hors du globe."
    insee = (body.get("address") or {}).get("insee")
    if insee and len(insee) != 5:
        yield "address.insee", "Le code INSEE d’une commune a cinq caractères."
    yield from _price_faults(body)
    yield from _session_faults(body)
    try:
        columns_of(body)
    except ValueError:
        yield "name.fr", "Donnez un nom à la fiche."


def _price_faults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for rank, price in enumerate((body.get("prices") or {}).get("items") or ()):
        least, most = price.get("min"), price.get("max")
        if (least is not None and least < 0) or (most is not None and most < 0):
            yield f"prices.items.{rank}", "Un prix ne peut pas être négatif."
        if least is not None and most is not None and least > most:
            yield f"prices.items.{rank}", "Le prix minimum dépasse le prix maximum."


def _session_faults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    sessions = body.get("sessions") or ()
    for rank, session in enumerate(sessions):
        start, end = session.get("start") or "", session.get("end") or session.get("start") or ""
        if start > end:
            yield f"sessions.{rank}", "La date de fin précède la date de début."
    if sessions and len(columns_of({**body, "name": {"fr": "x"}})[1]) == 0:
        yield "sessions", "Les dates s’écrivent jour, mois et année."
