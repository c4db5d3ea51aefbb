"""Connector to DATAtourisme: the flux of a diffuser (folder or zip), loose objects, pages of the REST API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from buron.offer.body import Body
from buron.offer.sources.base import Connector, Context, Event, Known
from buron.offer.sources.datatourisme.reading import Reading, sniff
from buron.offer.sources.datatourisme.record import body_of
from buron.offer.sources.readers import PayloadReader


class Datatourisme(Connector):
    """The national aggregator DATAtourisme (https://www.datatourisme.fr)."""

    key = "datatourisme"
    label = "DATAtourisme"
    description = "Flux national : archive ou dossier avec son index, objets isolés, réponses de l’API."
    accepts = "Archive .zip du flux, son dossier, ou fichier .json"

    def detect(self, reader: PayloadReader) -> int:
        return sniff(reader)

    def read(
        self, reader: PayloadReader, *, settings: Mapping[str, Any], known: Known | None = None
    ) -> Iterator[Event]:
        return Reading(reader, settings, known).events()

    def normalise(self, parsed: Any, *, context: Context) -> Body:
        return body_of(parsed, context)
