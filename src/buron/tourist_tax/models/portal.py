"""The host's side: the link that opens its pages, its register of stays, what it states and proposes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.tenancy import OfficeModel
from buron.lodging.models import Lodging


class HostLink(OfficeModel):
    """What lets a host declare without an account, and see nothing but its own lodgings.

    ``token`` (128 bits of chance) travels in the fragment of the address, then once in the body of a form: no log of
    a server and no referrer holds it. It is kept, and not its digest only, because the letter is printed again; it is
    forgotten when the link is revoked. A host has one living link. ``code_*`` is the one-time code sent by mail when
    the office asks for a second step: its digest, its end, and the tries that were made.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=43, null=True, unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("valable jusqu’au"))
    mailed_at = models.DateTimeField(_("envoyé le"), null=True)
    printed_at = models.DateTimeField(_("imprimé le"), null=True)
    last_used_at = models.DateTimeField(_("dernier passage"), null=True)
    revoked_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("lien d’hébergeur")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(revoked_at__isnull=True), name="host_link_one_alive"
            ),
            models.CheckConstraint(
                condition=Q(token__isnull=True, revoked_at__isnull=False)
                | (Q(token__isnull=False, revoked_at__isnull=True) & ~Q(token="")),
                name="host_link_token_while_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"Lien de {self.party}"

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None


class PlatformAttestation(OfficeModel):
    """A host's statement that a lodging is let through platforms only, for a year: no month is asked any more."""

    lodging = models.ForeignKey(Lodging, on_delete=models.PROTECT, related_name="attestations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("année"))
    stated_at = models.DateTimeField(_("attesté le"))
    stated_by = models.CharField(_("par"), max_length=120)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("attestation « plateformes seulement »")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lodging", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="attestation_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lodging} · {self.year}"


class GuestStay(OfficeModel):
    """A line of the host's register of stays (registre du logeur): dates, numbers, price; never who the guests are.

    ``persons`` null: the line came from a calendar and waits to be completed. ``platform`` names the one that
    collected the tax itself: the stay is kept, and not declared a second time. ``price`` is without VAT, in cents.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("Saisi")
        FILE = "file", _("Fichier")
        CALENDAR = "calendar", _("Calendrier")

    lodging = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="guest_stays")
    arrival = models.DateField(_("arrivée"))
    departure = models.DateField(_("départ"))
    persons = models.PositiveIntegerField(_("personnes"), null=True, blank=True)
    exempt = models.JSONField(_("exonérées"), default=dict, blank=True)
    price = models.PositiveBigIntegerField(_("prix hors taxes"), null=True, blank=True)
    platform = models.CharField(_("taxe perçue par"), max_length=40, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.HAND)
    reference = models.CharField(_("référence"), max_length=120, blank=True)
    """Identifier of the booking in its calendar or file, so that it comes in once."""
    client_id = models.UUIDField(null=True)
    set_aside = models.BooleanField(_("écarté"), default=False)
    """Not a stay: dates that the owner blocked."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("séjour du registre")
        ordering = ["-arrival", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(departure__gt=F("arrival")), name="guest_stay_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["lodging", "reference"],
                condition=~Q(reference=""),
                name="guest_stay_once_per_reference",
            ),
            models.UniqueConstraint(
                fields=["lodging", "client_id"],
                condition=Q(client_id__isnull=False),
                name="guest_stay_once_per_client_id",
            ),
        ]
        indexes = [models.Index(fields=["office", "lodging", "departure"], name="guest_stay_departure")]

    def __str__(self) -> str:
        return f"{self.arrival:%d/%m/%Y} – {self.departure:%d/%m/%Y}"


class CalendarFeed(OfficeModel):
    """The address of a host's calendar (iCal), as its platform gives it. The address opens the calendar: a secret."""

    lodging = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="calendars")
    url = models.CharField(_("adresse du calendrier"), max_length=600)
    platform = models.CharField(_("taxe perçue par"), max_length=40, blank=True)
    """The platform that collects the tax on these bookings; empty when the host does."""
    read_at = models.DateTimeField(_("lu le"), null=True)
    fault = models.CharField(_("dernière erreur"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("calendrier de réservations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["lodging", "url"], name="calendar_once")]

    def __str__(self) -> str:
        return f"Calendrier de {self.lodging}"


class FactsProposal(OfficeModel):
    """What a host says is wrong in the record of its lodging; the office accepts it, or says why not."""

    class State(models.TextChoices):
        NEW = "new", _("À examiner")
        ACCEPTED = "accepted", _("Acceptée")
        REFUSED = "refused", _("Refusée")

    lodging = models.ForeignKey(Lodging, on_delete=models.CASCADE, related_name="proposals")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict)
    """New value by field of the lodging."""
    note = models.TextField(_("remarque"), max_length=1000, blank=True)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.NEW)
    answer = models.CharField(_("réponse"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("correction proposée")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["office", "state"], name="facts_proposal_state")]

    def __str__(self) -> str:
        return f"Correction de {self.lodging}"


class PayingTerms(OfficeModel):
    """How the hosts of an office pay: what their page and their receipts say. One row for an office."""

    payee = models.CharField(_("bénéficiaire du virement"), max_length=140, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    other_ways = models.TextField(_("autres moyens de payer"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("moyens de paiement des hébergeurs")
        constraints = [models.UniqueConstraint(fields=["office"], name="paying_terms_one_per_office")]

    def __str__(self) -> str:
        return self.payee or self.iban
