"""A selection's own fields; its question comes from the search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.offer.queries.selections import LARGEST

ORDERS = [
    ("relevance", _("Pertinence")),
    ("name", _("Nom")),
    ("distance", _("Distance")),
    ("dates", _("Date prochaine")),
    ("updated", _("Modifiées récemment")),
]


class SelectionForm(forms.Form):
    name = forms.CharField(label=_("Nom"), max_length=120)
    order = forms.ChoiceField(
        label=_("Ordre"), choices=ORDERS, help_text=_("Les fiches épinglées restent toujours devant.")
    )
    limit = forms.IntegerField(
        label=_("Nombre de fiches au plus"), required=False, min_value=1, max_value=LARGEST
    )
    note = forms.CharField(
        label=_("Note pour l’équipe"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2_000
    )
    is_public = forms.BooleanField(
        label=_("Lisible par les canaux publics"),
        required=False,
        help_text=_("Le site, les bornes et les sites partenaires peuvent la montrer."),
    )
