"""Where the offer comes from: sources, their runs, and each record as it was received."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import datetime_text
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


class SourceReferences(OfficeModel):
    """What the records of a source point to by number (thesaurus, communes), as last received."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="references")
    rows = models.BinaryField()
    """JSON, compressed: kind to number to row."""

    def __str__(self) -> str:
        return f"{self.source}"


class SourceList(OfficeModel):
    """A selection made in the source itself: a name and the records that are in it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="lists", db_index=False)
    external_id = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    members = models.JSONField(default=list)
    """Identifiers of records in the source, in its order."""
    missing_since = models.DateField(null=True)
    """The day since which the source no longer sends it."""
    is_taken = models.BooleanField(default=False)
    """Whether a selection of the office was made from it, once; one that the office removed is not made again."""

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="source_list_once_per_source")
        ]

    def __str__(self) -> str:
        return self.name


class Run(OfficeModel):
    """One import: fetched, compared, shown, applied. A run that a person must decide on is ``held``.

    The comparison is kept in a file of the data folder (:mod:`buron.offer.imports.stage`), so that nothing is
    written to the offer before the run is applied, and then all of it at once.
    """

    class State(models.TextChoices):
        READING = "reading", _("En cours de lecture")
        READY = "ready", _("À vérifier")
        HELD = "held", _("Retenu : à confirmer")
        APPLYING = "applying", _("En cours d’application")
        APPLIED = "applied", _("Appliqué")
        FAILED = "failed", _("En échec")
        DISCARDED = "discarded", _("Abandonné")

    ACTIVE = (State.READING, State.READY, State.HELD, State.APPLYING)

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    asked_by = models.CharField(max_length=160, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    """Who applied or discarded it."""
    job = models.ForeignKey("kernel.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    base = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    """The run of the source that was the last applied one when this one was compared."""
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=300, blank=True)
    """Name of the dropped file, path, or address without its secrets: what a person recognises."""
    payload = models.CharField(max_length=300, blank=True)
    """Name, in the data folder, of the file as it was received."""
    payload_digest = models.CharField(max_length=64, blank=True)
    payload_bytes = models.PositiveBigIntegerField(null=True)
    recipe = models.CharField(max_length=32, blank=True)
    """Digest of what the bodies were made with: program, settings of the source, references."""
    complete = models.BooleanField(null=True)
    """Whether the payload held everything, so that what is absent from it is missing."""
    created = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    """New records that joined a fiche that another source, or the office, already had."""
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    """Bounded list of ``{source_id, name, reason}``; the stage of the run holds them all."""
    remarks = models.JSONField(default=list)
    """Bounded list of ``{text, count}``: what was survived while reading."""
    message = models.TextField(blank=True)
    is_indexed = models.BooleanField(default=False)
    """Whether the search has learnt what the run changed."""

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["office", "-started_at"], name="run_recent")]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["reading", "ready", "held", "applying"]),
                name="run_one_active_per_source",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {datetime_text(timezone.localtime(self.started_at))}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def changes(self) -> int:
        """How many records it changes, makes or marks."""
        return self.created + self.linked + self.updated + self.returned + self.missing + self.deleted

    @property
    def is_at_work(self) -> bool:
        """Whether a job reads or applies it, or tells the search what it changed."""
        busy = self.is_active or (self.state == self.State.APPLIED and not self.is_indexed)
        return busy and self.job is not None and not self.job.is_over


class SourceRecord(OfficeModel):
    """A record of a source as it was last received: its digest, and the body made from it.

    The raw payload stays in the file of the run; the record keeps what an unchanged one is recognised by.
    """

    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records", db_index=False)
    external_id = models.CharField(max_length=120)
    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="records")
    digest = models.BinaryField(max_length=16)
    recipe = models.CharField(max_length=32)
    """What the body was made with (see :class:`Run`): another recipe makes the record be read again."""
    body: models.JSONField[Body | None, Body | None] = models.JSONField(null=True)
    """``None``: the same as the body of the fiche, which has then no other source and no local edit (the usual
    case; it halves what an import writes). Read it by :func:`buron.offer.services.source_body`.
    """
    aliases = models.TextField(blank=True)
    """Identifiers under which other systems know the same thing, one per line (``apidae:4826137``)."""
    received_at = models.DateTimeField()
    missing_since = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    """The source said itself that the record is gone; otherwise a missing record is only absent."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="record_once_per_source")
        ]

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
    answered_by = models.CharField(max_length=160, blank=True)
    undo = models.JSONField(default=dict)
    """What brings the two fiches back as they were before they were merged."""

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="doubt_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="doubt_pair_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second} ?"
