"""Selections: the unit that every channel publishes."""

from __future__ import annotations

from django.db import models

from buron.kernel.tenancy import OfficeModel
from buron.offer.models.source import SourceList


class Selection(OfficeModel):
    """A saved query, in an order, with items pinned on top and items kept out.

    ``query`` holds the parameters of :class:`buron.offer.queries.SearchQuery` as JSON; it is evaluated when
    read, so that a new fiche enters by itself.
    """

    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    query = models.JSONField(default=dict)
    source_list = models.OneToOneField(
        SourceList, on_delete=models.SET_NULL, null=True, blank=True, related_name="selection"
    )
    """The selection of a source that it follows: what that one holds takes the place of the question, each time that
    it is read.
    """
    order = models.CharField(max_length=20, default="relevance")
    pinned = models.JSONField(default=list)
    """Identifiers of fiches shown first, in that order."""
    excluded = models.JSONField(default=list)
    limit = models.PositiveSmallIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "slug"], name="selection_slug_once")]

    def __str__(self) -> str:
        return self.name
