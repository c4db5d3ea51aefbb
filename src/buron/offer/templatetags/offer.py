"""Template tags of the offer: states said in words and in colours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buron.kernel.formats import date_text
from buron.kernel.templatetags.kit import badge
from buron.offer.kinds import kind_icon, kind_label
from buron.offer.models import Fiche
from buron.offer.queries.facets import commune_label, distance_text, freshness_label
from buron.offer.queries.types import Hit

register = template.Library()

_STATE_TONES = {"published": "good", "draft": "warn", "hidden": "", "archived": ""}
_FRESHNESS_TONES = {"over_6": "warn", "over_12": "bad"}

register.filter("kind_label", kind_label)
register.filter("kind_icon", kind_icon)
register.filter("distance", distance_text)
register.filter("freshness_label", freshness_label)
register.filter("commune", commune_label)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a mapping under a key that the template holds."""
    return mapping.get(key)


@register.simple_tag
def opening_badge(hit: Hit) -> SafeString | str:
    """Open today and until when, closed, the next date of something dated; nothing when it is not known."""
    if hit.open_today == "open":
        text = _("Ouvert · %(hours)s") % {"hours": hit.hours} if hit.hours else _("Ouvert aujourd’hui")
        return badge(text, tone="good")
    if hit.last_day is not None:
        return _dated_badge(hit)
    return badge(_("Fermé aujourd’hui")) if hit.open_today == "closed" else ""


def _dated_badge(hit: Hit) -> SafeString:
    if hit.next_day is None:
        return badge(_("Passé"))
    return badge(_("Le %(day)s") % {"day": _short_date(hit.next_day)}, tone="info")


def _short_date(day: dt.date) -> str:
    return date_text(day, year=day.year != timezone.localdate().year)


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """Published, draft, hidden, archived."""
    return badge(Fiche.State(state).label, tone=_STATE_TONES.get(state, ""))


@register.simple_tag
def freshness_badge(freshness: str, checked_on: dt.date | None) -> SafeString:
    """How long ago somebody said that the fiche is right."""
    if checked_on is None:
        return badge(_("Jamais vérifiée"), tone="", dot=True)
    text = _("Vérifiée le %(day)s") % {"day": _short_date(checked_on)}
    if freshness == "fresh":
        return format_html('<small class="soft">{}</small>', text)
    return badge(text, tone=_FRESHNESS_TONES.get(freshness, ""), dot=True)
