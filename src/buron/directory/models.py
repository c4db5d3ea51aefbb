"""Persons and organisations once, their links, and what they agreed to.

A party is never copied into another room: a request, a lodging or a membership points at it. What a visitor says at
the counter is not here: statistics stay anonymous, and a contact is a separate, consented record.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.kernel.tenancy import OfficeModel


class Party(OfficeModel):
    """A person or an organisation that the office knows.

    ``search_words`` are its names folded (lower case, no accents), for the list. ``email_key`` is the address folded
    for comparison. ``last_contact_on`` is the last contact that came from the person: it is what retention counts
    from, an opened e-mail is not one. A merged party stays as a signpost (``merged_into``); an erased one keeps its
    number and nothing else.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Personne")
        ORGANISATION = "organisation", _("Organisme")

    kind = models.CharField(_("nature"), max_length=12, choices=Kind, default=Kind.PERSON)
    civility = models.CharField(_("civilité"), max_length=20, blank=True)
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=120, blank=True)
    organisation_name = models.CharField(_("raison sociale"), max_length=160, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    email_refused_at = models.DateTimeField(null=True, blank=True)
    """When a mail came back as undeliverable; emptied when the address changes."""
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    mobile = models.CharField(_("portable"), max_length=30, blank=True)
    address = models.TextField(_("adresse"), max_length=300, blank=True)
    """Lines before the postcode, at most five, as on an envelope."""
    postcode = models.CharField(_("code postal"), max_length=12, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    """ISO 3166-1 alpha-2."""
    address_refused_at = models.DateTimeField(null=True, blank=True)
    """When a letter came back (NPAI: n'habite pas à l'adresse indiquée)."""
    language = models.CharField(_("langue"), max_length=2, default="fr")
    notes = models.TextField(_("remarques"), max_length=2000, blank=True)
    search_words = models.CharField(max_length=400, blank=True, editable=False)
    last_contact_on = models.DateField(null=True, blank=True)
    asked_again_on = models.DateField(null=True, blank=True)
    """When the office asked whether it may keep the contact, after the years of silence."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["search_words", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | (Q(kind="person") & ~Q(last_name=""))
                | (Q(kind="person") & ~Q(email=""))
                | (Q(kind="organisation") & ~Q(organisation_name="")),
                name="party_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="party_not_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "search_words"], name="party_words"),
            models.Index(fields=["office", "email_key"], name="party_email"),
            models.Index(fields=["office", "last_contact_on"], name="party_last_contact"),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return f"Contact effacé nº {self.pk}"
        person = " ".join(part for part in (self.civility, self.first_name, self.last_name) if part)
        return self.organisation_name or person or self.email


class PartyRole(OfficeModel):
    """In what quality the office knows a party; a room adds its own codes (``host``, ``visitor``, ``partner``)."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="roles")
    code = models.CharField(max_length=30)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code", "pk"]
        constraints = [models.UniqueConstraint(fields=["party", "code"], name="party_role_once")]
        indexes = [models.Index(fields=["office", "code"], name="party_role_code")]

    def __str__(self) -> str:
        return self.code


class PartyLink(OfficeModel):
    """A person's function in an organisation, with the address that goes with it."""

    organisation = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="functions")
    function = models.CharField(_("fonction"), max_length=80, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)

    class Meta:
        ordering = ["function", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="party_link_once"),
            models.CheckConstraint(condition=~Q(organisation=F("person")), name="party_link_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.function}" if self.function else str(self.person)


class Consent(OfficeModel):
    """What a party agreed to, for one purpose: who, when, by what channel, to what words (article L34-5 CPCE).

    Lines are never edited: withdrawing fills ``withdrawn_at`` once, agreeing again is a new line.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("usage"), max_length=30)
    wording = models.TextField(_("texte accepté"), max_length=1000)
    language = models.CharField(max_length=2, default="fr")
    channel = models.CharField(_("moyen"), max_length=30)
    proof = models.CharField(_("preuve"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("donné le"))
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("consentement")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["office", "purpose"], name="consent_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.given_at:%d/%m/%Y}"


class Erasure(OfficeModel):
    """A line of the register of erasures: when, how many contacts, why, decided by whom. It names nobody."""

    class Reason(models.TextChoices):
        SILENCE = "silence", _("Sans nouvelles depuis trois ans, sans réponse à notre demande")
        REQUEST = "request", _("À la demande de la personne")
        MISTAKE = "mistake", _("Saisi par erreur")

    erased_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("motif"), max_length=10, choices=Reason)
    count = models.PositiveIntegerField(_("contacts effacés"), default=1)
    rows = models.PositiveIntegerField(_("autres lignes effacées"), default=0)
    """Rows of other rooms that were emptied of what named these persons."""
    numbers = models.JSONField(default=list)
    """Numbers of the contacts, which say nothing of them."""
    oldest_contact_on = models.DateField(null=True, blank=True)
    newest_contact_on = models.DateField(null=True, blank=True)
    author = models.CharField(_("par"), max_length=160)

    class Meta:
        verbose_name = _("effacement")
        verbose_name_plural = _("effacements")
        ordering = ["-erased_at", "-pk"]
        indexes = [models.Index(fields=["office", "-erased_at"], name="erasure_recent")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} · {self.count}"
