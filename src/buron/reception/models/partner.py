"""Links of partner-run desks: a post office, a shop or an association that counts its visitors without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from buron.kernel.tenancy import OfficeModel
from buron.territory.models import Desk


class PartnerLink(OfficeModel):
    """What lets the people of a partner-run desk record acts, and nothing else.

    ``token`` (128 bits of chance) travels in the fragment of the address and in a header, so that no server log and
    no referrer ever holds it. It is kept, and not its digest only, because the poster is printed again; it is
    forgotten when the link is revoked. A desk has one living link.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=43, null=True, unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    """To the minute: when its page was last opened or an act sent."""
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk"], condition=Q(revoked_at__isnull=True), name="partner_link_one_alive"
            ),
            models.CheckConstraint(
                condition=Q(token__isnull=True, revoked_at__isnull=False)
                | (Q(token__isnull=False, revoked_at__isnull=True) & ~Q(token="")),
                name="partner_link_token_while_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"Lien de « {self.desk} »"

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None
