"""Printed documents: titles, editions, where they are kept, and every movement of their copies."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.reception.models.act import Act
from buron.reception.models.rounds import PrintCount, PrintStop
from buron.reception.models.titles import PrintEdition, PrintPlace

_NO_SOURCE = Q(source__isnull=True, target__isnull=False)
_NO_TARGET = Q(source__isnull=False, target__isnull=True)
_BOTH = Q(source__isnull=False, target__isnull=False) & ~Q(source=F("target"))
_GOES_IN = Q(kind="delivery")
_GOES_OUT = Q(kind__in=("distribution", "handed", "loss"))


class PrintMovement(OfficeModel):
    """Copies of an edition that came, went or changed place. Rows are only ever added: the stock of a place is the
    sum of what came in (``target``) less what went out (``source``), and nothing else is kept of it.

    ``undo`` marks the contrary of an earlier movement: same kind, the two places exchanged, so that a kind's total
    is what it moved less what was taken back. What an act handed out and what a letter carries follow them: ``act`` and
    ``letter``. ``client_id`` is made by whoever records: sent twice, it is one.
    """

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Livraison reçue")
        TRANSFER = "transfer", _("Transfert")
        DISTRIBUTION = "distribution", _("Déposé chez un hôte ou un commerce")
        HANDED = "handed", _("Remis au comptoir")
        LOSS = "loss", _("Perte, mise au rebut")
        CORRECTION = "correction", _("Correction d’inventaire")

    client_id = models.UUIDField()
    kind = models.CharField(_("mouvement"), max_length=12, choices=Kind)
    edition = models.ForeignKey(PrintEdition, on_delete=models.PROTECT, related_name="movements")
    source = models.ForeignKey(PrintPlace, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(PrintPlace, on_delete=models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveIntegerField(_("exemplaires"), validators=[MinValueValidator(1)])
    day = models.DateField(_("jour"))
    undo = models.BooleanField(default=False)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey(
        "reception.EnquiryMessage", on_delete=models.PROTECT, null=True, related_name="+"
    )
    stop = models.ForeignKey(PrintStop, on_delete=models.PROTECT, null=True, related_name="left")
    count = models.ForeignKey(PrintCount, on_delete=models.PROTECT, null=True, related_name="corrections")
    recipient = models.CharField(_("chez qui"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "client_id"], name="print_movement_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="print_movement_of_something"),
            models.CheckConstraint(
                condition=(_GOES_IN & Q(undo=False) & _NO_SOURCE)
                | (_GOES_IN & Q(undo=True) & _NO_TARGET)
                | (_GOES_OUT & Q(undo=False) & _NO_TARGET)
                | (_GOES_OUT & Q(undo=True) & _NO_SOURCE)
                | (Q(kind="transfer") & _BOTH)
                | (Q(kind="correction") & (_NO_SOURCE | _NO_TARGET)),
                name="print_movement_way",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | ~Q(reason=""), name="print_correction_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True) | Q(undo=True), name="print_undo_is_said"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "kind", "day"], name="print_movement_kind"),
            models.Index(fields=["office", "-day", "-id"], name="print_movement_recent"),
        ]

    @property
    def stands_alone(self) -> bool:
        """Whether it may be taken back by itself: nothing else says it."""
        follows = self.act_id or self.letter_id or self.kind == self.Kind.CORRECTION
        return not self.undo and not follows

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.quantity} × {self.edition}"


class ActDocument(OfficeModel):
    """How many copies of an edition were handed out during an act; the movements follow from it."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="documents")
    edition = models.ForeignKey(PrintEdition, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "edition"], name="act_document_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="act_document_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.edition}"
