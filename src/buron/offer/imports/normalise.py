"""From records as received to rows that can be staged: the part of an import that other processes can share.

Nothing here touches Django, a database or a clock, so that :mod:`buron.offer.imports.worker` starts fast and does
the same as the main process.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from buron.offer.columns import columns_of
from buron.offer.search.terms import terms_of, traits_of
from buron.offer.sources.base import Connector, Context, Refused
from buron.offer.sources.jsonstream import parse
from buron.territory import reference

logger = logging.getLogger(__name__)

Received = tuple[str, bytes, bytes]
"""Source id, raw JSON, digest."""


class Good(NamedTuple):
    """A record that became a body. ``body`` is JSON; ``columns`` are those of
    :class:`buron.offer.columns.Columns`; ``sessions`` are ``(first day, last day, opens, closes)``; ``words`` are what
    the search learns of it: three levels of terms, score, labels, opening.
    """

    source_id: str
    digest: bytes
    aliases: str
    body: str
    columns: tuple[Any, ...]
    sessions: list[tuple[Any, ...]]
    words: tuple[Any, ...]


class Bad(NamedTuple):
    """A record that is refused, by its name where it has one."""

    source_id: str
    name: str
    reason: str


class Batch(NamedTuple):
    """What came of some records, in their order, and how often each remark was made."""

    rows: list[Good | Bad]
    remarks: dict[str, int]


class Normaliser:
    """A connector with its context, fed with raw records."""

    def __init__(
        self,
        connector: Connector,
        settings: Mapping[str, Any],
        references: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._connector = connector
        self._context: Context = connector.context(settings, references)

    def batch(self, records: Iterable[Received]) -> Batch:
        """Normalise some records; a bad one never stops the others."""
        remarks: Counter[str] = Counter()
        rows: list[Good | Bad] = []
        for source_id, payload, digest in records:
            rows.append(self._row(source_id, payload, digest))
            remarks.update(self._context.take_remarks())
        return Batch(rows, dict(remarks))

    def _row(self, source_id: str, payload: bytes, digest: bytes) -> Good | Bad:
        parsed: Any = None
        try:
            parsed = parse(payload)[1]
            body = self._connector.normalise(parsed, context=self._context)
            columns, sessions = columns_of(body)
            text = _json_of(body)
            words = (*terms_of(body, _commune(columns.insee)), *traits_of(body, columns.completeness))
            aliases = "\n".join(alias for alias in body.get("aliases", ()) if len(alias) <= 200)
        except orjson.JSONDecodeError as error:
            return Bad(source_id, "", f"JSON mal formé ({error})")
        except (Refused, ValueError) as error:
            return Bad(source_id, name_of(parsed), str(error) or "fiche illisible")
        except Exception as error:
            logger.exception("record %s broke the connector", source_id)
            return Bad(source_id, name_of(parsed), f"forme imprévue ({type(error).__name__} : {error})"[:300])
        plain = [tuple(session) for session in sessions]
        return Good(source_id, digest, aliases, text, tuple(columns), plain, words)


@lru_cache(maxsize=8192)
def _commune(insee: str) -> str:
    """The name of a commune, under which its fiches are also found."""
    found = reference.commune(insee) if insee else None
    return found.name if found else ""


def _json_of(body: Mapping[str, Any]) -> str:
    """The body as JSON that both databases accept: no NUL character, no half of a pair, numbers of 64 bits."""
    try:
        text = orjson.dumps(body).decode()
    except TypeError as error:
        raise Refused(f"contient une valeur qui ne peut pas être enregistrée ({error})") from error
    return text.replace("\\u0000", "") if "\\u0000" in text else text


_NAMES = (("nom", "libelleFr"), ("SyndicObjectName",), ("rdfs:label", "fr"), ("label",), ("title", "fr"))
_MORE_NAMES = (("title",), ("title_fr",), ("nom",), ("name",), ("titre",))


def name_of(parsed: Any) -> str:
    """The name of a record that could not be normalised, where any of the usual places has one."""
    for path in (*_NAMES, *_MORE_NAMES):
        value = parsed
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:120].encode("utf-8", "replace").decode()
    return ""
