"""Connector to Apidae: answers of the API v002, export archives and their folders, single records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from buron.offer.body import Body
from buron.offer.sources.apidae.reading import Reading, sniff
from buron.offer.sources.apidae.record import body_of
from buron.offer.sources.base import Connector, Context, Event, Known
from buron.offer.sources.readers import PayloadReader


class Apidae(Connector):
    """The regional base Apidae (https://dev.apidae-tourisme.com)."""

    key = "apidae"
    label = "Apidae"
    description = (
        "Réponses de l’API v002, archives d’export avec leurs références, sélections et suppressions."
    )
    accepts = "Archive .zip d’export, son dossier, ou fichier .json de l’API"

    def detect(self, reader: PayloadReader) -> int:
        return sniff(reader)

    def read(
        self, reader: PayloadReader, *, settings: Mapping[str, Any], known: Known | None = None
    ) -> Iterator[Event]:
        return Reading(reader, settings, known).events()

    def normalise(self, parsed: Any, *, context: Context) -> Body:
        return body_of(parsed, context)
