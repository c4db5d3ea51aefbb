"""Health of the territory, and its contributions."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from buron.kernel.contributions import health_checks, menu, permissions
from buron.territory import calendars, health
from buron.territory.services import add_commune, close_desk, create_desk


def test_an_office_needs_communes(scoped, system):
    assert health.communes_chosen().level == "warning"
    add_commune(actor=system, insee="15258")
    assert health.communes_chosen().level == "ok"


def test_an_office_needs_a_desk_in_service(scoped, system):
    assert health.desks_open().level == "warning"
    desk = create_desk(actor=system, name="Vic", insee="15258")
    assert health.desks_open().level == "ok"
    close_desk(actor=system, desk=desk, last_day=timezone.localdate() - timedelta(days=1))
    assert health.desks_open().level == "warning"


def test_the_calendar_must_reach_the_season_being_prepared(settings):
    assert health.school_calendar_ahead(date(2027, 1, 1)).level == "ok"
    late = health.school_calendar_ahead(date(2028, 3, 1))
    assert late.level == "warning"
    assert "31 août 2028" in str(late.message).replace("\u00a0", " ")
    assert calendars.OVERRIDE_NAME in str(late.remedy)
    (settings.DATA / calendars.OVERRIDE_NAME).write_text("rien")
    assert health.school_calendar_ahead(date(2027, 1, 1)).level == "error"


def test_the_room_is_registered():
    assert permissions.get("territory.manage").roles == {"direction", "administration"}
    assert "accueil" in permissions.get("territory.view").roles
    assert menu.get("territory.territory").url_name == "territory"
    assert {"territory.communes", "territory.desks", "territory.calendar"} <= set(health_checks.keys())
