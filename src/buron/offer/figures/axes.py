"""What the figures of the offer can be split by: each axis groups fiches and finds those of a code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dimension
from buron.kernel.figures import NOT_ASKED
from buron.kernel.once import once
from buron.kernel.texts import LANGUAGE_NAMES
from buron.offer.body import KINDS
from buron.offer.kinds import kind_plural
from buron.offer.models import Fiche
from buron.offer.queries.facets import commune_label, freshness_label
from buron.offer.queries.freshness import class_filter, grouped
from buron.offer.search.query import FRESHNESS

Fiches = QuerySet[Fiche]
LONGEST_CODE = 80
"""Codes stand in addresses: the names of long owners are cut."""
_LABEL_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")


class FigureError(ValueError):
    """A question that an indicator of the offer cannot answer; the message is French."""


@dataclass(frozen=True, slots=True)
class Axis:
    """``codes`` gives, for the rows of (identifier, columns…), the codes of each; none when nothing is known.

    ``columns`` are the columns that it reads, ``select`` the condition of a code. The day is that on which the offer
    is counted.
    """

    key: str
    title: Any
    columns: tuple[str, ...]
    codes: Callable[[Sequence[Any], dt.date], Sequence[str]]
    select: Callable[[str], Q]
    label: Callable[[str], str]
    order: tuple[str, ...] = ()

    def narrow(self, fiches: Fiches, code: str) -> Fiches:
        """The fiches of a code, or those of which it is not known."""
        return _annotated(fiches, self.key).filter(self.select(code))

    def values(self, fiches: Fiches) -> Iterator[tuple[int, Sequence[str]]]:
        """The codes of each fiche of today."""
        today = timezone.localdate()
        rows = _annotated(fiches, self.key).order_by().values_list("pk", *self.columns)
        for pk, *values in rows.iterator(chunk_size=5_000):
            yield pk, self.codes(values, today)

    def codes_of(self, row: Mapping[str, Any], day: dt.date) -> Sequence[str]:
        """The codes of a row that was kept on a day."""
        return self.codes([row[column] for column in self.columns], day)


def _annotated(fiches: Fiches, key: str) -> Fiches:
    return grouped(fiches, "owner") if key == "owner" else fiches


def _one(values: Sequence[Any], _day: dt.date) -> Sequence[str]:
    return (str(values[0])[:LONGEST_CODE],) if values[0] else ()


def _column(name: str, code: str) -> Q:
    if code == NOT_ASKED:
        return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})
    return Q(**{f"{name}__startswith": code}) if len(code) == LONGEST_CODE else Q(**{name: code})


def _kind(code: str) -> Q:
    return Q(kind=code) if code in KINDS else Q(pk=None)


def _freshness(values: Sequence[Any], day: dt.date) -> Sequence[str]:
    from buron.offer.search.columns import NO_DAY
    from buron.offer.search.narrow import freshness_of

    return (freshness_of(values[0].toordinal() if values[0] else NO_DAY, day),)


def _of_freshness(code: str) -> Q:
    known = next((key for key in FRESHNESS if key == code), None)
    return class_filter(known, timezone.localdate()) if known else Q(pk=None)


def _labels(values: Sequence[Any], _day: dt.date) -> Sequence[str]:
    return [key for key, _name in orjson.loads(values[0])] if values[0] else ()


def _of_label(code: str) -> Q:
    """Keys hold neither quotes nor backslashes, so that the JSON of a label begins the same everywhere."""
    if code == NOT_ASKED:
        return Q(search_row__labels="") | Q(search_row=None)
    return Q(search_row__labels__contains=f'["{code}",') if _LABEL_KEY.match(code) else Q(pk=None)


def _label_name(code: str) -> str:
    from buron.kernel.tenancy import current_office_id
    from buron.offer.search.columns import cache

    office = current_office_id()
    names = once(("offer.label_names", office), lambda: cache.get(office).label_sets.names)
    return names.get(code, code)


def _languages(values: Sequence[Any], _day: dt.date) -> Sequence[str]:
    known = {**(values[0] or {}), **(values[1] or {})}
    return [code for code in LANGUAGE_NAMES if known.get(code)]


def _of_language(code: str) -> Q:
    if code == NOT_ASKED:
        return ~_in_any_language()
    return _in_language(code) if code in LANGUAGE_NAMES else Q(pk=None)


def _in_language(code: str) -> Q:
    """The text's own presence is asked first: PostgreSQL answers NULL below an absent key, and NOT NULL is not true."""
    return Q(body__has_key="short", body__short__has_key=code) | Q(
        body__has_key="description", body__description__has_key=code
    )


def _in_any_language() -> Q:
    condition = Q()
    for code in LANGUAGE_NAMES:
        condition |= _in_language(code)
    return condition


AXES: Mapping[str, Axis] = {
    axis.key: axis
    for axis in (
        Axis("kind", _("Type"), ("kind",), _one, _kind, kind_plural, KINDS),
        Axis("subkind", _("Sous-type"), ("subkind",), _one, partial(_column, "subkind"), str),
        Axis("commune", _("Commune"), ("insee",), _one, partial(_column, "insee"), commune_label),
        Axis(
            "freshness",
            _("Fraîcheur"),
            ("checked_on",),
            _freshness,
            _of_freshness,
            freshness_label,
            FRESHNESS,
        ),
        Axis("label", _("Label ou classement"), ("search_row__labels",), _labels, _of_label, _label_name),
        Axis(
            "language",
            _("Langue des textes"),
            ("body__short", "body__description"),
            _languages,
            _of_language,
            lambda code: LANGUAGE_NAMES.get(code, code),
            tuple(LANGUAGE_NAMES),
        ),
        Axis("owner", _("Propriétaire de la fiche"), ("code",), _one, partial(_column, "code"), str),
    )
}


def dimensions(*keys: str) -> tuple[Dimension, ...]:
    """The dimensions of an indicator."""
    return tuple(Dimension(key, AXES[key].title) for key in keys)


def axis_of(key: str, allowed: Sequence[str]) -> Axis:
    """The axis of a dimension that the indicator has."""
    if key not in allowed:
        raise FigureError(f"« {key[:40]} » ne découpe pas cet indicateur.")
    return AXES[key]
