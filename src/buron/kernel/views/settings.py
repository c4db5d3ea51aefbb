"""What the office chooses: durations that the rooms declare, and its own map background."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel import pmtiles
from buron.kernel.contributions import Setting, settings
from buron.kernel.forms import DropZone
from buron.kernel.models import Office
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.services.maps import remove_map, set_map
from buron.kernel.services.settings import change_settings, setting_of


class SettingsForm(forms.Form):
    """A field for each number that a room declares; a box to tick for what is only yes or no."""

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for setting in settings:
            self.fields[setting.key] = _field(setting, setting_of(office, setting.key))

    @property
    def numbers(self) -> dict[str, int]:
        return {key: int(value) for key, value in self.cleaned_data.items()}


def _field(setting: Setting, chosen: int) -> forms.Field:
    if (setting.minimum, setting.maximum) == (0, 1):
        return forms.BooleanField(
            label=setting.title, help_text=setting.help, required=False, initial=bool(chosen)
        )
    return forms.IntegerField(
        label=format_lazy("{} ({})", setting.title, setting.unit),
        help_text=setting.help,
        min_value=setting.minimum,
        max_value=setting.maximum,
        initial=chosen,
    )


class MapForm(forms.Form):
    """A PMTiles file."""

    file = forms.FileField(label=gettext_lazy("Fichier .pmtiles"), widget=DropZone, max_length=200)


@screen("kernel.office")
def settings_page(request: OfficeRequest) -> HttpResponseBase:
    """Three forms on one screen: the numbers, the file to lay down, the file to take away."""
    asked = request.POST.get("form", "") if request.method == "POST" else ""
    office = Office.objects.get(pk=request.office.pk)
    numbers = SettingsForm(request.POST if asked == "numbers" else None, office=office)
    tiles = MapForm(*((request.POST, request.FILES) if asked == "map" else (None, None)))
    done = {
        "numbers": lambda: _numbers(request, numbers),
        "map": lambda: _map(request, tiles),
        "no-map": lambda: _no_map(request),
    }.get(asked)
    if done and done():
        return redirect("kernel_settings", office=request.office.slug)
    context = {"form": numbers, "map_form": tiles, "tiles": pmtiles.current(office)}
    status = 422 if numbers.errors or tiles.errors else 200
    return render(request, "kernel/settings.html", context, status=status)


def _numbers(request: OfficeRequest, form: SettingsForm) -> bool:
    if not form.is_valid():
        return False
    change_settings(actor=request.actor, office=request.office, values=form.numbers)
    messages.success(request, _("Les réglages sont enregistrés."))
    return True


def _map(request: OfficeRequest, form: MapForm) -> bool:
    if not form.is_valid():
        return False
    file = form.cleaned_data["file"]
    try:
        set_map(actor=request.actor, office=request.office, name=file.name, chunks=file.chunks())
    except pmtiles.TilesError as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, _("Le fond de carte est en service."))
    return True


def _no_map(request: OfficeRequest) -> bool:
    remove_map(actor=request.actor, office=request.office)
    messages.success(request, _("Les cartes reviennent au fond de l’IGN."))
    return True
