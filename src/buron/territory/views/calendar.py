"""The year with its public holidays and the school holidays of the three zones."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from buron.kernel.formats import WEEKDAYS
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.territory import calendars, queries, reference
from buron.territory.calendars import ZONES
from buron.territory.year import FIRST_YEAR, LAST_YEAR, year_of


@screen("territory.view")
def calendar(request: OfficeRequest) -> HttpResponseBase:
    """One year; nonsense in the address shows the present one and says so."""
    today = timezone.localdate()
    asked = request.GET.get("annee", "").strip()
    number = _year(asked)
    department = queries.office_department(request.office)
    year = year_of(number or today.year, department)
    context = {
        "year": year,
        "refused": asked if asked and number is None else "",
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "previous": year.number - 1 if year.number > FIRST_YEAR else None,
        "next": year.number + 1 if year.number < LAST_YEAR else None,
        "today": today,
        "zones": ZONES,
        "weekdays": [(name[0].upper(), name) for name in WEEKDAYS],
        "zone": calendars.zone_of_department(department or "", max(today, calendars.ZONES_SINCE)),
        "department": reference.department(department or ""),
        "known_until": calendars.school_holidays_known_until(),
    }
    return render(request, "territory/calendar.html", context)


def _year(text: str) -> int | None:
    year = whole(text, 4)
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None
