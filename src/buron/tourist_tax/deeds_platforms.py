"""What the journal says of platforms, their files, the checks, and the yearly statement."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("tourist_tax.platform.added", _("Plateforme ajoutée")),
    Deed("tourist_tax.platform.updated", _("Plateforme modifiée")),
    Deed("tourist_tax.platform.matched", _("Annonce rapprochée d’un hébergement")),
    Deed("tourist_tax.platform_file.started", _("Fichier de plateforme reçu")),
    Deed("tourist_tax.platform_file.applied", _("Fichier de plateforme entré")),
    Deed("tourist_tax.platform_file.undone", _("Fichier de plateforme annulé")),
    Deed("tourist_tax.platform_file.discarded", _("Fichier de plateforme abandonné")),
    Deed("tourist_tax.finding.settled", _("Constat de contrôle traité")),
    Deed("tourist_tax.spending.set", _("Dépense par nuitée enregistrée")),
    Deed("tourist_tax.revenue_use.added", _("Emploi de la recette ajouté")),
    Deed("tourist_tax.revenue_use.removed", _("Emploi de la recette retiré")),
)
