"""The public page of the desks: five languages, what nobody said is not told closed, machines read the same."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from buron.territory.models import Desk
from buron.territory.queries.desks_shown import shown_desks
from buron.territory.rules.slots import parse_slots
from buron.territory.services import create_desk, plan_days

HOURS = parse_slots("9h30-12h30 14h-18h")


@pytest.fixture
def desk(scoped, system):
    return create_desk(actor=system, name="Le Bourg </script>", insee="15265")


def page(client, office, language=""):
    return client.get(f"/p/{office.slug}/{language}bureaux")


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_today_is_said_in_five_languages_without_a_cookie(client, scoped, desk, system):
    plan_days(actor=system, desk=desk, days=[timezone.localdate()], slots=HOURS)
    assert "Ouvert aujourd’hui : 9 h 30 – 12 h 30 et 14 h – 18 h" in text_of(page(client, scoped))
    for language, words in {
        "en": "Open today",
        "de": "Heute geöffnet",
        "nl": "Vandaag open",
        "es": "Abierto hoy",
    }.items():
        answer = page(client, scoped, f"{language}/")
        assert f"{words}: 09:30–12:30, 14:00–18:00" in text_of(answer)
        assert answer["Content-Language"] == language and not answer.cookies
    assert client.get(f"/p/{scoped.slug}/it/bureaux").status_code == 404
    assert client.get("/p/nulle-part/bureaux").status_code == 404


def test_what_nobody_said_is_not_told_closed(client, scoped, desk, system):
    told = text_of(page(client, scoped))
    assert "Horaires non renseignés" in told and "Fermé" not in told
    later = timezone.localdate() + dt.timedelta(days=400)
    plan_days(actor=system, desk=desk, days=[later], slots=HOURS)
    assert "Fermé aujourd" not in text_of(page(client, scoped)) or later.year == timezone.localdate().year


def test_machines_read_the_same_hours(client, scoped, desk, system):
    today = timezone.localdate()
    plan_days(actor=system, desk=desk, days=[today], slots=HOURS)
    answer = page(client, scoped).content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer, re.DOTALL)
    (node,) = json.loads(script)["@graph"]
    assert node["name"] == "Le Bourg </script>"
    opened = [one for one in node["openingHoursSpecification"] if one["closes"] == "12:30"]
    assert opened[0]["validFrom"] == opened[0]["validThrough"] == today.isoformat()
    assert f"{today:%Y}" in shown_desks(today)[0].osm and "09:30-12:30,14:00-18:00" in answer


def test_the_page_asks_the_same_number_of_queries(client, scoped, system, django_assert_max_num_queries):
    for number in range(12):
        desk = Desk.objects.create(office=scoped, name=f"Bureau {number}", slug=f"b{number}")
        plan_days(actor=system, desk=desk, days=[timezone.localdate()], slots=HOURS)
    with django_assert_max_num_queries(7):
        assert len(shown_desks(timezone.localdate())) == 12
