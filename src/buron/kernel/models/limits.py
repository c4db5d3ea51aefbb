"""Counters of attempts, and the shared cache, both in the database: protections hold across processes
without Redis.
"""

from __future__ import annotations

from django.db import models


class RateWindow(models.Model):
    """How often something was tried within one window of time."""

    key = models.CharField(max_length=160)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="rate_window_once")]

    def __str__(self) -> str:
        return f"{self.key} × {self.count}"


class CacheEntry(models.Model):
    """The table of Django's database cache, declared here so that migrations make it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_cache"

    def __str__(self) -> str:
        return self.cache_key
