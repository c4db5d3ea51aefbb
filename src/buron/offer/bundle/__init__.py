"""The offline bundle: the published offer of an office, made to be kept by a browser and renewed by differences.

The desk and the kiosk read it through :mod:`.answers`; ``docs/develop/offline.md`` is its description.
"""

from buron.offer.bundle.answers import entries_answer, manifest_answer, thumbs_answer
from buron.offer.bundle.manifest import Audience, entries_of, manifest
from buron.offer.bundle.refresh import refresh
from buron.offer.bundle.thumbs import thumbs_of

__all__ = [
    "Audience",
    "entries_answer",
    "entries_of",
    "manifest",
    "manifest_answer",
    "refresh",
    "thumbs_answer",
    "thumbs_of",
]
