"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("publishing.kiosk.created", _("Borne ajoutée")),
    Deed("publishing.kiosk.edited", _("Borne modifiée")),
    Deed("publishing.kiosk.linked", _("Lien d’installation d’une borne créé")),
    Deed("publishing.kiosk.noted", _("Entretien d’une borne noté")),
    Deed("publishing.kiosk.planned", _("Heures prévues d’une borne changées")),
    Deed("publishing.kiosk.restored", _("Lien d’une borne rétabli")),
    Deed("publishing.kiosk.resumed", _("Borne remise en service")),
    Deed("publishing.kiosk.retired", _("Borne retirée du service")),
    Deed("publishing.kiosk.revoked", _("Lien d’une borne révoqué")),
    Deed("publishing.kiosk.update_asked", _("Mise à jour d’une borne demandée")),
    Deed("publishing.kiosk.update_withdrawn", _("Demande de mise à jour d’une borne retirée")),
    Deed("publishing.settings.changed", _("Réglages des bornes changés")),
    Deed("publishing.use.taken_over", _("Usage passé d’une borne repris")),
)
