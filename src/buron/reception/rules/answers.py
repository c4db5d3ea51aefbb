"""Ready answers with named fields: ``{prenom}``, or ``{prenom|Madame, Monsieur}`` for what is said without one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = {
    "civilite": "civilité",
    "prenom": "prénom",
    "nom": "nom",
    "organisme": "organisme",
    "objet": "objet de la demande",
    "date_demande": "date de la demande",
    "conseiller": "votre nom",
    "bureau": "nom du bureau",
    "office": "nom de l’office",
    "telephone": "téléphone de l’office",
    "courriel": "adresse électronique de l’office",
    "site": "site de l’office",
    "carnet": "adresse du carnet",
    "brochures": "liste des e-brochures",
    "documents": "liste des documents joints",
    "enquete": "lien du questionnaire",
}
_FIELD = re.compile(r"\{([a-z_]+)(?:\|([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its fields replaced; ``missing`` are the French names of fields that nothing fills."""

    text: str
    missing: tuple[str, ...]


def unknown_fields(text: str) -> list[str]:
    """Fields that no answer can fill: a typing error in the template."""
    return sorted({name for name, _default in _FIELD.findall(text) if name not in FIELDS})


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Replace the fields. One without a value nor words to say instead stays visible, and is named."""
    missing: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name, default = found[1], found[2]
        value = values.get(name, "")
        if value:
            return value
        if default is not None:
            return default
        missing[FIELDS.get(name, name)] = None
        return found[0]

    return Filled(_FIELD.sub(put, text), tuple(missing))


def empty_fields(text: str) -> list[str]:
    """French names of the fields still in a text that is about to leave."""
    return [FIELDS.get(name, name) for name, _default in _FIELD.findall(text)]
