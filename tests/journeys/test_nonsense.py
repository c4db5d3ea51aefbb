"""Nonsense in every form and every parameter: refused in words, never a fault of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from tests.journeys.pages import Field, Form, asker, crawl, read
from tests.journeys.served import Server

MOST = 80
TEXTS = (
    "é" * 10_000,
    "-1",
    "9" * 24,
    "\x00",
    "2026-02-31",
    '’";--<script>alert(1)</script>{{7*7}}%s',
    "NaN",
    "9" * 5_000,
    "²",
    "",
    "1e309",
    "[]",
    "0000-00-00",
    "99:99",
    "../../etc/passwd",
    "0",
    "\U0001f304\u202e\ufffe",
)
LONGEST_PARAMETER = 600
LARGE = str(10**24)
KEPT = ("csrfmiddlewaretoken",)
# Leaving the account that asks would end the test rather than the server.
LEFT_ALONE = re.compile(r"/comptes/|/equipe/\d+/")


@pytest.fixture(scope="module")
def hurt(server: Server, tmp_path_factory) -> Iterator[Server]:
    """A copy of the office, for nobody minds what becomes of it."""
    running = server.copied_to(tmp_path_factory.mktemp("hurt") / "data").start()
    yield running
    running.stop()


@pytest.fixture
def client(open_page, hurt: Server) -> Iterator[httpx.Client]:
    """The administrator, who may do nearly everything."""
    with asker(open_page("administration@buron.example", at=hurt.url)) as asking:
        yield asking


def sendings(form: Form) -> Iterator[dict[str, str]]:
    """The form with each nonsense everywhere at once, then in one field at a time beside likely values."""
    for text in TEXTS[:12]:
        yield {one.name: one.value if one.name in KEPT else text for one in form.fields}
    fillable = [one for one in form.fields if one.kind not in ("submit", "file") and one.name not in KEPT]
    values = {one.name: likely(one) for one in form.fields if one.kind != "file"}
    for rank, target in enumerate(fillable[:12]):
        for text in (TEXTS[rank % len(TEXTS)], TEXTS[(rank + 2) % len(TEXTS)]):
            yield values | {target.name: text}


def likely(one: Field) -> str:
    return one.value or next((option for option in one.options if option), "1")


def send(client: httpx.Client, address: str, form: Form, values: dict[str, str]) -> int:
    clean = {name: value.encode("utf-8", "ignore").decode() for name, value in values.items()}
    if form.method != "post":
        cut = {name: value[:LONGEST_PARAMETER] for name, value in clean.items()}
        return client.get(form.action.split("?")[0], params=cut).status_code
    headers = {"Referer": address, "X-CSRFToken": client.cookies.get("csrftoken") or ""}
    return client.post(form.action, data=clean, headers=headers).status_code


def test_nonsense_in_every_form(client: httpx.Client) -> None:
    pages = [one for one in crawl(client, most=MOST) if one.is_page and one.status == 200]
    broken: list[str] = []
    sent: set[str] = set()
    count = 0
    for one in pages:
        for form in read(one.address, one.text).forms:
            key = re.sub(r"\d+", "N", urlsplit(form.action).path) + form.method
            if key in sent or not form.can_be_filled or LEFT_ALONE.search(form.action):
                continue
            sent.add(key)
            for values in sendings(form):
                count += 1
                status = send(client, one.address, form, values)
                if status >= 500:
                    broken.append(f"{status} {form.method} {form.action} {str(values)[:300]}")
    assert not broken, "\n".join(broken)
    assert len(sent) >= 10 and count > 200


def test_nonsense_in_every_parameter(client: httpx.Client) -> None:
    broken: list[str] = []
    for rank, one in enumerate(crawl(client, most=MOST)):
        parts = urlsplit(one.address)
        names = [name for name, _value in parse_qsl(parts.query)] or ["q", "page", "periode"]
        for text in (TEXTS * 2)[rank % len(TEXTS) :][:5]:
            query = urlencode(dict.fromkeys(names, text[:LONGEST_PARAMETER]))
            status = client.get(f"{parts.path}?{query}").status_code
            if status >= 500:
                broken.append(f"{status} {parts.path}?{query[:200]}")
        large = re.sub(r"/\d+", f"/{LARGE}", parts.path)
        status = client.get(large).status_code
        if status >= 500:
            broken.append(f"{status} {large}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "address", ["accueil/enregistrer/", "accueil/carnets/nouveau/", "accueil/actes/1/reprendre/"]
)
@pytest.mark.parametrize(
    "body", ["", "null", "[]", '"text"', "{", '{"client_id": 1}', '{"client_id": "x", "answers": []}', "\x00"]
)
def test_nonsense_where_programs_speak(client: httpx.Client, address: str, body: str) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-CSRFToken": client.cookies["csrftoken"],
        "Referer": str(client.base_url),
    }
    answer = client.post(f"/hauts-burons/{address}", content=body.encode(), headers=headers)
    assert answer.status_code < 500
