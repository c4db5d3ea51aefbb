"""The register as it is searched: words, commune, nature, ranking, host, what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from buron.directory.rules import fold
from buron.kernel.whole import whole
from buron.lodging.models import Hosting, Lodging, Ranking
from buron.lodging.queries import lodgings

UNRANKED = "0"
MISSING = ("registration_number", "declaration_number", "declarant", "capacity", "position", "fiche")


def ranked_on(day: dt.date) -> Q:
    """The rankings that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def held_on(day: dt.date, through: str = "") -> Q:
    """The hostings that hold on a day; ``through`` is the way to them from another table (``hostings__``)."""
    since = Q(**{f"{through}since__isnull": True}) | Q(**{f"{through}since__lte": day})
    return since & (Q(**{f"{through}until__isnull": True}) | Q(**{f"{through}until__gte": day}))


def find_lodgings(asked: Mapping[str, str], day: dt.date | None = None) -> QuerySet[Lodging]:
    """The lodgings that answer; keys that say nothing known narrow nothing.

    ``mots``, ``commune`` (INSEE), ``nature``, ``etoiles`` (0 to 5), ``hote`` (number of a contact), ``manque`` (one of
    :data:`MISSING`), ``etat`` (``open`` by default, ``closed``, ``all``).
    """
    today = day or timezone.localdate()
    found = lodgings()
    for word in asked.get("mots", "").split()[:8]:
        found = found.filter(_holds(word))
    if asked.get("commune"):
        found = found.filter(insee=asked["commune"])
    if asked.get("nature"):
        found = found.filter(nature=asked["nature"])
    if asked.get("etoiles"):
        found = _ranked(found, asked["etoiles"], today)
    if (host := whole(asked.get("hote"))) is not None:
        found = found.filter(Exists(Hosting.objects.filter(lodging=OuterRef("pk"), party=host)))
    if asked.get("manque"):
        found = _missing(found, asked["manque"], today)
    return _in_state(found, asked.get("etat", ""), today)


def for_list(found: QuerySet[Lodging], day: dt.date | None = None) -> QuerySet[Lodging]:
    """With today's ranking in ``ranked`` and today's declarant in ``declaring``: two queries for a whole page."""
    today = day or timezone.localdate()
    rankings = Ranking.objects.filter(ranked_on(today))
    hostings = Hosting.objects.filter(held_on(today), declares=True).select_related("party")
    return found.prefetch_related(
        Prefetch("rankings", rankings, to_attr="ranked"), Prefetch("hostings", hostings, to_attr="declaring")
    )


def _holds(word: str) -> Q:
    parts = fold(word).split()
    condition = Q()
    for part in parts:
        condition &= Q(search_words__contains=f" {part}")
    if word.isascii() and word.isdigit() and len(word) < 8:
        condition |= Q(number=int(word)) | Q(postcode=word)
    if len(word) >= 5 and word.isascii() and word.isalnum():
        condition |= Q(registration_number__startswith=word.upper())
    return condition if parts else Q()


def _ranked(found: QuerySet[Lodging], stars: str, day: dt.date) -> QuerySet[Lodging]:
    held = Ranking.objects.filter(ranked_on(day), lodging=OuterRef("pk"))
    if stars == UNRANKED:
        return found.filter(~Exists(held))
    return found.filter(Exists(held.filter(stars=int(stars)))) if stars in "12345" else found


def _missing(found: QuerySet[Lodging], what: str, day: dt.date) -> QuerySet[Lodging]:
    conditions = {
        "registration_number": Q(nature="meubles", registration_number=""),
        "declaration_number": Q(nature__in=("meubles", "chambres_hotes"), declaration_number=""),
        "declarant": ~Exists(Hosting.objects.filter(held_on(day), declares=True, lodging=OuterRef("pk"))),
        "capacity": Q(capacity__isnull=True),
        "position": Q(latitude__isnull=True),
        "fiche": Q(fiche__isnull=True),
    }
    return found.filter(conditions[what]) if what in conditions else found


def _in_state(found: QuerySet[Lodging], state: str, day: dt.date) -> QuerySet[Lodging]:
    if state == "all":
        return found
    closed = Q(closed_on__lt=day)
    return found.filter(closed) if state == "closed" else found.exclude(closed)
