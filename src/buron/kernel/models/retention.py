"""When each rule of retention was last applied, and to how many rows."""

from __future__ import annotations

from django.db import models

from buron.kernel.tenancy import OfficeModel


class RetentionRun(OfficeModel):
    """The last time that a rule was applied in the office."""

    rule = models.CharField(max_length=80)
    ran_at = models.DateTimeField()
    removed = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "rule"], name="retention_rule_once")]

    def __str__(self) -> str:
        return f"{self.rule} × {self.removed}"
