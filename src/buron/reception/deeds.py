"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("reception.act.amended", _("Acte d’accueil corrigé")),
    Deed("reception.act.cancelled", _("Acte d’accueil annulé")),
    Deed("reception.act.recorded", _("Acte d’accueil enregistré")),
    Deed("reception.act.restored", _("Acte d’accueil rétabli")),
    Deed("reception.batch.cancelled", _("Reprise ou bâtonnage annulé")),
    Deed("reception.carnet.made", _("Carnet remis")),
    Deed("reception.carnet.revoked", _("Carnet fermé")),
    Deed("reception.carnet.sent", _("Carnet envoyé")),
    Deed("reception.carnet.updated", _("Carnet complété")),
    Deed("reception.counter.recorded", _("Relevé de compteur enregistré")),
    Deed("reception.counter.removed", _("Relevé de compteur retiré")),
    Deed("reception.import.applied", _("Années passées reprises")),
    Deed("reception.import.discarded", _("Reprise abandonnée")),
    Deed("reception.import.started", _("Reprise commencée")),
    Deed("reception.list.arranged", _("Liste de l’accueil rangée")),
    Deed("reception.list_item.added", _("Réponse ajoutée à une liste")),
    Deed("reception.list_item.renamed", _("Réponse d’une liste renommée")),
    Deed("reception.list_item.retired", _("Réponse retirée d’une liste")),
    Deed("reception.lists.set_up", _("Listes de l’accueil mises en place")),
    Deed("reception.tally.recorded", _("Bâtonnage enregistré")),
)
