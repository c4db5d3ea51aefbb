"""Reads of the offer: search, cards, fiches, selections, freshness."""

from buron.offer.queries.cards import cards
from buron.offer.queries.fiches import fiche
from buron.offer.queries.find import found_ids, search
from buron.offer.queries.freshness import freshness_board
from buron.offer.queries.selections import selection_by_id, selection_fiches, selection_ids
from buron.offer.queries.types import (
    CardContact,
    CardPhoto,
    Facets,
    FacetValue,
    FicheCard,
    Hit,
    SearchResult,
)
from buron.offer.search.query import Point, SearchQuery

__all__ = [
    "CardContact",
    "CardPhoto",
    "FacetValue",
    "Facets",
    "FicheCard",
    "Hit",
    "Point",
    "SearchQuery",
    "SearchResult",
    "cards",
    "fiche",
    "found_ids",
    "freshness_board",
    "search",
    "selection_by_id",
    "selection_fiches",
    "selection_ids",
]
