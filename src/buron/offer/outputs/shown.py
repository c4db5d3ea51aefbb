"""What an output needs to know of a fiche besides its body, and of who sends it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from buron.kernel.texts import text_in
from buron.offer.body import Body


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be shown, at an absolute address; sizes in pixels when they are known."""

    url: str
    alt: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A fiche ready to be sent out.

    ``url`` is its public page in the language of the sender, ``identity`` the one in French, which stands for the
    thing itself whatever the language; both are empty when the fiche has no public page.
    """

    id: int
    body: Body
    state: str
    updated_at: dt.datetime
    commune: str = ""
    url: str = ""
    identity: str = ""
    checked_on: dt.date | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def kind(self) -> str:
        return self.body["kind"]

    def name(self, language: str) -> str:
        return text_in(self.body["name"], language)


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name, in which language and on which day something is sent out."""

    slug: str
    name: str
    language: str
    day: dt.date
