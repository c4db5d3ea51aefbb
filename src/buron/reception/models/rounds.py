"""Stock-takings, and rounds that carry documents to hosts and shops."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.offer.models import Fiche
from buron.reception.models.titles import PrintEdition, PrintPlace


class PrintCount(OfficeModel):
    """A stock-taking of some places. Closing it writes one correction for each line that disagrees."""

    name = models.CharField(_("nom"), max_length=80)
    opened_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    places = models.ManyToManyField(PrintPlace, related_name="+")

    class Meta:
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class PrintCountLine(OfficeModel):
    """What was counted of an edition at a place. ``expected`` is the stock at the moment of the counting: copies
    that move afterwards change neither the difference nor its correction.
    """

    count = models.ForeignKey(PrintCount, on_delete=models.CASCADE, related_name="lines")
    place = models.ForeignKey(PrintPlace, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(PrintEdition, on_delete=models.PROTECT, related_name="+")
    expected = models.IntegerField()
    counted = models.PositiveIntegerField()
    reason = models.CharField(_("raison de l’écart"), max_length=200, blank=True)
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["place__name", "edition__title__name", "-edition__year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["count", "place", "edition"], name="print_count_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} : {self.counted} × {self.edition}"

    @property
    def difference(self) -> int:
        """Copies too many (positive) or missing (negative)."""
        return self.counted - self.expected


class PrintRound(OfficeModel):
    """A tour of hosts and shops with documents taken from one place."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Prévue")
        CLOSED = "closed", _("Terminée")

    name = models.CharField(_("nom de la tournée"), max_length=80)
    day = models.DateField(_("jour"))
    place = models.ForeignKey(PrintPlace, on_delete=models.PROTECT, related_name="+")
    agent = models.CharField(_("qui part"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.name


class PrintLoad(OfficeModel):
    """Copies of an edition that are taken on a round, and how many came back (null: not said)."""

    round = models.ForeignKey(PrintRound, on_delete=models.CASCADE, related_name="loads")
    edition = models.ForeignKey(PrintEdition, on_delete=models.PROTECT, related_name="+")
    taken = models.PositiveIntegerField(_("emportés"))
    returned = models.PositiveIntegerField(_("rapportés"), null=True)

    class Meta:
        ordering = ["edition__title__name", "-edition__year", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "edition"], name="print_load_once")]

    def __str__(self) -> str:
        return f"{self.taken} × {self.edition}"


class PrintStop(OfficeModel):
    """A stop of a round: somebody of the offer (``fiche``), or a name."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("À faire")
        DONE = "done", _("Fait")
        ABSENT = "absent", _("Personne, fermé")
        REFUSED = "refused", _("N’en veut pas")

    round = models.ForeignKey(PrintRound, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("chez qui"), max_length=120)
    where = models.CharField(_("où"), max_length=160, blank=True)
    fiche = models.ForeignKey(Fiche, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    note = models.CharField(_("note"), max_length=200, blank=True)
    served_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="waiting") | Q(served_at__isnull=True), name="print_stop_waits_unserved"
            )
        ]

    def __str__(self) -> str:
        return self.name
