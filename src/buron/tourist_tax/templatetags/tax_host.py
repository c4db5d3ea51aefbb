"""Tags of the hosts' pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template import Context

from buron.tourist_tax.host_derivation import told_steps, tongue
from buron.tourist_tax.host_forms import REASONS
from buron.tourist_tax.host_words import WORDS, period_words

register = template.Library()
register.filter("told_steps", told_steps)
register.filter("in_months", period_words)


@register.simple_tag(takes_context=True)
def door_url(context: Context, page: str, **named: Any) -> str:
    """The address of a page behind the door of this one: ``{% door_url "choose" lodging=4 month="2026-05" %}``."""
    return str(context["door"].url(page, **named))


@register.filter
def iso_month(day: dt.date) -> str:
    """``2026-05``."""
    return f"{day:%Y-%m}"


@register.filter
def in_words(key: str) -> str:
    """A way to declare or a nature of lodging, in the language of the page."""
    return str(WORDS.get(key, key))


@register.filter
def quoted(reason: str) -> str:
    """Why nights are not taxed, in the language of the page."""
    return tongue().form(reason)


@register.filter
def spaced(text: str) -> str:
    """An IBAN by groups of four."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


@register.filter
def exempted(counts: dict[str, int]) -> list[tuple[Any, int]]:
    """Reasons in words, with their numbers."""
    titles = {f"exemption.{key}": label for key, label in REASONS}
    return [(titles.get(key, key), count) for key, count in counts.items() if count]
