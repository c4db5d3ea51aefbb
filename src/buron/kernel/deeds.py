"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed, Place

DEEDS = (
    Deed("kernel.job.retried", _("Tâche de fond relancée")),
    Deed("kernel.member.added", _("Compte ajouté à l’équipe")),
    Deed("kernel.member.invited", _("Personne invitée")),
    Deed("kernel.member.joined", _("Invitation acceptée")),
    Deed("kernel.member.password_set", _("Mot de passe changé depuis le serveur")),
    Deed("kernel.member.second_factor_reset", _("Double authentification remise à zéro")),
    Deed("kernel.member.removed", _("Accès retiré")),
    Deed("kernel.member.roles_changed", _("Rôles changés")),
    Deed("kernel.member.uninvited", _("Invitation retirée")),
    Deed("kernel.office.created", _("Office créé")),
    Deed("kernel.office.map_removed", _("Fond de carte retiré")),
    Deed("kernel.office.map_set", _("Fond de carte déposé")),
    Deed("kernel.office.settings_changed", _("Durées de l’office réglées")),
    Deed("kernel.office.updated", _("Office réglé")),
    Deed("kernel.token.created", _("Clé de partage créée")),
    Deed("kernel.token.revoked", _("Clé de partage révoquée")),
)

PLACES = (
    Place("kernel.membership", _("Membre de l’équipe"), "kernel_member_roles", "kernel.members"),
    Place("kernel.invitation", _("Invitation")),
    Place("kernel.office", _("Office")),
    Place("kernel.apitoken", _("Clé de partage")),
    Place("kernel.job", _("Tâche de fond")),
)
