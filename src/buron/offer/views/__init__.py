"""Screens of the offer."""

from buron.offer.views.edit import fiche_edit, fiche_new
from buron.offer.views.fiche import (
    fiche_checked,
    fiche_history,
    fiche_page,
    fiche_revert,
    fiche_state,
    fiche_track,
)
from buron.offer.views.freshness import freshness, freshness_check
from buron.offer.views.photos import (
    photo_edit,
    photo_original,
    photo_remove,
    photo_restore,
    photos_arrange,
    photos_page,
)
from buron.offer.views.search import map_data, search_screen
from buron.offer.views.selections import (
    selection_change,
    selection_delete,
    selection_edit,
    selection_new,
    selection_page,
    selection_query,
    selections,
)

__all__ = [
    "fiche_checked",
    "fiche_edit",
    "fiche_history",
    "fiche_new",
    "fiche_page",
    "fiche_revert",
    "fiche_state",
    "fiche_track",
    "freshness",
    "freshness_check",
    "map_data",
    "photo_edit",
    "photo_original",
    "photo_remove",
    "photo_restore",
    "photos_arrange",
    "photos_page",
    "search_screen",
    "selection_change",
    "selection_delete",
    "selection_edit",
    "selection_new",
    "selection_page",
    "selection_query",
    "selections",
]
