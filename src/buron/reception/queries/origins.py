"""Where visitors come from: labels of codes, and the codes that a desk sees most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from buron.reception.models import Act
from buron.reception.rules.facts import FRANCE, UNKNOWN_COUNTRY
from buron.territory import reference

QUICK_DEPARTMENTS = 6
QUICK_COUNTRIES = 2
DOES_NOT_KNOW = "Ne sait pas, refuse"
# Offered by a desk that has welcomed nobody yet: the most frequent in offices' reports.
USUAL_COUNTRIES = ("BE", "NL", "GB", "DE", "ES")


@dataclass(frozen=True, slots=True)
class Origin:
    """A département or a country, as it is tapped at the desk. ``code`` is ``FR-15`` or ``BE``."""

    code: str
    label: str
    short: str

    @property
    def country(self) -> str:
        return self.code[:2]

    @property
    def department(self) -> str | None:
        return self.code[3:] or None


def of_department(code: str) -> Origin | None:
    """The origin of a département's code; None when there is no such département."""
    found = reference.department(code)
    return Origin(f"{FRANCE}-{code}", f"{found.name} ({code})", found.name) if found else None


def of_country(code: str) -> Origin | None:
    """The origin of a country's code, ``ZZ`` included; None when there is no such country."""
    if code == UNKNOWN_COUNTRY:
        return Origin(code, DOES_NOT_KNOW, DOES_NOT_KNOW)
    found = reference.country(code)
    return Origin(code, found.name(), found.name()) if found else None


def parse(code: str) -> Origin | None:
    """Read ``FR-15`` or ``BE`` back; overseas départements that ISO counts as countries come home to France."""
    country, _, department = code.strip().upper().partition("-")
    if department:
        return of_department(department) if country == FRANCE else None
    found = reference.country(country)
    if found is not None and found.department:
        return of_department(found.department)
    return of_country(country)


def label(country: str | None, department: str | None) -> str:
    """What is shown of an act's origin; empty when it was not asked."""
    if country is None:
        return ""
    found = of_department(department) if department else of_country(country)
    return found.label if found else country


def everything() -> Iterator[Origin]:
    """All départements by code, then all countries in French alphabetical order: what the desk completes from."""
    for department in reference.departments():
        found = of_department(department.code)
        if found is not None:
            yield found
    for country in reference.countries():
        if not country.department:
            yield Origin(country.code, country.name(), country.name())


def quick(desk_id: int, today: dt.date, home: str) -> list[Origin]:
    """The buttons of the desk: what it saw most since a month, completed with the office's own region.

    ``home`` is the office's département. One query; the buttons of a day do not move while it is worked
    (today's acts are left out), for hands learn places.
    """
    since = today - dt.timedelta(days=31)
    seen = (
        Act.objects.filter(desk_id=desk_id, day__gte=since, until__lt=today, cancelled_at=None)
        .exclude(origin_country=None)
        .values_list("origin_country", "origin_department")
        .annotate(count=Count("pk"))
        .order_by("-count", "origin_country", "origin_department")
    )
    departments: dict[str, None] = {}
    countries: dict[str, None] = {}
    for country, department, _count in seen:
        if department:
            departments[department] = None
        elif country not in (FRANCE, UNKNOWN_COUNTRY):
            countries[country] = None
    for code in _neighbours(home):
        departments.setdefault(code)
    for code in USUAL_COUNTRIES:
        countries.setdefault(code)
    found = [of_department(code) for code in list(departments)[:QUICK_DEPARTMENTS]]
    found += [of_country(code) for code in list(countries)[:QUICK_COUNTRIES]]
    return [origin for origin in found if origin is not None]


def _neighbours(home: str) -> list[str]:
    """The office's département, those of its region, then the most populous ones."""
    own = reference.department(home)
    region = [item.code for item in reference.departments() if own and item.region == own.region]
    usual = ["75", "69", "13", "33", "31", "59"]
    return ([home] if own else []) + region + usual
