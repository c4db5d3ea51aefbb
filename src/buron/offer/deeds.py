"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed, Place

DEEDS = (
    Deed("offer.doubt.merged", _("Doublon réuni")),
    Deed("offer.doubt.reopened", _("Doublon à revoir")),
    Deed("offer.doubt.separated", _("Fiches déclarées distinctes")),
    Deed("offer.doubts.found", _("Doublons cherchés")),
    Deed("offer.fiche.archived", _("Fiche archivée")),
    Deed("offer.fiche.checked", _("Fiche vérifiée")),
    Deed("offer.fiche.created", _("Fiche créée")),
    Deed("offer.fiche.edit_dropped", _("Fiche revenue à sa source")),
    Deed("offer.fiche.edited", _("Fiche modifiée")),
    Deed("offer.fiche.hidden", _("Fiche masquée")),
    Deed("offer.fiche.merged", _("Fiche réunie à une autre")),
    Deed("offer.fiche.published", _("Fiche publiée")),
    Deed("offer.fiche.unmerged", _("Fiche séparée d’une autre")),
    Deed("offer.photo.added", _("Photo ajoutée")),
    Deed("offer.photo.arranged", _("Photos rangées")),
    Deed("offer.photo.edited", _("Photo décrite")),
    Deed("offer.photo.removed", _("Photo retirée")),
    Deed("offer.photo.restored", _("Photo remise")),
    Deed("offer.record.separated", _("Enregistrement séparé de sa fiche")),
    Deed("offer.run.applied", _("Import appliqué")),
    Deed("offer.run.discarded", _("Import abandonné")),
    Deed("offer.selection.arranged", _("Sélection rangée")),
    Deed("offer.ideas.chosen", _("Règle des idées choisie")),
    Deed("offer.ideas.shown", _("Idées montrées")),
    Deed("offer.selection.created", _("Sélection créée")),
    Deed("offer.selection.deleted", _("Sélection supprimée")),
    Deed("offer.selection.edited", _("Sélection réglée")),
    Deed("offer.selection.left_out", _("Fiche exclue d’une sélection")),
    Deed("offer.selection.pinned", _("Fiche épinglée dans une sélection")),
    Deed("offer.selection.query_changed", _("Recherche d’une sélection changée")),
    Deed("offer.selection.taken_back", _("Fiche reprise dans une sélection")),
    Deed("offer.selection.unpinned", _("Fiche désépinglée")),
    Deed("offer.track.kept", _("Trace d’un itinéraire gardée")),
    Deed("offer.track.removed", _("Trace d’un itinéraire retirée")),
    Deed("offer.source.changed", _("Source réglée")),
    Deed("offer.source.created", _("Source créée")),
    Deed("offer.stock.kept", _("État de l’offre gardé")),
)

PLACES = (
    Place("offer.fiche", _("Fiche"), "offer_fiche", "offer.view"),
    Place("offer.selection", _("Sélection"), "offer_selection", "offer.view"),
    Place("offer.source", _("Source")),
    Place("offer.run", _("Import")),
    Place("offer.photo", _("Photo")),
    Place("offer.doubt", _("Doublon")),
)
