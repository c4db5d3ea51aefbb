"""Words of closed lists as the hosts' pages say them, in their five languages: elsewhere these lists are in French."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "stays": _("Séjour par séjour"),
    "total": _("Totaux du mois"),
    "none": _("Aucun client"),
    "forfait": _("Forfait de l’année"),
    "palaces": _("Palace"),
    "hotels": _("Hôtel de tourisme"),
    "residences": _("Résidence de tourisme"),
    "meubles": _("Meublé de tourisme"),
    "villages": _("Village de vacances"),
    "chambres_hotes": _("Chambre d’hôtes"),
    "aires": _("Aire de camping-cars ou parc de stationnement touristique"),
    "campings": _("Camping, caravanage ou autre plein air"),
    "ports": _("Port de plaisance"),
    "sans_classement": _("Autre hébergement, sans classement possible"),
    "auberges": _("Auberge collective (gîte d’étape, refuge)"),
    "platforms": _("Loué par des plateformes seulement"),
}
"""Ways to declare, and natures of lodgings, by key."""
