"""Photos: what is sent, and what is said of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import DateInput, FilesField, MultipleDropZone, TextsField

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"
MOST_FILES = 20


class UploadForm(forms.Form):
    photos = FilesField(
        label=_("Photos"),
        widget=MultipleDropZone({"accept": ACCEPTED}),
        help_text=_("JPEG, PNG, WebP, AVIF ou HEIC, 25 Mo au plus. La position et l’appareil sont effacés."),
    )
    credit = forms.CharField(label=_("Crédit"), required=False, max_length=160)
    until = forms.DateField(
        label=_("Publiables jusqu’au"),
        required=False,
        widget=DateInput,
        help_text=_("Dernier jour de la cession de droits ; vide s’il n’y en a pas."),
    )

    def clean_photos(self) -> Any:
        photos = self.cleaned_data["photos"]
        if len(photos) > MOST_FILES:
            raise forms.ValidationError(_("Envoyez 20 photos à la fois, pas plus."))
        return photos


class PhotoForm(forms.Form):
    credit = forms.CharField(label=_("Crédit"), required=False, max_length=160)
    until = forms.DateField(label=_("Publiable jusqu’au"), required=False, widget=DateInput)
    alt = TextsField(
        label=_("Ce que montre la photo"),
        required=False,
        max_length=250,
        help_text=_("Lu à ceux qui ne la voient pas : une phrase."),
    )

    def __init__(self, photo: Any, data: Mapping[str, Any] | None = None) -> None:
        start = {"credit": photo.credit, "until": photo.until, "alt": photo.alt}
        super().__init__(data, initial=start, prefix=f"photo-{photo.pk}", auto_id="id_%s")
