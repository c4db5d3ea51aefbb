"""The connectors, by key, and the recognition of a payload that was dropped without saying what it is."""

from buron.offer.sources.apidae import Apidae
from buron.offer.sources.base import Connector
from buron.offer.sources.datatourisme import Datatourisme
from buron.offer.sources.openagenda import OpenAgenda
from buron.offer.sources.readers import PayloadReader
from buron.offer.sources.tabular import Tabular
from buron.offer.sources.tourinsoft import Tourinsoft

CONNECTORS: dict[str, Connector] = {
    connector.key: connector
    for connector in (Apidae(), Datatourisme(), Tourinsoft(), OpenAgenda(), Tabular())
}

__all__ = ["CONNECTORS", "Connector", "recognise_payload"]


def recognise_payload(reader: PayloadReader) -> list[tuple[Connector, int]]:
    """The connectors that a payload may be for, the surest first, with their score from 1 to 100."""
    scores = [(connector, connector.detect(reader)) for connector in CONNECTORS.values()]
    return sorted((pair for pair in scores if pair[1] > 0), key=lambda pair: -pair[1])
