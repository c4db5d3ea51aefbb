"""Reading JSON-LD nodes, whatever their epoch: prefixes or none, one value or a list, texts by language."""

from __future__ import annotations

import re
from typing import Any

from buron.offer.body import Term, Texts
from buron.offer.sources import values, vocabulary

_LANGUAGE = re.compile(r"@?([a-z]{2,3})(?:-[A-Za-z]{2,4})?\Z")
_HOST = re.compile(r"https?://[^/]+/(.+)\Z")


def pick(node: Any, *names: str) -> Any:
    """The first of several names (``schema:geo``, ``geo``) that a node has a value for."""
    if node.__class__ is not dict:
        return None
    for name in names:
        value = node.get(name)
        if value is not None:
            return value
    return None


def nodes(node: Any, *names: str) -> list[dict[str, Any]]:
    """The nodes under one of several names, also when there is one and not a list."""
    return values.dicts(pick(node, *names))


def first_text(value: Any) -> str:
    """A text, or the first text of a list."""
    for item in values.as_list(value):
        found = values.text(item)
        if found:
            return found
    return ""


def texts(value: Any, *, whole: bool = False) -> Texts:
    """Texts by language from ``{"fr": ["…"]}``, ``{"@fr": "…"}``, ``[{"@language", "@value"}]`` or a bare text.

    Of several texts in a language the first is taken, or all of them as paragraphs if they are asked ``whole``.
    """
    found: Texts = {}
    if value.__class__ is dict:
        for key, content in value.items():
            match = _LANGUAGE.match(key) if key.__class__ is str else None
            text = (_paragraphs(content) if whole else _plain(content)) if match else ""
            if match and text:
                found.setdefault(match.group(1), text)
    elif value.__class__ is list:
        for item in value:
            for code, text in _tagged(item).items():
                found.setdefault(code, text)
    else:
        text = _plain(value)
        if text:
            found["fr"] = text
    return found


def _tagged(item: Any) -> Texts:
    if item.__class__ is not dict:
        text = _plain(item)
        return {"fr": text} if text else {}
    code, text = item.get("@language"), _plain(item.get("@value"))
    if code.__class__ is str and _LANGUAGE.match(code) and text:
        return {code[:2]: text}
    return {} if "@value" in item else texts(item)


def _paragraphs(value: Any) -> str:
    found = (_plain(item) for item in values.as_list(value))
    return "\n\n".join(dict.fromkeys(text for text in found if text))


def _plain(value: Any) -> str:
    text = first_text(value)
    return values.plain(text) if "<" in text or "&" in text else text


def french(value: Any) -> str:
    """The French text, else any other, on one line."""
    found = texts(value)
    return values.line(found.get("fr") or next(iter(found.values()), ""))


def local_name(value: Any) -> str:
    """``kb:Loop``, ``https://…#Loop`` and ``{"@id": "kb:Loop"}`` all give ``Loop``."""
    if value.__class__ is dict:
        value = pick(value, "@id", "uri", "key", "id")
    return values.line(re.split(r"[:/#]", value)[-1], 100) if value.__class__ is str else ""


def label(node: Any) -> str:
    """The French label of a thesaurus node, else the last part of its address."""
    if node.__class__ is str:
        return local_name(node)
    return french(pick(node, "rdfs:label", "label", "name")) or local_name(node)


def terms(value: Any) -> list[Term]:
    """The terms of a list of thesaurus nodes, each once."""
    found: dict[str, Term] = {}
    for node in values.as_list(value):
        name = label(node)
        if name:
            term = vocabulary.term(name)
            found.setdefault(term["key"], term)
    return list(found.values())


def classes(node: Any) -> list[str]:
    """The classes of a node without prefix (``schema:`` twins included)."""
    listed = values.as_list(pick(node, "@type", "type"))
    return [local_name(item) for item in listed if item.__class__ is str]


def identifier(node: Any) -> str:
    """``producer/uuid``: the address of a record without its host, which changed from one epoch to the next."""
    address = first_text(pick(node, "@id", "uri"))
    match = _HOST.match(address)
    if match:
        return match.group(1)[:120]
    return values.line(address or first_text(pick(node, "uuid", "identifier", "dc:identifier")), 120)
