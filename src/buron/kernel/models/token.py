"""Tokens of the programming interface."""

from __future__ import annotations

from django.db import models

from buron.kernel.models.office import Office


class ApiToken(models.Model):
    """A key that a program holds. Only its digest is kept; read before the scope is open, hence not scoped."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    can_write = models.BooleanField(default=False)
    created_by = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
