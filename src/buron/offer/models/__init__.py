"""Tables of the offer: fiches and their sources, dated sessions, photos, selections."""

from buron.offer.models.fiche import Fiche, Photo, Session
from buron.offer.models.ideas import IdeasChoice, IdeaShown
from buron.offer.models.offline import OfflineBundle, OfflineEntry
from buron.offer.models.search import SearchRow, SearchVersion
from buron.offer.models.selection import Selection
from buron.offer.models.source import Doubt, Run, Source, SourceList, SourceRecord, SourceReferences
from buron.offer.models.stock import StockDay
from buron.offer.models.track import Track

__all__ = [
    "Doubt",
    "Fiche",
    "IdeaShown",
    "IdeasChoice",
    "OfflineBundle",
    "OfflineEntry",
    "Photo",
    "Run",
    "SearchRow",
    "SearchVersion",
    "Selection",
    "Session",
    "Source",
    "SourceList",
    "SourceRecord",
    "SourceReferences",
    "StockDay",
    "Track",
]
