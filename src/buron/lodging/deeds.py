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
    Deed("lodging.lodging.followed_fiche", _("Hébergement mis à jour d’après sa fiche")),
    Deed("lodging.lodging.merged", _("Hébergement réuni à un double")),
    Deed("lodging.lodging.merged_away", _("Double réuni à un autre hébergement")),
    Deed("lodging.lodging.distinct", _("Hébergements reconnus distincts")),
    Deed("lodging.fiche.linked", _("Hébergement relié à sa fiche")),
    Deed("lodging.fiche.unlinked", _("Hébergement séparé de sa fiche")),
    Deed("lodging.sighting.matched", _("Signalement rapproché d’un hébergement")),
    Deed("lodging.sighting.ignored", _("Signalement écarté")),
    Deed("lodging.sighting.new", _("Signalement remis à rapprocher")),
    Deed("lodging.invitation.sent", _("Invitation à déclarer envoyée")),
    Deed("lodging.invitation.answered", _("Réponse à une invitation notée")),
    Deed("lodging.file.read", _("Fichier d’hébergements reçu")),
    Deed("lodging.file.applied", _("Fichier d’hébergements repris")),
    Deed("lodging.file.discarded", _("Fichier d’hébergements abandonné")),
)
