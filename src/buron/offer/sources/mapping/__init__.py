"""Mapping of named fields to bodies, shared by the sources whose field names differ from one provider to the next."""

from buron.offer.sources.mapping.build import build
from buron.offer.sources.mapping.discover import (
    FieldProposal,
    discover_fields,
    mapping_by_names,
    propose_mapping,
)
from buron.offer.sources.mapping.targets import TARGETS, Target

__all__ = [
    "TARGETS",
    "FieldProposal",
    "Target",
    "build",
    "discover_fields",
    "mapping_by_names",
    "propose_mapping",
]
