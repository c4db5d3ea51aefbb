"""The figures of the register: lodgings and beds (indicator 60), share of furnished lodgings that are ranked (56)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Indicator, Panel
from buron.kernel.counting import Count, Cut, Label
from buron.kernel.figures import Column, Value
from buron.kernel.periods import Period
from buron.lodging.models import Lodging, Ranking
from buron.lodging.natures import Nature
from buron.lodging.queries import let_between
from buron.lodging.queries.finding import ranked_on
from buron.territory import reference

FIGURES = "lodging.figures"


def let(period: Period) -> QuerySet[Lodging]:
    """The lodgings that are let on the last day of a period, with their stars of that day.

    One whose first day is not known counts from the day on which it entered the register.
    """
    day = _last_day(period)
    stars = Ranking.objects.filter(ranked_on(day), lodging=OuterRef("pk")).values("stars")[:1]
    known = Q(opened_on__isnull=False) | Q(created_at__date__lte=day)
    return let_between(day, day).filter(known).annotate(held=Subquery(stars)).order_by("name", "pk")


def furnished(period: Period) -> QuerySet[Lodging]:
    """The furnished lodgings among them."""
    return let(period).filter(nature=Nature.MEUBLES)


def _last_day(period: Period) -> dt.date:
    return min(period.end, timezone.localdate())


def _natures() -> Label:
    names = dict(Nature.choices)
    return lambda code: str(names.get(code, code))


def _stars() -> Label:
    return lambda code: f"{code} étoile{'s' if code != '1' else ''}"


COLUMNS = (
    Column("number", "Numéro", "integer"),
    Column("name", "Nom"),
    Column("nature", "Nature"),
    Column("commune", "Commune"),
    Column("capacity", "Capacité (personnes)", "integer"),
    Column("stars", "Étoiles", "integer"),
)
CUTS = (
    Cut("commune", _("Commune"), "insee", lambda: reference.commune_name),
    Cut("nature", _("Nature"), "nature", _natures),
    Cut("stars", _("Classement"), "held", _stars, "key"),
)


def _line(one: Any) -> Sequence[object]:
    return (
        one.number,
        one.name,
        one.get_nature_display(),
        reference.commune_name(one.insee),
        one.capacity,
        one.held,
    )


def _persons(values: Sequence[int | None]) -> Value:
    """The persons of the lodgings whose capacity is known; not known when none is."""
    known = [value for value in values if value is not None]
    return sum(known) if known or not values else None


def _ranked_share(values: Sequence[int | None]) -> Value:
    if not values:
        return None
    return Decimal(sum(value is not None for value in values) * 100) / Decimal(len(values))


def _anybody(period: Period) -> bool:
    return Lodging.objects.filter(created_at__date__lte=period.end).exists()


LODGINGS = Count(let, COLUMNS, _line, CUTS, known_since=_anybody)
PERSONS = Count(
    let,
    COLUMNS,
    _line,
    CUTS,
    measured="capacity",
    measure=_persons,
    known_since=_anybody,
    shares=False,
    note=_("Les hébergements dont la capacité n’est pas connue n’y ajoutent rien."),
)
RANKED = Count(
    furnished,
    COLUMNS,
    _line,
    CUTS,
    measured="held",
    measure=_ranked_share,
    known_since=_anybody,
    shares=False,
)
SOURCE = _("Registre des hébergements")

INDICATORS = (
    Indicator(
        key="lodging.lodgings",
        title=_("Hébergements"),
        definition=_(
            "Hébergements du registre en location au dernier jour de la période, ou aujourd’hui si elle n’est pas "
            "finie. Celui dont la mise en location n’est pas datée compte depuis son inscription."
        ),
        unit=_("hébergements"),
        source=SOURCE,
        compute=LODGINGS.compute,
        rows=LODGINGS.rows,
        permission=FIGURES,
        number=60,
        dimensions=LODGINGS.dimensions,
    ),
    Indicator(
        key="lodging.persons",
        title=_("Lits marchands"),
        definition=_(
            "Personnes que ces hébergements peuvent accueillir en même temps, d’après leur capacité."
        ),
        unit=_("lits"),
        source=SOURCE,
        compute=PERSONS.compute,
        rows=PERSONS.rows,
        permission=FIGURES,
        number=60,
        dimensions=PERSONS.dimensions,
        formula=_("somme des capacités connues"),
    ),
    Indicator(
        key="lodging.ranked_share",
        title=_("Meublés classés"),
        definition=_(
            "Part des meublés de tourisme du registre dont un classement est en cours au dernier jour de la période, "
            "ou aujourd’hui si elle n’est pas finie."
        ),
        unit="%",
        source=SOURCE,
        compute=RANKED.compute,
        rows=RANKED.rows,
        permission=FIGURES,
        number=56,
        dimensions=RANKED.dimensions,
        formula=_("meublés classés ÷ meublés recensés"),
        decimals=1,
        better="up",
    ),
)

DASHBOARDS = (
    Dashboard(
        "lodging.register",
        _("Hébergements"),
        FIGURES,
        (
            Panel("lodging.lodgings", "key"),
            Panel("lodging.persons", "key"),
            Panel("lodging.ranked_share", "key"),
            Panel("lodging.lodgings", "shares", split="nature", title=_("Par nature")),
            Panel("lodging.persons", "bars", split="nature", title=_("Lits par nature")),
            Panel("lodging.lodgings", "table", split="commune", title=_("Par commune"), limit=15),
            Panel("lodging.lodgings", "bars", split="stars", title=_("Par classement")),
        ),
        order=45,
    ),
)
