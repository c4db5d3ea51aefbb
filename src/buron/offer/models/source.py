"""Where the offer comes from: sources, their runs, and each record as it was received."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.offer.body import Body
from buron.offer.models.fiche import Fiche


class Source(OfficeModel):
    """A place that records come from, read by a connector.

    The lowest ``priority`` wins when several sources know one fiche.
    """

    class Connector(models.TextChoices):
        APIDAE = "apidae", _("Apidae")
        DATATOURISME = "datatourisme", _("DATAtourisme")
        TOURINSOFT = "tourinsoft", _("Tourinsoft")
        OPENAGENDA = "openagenda", _("OpenAgenda")
        CSV = "csv", _("Tableur (CSV, XLSX, ODS)")

    name = models.CharField(max_length=80)
    connector = models.CharField(max_length=20, choices=Connector)
    location = models.CharField(max_length=500, blank=True)
    """https address, or path on the server; empty for a source that is fed by dropped files."""
    settings = models.JSONField(default=dict, blank=True)
    """Mapping of field names, kind by default… of that connector."""
    complete = models.BooleanField(default=True)
    """Whether a payload holds everything, so that an absence means something."""
    priority = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["priority", "name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="source_name_once")]

    def __str__(self) -> str:
        return self.name


class Run(OfficeModel):
    """One import: fetched, compared, shown, applied. A run that a person must decide on is ``held``."""

    class State(models.TextChoices):
        READING = "reading", _("En cours de lecture")
        READY = "ready", _("À vérifier")
        HELD = "held", _("Retenu : à confirmer")
        APPLYING = "applying", _("En cours d’application")
        APPLIED = "applied", _("Appliqué")
        FAILED = "failed", _("En échec")
        DISCARDED = "discarded", _("Abandonné")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    payload = models.CharField(max_length=300, blank=True)
    """Name, in the data folder, of the file as it was received."""
    payload_digest = models.CharField(max_length=64, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    """Bounded list of ``{source_id, reason}``."""
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["office", "-started_at"], name="run_recent")]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class SourceRecord(OfficeModel):
    """A record of a source as it was last received: raw payload, its digest, and the body made from it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    external_id = models.CharField(max_length=120)
    fiche = models.ForeignKey(Fiche, on_delete=models.SET_NULL, null=True, related_name="records")
    payload = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    body: models.JSONField[Body, Body] = models.JSONField()
    received_at = models.DateTimeField()
    missing_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="record_once_per_source")
        ]
        indexes = [models.Index(fields=["office", "fiche"], name="record_fiche")]

    def __str__(self) -> str:
        return f"{self.external_id} ({self.source})"


class Doubt(OfficeModel):
    """Two fiches that may be the same thing; a person settles it on the merge screen, and the answer is
    kept.
    """

    class Answer(models.TextChoices):
        OPEN = "open", _("À trancher")
        SAME = "same", _("Même chose")
        DIFFERENT = "different", _("Différentes")

    first = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="doubt_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="doubt_pair_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second} ?"
