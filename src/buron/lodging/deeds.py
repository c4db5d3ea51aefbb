"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("lodging.lodging.registered", _("Hébergement inscrit au registre")),
    Deed("lodging.lodging.updated", _("Hébergement modifié")),
    Deed("lodging.lodging.closed", _("Fin de location d’un hébergement")),
    Deed("lodging.lodging.reopened", _("Reprise de location d’un hébergement")),
    Deed("lodging.hosting.added", _("Hébergeur rattaché")),
    Deed("lodging.hosting.ended", _("Fin de période d’un hébergeur")),
    Deed("lodging.ranking.added", _("Classement enregistré")),
    Deed("lodging.ranking.ended", _("Classement terminé")),
)
