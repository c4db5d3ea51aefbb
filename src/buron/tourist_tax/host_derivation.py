"""The derivation of an amount in the language of the page that shows it: the law's French otherwise.

Messages of what is checked, and articles, keep their French: they are quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from buron.tourist_tax.host_words import speaks_french
from buron.tourist_tax.rules.derivation import Step
from buron.tourist_tax.rules.wording import FRENCH, Days, Tongue, Value, from_json, in_words

QUOTED = (
    _("palace"),
    _("hôtel de tourisme 5 étoiles"),
    _("résidence de tourisme 5 étoiles"),
    _("meublé de tourisme 5 étoiles"),
    _("hôtel de tourisme 4 étoiles"),
    _("résidence de tourisme 4 étoiles"),
    _("meublé de tourisme 4 étoiles"),
    _("hôtel de tourisme 3 étoiles"),
    _("résidence de tourisme 3 étoiles"),
    _("meublé de tourisme 3 étoiles"),
    _("hôtel de tourisme 2 étoiles"),
    _("résidence de tourisme 2 étoiles"),
    _("meublé de tourisme 2 étoiles"),
    _("village de vacances 4 ou 5 étoiles"),
    _("hôtel de tourisme 1 étoile"),
    _("résidence de tourisme 1 étoile"),
    _("meublé de tourisme 1 étoile"),
    _("village de vacances 1, 2 ou 3 étoiles"),
    _("chambre d’hôtes"),
    _("auberge collective"),
    _("terrain de camping 3, 4 ou 5 étoiles"),
    _("aire de camping-cars ou parc de stationnement touristique"),
    _("terrain de camping 1 ou 2 étoiles, ou sans classement"),
    _("port de plaisance"),
    _("hébergement sans classement ou en attente de classement"),
    _("Taxe additionnelle départementale"),
    _("Taxe additionnelle de la Société des grands projets (Grand Paris)"),
    _("Taxe additionnelle d’Île-de-France Mobilités"),
    _("Taxe additionnelle de la ligne nouvelle Provence Côte d’Azur"),
    _("Taxe additionnelle du Grand Projet ferroviaire du Sud-Ouest"),
    _("Taxe additionnelle de la ligne nouvelle Montpellier-Perpignan"),
    _("plafond national des hôtels 4 étoiles"),
    _("tarif le plus élevé voté par la collectivité"),
    _("hors de la période de perception"),
    _("au forfait, dû par le logeur"),
)
"""What the sentences take from the law and from the rules: a test sees that each title of the law is here."""


class PageTongue:
    """The language that Django speaks now."""

    def form(self, text: str) -> str:
        return gettext(text) if text else text

    def counted(self, one: str, many: str, count: int) -> str:
        return ngettext(one, many, count)

    def days(self, days: Days) -> str:
        return " – ".join(date_format(day, "DATE_FORMAT") for day in (days.first, days.last) if day)


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step as a page shows it; ``language`` is "fr" where it could only be told in French, else empty."""

    text: str
    article: str
    kind: str
    language: str = ""


def tongue() -> Tongue:
    return FRENCH if speaks_french() else PageTongue()


def told_steps(steps: Iterable[Step | Mapping[str, Any]]) -> Iterator[ToldStep]:
    """Steps, just computed or kept with a declaration, in the language of the page."""
    for step in steps:
        if isinstance(step, Step):
            yield ToldStep(in_words(step.said, tongue()), step.article, step.kind)
        else:
            yield _kept(step)


def _kept(step: Mapping[str, Any]) -> ToldStep:
    """A step kept before its sentence was, is told as it was written."""
    article, kind = step.get("article", ""), step.get("kind", "step")
    kept: Value | None = from_json(step["said"]) if "said" in step else None
    if kept is None:
        return ToldStep(step["text"], article, kind, "fr")
    return ToldStep(in_words(kept, tongue()), article, kind)
