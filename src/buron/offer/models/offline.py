"""What is kept of the offline bundle, so that a desk or a kiosk is sent what changed and nothing else.

Both tables are derived: emptying them costs a longer first answer, nothing more.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from buron.kernel.tenancy import OfficeModel
from buron.offer.models.search import new_epoch


class OfflineBundle(OfficeModel):
    """The state of an office's bundle. ``seq`` counts its changes; ``mark`` says of which offer it was made."""

    epoch = models.BigIntegerField(default=new_epoch)
    seq = models.BigIntegerField(default=0)
    mark = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(null=True)
    """When its content last changed."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office"], name="offlinebundle_once_per_office")]

    def __str__(self) -> str:
        return self.version

    @property
    def version(self) -> str:
        """What a client says it holds; an epoch that is not ours means that nothing is known of it."""
        return f"{self.epoch:x}.{self.seq}"


class OfflineEntry(OfficeModel):
    """A fiche as it is sent, or the trace of one that is no longer published (``digest`` is then empty)."""

    fiche = models.BigIntegerField()
    """Identifier only: the trace outlives the fiche."""
    seq = models.BigIntegerField()
    """Change of the bundle in which the content last changed."""
    stamp = models.CharField(max_length=64)
    """Of what it was made: the same stamp needs no new reading."""
    digest = models.CharField(max_length=12, blank=True)
    staff_digest = models.CharField(max_length=12, blank=True)
    thumb = models.CharField(max_length=24, blank=True)
    content = models.BinaryField(default=bytes)
    """Compressed JSON of what anybody may read, in all the public languages."""
    staff = models.BinaryField(default=bytes)
    """Compressed JSON of what only the team reads."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "fiche"], name="offlineentry_once_per_fiche"),
            models.CheckConstraint(condition=Q(seq__gte=0), name="offlineentry_seq_counts"),
        ]
        indexes = [models.Index(fields=["office", "seq"], name="offlineentry_changes")]

    def __str__(self) -> str:
        return f"{self.fiche} ({self.seq})"
