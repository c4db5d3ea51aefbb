"""What the journal says of the work on decisions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("tourist_tax.decision.notified", _("Délibération notifiée à la DGFiP")),
    Deed("tourist_tax.decision.text_attached", _("Texte de la délibération joint")),
    Deed("tourist_tax.delta.read", _("Fichier national des délibérations lu")),
    Deed("tourist_tax.delta.taken", _("Projet fait depuis le fichier national")),
)
