"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed
from buron.tourist_tax import deeds_collection, deeds_decisions, deeds_platforms
from buron.tourist_tax.host_contrib import HOST_DEEDS

DEEDS = (
    *HOST_DEEDS,
    *deeds_platforms.DEEDS,
    *deeds_decisions.DEEDS,
    *deeds_collection.COLLECTION_DEEDS,
    Deed("tourist_tax.decision.drafted", _("Délibération préparée")),
    Deed("tourist_tax.decision.updated", _("Projet de délibération corrigé")),
    Deed("tourist_tax.decision.entered_into_force", _("Délibération entrée en vigueur")),
    Deed("tourist_tax.decision.withdrawn", _("Délibération retirée")),
    Deed("tourist_tax.periods.opened", _("Périodes de perception ouvertes")),
    Deed("tourist_tax.declaration.sent", _("Déclaration de taxe de séjour envoyée")),
    Deed("tourist_tax.declaration.corrected", _("Déclaration de taxe de séjour corrigée")),
    Deed("tourist_tax.declarations.taken_over", _("Déclarations reprises d’un autre outil")),
    Deed("tourist_tax.payments.taken_over", _("Paiements repris d’un autre outil")),
    Deed("tourist_tax.line.reversed", _("Écriture annulée")),
)
