"""The reminder of the vote and of the notification: a mail to those who record decisions, on a few days only."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import permissions
from buron.kernel.jobs import JobContext, job
from buron.kernel.models import Membership, Office
from buron.kernel.screens import STAFF_LANGUAGE
from buron.kernel.tenancy import office_scope
from buron.tourist_tax.clocks import Clock, clocks
from buron.tourist_tax.decision_contrib import REMIND_JOB

DAYS = (60, 30, 14, 7, 1)
"""How many days before a date a reminder leaves."""


@job(REMIND_JOB, max_attempts=1, title=gettext_lazy("Rappeler les dates des délibérations"))
def remind_decisions(context: JobContext) -> None:
    """Write to each office whose date is 60, 30, 14, 7 or 1 days away. One run a day, so one mail each time."""
    today = timezone.localdate()
    offices = [context.office] if context.office else list(Office.objects.order_by("pk"))
    for office in offices:
        with office_scope(office), translation.override(STAFF_LANGUAGE):
            due = [clock for clock in clocks(today) if clock.days in DAYS]
            if due:
                _remind(office, due)


def _remind(office: Office, due: list[Clock]) -> None:
    roles = permissions.get("tourist_tax.decide").roles
    members = Membership.objects.filter(office=office, is_active=True).select_related("user")
    readers = sorted({one.user.email for one in members if roles & set(one.roles) and one.user.email})
    body = render_to_string("tourist_tax/mails/decision_dates.txt", {"office": office, "clocks": due})
    for address in readers:
        EmailMessage(
            _("Taxe de séjour : une date approche"), body, settings.DEFAULT_FROM_EMAIL, [address]
        ).send()
