"""Tonight: is it open in the evening of a day? From the opening alone."""

from __future__ import annotations

import datetime as dt

from buron.offer.body import Body, Slot
from buron.offer.ideas.rules import UNKNOWN, Verdict
from buron.offer.opening import is_open_on

FROM = "17:30"
"""What begins from then on is of the evening."""
UNTIL = "19:30"
"""What is still open then is too."""


def tonight(body: Body, day: dt.date) -> Verdict:
    """Whether it is known to be open in the evening of that day, with its hours."""
    answer = is_open_on(body, day)
    if answer.state == "closed":
        return Verdict("no", ("fermé ce jour-là",))
    if answer.state == "unknown":
        return UNKNOWN
    if not answer.slots or not all("opens" in slot for slot in answer.slots):
        return Verdict("unknown", ("ouvert ce jour-là, heures non renseignées",))
    found = [_words(slot) for slot in answer.slots if _is_evening(slot)]
    if found:
        return Verdict("yes", tuple(found))
    if any("closes" not in slot for slot in answer.slots):
        return Verdict("unknown", ("heure de fin non renseignée",))
    return Verdict("no", ("fermé le soir",))


def _is_evening(slot: Slot) -> bool:
    """A slot that ends before it begins goes past midnight."""
    opens, closes = slot["opens"], slot.get("closes", "")
    return opens >= FROM or (bool(closes) and (closes >= UNTIL or closes < opens))


def _words(slot: Slot) -> str:
    closes = slot.get("closes", "")
    return f"de {_hour(slot['opens'])} à {_hour(closes)}" if closes else f"à {_hour(slot['opens'])}"


def _hour(text: str) -> str:
    hours, minutes = text.split(":")[:2]
    return f"{int(hours)} h" + (f" {minutes}" if minutes != "00" else "")


def evenings_of(body: Body, first: dt.date, days: int) -> list[str]:
    """The days (ISO) of a span on which it is known to be open in the evening: what a bundle carries."""
    span = (first + dt.timedelta(days=rank) for rank in range(days))
    return [day.isoformat() for day in span if tonight(body, day).answer == "yes"]
