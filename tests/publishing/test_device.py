"""What a kiosk asks: its key opens the public offer of its office, and nothing else."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import hmac
import re
import uuid

import orjson
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buron.kernel.tenancy import office_scope
from buron.offer.services.fiches import create_fiche
from buron.publishing import weather
from buron.publishing.content import is_reachable
from buron.publishing.folder import write_folder
from buron.publishing.models import Kiosk, KioskUse
from buron.publishing.parcel import MAGIC, parcel_key, write_parcel
from buron.publishing.queries import silent_kiosks
from buron.publishing.rules import KioskError
from buron.publishing.services import issue_link, retire_kiosk, revoke_link
from buron.publishing.upkeep import check_kiosks
from buron.reception.models import UnmetRequest
from buron.reception.services.lists import setup_lists

ASKED = ("manifest", "settings", "weather")
SAID = ("use", "beat", "unmet")


def url(name: str) -> str:
    return reverse(f"publishing_device_{name}")


def post(client: Client, name: str, body: object):
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return client.post(url(name), data, content_type="application/json")


def batch(*rows):
    return {"id": str(uuid.uuid4()), "touches": list(rows)}


def test_nothing_without_a_key(client, kiosk):
    assert {client.get(url(name)).status_code for name in ASKED} == {401}
    assert {post(client, name, {}).status_code for name in SAID} == {401}
    client.defaults["HTTP_AUTHORIZATION"] = "Bearer " + "x" * 43
    assert client.get(url("manifest")).json() == {"reason": "unknown"}


def test_guessing_is_slowed_down(client, kiosk):
    statuses = [client.get(url("manifest")).status_code for _ in range(31)]
    assert statuses[0] == 401 and statuses[-1] == 429


def test_the_key_opens_the_public_offer_and_sets_no_cookie(device, office, system):
    with office_scope(office):
        create_fiche(
            actor=system, body={"kind": "heritage", "name": {"fr": "La chapelle"}, "siret": "12345678901234"}
        )
    told = device.get(url("manifest"))
    assert told.status_code == 200 and told.json()["audience"] == "public" and told.json()["count"] == 1
    ids = told.json()["entries"][0][0]
    entry = device.get(url("entries"), {"ids": ids}).json()["entries"][0]
    assert entry["texts"]["fr"]["name"] == "La chapelle" and "staff" not in entry
    assert not told.cookies and not device.get(url("settings")).cookies


def test_a_revoked_key_is_told_so(device, office, system, kiosk):
    with office_scope(office):
        revoke_link(actor=system, kiosk=kiosk)
    assert device.get(url("manifest")).json() == {"reason": "revoked"}
    assert post(device, "use", batch([1, "home", None, "fr", 0])).status_code == 403
    with office_scope(office):
        assert not KioskUse.objects.exists()


def test_a_new_link_stops_the_old_one(device, office, system, kiosk):
    with office_scope(office):
        issue_link(actor=system, kiosk=kiosk)
    assert device.get(url("manifest")).status_code == 401


def test_a_retired_kiosk_is_shut_out(device, office, system, kiosk):
    with office_scope(office):
        retire_kiosk(actor=system, kiosk=kiosk, on=timezone.localdate())
    assert device.get(url("settings")).status_code == 403


def test_use_is_counted_once_and_never_believes_the_clock(device, office):
    sent = batch([90, "home", None, "fr", 0], [30, "list", "walk", "de", 1])
    assert [post(device, "use", sent).json() for _ in range(2)] == [{"taken": 2, "refused": 0}] * 2
    with office_scope(office):
        last, first = KioskUse.objects.all()
        assert (first.gap, last.gap, last.language, last.is_estimated) == (None, 60, "de", True)
        assert abs((timezone.now() - last.at).total_seconds() - 30) < 20


SOME = str(uuid.uuid4())
UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"null",
    {"id": "x", "touches": []},
    {"id": SOME, "touches": 5},
    {"id": SOME, "touches": [[1, 2, 3]]},
    {"id": SOME, "touches": [[1e999, "home", None, 5, 0]]},
]
STRANGE = [
    {},
    {"version": 5, "age": -3, "used": "x", "on": {"a": 1}, "waiting": 1e300},
    {"on": [True, None, "x"]},
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_refused(device, body):
    assert post(device, "use", body).status_code == 400


@pytest.mark.parametrize("body", STRANGE)
def test_a_strange_sign_of_life_is_still_one(device, office, body):
    assert post(device, "beat", body).status_code == 200
    with office_scope(office):
        assert Kiosk.objects.get().last_seen_at is not None


def test_silence_is_told_after_the_delay(device, office, kiosk):
    post(device, "beat", {"version": "a.1"})
    with office_scope(office):
        assert check_kiosks().level == "ok"
        later = timezone.now() + dt.timedelta(hours=25)
        assert silent_kiosks(later) == [kiosk]
        Kiosk.objects.update(last_seen_at=timezone.now() - dt.timedelta(hours=25))
        assert check_kiosks().level == "warning"


def test_settings_tell_nothing_of_the_team(device, office):
    told = device.get(url("settings")).json()
    assert told["office"]["name"] == office.name and told["pages"] == ""
    assert told["weather"] is False and device.get(url("weather")).json() == {"forecast": None}


def test_what_was_not_found_reaches_the_office(device, office, system):
    with office_scope(office):
        setup_lists(actor=system)
    themes = device.get(url("settings")).json()["unmet"]
    sent = {"id": str(uuid.uuid4()), "theme": themes[0]["code"], "words": "bus du dimanche"}
    assert [post(device, "unmet", sent).status_code for _ in range(2)] == [200, 200]
    for words in ("marie@exemple.fr", "06 11 22 33 44", ""):
        assert post(device, "unmet", {**sent, "id": str(uuid.uuid4()), "words": words}).status_code == 400
    with office_scope(office):
        assert UnmetRequest.objects.get().channel == UnmetRequest.Channel.KIOSK


def test_the_page_is_strict_and_the_same_for_all(client, db):
    page = client.get(reverse("publishing_shell"))
    policy = page.headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "https:" not in policy
        and "unsafe" not in policy
        and "nonce" not in policy
    )
    assert not page.cookies and page.headers["Referrer-Policy"] == "no-referrer"
    worker = client.get(reverse("publishing_worker"))
    assert worker.headers["Content-Type"].startswith("text/javascript") and b"icons" in worker.content


@pytest.mark.parametrize(
    ("root", "reachable"),
    [
        ("https://office.example.org/", True),
        ("http://office.example.org/", False),
        ("https://localhost/", False),
        ("https://192.168.1.4/", False),
        ("https://accueil.local/", False),
    ],
)
def test_a_code_is_shown_only_when_a_telephone_could_open_it(root, reachable):
    assert is_reachable(root) is reachable


def test_the_forecast_is_read_or_left_out():
    answer = {
        "daily": {
            "time": ["2026-07-14", "2026-07-15"],
            "weather_code": [3, None],
            "temperature_2m_max": [24.6, 20],
            "temperature_2m_min": [11.2, 9],
        }
    }
    assert weather.read(answer) == [{"day": "2026-07-14", "code": 3, "high": 25, "low": 11}]
    assert weather.read({"daily": []}) == weather.read("x") == weather.read({"daily": {"time": 5}}) == []


def test_a_parcel_is_signed_and_whole(office, system, tmp_path):
    with office_scope(office):
        create_fiche(actor=system, body={"kind": "heritage", "name": {"fr": "La chapelle"}})
        told = write_parcel(office, tmp_path / "borne.buron")
    data = (tmp_path / "borne.buron").read_bytes()
    assert data.startswith(MAGIC) and told["fiches"] == 1 and told["bytes"] == len(data)
    start = len(MAGIC) + 4
    size = int.from_bytes(data[len(MAGIC) : start], "big")
    head, signature = data[start : start + size], data[start + size : start + size + 32]
    assert hmac.digest(parcel_key(office), head, "sha256") == signature
    part = orjson.loads(head)["parts"][0]
    first = data[start + size + 32 :][: part["size"]]
    assert hashlib.sha256(first).hexdigest() == part["sha256"]
    assert orjson.loads(gzip.decompress(first))[0]["texts"]["fr"]["name"] == "La chapelle"


def test_a_folder_opens_without_a_server(office, system, tmp_path):
    with office_scope(office):
        fiche = create_fiche(
            actor=system, body={"kind": "heritage", "name": {"fr": "La chapelle", "en": "The chapel <i>"}}
        )
        assert [write_folder(office, tmp_path / "key")["fiches"] for _ in range(2)] == [1, 1]
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "letter.txt").write_text("?")
        with pytest.raises(KioskError):
            write_folder(office, tmp_path / "mine")
    page = (tmp_path / "key" / "en" / f"{fiche.pk}.html").read_text()
    assert "The chapel &lt;i&gt;" in page and "<script" not in page and "http" not in page
    for path in (tmp_path / "key").rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"]+)"', path.read_text()):
            assert (path.parent / link).resolve().exists(), (path, link)
