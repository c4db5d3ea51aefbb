"""What a kiosk shows: its themes, its screens, its languages. Kept short: each is a tile that a hand must reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

LANGUAGES = ("fr", "en", "de", "nl", "es")


@dataclass(frozen=True, slots=True)
class Theme:
    """A tile of the kiosk. ``kinds`` of fiches that it shows; none: it opens a screen of its own."""

    code: str
    title: Text
    icon: str
    kinds: Sequence[str] = ()


THEME_LIST = (
    Theme("walk", _("Randonner"), "footprints", ("trail",)),
    Theme("see", _("À voir"), "landmark", ("heritage", "nature")),
    Theme("do", _("À faire"), "party-popper", ("activity", "facility", "ski_area", "package")),
    Theme("agenda", _("Agenda"), "calendar-days", ("event",)),
    Theme("eat", _("Où manger"), "utensils", ("restaurant",)),
    Theme("taste", _("Produits du pays"), "wheat", ("tasting",)),
    Theme("sleep", _("Où dormir"), "bed-double", ("hotel", "camping", "rental", "group_lodging")),
    Theme("practical", _("Commerces et services"), "store", ("shop", "structure", "transport")),
    Theme("ideas", _("Une idée pour maintenant"), "sun"),
    Theme("map", _("Carte"), "map"),
    Theme("desks", _("Nos bureaux"), "info"),
    Theme("emergency", _("Urgences"), "phone"),
    Theme("weather", _("Météo"), "cloud-sun"),
)
THEMES: dict[str, Theme] = {theme.code: theme for theme in THEME_LIST}

SCREENS: dict[str, Text] = {
    "attract": _("Écran d’attente"),
    "home": _("Accueil de la borne"),
    "list": _("Liste"),
    "fiche": _("Fiche"),
    "map": _("Carte"),
    "phone": _("Emporter sur son téléphone"),
    "search": _("Recherche"),
    "desks": _("Nos bureaux"),
    "emergency": _("Urgences"),
    "weather": _("Météo"),
    "unmet": _("Sans réponse"),
    "settings": _("Langue et lecture"),
}
