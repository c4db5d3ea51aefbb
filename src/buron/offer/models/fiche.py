"""The fiche: one record for a place, a lodging, an event, a walk, whatever the channels that show it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel
from buron.offer.body import Body


class Fiche(OfficeModel):
    """A thing of the tourist offer.

    ``body`` is what everyone reads: the bodies of its sources put together, with the office's own edits
    (``local``) laid over them field by field (:func:`buron.offer.rules.compose`). The other columns repeat the
    parts of the body that are searched and sorted on; they are written only together with it
    (:mod:`buron.offer.services`). A fiche that the office made has no source: all of it is in ``local``.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("Publiée")
        DRAFT = "draft", _("Brouillon")
        HIDDEN = "hidden", _("Masquée")
        ARCHIVED = "archived", _("Archivée")

    # Every index below begins with the office: the one that a foreign key makes by itself would only slow writes.
    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    subkind = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=250)
    slug = models.CharField(max_length=80)
    insee = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    body: models.JSONField[Body, Body] = models.JSONField()
    local = models.JSONField(default=dict)
    """The office's own edits: path of the field (``description.en``, ``opening``) to its value; they
    hide the source and survive it.
    """
    winners = models.JSONField(default=dict)
    """Where several sources know the fiche: field to the identifier of the source whose value is kept, when it is
    not the source of the lowest priority number.
    """
    completeness = models.PositiveSmallIntegerField(default=0)
    """Hundredths of the fields expected of this kind that are filled."""
    checked_on = models.DateField(null=True)
    """Last day on which somebody (source or office) said that the content is right: what freshness is
    counted from.
    """
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    """First and last day of the sessions; null for what is not dated."""
    missing_since = models.DateField(null=True)
    """Set when every source that knew the fiche has stopped sending it; nothing is removed for that."""
    hidden_by_source = models.BooleanField(default=False)
    """Its source said that it is withdrawn, which hid it; its return shows it again."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    """The fiche that this one was found to be the same as; this one is then archived."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["office", "state", "kind", "insee"], name="fiche_state_kind"),
            models.Index(fields=["office", "checked_on"], name="fiche_freshness"),
            models.Index(
                fields=["office", "last_day"], name="fiche_dates", condition=models.Q(last_day__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(OfficeModel):
    """A run of contiguous days of something dated; an event has as many as it has runs, none is dropped."""

    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="sessions")
    start = models.DateField()
    end = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        ordering = ["start", "opens", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="session_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["office", "end", "start"], name="session_days")]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"


class Photo(OfficeModel):
    """A picture kept by the office: the original without its EXIF data, and smaller renditions made
    from it.
    """

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.JSONField(default=dict)
    credit = models.CharField(max_length=160, blank=True)
    until = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True, blank=True)
    """Set when it was taken away; it can be put back until a job clears the file."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["fiche", "digest"], name="photo_once_per_fiche")]

    def __str__(self) -> str:
        return f"{self.fiche} ({self.position})"
