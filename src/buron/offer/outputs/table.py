"""One row per fiche, for spreadsheets: French headers, exact values, what is not known left empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from buron.kernel.figures import Column, ColumnKind
from buron.kernel.texts import text_in
from buron.offer.body import Body
from buron.offer.kinds import kind_label
from buron.offer.opening import parse_day, session_sentences
from buron.offer.outputs.moments import PARIS
from buron.offer.outputs.shown import Sender, Shown
from buron.offer.queries.wording import opening_text, prices_text

STATES = {"published": "Publiée", "draft": "Brouillon", "hidden": "Masquée", "archived": "Archivée"}
MOST_SESSIONS = 30
Reading = Callable[[Shown, Sender], Any]


class Field(NamedTuple):
    """A column and how a fiche fills it; an ``inner`` one is for the office only."""

    key: str
    title: str
    read: Reading
    kind: ColumnKind = "text"
    inner: bool = False


def _text(field: str) -> Reading:
    return lambda fiche, sender: text_in(fiche.body.get(field), sender.language)  # type: ignore[arg-type]


def _body(read: Callable[[Body], Any]) -> Reading:
    return lambda fiche, _: read(fiche.body)


def _contact(*types: str) -> Reading:
    def read(fiche: Shown, _: Sender) -> str:
        return " ; ".join(one["value"] for one in fiche.body.get("contacts", ()) if one["type"] in types)

    return read


def _terms(field: str) -> Reading:
    def read(fiche: Shown, _: Sender) -> str:
        terms: Iterable[dict[str, str]] = fiche.body.get(field, ())  # type: ignore[assignment]
        return ", ".join(term["label"] for term in terms if term.get("label"))

    return read


def _capacity(key: str) -> Reading:
    return lambda fiche, _: fiche.body.get("capacity", {}).get(key)


def _route(key: str) -> Reading:
    return lambda fiche, _: fiche.body.get("route", {}).get(key)


def _position(body: Body, key: str) -> Decimal | None:
    position = body.get("position")
    return Decimal(str(round(position[key], 6))) if position else None  # type: ignore[literal-required]


def _amount(body: Body, extreme: Callable[[list[int]], int], key: str) -> int | None:
    items = body.get("prices", {}).get("items", ())
    amounts = [item[key] for item in items if key in item and item.get("currency", "EUR") == "EUR"]  # type: ignore[literal-required]
    return extreme(amounts) if amounts else None


def _stars(body: Body) -> int | None:
    return max(
        (one["stars"] for one in body.get("labels", ()) if one.get("ranking") and "stars" in one),
        default=None,
    )


def _labels(body: Body) -> str:
    names = [", ".join(filter(None, (one.get("label"), one.get("value")))) for one in body.get("labels", ())]
    return " ; ".join(dict.fromkeys(name for name in names if name))


def _sessions(body: Body) -> str:
    sessions = body.get("sessions", [])
    told = session_sentences(sessions[:MOST_SESSIONS])
    more = [f"et {len(sessions) - MOST_SESSIONS} autres dates"] if len(sessions) > MOST_SESSIONS else []
    return " ; ".join([*told, *more])


def _day(body: Body, extreme: Callable[[list[str]], str], key: str) -> Any:
    days = [session.get(key) or session["start"] for session in body.get("sessions", ())]
    return parse_day(extreme(days)) if days else None  # type: ignore[arg-type]


FIELDS: tuple[Field, ...] = (
    Field("id", "Identifiant", lambda fiche, _: fiche.id, "integer"),
    Field("kind", "Type", lambda fiche, sender: kind_label(fiche.kind, sender.language)),
    Field("subkind", "Sous-type", _body(lambda body: body.get("subkind", ""))),
    Field("name", "Nom", lambda fiche, sender: fiche.name(sender.language)),
    Field("state", "État", lambda fiche, _: STATES.get(fiche.state, fiche.state), inner=True),
    Field("commune", "Commune", lambda fiche, _: fiche.commune),
    Field("insee", "Code INSEE", _body(lambda body: body.get("address", {}).get("insee", ""))),
    Field("address", "Adresse", _body(lambda body: ", ".join(body.get("address", {}).get("lines", ())))),
    Field("postcode", "Code postal", _body(lambda body: body.get("address", {}).get("postcode", ""))),
    Field("city", "Ville", _body(lambda body: body.get("address", {}).get("city", ""))),
    Field("latitude", "Latitude", _body(lambda body: _position(body, "lat")), "decimal"),
    Field("longitude", "Longitude", _body(lambda body: _position(body, "lon")), "decimal"),
    Field("phone", "Téléphone", _contact("phone", "mobile")),
    Field("email", "Courriel", _contact("email")),
    Field("website", "Site web", _contact("web")),
    Field("booking", "Réservation", _contact("booking")),
    Field("short", "Accroche", _text("short")),
    Field("description", "Descriptif", _text("description")),
    Field("practical", "Informations pratiques", _text("practical")),
    Field("opening", "Ouverture", lambda fiche, sender: opening_text(fiche.body, sender.language).text),
    Field("first_day", "Première date", _body(lambda body: _day(body, min, "start")), "date"),
    Field("last_day", "Dernière date", _body(lambda body: _day(body, max, "end")), "date"),
    Field("sessions", "Dates", _body(_sessions)),
    Field("price_min", "Tarif le plus bas", _body(lambda body: _amount(body, min, "min")), "amount"),
    Field("price_max", "Tarif le plus haut", _body(lambda body: _amount(body, max, "max")), "amount"),
    Field("prices", "Tarifs", lambda fiche, sender: prices_text(fiche.body.get("prices"), sender.language)),
    Field("free", "Gratuit", _body(lambda body: body.get("prices", {}).get("free"))),
    Field("payment", "Paiement", _body(lambda body: ", ".join(body.get("prices", {}).get("payment", ())))),
    Field("stars", "Étoiles", _body(_stars), "integer"),
    Field("labels", "Labels et classements", _body(_labels)),
    Field("persons", "Capacité (personnes)", _capacity("persons"), "integer"),
    Field("rooms", "Chambres", _capacity("rooms"), "integer"),
    Field("pitches", "Emplacements", _capacity("pitches"), "integer"),
    Field("amenities", "Équipements", _terms("amenities")),
    Field("services", "Services", _terms("services")),
    Field("accessibility", "Accessibilité", _terms("accessibility")),
    Field("themes", "Thèmes", _terms("themes")),
    Field("pets", "Animaux acceptés", _body(lambda body: body.get("pets"))),
    Field("languages", "Langues parlées", _body(lambda body: ", ".join(body.get("languages", ())))),
    Field("distance", "Distance (m)", _route("distance_m"), "integer"),
    Field("ascent", "Dénivelé positif (m)", _route("ascent_m"), "integer"),
    Field("duration", "Durée (min)", _route("duration_min"), "integer"),
    Field("picture", "Photo", lambda fiche, _: fiche.pictures[0].url if fiche.pictures else ""),
    Field(
        "credit", "Crédit de la photo", lambda fiche, _: fiche.pictures[0].credit if fiche.pictures else ""
    ),
    Field("url", "Page publique", lambda fiche, _: fiche.url),
    Field("siret", "SIRET", _body(lambda body: body.get("siret", "")), inner=True),
    Field("manager", "Exploitant", _body(lambda body: body.get("manager", "")), inner=True),
    Field(
        "aliases",
        "Identifiants des sources",
        _body(lambda body: " ; ".join(body.get("aliases", ()))),
        inner=True,
    ),
    Field("checked_on", "Vérifiée le", lambda fiche, _: fiche.checked_on, "date"),
    Field(
        "updated_at",
        "Modifiée le",
        lambda fiche, _: fiche.updated_at.astimezone(PARIS),
        "datetime",
        inner=True,
    ),
)
_PUBLIC = tuple(field for field in FIELDS if not field.inner)
COLUMNS: tuple[Column, ...] = tuple(Column(field.key, field.title, field.kind) for field in FIELDS)
PUBLIC_COLUMNS: tuple[Column, ...] = tuple(Column(field.key, field.title, field.kind) for field in _PUBLIC)


def row_of(fiche: Shown, sender: Sender, *, public: bool = False) -> tuple[Any, ...]:
    """The cells of a fiche, in the order of :data:`COLUMNS`, or of :data:`PUBLIC_COLUMNS`."""
    return tuple(field.read(fiche, sender) for field in (_PUBLIC if public else FIELDS))
