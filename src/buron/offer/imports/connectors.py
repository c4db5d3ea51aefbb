"""The connectors by name."""

from __future__ import annotations

from importlib import import_module

from buron.offer.sources.base import Connector

_PLACES = {
    "apidae": "Apidae",
    "datatourisme": "Datatourisme",
    "tourinsoft": "Tourinsoft",
    "openagenda": "OpenAgenda",
    "csv": "Csv",
}


def connector_for(key: str) -> Connector:
    module = import_module(f"buron.offer.sources.{key}")
    made: Connector = getattr(module, _PLACES[key])()
    return made
