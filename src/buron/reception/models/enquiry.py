"""Requests that come from a distance: by mail, web form, telephone or letter; what was said and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.reception.models.act import Act
from buron.reception.models.carnet import Carnet
from buron.reception.models.titles import PrintTitle
from buron.territory.models import Desk


class Mailbox(OfficeModel):
    """A mailbox of the office that Buron reads by IMAP over TLS. ``secret`` is encrypted by the program's own key."""

    address = models.EmailField(_("adresse de l’office"))
    host = models.CharField(_("serveur IMAP"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=993)
    username = models.CharField(_("identifiant"), max_length=200)
    secret = models.TextField(blank=True)
    folder = models.CharField(_("dossier"), max_length=120, default="INBOX")
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    is_active = models.BooleanField(_("relevée"), default=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    """What the server said at the last reading, in French; empty when it went well."""

    class Meta:
        verbose_name = _("boîte relevée")
        ordering = ["address", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "host", "username", "folder"], name="mailbox_once")
        ]

    def __str__(self) -> str:
        return self.address


class Enquiry(OfficeModel):
    """One request of somebody, with everything that was written about it (:class:`EnquiryMessage`).

    ``due_on`` is the last working day to answer in, ``delay_days`` the working days that the first answer took.
    ``sender_name`` and ``sender_email`` are what the mail said; ``party`` is the contact, once there is one: a mail
    alone makes none, an answer does. ``search_words`` is folded, for the search of the inbox.
    """

    class State(models.TextChoices):
        OPEN = "open", _("À traiter")
        ANSWERED = "answered", _("Répondue")
        CLOSED = "closed", _("Classée")

    client_id = models.UUIDField(null=True)
    channel = models.CharField(_("canal"), max_length=40)
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    body = models.TextField(_("demande"), max_length=20_000, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    received_at = models.DateTimeField(_("reçue le"))
    received_on = models.DateField()
    due_on = models.DateField(_("à répondre avant"))
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.OPEN)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="enquiries")
    sender_name = models.CharField(max_length=160, blank=True)
    sender_email = models.EmailField(blank=True)
    sender_key = models.CharField(max_length=254, blank=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_on = models.DateField(null=True)
    answer_mode = models.CharField(max_length=40, blank=True)
    delay_days = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    act = models.OneToOneField(Act, on_delete=models.SET_NULL, null=True, related_name="enquiry")
    search_words = models.TextField(max_length=4000, blank=True, editable=False)
    forgotten_at = models.DateTimeField(null=True)
    """When its words and its sender were erased; what is counted stays."""

    class Meta:
        verbose_name = _("demande")
        verbose_name_plural = _("demandes")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "client_id"], condition=Q(client_id__isnull=False), name="enquiry_once"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="enquiry_due_after"),
        ]
        indexes = [
            models.Index(fields=["office", "state", "due_on"], name="enquiry_due"),
            models.Index(fields=["office", "received_on"], name="enquiry_received"),
            models.Index(fields=["office", "sender_key"], name="enquiry_sender"),
        ]

    def __str__(self) -> str:
        return f"Demande nº {self.pk}"


class AnswerTemplate(OfficeModel):
    """A ready answer in up to five languages; fields are written ``{prenom}``."""

    name = models.CharField(_("nom"), max_length=80)
    subject = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("modèle de réponse")
        ordering = ["position", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="answer_template_once")]

    def __str__(self) -> str:
        return self.name


class Brochure(OfficeModel):
    """An electronic document that answers carry: a file, or the address of one."""

    title = models.CharField(_("titre"), max_length=120)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    url = models.URLField(_("adresse"), max_length=300, blank=True)
    content = models.BinaryField(null=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("e-brochure")
        ordering = ["title", "language", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "title", "language"], name="brochure_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class EnquiryMessage(OfficeModel):
    """One piece of the exchange: what came in, what goes out. Raw bytes are kept as they came.

    An answer waits until ``leaves_at``: until then it can be taken back. ``sent`` means that a mail server took it,
    or that the letter was printed; nothing pretends more.
    """

    class Direction(models.TextChoices):
        IN = "in", _("Reçu")
        OUT = "out", _("Envoyé")

    class Kind(models.TextChoices):
        MAIL = "mail", _("Courriel")
        LETTER = "letter", _("Courrier")
        PHONE = "phone", _("Téléphone")
        WEB = "web", _("Formulaire")
        AUTO = "auto", _("Réponse automatique")
        BOUNCE = "bounce", _("Retour à l’expéditeur")

    class State(models.TextChoices):
        RECEIVED = "received", _("Reçu")
        WAITING = "waiting", _("Dans la boîte d’envoi")
        SENT = "sent", _("Parti")
        TO_PRINT = "to_print", _("À imprimer")
        FAILED = "failed", _("Non parti")
        WITHDRAWN = "withdrawn", _("Repris")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=9, choices=State)
    at = models.DateTimeField()
    message_id = models.CharField(max_length=255, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the raw bytes: the same message that comes twice is kept once."""
    raw = models.BinaryField(null=True)
    from_name = models.CharField(max_length=160, blank=True)
    from_email = models.EmailField(blank=True)
    to_email = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    """What the parser had to do, in French: text made from HTML, attachment left out, unknown encoding."""
    template = models.ForeignKey(AnswerTemplate, on_delete=models.SET_NULL, null=True, related_name="+")
    carnet = models.ForeignKey(Carnet, on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    leaves_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    error = models.CharField(max_length=300, blank=True)
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("message d’une demande")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "message_id"], condition=~Q(message_id=""), name="enquiry_message_id_once"
            ),
            models.UniqueConstraint(
                fields=["office", "digest"], condition=~Q(digest=""), name="enquiry_message_raw_once"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "leaves_at"], name="enquiry_message_leaves"),
            models.Index(fields=["office", "sent_on"], name="enquiry_message_sent"),
        ]

    def __str__(self) -> str:
        return self.subject or self.get_kind_display()


class EnquiryFile(OfficeModel):
    """An attachment that came in: kept, shown by its name, downloaded and never opened by the program."""

    message = models.ForeignKey(EnquiryMessage, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField(null=True)
    """Null when it was too large: it is in the office's mailbox only."""

    class Meta:
        verbose_name = _("pièce jointe")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Enclosure(OfficeModel):
    """What an answer carries: an e-brochure, or a printed document put into the envelope."""

    message = models.ForeignKey(EnquiryMessage, on_delete=models.CASCADE, related_name="enclosures")
    brochure = models.ForeignKey(Brochure, on_delete=models.PROTECT, null=True, related_name="+")
    printed = models.ForeignKey(PrintTitle, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("document joint")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(brochure__isnull=True) | Q(printed__isnull=True), name="enclosure_is_one_thing"
            )
        ]

    def __str__(self) -> str:
        return self.title
