"""Finding every page of the office by its links, and every form by reading them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

FILES = re.compile(r"\.(csv|xlsx|pdf|docx|json|ics|geojson|jpg|zip|txt)$|/fichier\.")
LEAVES = ("/comptes/logout", "/comptes/login")
# One page of a kind is enough: the same template, with another row.
VARIABLE = (
    (re.compile(r"/\d+-[0-9a-f]+/"), "/N/"),
    (re.compile(r"/\d+"), "/N"),
    (re.compile(r"/[a-z0-9-]+-\d+$"), "/name-N"),
    (re.compile(r"/(en|de|nl|es)/"), "/xx/"),
    (re.compile(r"/s/[\w-]+"), "/s/X"),
    (
        re.compile(r"(indicateurs|tableaux|texte|bureaux|listes|communes|intercommunalite|marques)/[^/]+/"),
        r"\1/X/",
    ),
    (re.compile(r"/c/[\w-]+/"), "/c/X/"),
)


def shape(address: str) -> str:
    """What kind of page an address is: numbers and names taken out, only the names of its parameters kept."""
    parts = urlsplit(address)
    path = parts.path
    for pattern, replacement in VARIABLE:
        path = pattern.sub(replacement, path)
    names = sorted(
        {pair.split("=")[0] for pair in parts.query.split("&") if pair and not path.endswith("/lignes/")}
    )
    return f"{path}?{','.join(names)}" if names else path


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def can_be_filled(self) -> bool:
        return any(one.kind not in ("hidden", "submit") for one in self.fields)


class Reading(HTMLParser):
    """The links and the forms of a page, as its HTML has them."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            action = urljoin(self.address, given.get("action", "")) or self.address
            self._form = Form(action.split("#")[0], given.get("method", "get").lower())
            self.forms.append(self._form)
            self._named[given.get("id", "")] = self._form
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._add(tag, given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))

    def _add(self, tag: str, given: dict[str, str]) -> None:
        form = self._named.get(given["form"]) if "form" in given else self._form
        if form is None:
            return
        kind = given.get("type", "submit" if tag == "button" else "text") if tag != "select" else "select"
        one = Field(given["name"], kind, given.get("value", ""))
        form.fields.append(one)
        if tag == "select":
            self._select = one

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None


def read(address: str, text: str) -> Reading:
    reading = Reading(address)
    reading.feed(text)
    return reading


@dataclass(frozen=True)
class Found:
    """An address that was asked for, and what came back."""

    address: str
    status: int
    text: str
    is_page: bool


@contextmanager
def asker(page: Any) -> Iterator[httpx.Client]:
    """Somebody who asks as this page's browser does, without drawing anything: ten times faster."""
    parts = urlsplit(page.url)
    with httpx.Client(base_url=f"{parts.scheme}://{parts.netloc}", timeout=60) as client:
        for one in page.context.cookies():
            client.cookies.set(one["name"], one["value"], domain=one["domain"])
        yield client


def crawl(client: httpx.Client, *, most: int) -> Iterator[Found]:
    """Follow links inside the site, one address of each shape, at most ``most`` of them."""
    seen: set[str] = set()
    waiting = [str(client.base_url)]
    host = client.base_url.netloc.decode()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if shape(address) in seen:
            continue
        seen.add(shape(address))
        answer = client.get(address, follow_redirects=True)
        is_page = "text/html" in answer.headers.get("content-type", "")
        text = answer.text if is_page else ""
        yield Found(str(answer.url), answer.status_code, text, is_page)
        for link in read(str(answer.url), text).links:
            parts = urlsplit(link)
            path = parts.path
            if parts.netloc == host and not FILES.search(path) and not path.startswith(LEAVES):
                waiting.append(link.split("#")[0])


def skeleton(text: str) -> frozenset[str]:
    """What the content of a page is made of, whatever its words: a role that sees fewer parts has fewer of them."""
    start = text.find("<main")
    body = text[start if start >= 0 else 0 :]
    return frozenset(" ".join(found) for found in re.findall(r"<(\w+)(?:[^>]*?class=\"([^\"]*)\")?", body))
