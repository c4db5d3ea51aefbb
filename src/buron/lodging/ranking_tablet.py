"""What the tablet of a ranking visit is told, and what it sends, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.models import Office
from buron.lodging.errors import LodgingError
from buron.lodging.models import Visit
from buron.lodging.queries.ranking_scores import office_grid
from buron.lodging.ranking.carried import carried, measured
from buron.lodging.services.ranking_answers import FactsTap, Tap

MOST_VISITS = 60
MOST_TAPS = 400
DAYS = 14
"""Days during which the tablet opens without network after somebody was last signed in on it."""

CIRCUMSTANCES = (
    ("no_network", gettext_lazy("Zone blanche")),
    ("building", gettext_lazy("Double vitrage impossible")),
    ("climate", gettext_lazy("Climat d’outre-mer")),
    ("no_living_room", gettext_lazy("Pas de séjour")),
    ("studio", gettext_lazy("Studio")),
    ("no_lift", gettext_lazy("Ascenseur impossible")),
    ("no_parking", gettext_lazy("Stationnement impossible")),
    ("no_sport", gettext_lazy("Lieu sans sport")),
    ("no_sorting", gettext_lazy("Pas de tri dans la commune")),
)

WORDS = {
    "title": gettext_lazy("Visites de classement"),
    "visits": gettext_lazy("Visites"),
    "board": gettext_lazy("Classement"),
    "none": gettext_lazy("Aucune visite n’est prévue : prenez d’abord un rendez-vous depuis une demande."),
    "none_down": gettext_lazy("Aucune visite n’est gardée sur cette tablette, et le réseau manque."),
    "seen": gettext_lazy("{n} critères vus"),
    "asked": gettext_lazy("étoiles demandées : {n}"),
    "online": gettext_lazy("en réseau"),
    "down": gettext_lazy("hors réseau"),
    "session": gettext_lazy("session terminée : reconnectez-vous pour envoyer"),
    "nothing": gettext_lazy("tout est envoyé"),
    "one_waiting": gettext_lazy("1 réponse à envoyer"),
    "many": gettext_lazy("{n} réponses à envoyer"),
    "full": gettext_lazy("La mémoire de la tablette est pleine : la réponse n’a pas pu être gardée."),
    "reach_none": gettext_lazy("Aucune étoile atteinte"),
    "reach_one": gettext_lazy("{n} étoile atteinte"),
    "reach_many": gettext_lazy("{n} étoiles atteintes"),
    "stars_one": gettext_lazy("{n} étoile"),
    "stars_many": gettext_lazy("{n} étoiles"),
    "progress": gettext_lazy("{n} sur {all}"),
    "granted": gettext_lazy("Rien : ces étoiles sont atteintes."),
    "prerequisite": gettext_lazy(
        "Le prérequis de surface n’est pas rempli : aucun classement n’est possible."
    ),
    "blocking": gettext_lazy("Propreté et état, que rien ne compense : critères {numbers}."),
    "obligatory_short": gettext_lazy("Points obligatoires : il en manque {n}."),
    "optional_short": gettext_lazy("Points à la carte : il en manque {n}."),
    "unseen": gettext_lazy("Obligatoires pas encore vus ({n}) : {numbers}."),
    "hoped": gettext_lazy("jusqu’à {n} encore possibles"),
    "points": gettext_lazy("{n} pt"),
    "status_X": gettext_lazy("obligatoire"),
    "status_C": gettext_lazy("obligatoire, sans compensation"),
    "status_O": gettext_lazy("à la carte"),
    "status_-": gettext_lazy("ne s’applique pas ici"),
    "value_yes": gettext_lazy("oui"),
    "value_no": gettext_lazy("non"),
    "value_na": gettext_lazy("sans objet"),
    "conflict": gettext_lazy("Deux tablettes ont répondu différemment. Laquelle garder ?"),
    "keep": gettext_lazy("Garder « {answer} »"),
    "facts_conflict": gettext_lazy("Une autre tablette dit (personnes, étage, altitude, surface) :"),
    "facts_keep": gettext_lazy("Garder ce qui est ci-dessous"),
    "photo_kept": gettext_lazy("Photo gardée"),
    "photos_refused": gettext_lazy("photos refusées : {n}"),
    "photo_of": gettext_lazy("{lodging} · critère {n}"),
    "photo_gone": gettext_lazy("Cette visite n’existe plus."),
    "photo_drop": gettext_lazy("Supprimer cette photo de la tablette ? Elle sera perdue."),
    "photo_bad": gettext_lazy("Cette photo n’a pas pu être lue."),
}
MEASURES = (
    gettext_lazy("Surface (m²)"),
    gettext_lazy("Lits"),
    gettext_lazy("Oreillers"),
    gettext_lazy("Foyers"),
    gettext_lazy("Réfrigérateur (l)"),
)


def words() -> dict[str, Any]:
    """What the script says."""
    said: dict[str, Any] = {key: str(text) for key, text in WORDS.items()}
    return said | {"measures": [str(text) for text in MEASURES]}


def told(office: Office, visits: Sequence[Visit]) -> dict[str, Any]:
    """The grid and the visits that are planned or under way."""
    grid = office_grid(office)
    return {
        "grid": carried(grid),
        "visits": [one_told(one) | {"measures": _measures(one)} for one in visits],
    }


def _measures(visit: Visit) -> dict[str, Any]:
    """What is measured for each number of persons that may be found on the spot: up to two more than declared."""
    rooms = visit.request.rooms
    sleeps = tuple(one.get("sleeps") or 0 for one in rooms)
    persons = visit.facts.get("persons") or visit.request.capacity or 2
    grid = office_grid(visit.request.office)
    return {
        str(count): measured(grid, persons=count, sleeps=sleeps if count == persons else ())
        for count in range(1, persons + 3)
    }


def one_told(visit: Visit) -> dict[str, Any]:
    """A visit as a tablet keeps it."""
    request = visit.request
    return {
        "id": visit.pk,
        "lodging": request.lodging.name,
        "address": " ".join(request.lodging.address.split()),
        "commune": request.lodging.commune_name,
        "requested": request.requested_stars,
        "appointment": visit.appointment.isoformat(),
        "visitor": visit.visitor.name,
        "meets": visit.meets,
        "rooms": request.rooms,
        "facts": visit.facts,
        "facts_revision": visit.facts_revision,
        "facts_other": visit.facts_other,
        "answers": {
            str(one.number): {
                "value": one.value, "points": one.points, "comment": one.comment, "revision": one.revision,
                "other": one.other,
            }
            for one in visit.answers.all()
        },
        "finished": visit.finished_at is not None,
    }  # fmt: skip


def taps_of(found: Any) -> list[Tap]:
    """The answers that a tablet sends. Raises :class:`LodgingError` on anything else."""
    if not isinstance(found, list) or len(found) > MOST_TAPS:
        raise LodgingError(_("Ce qui est envoyé n’est pas une liste de réponses."))
    return [_tap(one) for one in found]


def _tap(found: Any) -> Tap:
    one = found if isinstance(found, Mapping) else {}
    number, points, base = one.get("number"), one.get("points"), one.get("base", 0)
    whole = all(type(value) is int and abs(value) < 2**31 for value in (number, base))
    value, comment, mark = one.get("value"), one.get("comment", ""), one.get("mark")
    texts = all(isinstance(text, str) for text in (value, comment, mark))
    if not whole or not texts or not (points is None or type(points) is int):
        raise LodgingError(_("Une réponse envoyée ne peut pas être lue."))
    return Tap(
        number=int(number or 0), value=str(value), points=points, comment=_clean(str(comment)), base=int(base or 0),
        mark=_clean(str(mark)), settles=one.get("settles") is True,
    )  # fmt: skip


def facts_of(found: Any) -> FactsTap | None:
    """The facts that a tablet sends, if any. Raises :class:`LodgingError` on anything else."""
    if found is None:
        return None
    one = found if isinstance(found, Mapping) else {}
    facts, base, mark = one.get("facts"), one.get("base", 0), one.get("mark")
    if (
        not isinstance(facts, dict)
        or type(base) is not int
        or not isinstance(mark, str)
        or not 0 < len(mark) <= 80
    ):
        raise LodgingError(_("Les faits envoyés ne peuvent pas être lus."))
    return FactsTap(facts, base, _clean(mark), one.get("settles") is True)


def _clean(text: str) -> str:
    """Without the character that PostgreSQL refuses, nor halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
