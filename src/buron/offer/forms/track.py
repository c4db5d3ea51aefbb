"""The track of a walk, dropped as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.offer.tracks import MOST_BYTES


class TrackForm(forms.Form):
    """A GPX file."""

    file = forms.FileField(
        label=_("Fichier GPX"),
        max_length=200,
        widget=forms.FileInput({"accept": ".gpx,application/gpx+xml"}),
        help_text=_("Seul le tracé est gardé, avec ses altitudes : ni les heures, ni le nom du marcheur."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("La trace dépasse 20 Mo."))
        return file
