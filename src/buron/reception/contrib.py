"""What the reception gives to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Permission
from buron.reception.figures.indicators import INDICATORS

__all__ = ["INDICATORS", "PERMISSIONS"]

COUNTER = frozenset({"direction", "accueil", "etourisme", "qualite", "regie", "administration"})

PERMISSIONS = (
    Permission("reception.record", _("Recevoir les visiteurs et enregistrer les accueils"), COUNTER),
    Permission("reception.view", _("Voir les actes d’accueil et leurs chiffres"), COUNTER | {"elu"}),
    Permission(
        "reception.correct",
        _("Corriger et annuler les actes d’accueil"),
        frozenset({"direction", "qualite", "administration"}),
    ),
    Permission(
        "reception.lists", _("Tenir les listes de l’accueil"), frozenset({"direction", "administration"})
    ),
    Permission(
        "reception.import",
        _("Reprendre les actes et les compteurs passés"),
        frozenset({"direction", "qualite", "administration"}),
    ),
    Permission(
        "reception.export",
        _("Exporter les actes et les compteurs"),
        frozenset({"direction", "qualite", "etourisme", "administration"}),
    ),
)
