"""The shape of a body as JSON Schema, read from the types of :mod:`buron.offer.body`, for the published description."""

from types import NoneType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from buron.offer.body import KINDS, Body, Texts

_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


_BY_LANGUAGE = {"minProperties": 1, "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z]{2,4})?$"}}


def body_schema() -> dict[str, Any]:
    """A body: every field is optional but ``kind`` and ``name``."""
    schema = _schema(Body)
    schema["required"] = ["kind", "name"]
    schema["properties"]["kind"] = {"type": "string", "enum": list(KINDS)}
    schema["description"] = (
        "La fiche, champ par champ ; un champ absent n’est pas connu (docs/develop/api.md)."
    )
    return schema


def _schema(kind: Any) -> dict[str, Any]:
    if kind in _SIMPLE:
        return {"type": _SIMPLE[kind]}
    if is_typeddict(kind):
        hints = get_type_hints(kind)
        # With annotations kept as text, ``__required_keys__`` holds those that are not required too.
        marked = get_type_hints(kind, include_extras=True)
        required = sorted(key for key in kind.__required_keys__ if get_origin(marked[key]) is not NotRequired)
        shape = {"type": "object", "properties": {name: _schema(hint) for name, hint in hints.items()}}
        return shape | ({"required": required} if required else {})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(inner)}
    if origin is list:
        return {"type": "array", "items": _schema(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1])} | (
            _BY_LANGUAGE if kind == Texts else {}
        )
    raise TypeError(f"a body has no value of type {kind}")
