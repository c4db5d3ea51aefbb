"""How a fiche is put together from its sources and the office's edits, and how two bodies differ. Pure.

A *path* names a place in a body: a field (``opening``), a text in a language (``description.en``), or a place
inside a field (``address.city``). Texts are compared and chosen language by language, everything else field by
field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from buron.offer.body import Body

TEXT_FIELDS = frozenset({"name", "short", "description", "practical"})
BOOKKEEPING = frozenset({"source_updated", "aliases", "machine"})
"""Fields that say something of the record, not of the thing: their change is not shown as one."""
GONE_SHARE = 0.10
"""Above this share of the records of a source, missing or deleted at once, a person must confirm."""


class Change(NamedTuple):
    """A field that differs; ``None`` stands for "not known" on either side."""

    path: str
    before: Any
    after: Any


class BadPath(ValueError):
    """A path that names nothing in a body."""


FIELDS = frozenset(Body.__annotations__)


def check_path(path: str) -> tuple[str, ...]:
    """The parts of a path; :class:`BadPath` when it names nothing."""
    parts = tuple(path.split("."))
    if parts[0] not in FIELDS or parts[0] in BOOKKEEPING or not all(parts) or len(parts) > 4:
        raise BadPath(path)
    return parts


# Putting together


def compose(
    bodies: Sequence[Body],
    local: Mapping[str, Any] | None = None,
    winners: Mapping[str, int] | None = None,
) -> Body:
    """The body that everyone reads.

    ``bodies`` come by decreasing precedence: the first that knows a field gives it, language by language for
    texts. ``winners`` names, for some fields, the rank in ``bodies`` of the one to prefer. ``local`` (path to
    value) lies over the result; a ``None`` there hides what the sources say.
    """
    result = _merged(bodies, winners or {}) if len(bodies) != 1 else dict(bodies[0])
    if local:
        result = _with_local(result, local)
    return cast(Body, result)


def _merged(bodies: Sequence[Body], winners: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    machine: list[str] = []
    for field in dict.fromkeys(key for body in bodies for key in body):
        if field in BOOKKEEPING:
            continue
        order = _preferring(bodies, winners.get(field))
        if field in TEXT_FIELDS:
            result[field] = _merged_texts(field, order, machine)
        else:
            result[field] = next(body[field] for body in order if field in body)  # type: ignore[literal-required]
    if machine:
        result["machine"] = machine
    aliases = list(dict.fromkeys(alias for body in bodies for alias in body.get("aliases", ())))
    if aliases:
        result["aliases"] = aliases
    dates = [body["source_updated"] for body in bodies if body.get("source_updated")]
    if dates:
        result["source_updated"] = max(dates)
    return result


def _preferring(bodies: Sequence[Body], rank: int | None) -> Sequence[Body]:
    if rank is None or not 0 <= rank < len(bodies):
        return bodies
    return [bodies[rank], *bodies[:rank], *bodies[rank + 1 :]]


def _merged_texts(field: str, bodies: Sequence[Body], machine: list[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for body in bodies:
        translated = body.get("machine", ())
        for language, text in cast("dict[str, str]", body.get(field) or {}).items():
            if language not in texts:
                texts[language] = text
                if f"{field}.{language}" in translated:
                    machine.append(f"{field}.{language}")
    return texts


def _with_local(body: Mapping[str, Any], local: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(body)
    for path in sorted(local):
        _put(result, path.split("."), local[path])
    for field in TEXT_FIELDS:
        if not result.get(field, True):
            del result[field]
    for field in ("kind", "name"):
        # An edit hides a text, never the thing itself.
        if not result.get(field) and body.get(field):
            result[field] = body[field]
    written = [path for path in result.get("machine", ()) if not _hidden_by(path, local)]
    result.pop("machine", None)
    if written:
        result["machine"] = written
    return result


def _hidden_by(path: str, local: Mapping[str, Any]) -> bool:
    return path in local or path.split(".")[0] in local


def _put(tree: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    """Set or remove a place, copying the branches on the way so that the source's own are left alone."""
    for part in parts[:-1]:
        branch = tree.get(part)
        tree[part] = dict(branch) if isinstance(branch, dict) else {}
        tree = tree[part]
    if value is None:
        tree.pop(parts[-1], None)
    else:
        tree[parts[-1]] = value


def value_at(body: Mapping[str, Any], path: str) -> Any:
    """What a body has at a path, ``None`` when it has nothing there."""
    value: Any = body
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


# The office's edits


def with_override(local: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The edits with one more; an edit of a whole field takes the place of those inside it."""
    parts = check_path(path)
    result = {key: kept for key, kept in local.items() if not key.startswith(path + ".")}
    above = next((prefix for prefix in _prefixes(parts) if prefix in result), None)
    if above is None:
        result[path] = value
        return result
    branch = dict(result[above]) if isinstance(result[above], dict) else {}
    _put(branch, parts[above.count(".") + 1 :], value)
    result[above] = branch
    return result


def without_override(local: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The edits without the one at this path, nor those inside it."""
    return {key: kept for key, kept in local.items() if key != path and not key.startswith(path + ".")}


def _prefixes(parts: Sequence[str]) -> Iterator[str]:
    for length in range(1, len(parts)):
        yield ".".join(parts[:length])


def local_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """A whole body as edits: what a fiche made by the office consists of."""
    local: dict[str, Any] = {}
    for field, value in body.items():
        if field in BOOKKEEPING:
            continue
        if field in TEXT_FIELDS:
            local.update({f"{field}.{language}": text for language, text in value.items()})
        else:
            local[field] = value
    return local


# Comparing


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, texts by language, in the order in which they are read."""
    changes: list[Change] = []
    for field in dict.fromkeys((*before, *after)):
        if field in BOOKKEEPING:
            continue
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if field in TEXT_FIELDS:
            changes.extend(_text_changes(field, old or {}, new or {}))
        else:
            changes.append(Change(field, old, new))
    return changes


def _text_changes(field: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for language in dict.fromkeys((*old, *new)):
        if old.get(language) != new.get(language):
            yield Change(f"{field}.{language}", old.get(language), new.get(language))


def conflicts(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Fields that two bodies both know and say differently: what a merge must choose between."""
    both = [field for field in first if field in second and field not in BOOKKEEPING]
    return [field for field in both if first[field] != second[field]]


def too_many_gone(gone: int, live: int) -> bool:
    """Whether so many records would go that a person must confirm."""
    return gone > 0 and gone > live * GONE_SHARE


def bounded(items: Iterable[Any], limit: int) -> list[Any]:
    """The first items, so that a list kept for reading stays readable."""
    return [item for item, _ in zip(items, range(limit), strict=False)]


_NUMBERED = re.compile(r"(apidae)-(\d+)\Z")


def is_unnamed(term: Mapping[str, Any]) -> bool:
    """Whether a term is only a number of its source's thesaurus, whose label never came."""
    return not term.get("label") and _NUMBERED.match(str(term.get("key", ""))) is not None


def term_text(term: Mapping[str, Any]) -> str:
    """The label of a term; one that has none says so, rather than show a code as if it were a word."""
    if term.get("label"):
        return str(term["label"])
    key = str(term.get("key", ""))
    found = _NUMBERED.match(key)
    return f"type inconnu ({found[1]} {found[2]})" if found else key
