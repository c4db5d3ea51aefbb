"""Past acts and counters, taken from the tables that the office kept: read, matched, previewed, applied."""

from buron.reception.services.imports.fields import FIELDS, Field, Mapping, propose
from buron.reception.services.imports.files import (
    apply_import,
    discard_import,
    map_import,
    start_import,
)
from buron.reception.services.imports.plan import Plan, Planned, Refusal, plan

__all__ = [
    "FIELDS",
    "Field",
    "Mapping",
    "Plan",
    "Planned",
    "Refusal",
    "apply_import",
    "discard_import",
    "map_import",
    "plan",
    "propose",
    "start_import",
]
