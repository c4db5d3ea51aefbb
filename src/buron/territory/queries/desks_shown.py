"""The desks as visitors are told of them: today, the week to come, and the same for machines.

In the active language, one of the public ones. A desk whose hours nobody gave says so, and is never told closed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.territory import reference
from buron.territory.hours import opening_hours_osm, opening_hours_schema
from buron.territory.models import Desk
from buron.territory.queries.openings import (
    AHEAD,
    ONE_DAY,
    STAFFED,
    DeskHours,
    OpeningBook,
    hours_in,
    published_in,
)
from buron.territory.rules.slots import Slots, as_slots, slots_text

WEEK = 7
_DAY_FORMATS = {"de": "l, j. F", "es": r"l j \d\e F"}


@dataclass(frozen=True, slots=True)
class ShownWeekDay:
    """A day of the week to come; ``text`` is empty when nobody gave its hours."""

    name: str
    text: str
    is_today: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownDesk:
    """A desk for visitors. ``tone`` is that of a badge; ``osm`` is empty when nothing is known."""

    desk: Desk
    today: str
    tone: str
    week: tuple[ShownWeekDay, ...]
    osm: str
    schema: tuple[dict[str, Any], ...]

    @property
    def opens_this_week(self) -> bool:
        """Whether the seven days are worth showing: a summer desk in winter says only when it opens."""
        return any(one.is_open for one in self.week)

    @property
    def address(self) -> list[str]:
        """The lines of its address, its commune last."""
        commune = reference.commune(self.desk.insee) if self.desk.insee else None
        lines = [line.strip() for line in self.desk.address.splitlines() if line.strip()]
        if commune and not any(commune.name.casefold() in line.casefold() for line in lines):
            lines.append(commune.name)
        return lines


@dataclass(frozen=True, slots=True)
class DeskStay:
    """A desk over some days: each run of days that have the same hours, and these hours, in words."""

    desk: Desk
    runs: tuple[tuple[str, str], ...]


def shown_desks(day: dt.date) -> list[ShownDesk]:
    """The office's own desks in service, in their order; a constant number of queries."""
    book = OpeningBook(day, day + ONE_DAY * AHEAD, _in_service(day))
    return [_shown(book, one, day) for one in book.desks]


def desks_over(start: dt.date, end: dt.date) -> list[DeskStay]:
    """The office's own desks that open between two days, both included, with their hours in words."""
    book = OpeningBook(start, end, _in_service(start))
    opening = [one for one in book.desks if any(day.shown for day in book.days(one))]
    return [DeskStay(one, tuple(_runs(book, one))) for one in opening]


def _runs(book: OpeningBook, desk: Desk) -> Iterator[tuple[str, str]]:
    for slots, run in groupby(book.days(desk), key=lambda one: one.shown):
        days = [one.day for one in run]
        when = day_name(days[0])
        if len(days) > 1:
            when = _("du %(start)s au %(end)s") % {"start": when, "end": day_name(days[-1])}
        yield when, _("non renseigné") if slots is None else hours_words(slots)


def _in_service(day: dt.date) -> list[Desk]:
    return [one for one in Desk.objects.filter(kind__in=STAFFED) if _serves(one, day)]


def _serves(desk: Desk, day: dt.date) -> bool:
    """In service, or about to be: a summer desk is announced in spring."""
    return desk.active_until is None or desk.active_until >= day


def _shown(book: OpeningBook, desk: Desk, day: dt.date) -> ShownDesk:
    hours = hours_in(book, desk, day)
    text, tone = today_text(hours)
    opening = published_in(book, desk)
    week = [(day + ONE_DAY * rank, book.day(desk, day + ONE_DAY * rank).shown) for rank in range(WEEK)]
    return ShownDesk(
        desk,
        text,
        tone,
        tuple(
            ShownWeekDay(day_name(one), "" if slots is None else hours_words(slots), one == day, bool(slots))
            for one, slots in week
        ),
        opening_hours_osm(opening) if opening else "",
        tuple(opening_hours_schema(opening, day.year)) if opening else (),
    )


def today_text(hours: DeskHours) -> tuple[str, str]:
    """« Ouvert aujourd’hui : 9 h – 12 h 30 », or when it opens next, with a tone."""
    if hours.slots:
        return _("Ouvert aujourd’hui : %s") % hours_words(hours.slots), "good"
    if hours.next_day:
        when = {"day": day_name(hours.next_day), "hours": hours_words(hours.next_slots)}
        if hours.slots is None:
            return _("Prochaine ouverture : %(day)s, %(hours)s") % when, "info"
        return _("Fermé aujourd’hui ; ouvre %(day)s, %(hours)s") % when, "warn"
    if hours.slots is None:
        return _("Horaires non renseignés"), "info"
    return _("Fermé aujourd’hui"), "warn"


def hours_words(slots: Slots) -> str:
    """The hours of a day as the active language writes them."""
    if (get_language() or "fr") == "fr":
        return slots_text(slots)
    told = (f"{one['opens']}–{one['closes']}" for one in as_slots(slots))
    return ", ".join(told) or _("fermé")


def day_name(day: dt.date) -> str:
    """« samedi 12 juillet » in the active language."""
    language = get_language() or "fr"
    if language == "fr":
        return date_text(day, weekday=True, year=False)
    return formats.date_format(day, _DAY_FORMATS.get(language, "l j F"))


def desks_path(site: str, language: str = "fr") -> str:
    """The address of the public page of the desks; French is the one without a language."""
    if language == "fr":
        return reverse("territory_public_desks", kwargs={"site": site})
    return reverse("territory_public_desks_in", kwargs={"site": site, "language": language})


def graph_text(office: Office, desks: Sequence[ShownDesk]) -> str:
    """The desks for search engines (schema.org, JSON-LD), safe inside a ``script`` element."""
    nodes = [_node(office, one) for one in desks]
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _node(office: Office, shown: ShownDesk) -> Mapping[str, Any]:
    desk = shown.desk
    address = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(line.strip() for line in desk.address.splitlines() if line.strip()),
        "addressLocality": reference.commune_name(desk.insee, ""),
        "addressCountry": "FR",
    }
    node = {
        "@type": "TouristInformationCenter",
        "name": desk.name,
        "parentOrganization": {"@type": "Organization", "name": office.name},
        "address": {key: value for key, value in address.items() if value},
        "geo": {"@type": "GeoCoordinates", "latitude": desk.latitude, "longitude": desk.longitude}
        if desk.has_position
        else None,
        "telephone": desk.phone or office.phone,
        "email": desk.email or office.email,
        "openingHoursSpecification": list(shown.schema),
    }
    return {key: value for key, value in node.items() if value}
