"""Reads of the offer: search, cards, fiches, selections, freshness."""

from buron.offer.queries.types import (
    CardContact,
    CardPhoto,
    Facets,
    FacetValue,
    FicheCard,
    Hit,
    Point,
    SearchQuery,
    SearchResult,
)

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
]
