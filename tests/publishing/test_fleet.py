"""The fleet's screens: what an office does with its kiosks, and clear answers to bad input."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.tenancy import office_scope
from buron.publishing.models import Kiosk, KioskNote, KioskPlan
from buron.publishing.queries import kiosk_by_token
from buron.publishing.services import KioskFacts, ask_update, create_kiosk
from buron.publishing.settings import session_gap, weather_source

FACTS = {"name": "La halle", "form": "table", "idle_seconds": "60", "alert_hours": "24"}


@pytest.fixture
def staff(office, make_client):
    return make_client(office, "etourisme")


def address(name: str, office, **values) -> str:
    return reverse(f"publishing_{name}", kwargs={"office": office.slug, **values})


def test_a_kiosk_is_added_planned_and_linked(office, staff):
    answer = staff.post(address("kiosk_new", office), FACTS)
    with office_scope(office):
        kiosk = Kiosk.objects.get()
    assert answer.url == address("kiosk", office, pk=kiosk.pk)
    today = timezone.localdate()
    hours = {"since": today.isoformat(), "from_1": "9", "to_1": "18"}
    staff.post(address("kiosk_hours", office, pk=kiosk.pk), hours)
    page = staff.post(address("kiosk_link", office, pk=kiosk.pk))
    token = page.context["address"].split("#cle=")[1]
    assert page.headers["Cache-Control"] == "no-store" and kiosk_by_token(token) == kiosk
    assert token not in staff.get(address("kiosk", office, pk=kiosk.pk)).content.decode()
    with office_scope(office):
        assert KioskPlan.objects.get().week == {"1": [9, 18]}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "obligatoire"),
        ("idle_seconds", "3", "20"),
        ("alert_hours", "0", "1"),
        ("insee", "Xyz", "reconnue"),
    ],
)
def test_bad_facts_are_explained_and_kept(office, staff, field, value, said):
    answer = staff.post(address("kiosk_new", office), {**FACTS, field: value})
    assert answer.status_code == 422 and said in answer.content.decode()


@pytest.mark.parametrize(
    "hours", [{"from_2": "9"}, {"from_2": "18", "to_2": "9"}, {"since": "hier"}, {"from_2": "x"}]
)
def test_hours_that_cannot_be_are_explained(office, staff, kiosk, hours):
    sent = {"since": timezone.localdate().isoformat(), **hours}
    answer = staff.post(address("kiosk_hours", office, pk=kiosk.pk), sent)
    assert answer.status_code == 422


def test_what_was_mended_is_noted(office, staff, kiosk):
    note = address("kiosk_note", office, pk=kiosk.pk)
    assert staff.post(note, {"day": "2099-01-01", "text": "Écran"}).status_code == 422
    staff.post(note, {"day": timezone.localdate().isoformat(), "text": "Écran nettoyé"})
    with office_scope(office):
        assert KioskNote.objects.get().text == "Écran nettoyé"


def test_revoking_and_retiring(office, staff, kiosk, token):
    staff.post(address("kiosk_revoke", office, pk=kiosk.pk))
    assert not kiosk_by_token(token).is_linked
    staff.post(address("kiosk_restore", office, pk=kiosk.pk))
    assert kiosk_by_token(token).is_linked
    for name, expected in (("kiosk_retire", timezone.localdate()), ("kiosk_resume", None)):
        for _twice in range(2):
            page = staff.post(address(name, office, pk=kiosk.pk), follow=True).content.decode()
            assert kiosk_by_token(token).retired_on == expected
        assert (address("kiosk_resume", office, pk=kiosk.pk) in page) == bool(expected)


def test_an_update_is_asked_done_once_or_withdrawn(office, staff, kiosk, token, device):
    page = address("kiosk", office, pk=kiosk.pk)
    with office_scope(office):
        asked = ask_update(actor=Actor.system("tests", office), kiosk=kiosk).update_asked_at.isoformat()
    assert device.get(reverse("publishing_device_settings")).json()["kiosk"]["update"] == asked
    assert "pas encore faite" in staff.get(page).content.decode()
    for said, done in (("2001-01-01", False), (asked, True)):
        device.post(reverse("publishing_device_beat"), {"updated": said}, content_type="application/json")
        assert (kiosk_by_token(token).updated_at is not None) == done
    staff.post(address("kiosk_update_withdraw", office, pk=kiosk.pk))
    assert kiosk_by_token(token).update_asked_at, "what is done stays told"
    staff.post(address("kiosk_update", office, pk=kiosk.pk))
    staff.post(address("kiosk_update_withdraw", office, pk=kiosk.pk))
    assert kiosk_by_token(token).update_asked_at is None


def test_settings_hold_for_all(office, staff):
    page = address("kiosk_settings", office)
    for refused in (
        "ftp://x",
        "http://meteo.example",
        "https://127.0.0.1/meteo",
        "https://[::1",
        "https://serveur.local/",
    ):
        assert staff.post(page, {"gap": "60", "weather": refused}).status_code == 422, refused
    staff.post(page, {"gap": "120", "weather": "https://meteo.example/v1"})
    office.refresh_from_db()
    assert (session_gap(office), weather_source(office)) == (120, "https://meteo.example/v1")


def test_the_list_asks_as_much_for_one_as_for_many(office, staff, system):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(address("kiosks", office)).status_code == 200
        return len(captured)

    counts = []
    for number in (1, 2, 27):
        with office_scope(office):
            for rank in range(number):
                create_kiosk(
                    actor=system,
                    facts=KioskFacts(name=f"Borne {number} {rank}"),
                    installed_on=dt.date(2024, 1, 1),
                )
        counts.append(asked())
    assert len(set(counts)) == 1


def test_a_reader_sees_and_does_not_touch(office, make_client, kiosk):
    reader = make_client(office, "elu")
    page = reader.get(address("kiosk", office, pk=kiosk.pk))
    assert page.status_code == 200 and "Révoquer" not in page.content.decode()
    assert reader.post(address("kiosk_link", office, pk=kiosk.pk)).status_code == 403
