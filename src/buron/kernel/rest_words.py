"""What the programming interface says of a parameter that it refuses, in French."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_SAID = {
    "missing": "Ce champ est obligatoire.",
    "extra_forbidden": "Ce champ n’existe pas.",
    "none_required": "Ce champ doit être vide.",
    "string_type": "Texte attendu.",
    "string_unicode": "Texte illisible.",
    "string_too_long": "Texte trop long : {max_length} caractères au plus.",
    "string_too_short": "Texte trop court : {min_length} caractères au moins.",
    "string_pattern_mismatch": "La forme attendue n’est pas respectée ({pattern}).",
    "literal_error": "Valeur inconnue ; attendu : {expected}.",
    "greater_than_equal": "{ge} au moins.",
    "greater_than": "Plus de {gt} attendu.",
    "less_than_equal": "{le} au plus.",
    "less_than": "Moins de {lt} attendu.",
    "too_long": "{max_length} éléments au plus.",
    "too_short": "{min_length} éléments au moins.",
    "list_type": "Liste attendue.",
    "dict_type": "Objet attendu.",
    "model_type": "Objet attendu.",
    "model_attributes_type": "Objet attendu.",
    "timezone_aware": "Date et heure avec leur fuseau attendues.",
    "value_error": "{error}.",
}
_FAMILIES = {
    "int": "Nombre entier attendu.",
    "float": "Nombre attendu.",
    "decimal": "Nombre attendu.",
    "finite": "Nombre attendu.",
    "bool": "« true » ou « false » attendu.",
    "datetime": "Date et heure ISO 8601 attendues.",
    "date": "Date AAAA-MM-JJ attendue.",
    "time": "Heure attendue.",
    "uuid": "Identifiant UUID attendu.",
    "json": "JSON attendu.",
}
_OTHERWISE = "Valeur refusée."
UNREADABLE = "Le corps de la demande n’est pas du JSON lisible."


def in_french(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The errors of a check by pydantic: where, which, and a sentence; never the value, which may not be JSON."""
    return [
        {"loc": list(error.get("loc", ())), "type": error.get("type", ""), "msg": sentence(error)}
        for error in errors
    ]


def sentence(error: Mapping[str, Any]) -> str:
    """One error as a French sentence."""
    kind = str(error.get("type", ""))
    said = _SAID.get(kind) or _FAMILIES.get(kind.split("_")[0], _OTHERWISE)
    context = {key: str(value).replace(" or ", " ou ") for key, value in (error.get("ctx") or {}).items()}
    try:
        return said.format(**context).replace("..", ".")
    except (KeyError, IndexError, ValueError):
        return _OTHERWISE
