"""The fields of a body as people read them: names of paths, values as text, names of what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import date_text, number
from buron.kernel.texts import LANGUAGE_NAMES, text_in
from buron.offer.body import Opening, Prices, Route
from buron.offer.kinds import kind_label
from buron.offer.opening import opening_sentences, parse_day, session_sentences
from buron.offer.queries.wording import prices_text, route_facts
from buron.offer.rules import term_text

Text = str | Promise

FIELD_NAMES: dict[str, Text] = {
    "kind": _("Type"),
    "subkind": _("Sous-type"),
    "name": _("Nom"),
    "short": _("Texte court"),
    "description": _("Description"),
    "practical": _("Informations pratiques"),
    "address": _("Adresse"),
    "position": _("Position"),
    "contacts": _("Contacts"),
    "opening": _("Ouverture"),
    "prices": _("Prix"),
    "media": _("Médias de la source"),
    "labels": _("Labels et classements"),
    "capacity": _("Capacité"),
    "languages": _("Langues parlées"),
    "accessibility": _("Accessibilité"),
    "amenities": _("Équipements"),
    "services": _("Services"),
    "themes": _("Thèmes"),
    "audiences": _("Publics"),
    "pets": _("Animaux acceptés"),
    "groups": _("Groupes"),
    "ages": _("Âges"),
    "links": _("Liens"),
    "sessions": _("Dates"),
    "route": _("Itinéraire"),
    "booking_required": _("Réservation obligatoire"),
    "owner": _("Propriétaire de la fiche"),
    "manager": _("Exploitant"),
    "siret": _("SIRET"),
    "registration_number": _("Numéro d’enregistrement"),
    "cancelled": _("Annulé"),
    "checked_on": _("Vérifiée le"),
    "state": _("État"),
    "credit": _("Crédit"),
    "until": _("Publiable jusqu’au"),
    "alt": _("Texte de remplacement"),
    "photo": _("Photo"),
    "photos": _("Ordre des photos"),
}

CAPACITY_NAMES: dict[str, Text] = {
    "persons": _("personnes"),
    "rooms": _("chambres"),
    "beds": _("lits"),
    "pitches": _("emplacements"),
    "seats": _("couverts"),
    "surface": _("m²"),
}

ACTIONS: dict[str, Text] = {
    "offer.fiche.created": _("Fiche créée"),
    "offer.fiche.edited": _("Fiche modifiée"),
    "offer.fiche.edit_dropped": _("Revenue à la source"),
    "offer.fiche.published": _("Publiée"),
    "offer.fiche.hidden": _("Masquée"),
    "offer.fiche.archived": _("Archivée"),
    "offer.fiche.checked": _("Vérifiée"),
    "offer.fiche.merged": _("Réunie à une autre"),
    "offer.fiche.unmerged": _("Séparée"),
    "offer.doubt.separated": _("Dite différente d’une autre"),
    "offer.doubt.reopened": _("Doute rouvert"),
    "offer.photo.added": _("Photo ajoutée"),
    "offer.photo.edited": _("Photo décrite"),
    "offer.photo.arranged": _("Photos rangées"),
    "offer.photo.removed": _("Photo retirée"),
    "offer.photo.restored": _("Photo remise"),
}


def path_name(path: str) -> str:
    """``description.en`` → ``Description (English)``."""
    field, *rest = path.split(".")
    name = str(FIELD_NAMES.get(field, field))
    languages = [LANGUAGE_NAMES[part] for part in rest if part in LANGUAGE_NAMES]
    return f"{name} ({', '.join(languages)})" if languages else name


def value_text(path: str, value: Any) -> str:
    """A value as a person reads it; empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    if isinstance(value, str):
        return _code_text(path, value)
    writer = _WRITERS.get(path.split(".")[0])
    if writer is not None:
        try:
            return writer(value)
        except (AttributeError, KeyError, TypeError, ValueError):
            return plain_text(value)
    return plain_text(value)


def action_name(action: str) -> str:
    """What was done, in a few words; the key when it has no name."""
    return str(ACTIONS.get(action, action))


def plain_text(value: Any) -> str:
    """Any JSON value as one line, when nothing better is known."""
    if isinstance(value, Mapping) and value and all(isinstance(one, str) for one in value.values()):
        return text_in(value)
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _code_text(path: str, value: str) -> str:
    if path == "kind":
        return kind_label(value)
    if path in ("checked_on", "until"):
        return date_text(parse_day(value))
    if path == "state":
        from buron.offer.models import Fiche

        return str(Fiche.State(value).label) if value in Fiche.State.values else value
    return value


def _terms(terms: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(term_text(term) for term in terms)


def _labels(labels: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(
        " ".join(filter(None, (one.get("label"), one.get("value")))) or term_text(one) for one in labels
    )


def _contacts(contacts: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(str(contact["value"]) for contact in contacts)


def _address(address: Mapping[str, Any]) -> str:
    last = " ".join(filter(None, (address.get("postcode"), address.get("city"))))
    return ", ".join(part for part in (*address.get("lines", ()), last) if part)


def _position(position: Mapping[str, float]) -> str:
    return f"{number(position['lat'], 5)} ; {number(position['lon'], 5)}"


def _opening(opening: Mapping[str, Any]) -> str:
    known = cast(Opening, opening)
    sentences = opening_sentences(known)
    text = text_in(known.get("text"))
    return " — ".join(part for part in (text, ". ".join(sentences)) if part) or plain_text(opening)


def capacity_text(capacity: Mapping[str, int]) -> str:
    """``12 personnes, 5 chambres``."""
    return ", ".join(
        f"{number(capacity[key])} {name}"
        for key, name in CAPACITY_NAMES.items()
        if capacity.get(key) is not None
    )


def _media(media: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(text_in(one.get("title")) or str(one.get("url", "")) for one in media)


def _route(route: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in route_facts(cast(Route, route)))


_WRITERS: dict[str, Callable[[Any], str]] = {
    "accessibility": _terms,
    "address": _address,
    "amenities": _terms,
    "audiences": _terms,
    "capacity": capacity_text,
    "contacts": _contacts,
    "labels": _labels,
    "media": _media,
    "opening": _opening,
    "position": _position,
    "prices": lambda prices: prices_text(cast(Prices, prices)),
    "route": _route,
    "services": _terms,
    "sessions": lambda sessions: ", ".join(session_sentences(sessions)),
    "themes": _terms,
}
