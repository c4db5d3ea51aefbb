"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed, Place

DEEDS = (
    Deed("territory.brand.code_renewed", _("Code de la marque renouvelé")),
    Deed("territory.brand.created", _("Marque créée")),
    Deed("territory.brand.joined", _("Marque rejointe")),
    Deed("territory.brand.left", _("Marque quittée")),
    Deed("territory.commune.added", _("Commune ajoutée")),
    Deed("territory.commune.placed", _("Commune située")),
    Deed("territory.commune.removed", _("Commune retirée")),
    Deed("territory.commune.unplaced", _("Position d’une commune oubliée")),
    Deed("territory.desk.closed", _("Bureau fermé")),
    Deed("territory.desk.created", _("Bureau ouvert")),
    Deed("territory.desk.reopened", _("Bureau rouvert")),
    Deed("territory.desk.updated", _("Bureau modifié")),
    Deed("territory.epci.chosen", _("Intercommunalité choisie")),
    Deed("territory.positions.learnt", _("Communes situées d’après les fiches")),
    Deed("territory.days.planned", _("Jours prévus à part")),
    Deed("territory.days.unplanned", _("Jours rendus à leur période")),
    Deed("territory.gap.recorded", _("Écart d’ouverture noté")),
    Deed("territory.gap.removed", _("Écart d’ouverture retiré")),
    Deed("territory.reason.added", _("Motif de fermeture ajouté")),
    Deed("territory.reason.renamed", _("Motif de fermeture renommé")),
    Deed("territory.reason.retired", _("Motif de fermeture retiré")),
    Deed("territory.reasons.set_up", _("Motifs de fermeture mis en place")),
    Deed("territory.season.removed", _("Période d’ouverture retirée")),
    Deed("territory.season.saved", _("Période d’ouverture enregistrée")),
    Deed("territory.year.copied", _("Calendrier d’ouverture recopié")),
)

PLACES = (
    Place("territory.desk", _("Bureau")),
    Place("territory.officecommune", _("Commune")),
    Place("territory.brand", _("Marque")),
)
