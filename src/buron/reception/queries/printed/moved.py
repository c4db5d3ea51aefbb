"""Movements of the printed documents, as a list is narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from buron.reception.models import PrintMovement

COLUMNS = {"edition": "edition_id", "genre": "kind", "start": "day__gte", "end": "day__lte"}


def moved(chosen: Mapping[str, Any]) -> QuerySet[PrintMovement]:
    """The movements that a filter keeps, newest first, ready to be paged through; ``undone`` says which were taken
    back.
    """
    found = PrintMovement.objects.select_related("edition__title", "source", "target", "author", "letter")
    found = found.filter(**{COLUMNS[name]: value for name, value in chosen.items()})
    return found.annotate(undone=Exists(PrintMovement.objects.filter(undoes=OuterRef("pk"))))
