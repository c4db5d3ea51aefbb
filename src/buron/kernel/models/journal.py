"""The append-only journal."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from buron.kernel.tenancy import OfficeModel


class JournalError(RuntimeError):
    """Somebody tried to change or remove a journal entry."""


class JournalEntry(OfficeModel):
    """Who did what, on what, before and after. Written only by :func:`buron.kernel.journal.record`."""

    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=160)
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    target_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["office", "-at"], name="journal_recent"),
            models.Index(fields=["office", "target_type", "target_id"], name="journal_target"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise JournalError("a journal entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalError("a journal entry is never removed")
