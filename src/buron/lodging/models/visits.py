"""The star ranking of furnished lodgings by the office: from the host's request to the decision that is acquired."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.models.register import Lodging, Ranking

STARS = [MinValueValidator(1), MaxValueValidator(5)]


class Accreditation(OfficeModel):
    """What lets the office rank furnished lodgings (article L324-1 of the code du tourisme), or a person visit for it.

    ``user`` is null for the office's own. A visit needs both on its day. It is ended, never removed: past visits rest
    on it.
    """

    class Holder(models.TextChoices):
        OFFICE = "office", _("L’office")
        AGENT = "agent", _("Une personne")

    class Place(models.TextChoices):
        FIRST = "first", _("Titulaire")
        DEPUTY = "deputy", _("Suppléant")

    holder = models.CharField(_("pour"), max_length=6, choices=Holder, default=Holder.AGENT)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("nom"), max_length=120)
    place = models.CharField(_("qualité"), max_length=6, choices=Place, blank=True)
    reference = models.CharField(_("référence"), max_length=120, blank=True)
    valid_from = models.DateField(_("à partir du"))
    valid_until = models.DateField(_("jusqu’au"))

    class Meta:
        verbose_name = _("habilitation")
        ordering = ["holder", "name", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="accreditation_ends_after_start",
                violation_error_message=_("La fin est avant le début."),
            ),
        ]
        indexes = [models.Index(fields=["office", "valid_until"], name="accreditation_expiry")]

    def __str__(self) -> str:
        return self.name


class RankingRequest(OfficeModel):
    """A host asks for the ranking of a furnished lodging (CERFA 11819), and what became of it.

    ``stage`` follows the deeds; only services write it. ``rooms`` describes the dwelling as the form does:
    ``[{"name": …, "surface": m² or null, "sleeps": persons or null}]``. Null numbers are not known.
    """

    class Stage(models.TextChoices):
        RECEIVED = "received", _("Dossier à compléter")
        COMPLETE = "complete", _("Rendez-vous à prendre")
        SCHEDULED = "scheduled", _("Visite prévue")
        VISITED = "visited", _("Décision à prendre")
        DECIDED = "decided", _("Certificat à envoyer")
        NOTIFIED = "notified", _("Délai de refus en cours")
        ACQUIRED = "acquired", _("Classement acquis")
        UNFAVOURABLE = "unfavourable", _("Avis défavorable")
        REFUSED = "refused", _("Refusé par le loueur")
        WITHDRAWN = "withdrawn", _("Demande retirée")

    class Reason(models.TextChoices):
        FIRST = "first", _("Premier classement")
        RENEWAL = "renewal", _("Renouvellement")
        CHANGE = "change", _("Changement de catégorie")

    class Quality(models.TextChoices):
        OWNER = "owner", _("Propriétaire")
        AGENT = "agent", _("Mandataire")

    class Dwelling(models.TextChoices):
        HOUSE = "house", _("Maison ou villa")
        FLAT = "flat", _("Appartement")
        STUDIO = "studio", _("Studio")
        OTHER = "other", _("Autre")

    number = models.PositiveIntegerField(_("numéro"))
    lodging = models.ForeignKey(Lodging, on_delete=models.PROTECT, related_name="ranking_requests")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ranking_requests")
    quality = models.CharField(
        _("qualité du demandeur"), max_length=5, choices=Quality, default=Quality.OWNER
    )
    reason = models.CharField(_("nature de la demande"), max_length=7, choices=Reason, default=Reason.FIRST)
    requested_stars = models.PositiveSmallIntegerField(_("étoiles demandées"), validators=STARS)
    capacity = models.PositiveSmallIntegerField(
        _("personnes accueillies"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    dwelling = models.CharField(_("type de logement"), max_length=6, choices=Dwelling, blank=True)
    floor = models.SmallIntegerField(
        _("étage"), null=True, blank=True, validators=[MinValueValidator(-5), MaxValueValidator(200)]
    )
    """0 is the ground floor."""
    altitude = models.SmallIntegerField(
        _("altitude (m)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-100), MaxValueValidator(5000)],
    )
    surface = models.PositiveSmallIntegerField(_("surface habitable (m²)"), null=True, blank=True)
    rooms = models.JSONField(_("pièces"), default=list, blank=True)
    signed_on = models.DateField(_("formulaire signé le"), null=True, blank=True)
    fee_cents = models.PositiveIntegerField(_("prix de la visite"), null=True, blank=True)
    notes = models.TextField(_("remarques"), max_length=2000, blank=True)
    received_on = models.DateField(_("reçue le"))
    complete_on = models.DateField(_("complète le"), null=True, blank=True)
    stage = models.CharField(_("étape"), max_length=12, choices=Stage, default=Stage.RECEIVED)
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(_("motif"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("demande de classement")
        verbose_name_plural = _("demandes de classement")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="ranking_request_number"),
            models.UniqueConstraint(
                fields=["lodging"],
                condition=Q(
                    stage__in=("received", "complete", "scheduled", "visited", "decided", "notified")
                ),
                name="ranking_request_one_open",
                violation_error_message=_(
                    "Une demande de classement est déjà en cours pour cet hébergement."
                ),
            ),
        ]
        indexes = [models.Index(fields=["office", "stage", "received_on"], name="ranking_request_stage")]

    def __str__(self) -> str:
        return f"{self.number} · {self.lodging}"


class Visit(OfficeModel):
    """A ranking visit, planned then held on a tablet that may have no network.

    ``facts`` is what the grid depends on (``persons``, ``floor``, ``altitude``, ``circumstances``, ``prerequisite``,
    ``surface``). ``facts_revision`` grows at each change; ``facts_other`` is what another tablet said meanwhile.
    """

    request = models.ForeignKey(RankingRequest, on_delete=models.CASCADE, related_name="visits")
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    appointment = models.DateTimeField(_("rendez-vous"))
    visitor = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="visits")
    meets = models.CharField(_("personne présente"), max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(_("visite faite le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(_("motif"), max_length=200, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    facts_revision = models.PositiveIntegerField(default=0)
    facts_mark = models.CharField(max_length=80, blank=True)
    facts_other = models.JSONField(null=True, blank=True)
    comment = models.TextField(_("observations"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("visite de classement")
        verbose_name_plural = _("visites de classement")
        ordering = ["-appointment", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(cancelled_at__isnull=True), name="visit_one_for_a_request"
            ),
        ]
        indexes = [models.Index(fields=["office", "held_on"], name="visit_held")]

    def __str__(self) -> str:
        return f"{self.request} · {self.appointment:%d/%m/%Y}"


class CriterionAnswer(OfficeModel):
    """The answer to one criterion.

    ``value`` ``na`` sets it aside; ``points`` are those obtained, null when it is set aside. ``mark`` names the tap of
    the tablet that wrote it, so that sending twice changes nothing. ``other`` is a different answer that another tablet
    gave to the same revision, until a person chooses.
    """

    class Value(models.TextChoices):
        YES = "yes", _("Oui")
        NO = "no", _("Non")
        NOT_APPLICABLE = "na", _("Sans objet")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=3, choices=Value)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    mark = models.CharField(max_length=80, blank=True)
    other = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("réponse à un critère")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="criterion_answered_once")]

    def __str__(self) -> str:
        return f"{self.number} : {self.get_value_display()}"


class VisitPhoto(OfficeModel):
    """A picture taken for a criterion, resized by the tablet, kept without its EXIF data."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    number = models.PositiveSmallIntegerField()
    client_id = models.UUIDField(unique=True)
    file = models.FileField(upload_to="ranking", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo de visite")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.visit} · {self.number}"


class RankingDecision(OfficeModel):
    """The certificate of a visit: the proposal sent to the host, and what it became.

    ``stars`` is what is proposed; with ``favourable`` false, what was examined and is not reached. ``record`` is the
    frozen visit: answers, score, derivation, parameters of the rule; the papers are drawn from it and nothing else.
    ``refuse_until`` is the last day on which the host may refuse; the ranking is acquired on the next one.
    """

    request = models.OneToOneField(RankingRequest, on_delete=models.PROTECT, related_name="decision")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="decision")
    number = models.CharField(_("numéro du certificat"), max_length=20)
    favourable = models.BooleanField(_("avis favorable"), default=True)
    stars = models.PositiveSmallIntegerField(_("étoiles proposées"), validators=STARS)
    capacity = models.PositiveSmallIntegerField(_("personnes"))
    decided_on = models.DateField(_("décidé le"))
    decided_by = models.CharField(_("par"), max_length=120)
    words = models.TextField(_("observations au loueur"), max_length=2000, blank=True)
    record = models.JSONField(default=dict)
    notified_on = models.DateField(_("certificat remis le"), null=True, blank=True)
    refuse_until = models.DateField(_("refus possible jusqu’au"), null=True, blank=True)
    refused_on = models.DateField(_("refusé le"), null=True, blank=True)
    acquired_on = models.DateField(_("acquis le"), null=True, blank=True)
    ranking = models.OneToOneField(
        Ranking, on_delete=models.PROTECT, null=True, blank=True, related_name="decision"
    )

    class Meta:
        verbose_name = _("certificat de visite")
        verbose_name_plural = _("certificats de visite")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="ranking_decision_number"),
            models.CheckConstraint(
                condition=Q(refused_on__isnull=True) | Q(acquired_on__isnull=True),
                name="ranking_decision_refused_or_acquired",
            ),
        ]
        indexes = [models.Index(fields=["office", "refuse_until"], name="ranking_decision_clock")]

    def __str__(self) -> str:
        return self.number


class RankingMail(OfficeModel):
    """A mail that the program wrote and that a person reads over and sends: missing papers, appointment, certificate,
    end of a ranking at six, three and one months.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", _("Pièces manquantes")
        APPOINTMENT = "appointment", _("Rendez-vous")
        CERTIFICATE = "certificate", _("Certificat de visite")
        EXPIRY = "expiry", _("Fin de classement")

    class State(models.TextChoices):
        DRAFT = "draft", _("À relire")
        SENT = "sent", _("Envoyé")
        DROPPED = "dropped", _("Écarté")

    kind = models.CharField(_("objet"), max_length=12, choices=Kind)
    request = models.ForeignKey(
        RankingRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    ranking = models.ForeignKey(
        Ranking, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many months before the end of the ranking it warns."""
    party = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to = models.EmailField(_("à"), blank=True)
    subject = models.CharField(_("sujet"), max_length=200)
    text = models.TextField(_("texte"), max_length=5000)
    state = models.CharField(_("état"), max_length=7, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("courriel de classement")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "months"], condition=Q(kind="expiry"), name="ranking_mail_once_per_alert"
            ),
        ]
        indexes = [models.Index(fields=["office", "state"], name="ranking_mail_state")]

    def __str__(self) -> str:
        return self.subject
