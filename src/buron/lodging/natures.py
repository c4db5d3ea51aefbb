"""The natures of lodging that the register knows, with the keys of article R2333-44 that the tourist tax uses too."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Nature(TextChoices):
    """What a lodging is, whatever its ranking."""

    PALACES = "palaces", _("Palace")
    HOTELS = "hotels", _("Hôtel de tourisme")
    RESIDENCES = "residences", _("Résidence de tourisme")
    MEUBLES = "meubles", _("Meublé de tourisme")
    VILLAGES = "villages", _("Village de vacances")
    CHAMBRES_HOTES = "chambres_hotes", _("Chambre d’hôtes")
    AIRES = "aires", _("Aire de camping-cars ou parc de stationnement touristique")
    CAMPINGS = "campings", _("Camping, caravanage ou autre plein air")
    PORTS = "ports", _("Port de plaisance")
    SANS_CLASSEMENT = "sans_classement", _("Autre hébergement, sans classement possible")
    AUBERGES = "auberges", _("Auberge collective (gîte d’étape, refuge)")
