"""Who looks after each dashboard of the demonstration."""

from __future__ import annotations

import datetime as dt

from buron.demo.people import ACCOUNTS
from buron.kernel.actors import Actor
from buron.kernel.contributions import dashboards, permissions
from buron.kernel.models import Office, User
from buron.observatory.models import DashboardSetting
from buron.observatory.services import assign_dashboard

KEEPERS = (
    ("reception.", "accueil", DashboardSetting.Frequency.WEEK),
    ("offer.", "etourisme", DashboardSetting.Frequency.MONTH),
    ("publishing.", "etourisme", DashboardSetting.Frequency.MONTH),
    ("tourist_tax.", "taxe", DashboardSetting.Frequency.MONTH),
    ("lodging.", "taxe", DashboardSetting.Frequency.QUARTER),
    ("", "direction", DashboardSetting.Frequency.MONTH),
)
"""Beginning of a dashboard's key, role of its keeper, how often it is read again."""


def keepers(office: Office, actor: Actor, today: dt.date) -> None:
    """Give each dashboard to somebody who may read it."""
    first = {role: account.email for account in reversed(ACCOUNTS) for role in account.roles}
    people = {user.email: user for user in User.objects.filter(memberships__office=office)}
    for dashboard in dashboards:
        readers = permissions.get(dashboard.permission).roles
        role, frequency = next(
            (role, frequency)
            for beginning, role, frequency in KEEPERS
            if dashboard.key.startswith(beginning) and role in readers
        )
        assign_dashboard(actor=actor, dashboard=dashboard.key, owner=people[first[role]], frequency=frequency)
