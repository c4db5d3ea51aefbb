"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("directory.consent.given", _("Accord donné")),
    Deed("directory.consent.withdrawn", _("Accord retiré")),
    Deed("directory.link.added", _("Fonction ajoutée dans un organisme")),
    Deed("directory.link.removed", _("Fonction retirée dans un organisme")),
    Deed("directory.link.updated", _("Fonction modifiée dans un organisme")),
    Deed("directory.party.address_refused", _("Adresse postale notée NPAI")),
    Deed("directory.party.asked_again", _("Accord redemandé après trois ans")),
    Deed("directory.party.email_refused", _("Adresse électronique notée refusée")),
    Deed("directory.party.erased", _("Contact effacé")),
    Deed("directory.party.merged", _("Contacts réunis")),
    Deed("directory.party.merged_away", _("Contact réuni à un autre")),
    Deed("directory.party.registered", _("Contact enregistré")),
    Deed("directory.party.touched", _("Nouveau signe du contact")),
    Deed("directory.party.updated", _("Contact modifié")),
    Deed("directory.role.added", _("Qualité donnée à un contact")),
    Deed("directory.role.ended", _("Qualité d’un contact terminée")),
)
