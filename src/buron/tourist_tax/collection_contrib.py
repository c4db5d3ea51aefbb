"""What collection gives to the house."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import MenuEntry, Place, Retention, Schedule
from buron.kernel.periods import add_months

GROUP = _("Taxe de séjour")
CLAIM_MONTHS = 36
SWEEP_JOB = "tourist_tax.sweep_cards"

COLLECTION_SCHEDULES = (Schedule(SWEEP_JOB, SWEEP_JOB, every_minutes=15),)

COLLECTION_MENU = (
    MenuEntry(
        key="tourist_tax.collect",
        title=_("Encaissement"),
        url_name="tourist_tax_collect_board",
        icon="receipt",
        permission="tourist_tax.accounts",
        group=GROUP,
        order=605,
        first_for=frozenset({"taxe"}),
    ),
    MenuEntry(
        key="tourist_tax.bank",
        title=_("Relevés de banque"),
        url_name="tourist_tax_collect_bank",
        icon="database",
        permission="tourist_tax.collect",
        group=GROUP,
        order=625,
    ),
    MenuEntry(
        key="tourist_tax.procedures",
        title=_("Procédures"),
        url_name="tourist_tax_collect_procedures",
        icon="scale",
        permission="tourist_tax.accounts",
        group=GROUP,
        order=630,
    ),
    MenuEntry(
        key="tourist_tax.claims",
        title=_("Réclamations"),
        url_name="tourist_tax_collect_claims",
        icon="undo-2",
        permission="tourist_tax.accounts",
        group=GROUP,
        order=635,
    ),
)


def forget_claimants(office: Any) -> int:
    """Claimants of claims decided three years ago."""
    from buron.tourist_tax.services.claims import forget_claimants as forget

    return forget(add_months(timezone.localdate(), -CLAIM_MONTHS))


COLLECTION_RETENTION = (
    Retention(
        key="tourist_tax.claims",
        title=_("Demandeurs d’un remboursement de taxe de séjour"),
        months=CLAIM_MONTHS,
        reason=_(
            "Nom, adresse, IBAN et pièces ne servent plus après la décision ; montants et dates restent."
        ),
        apply=forget_claimants,
    ),
)

COLLECTION_PLACES = (
    Place("tourist_tax.payment", _("Paiement"), "tourist_tax_collect_payment", "tourist_tax.accounts"),
    Place("tourist_tax.procedure", _("Procédure"), "tourist_tax_collect_procedure", "tourist_tax.accounts"),
    Place("tourist_tax.claim", _("Réclamation"), "tourist_tax_collect_claim", "tourist_tax.accounts"),
    Place(
        "tourist_tax.collectionperiod",
        _("Période de perception"),
        "tourist_tax_collect_period",
        "tourist_tax.accounts",
    ),
)
