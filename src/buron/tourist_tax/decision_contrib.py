"""What the decisions give to the house: their entrance, and the reminders of the two dates of the year."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Health, HealthCheck, MenuEntry, Schedule
from buron.kernel.formats import date_text
from buron.tourist_tax.clocks import SOON, clocks

REMIND_JOB = "tourist_tax.remind_decisions"

DECISION_MENU = (
    MenuEntry(
        key="tourist_tax.decisions",
        title=_("Délibérations et tarifs"),
        url_name="tourist_tax_decisions",
        icon="scale",
        permission="tourist_tax.view",
        group=_("Taxe de séjour"),
        order=680,
    ),
)

DECISION_SCHEDULES = (Schedule(REMIND_JOB, REMIND_JOB, at="07:10"),)


def decision_dates() -> Health:
    """The nearest date that is still to be kept."""
    due = [clock for clock in clocks(timezone.localdate()) if clock.days <= SOON]
    if not due:
        return Health("ok", _("Aucune date de délibération à tenir prochainement"))
    first = min(due, key=lambda clock: clock.days)
    values = {"title": first.title, "day": date_text(first.before)}
    return Health(
        "warning",
        _("%(title)s, avant le %(day)s") % values,
        _("Taxe de séjour › Délibérations et tarifs."),
    )


DECISION_HEALTH = (
    HealthCheck("tourist_tax.decisions", _("Dates des délibérations"), decision_dates, per_office=True),
)
