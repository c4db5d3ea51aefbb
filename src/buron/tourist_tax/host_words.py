"""Words of closed lists as the hosts' pages say them, in their five languages: elsewhere these lists are in French."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import datetime_text
from buron.kernel.periods import end_of_month
from buron.tourist_tax.models import CollectionPeriod

WORDS = {
    "stays": _("Séjour par séjour"),
    "total": _("Totaux du mois"),
    "none": _("Aucun client"),
    "forfait": _("Forfait de l’année"),
    "palaces": _("Palace"),
    "hotels": _("Hôtel de tourisme"),
    "residences": _("Résidence de tourisme"),
    "meubles": _("Meublé de tourisme"),
    "villages": _("Village de vacances"),
    "chambres_hotes": _("Chambre d’hôtes"),
    "aires": _("Aire de camping-cars ou parc de stationnement touristique"),
    "campings": _("Camping, caravanage ou autre plein air"),
    "ports": _("Port de plaisance"),
    "sans_classement": _("Autre hébergement, sans classement possible"),
    "auberges": _("Auberge collective (gîte d’étape, refuge)"),
    "platforms": _("Loué par des plateformes seulement"),
}
"""Ways to declare, and natures of lodgings, by key."""


def speaks_french() -> bool:
    """Whether the page is in the language of the law."""
    return (get_language() or "fr").startswith("fr")


def moment_words(at: dt.datetime) -> str:
    """A moment of the place: ``12 avril 2024 à 9 h 30``, and as other languages write it."""
    here = timezone.localtime(at)
    return datetime_text(here) if speaks_french() else date_format(here, "DATETIME_FORMAT")


def period_words(period: CollectionPeriod) -> str:
    """A collection period: its title in French; elsewhere its months, and the title in brackets for the office."""
    if speaks_french():
        return period.title
    months = _months(period.first, period.last)
    if (period.first.year, period.first.month) == (period.last.year, period.last.month):
        return months
    return format_html('<span>{} (<span lang="fr">{}</span>)</span>', months, period.title)


def _months(first: dt.date, last: dt.date) -> str:
    """``January 2026``, ``January – April 2026``; days where the bounds are not those of months."""
    if first.day != 1 or last != end_of_month(last):
        return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"
    end = date_format(last, "F Y")
    if (first.year, first.month) == (last.year, last.month):
        return end
    return f"{date_format(first, 'F' if first.year == last.year else 'F Y')} – {end}"
