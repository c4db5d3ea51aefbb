"""Where it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.offer.forms.tabs import TabForm, Values, lines_of, without_empty
from buron.territory import reference


class PlaceTab(TabForm):
    key = "localisation"
    title = _("Localisation")

    lines = forms.CharField(
        label=_("Adresse"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Une ligne par ligne d’enveloppe, sans le code postal."),
    )
    postcode = forms.CharField(label=_("Code postal"), required=False, max_length=12)
    city = forms.CharField(label=_("Ville ou village"), required=False, max_length=200)
    insee = forms.CharField(
        label=_("Code INSEE de la commune"),
        required=False,
        max_length=5,
        help_text=_("Laissez vide : il se déduit du code postal et de la ville."),
    )
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    altitude = forms.IntegerField(label=_("Altitude (m)"), required=False, min_value=-500, max_value=9_000)

    def read(self, body: Mapping[str, Any]) -> Values:
        address, position = body.get("address") or {}, body.get("position") or {}
        return {
            "lines": "\n".join(address.get("lines", ())),
            "postcode": address.get("postcode", ""),
            "city": address.get("city", ""),
            "insee": address.get("insee", ""),
            "lat": position.get("lat"),
            "lon": position.get("lon"),
            "altitude": position.get("altitude"),
        }

    def clean_insee(self) -> str:
        code: str = self.cleaned_data["insee"].strip().upper()
        if code and reference.commune(code) is None:
            raise forms.ValidationError(_("Aucune commune n’a ce code INSEE."))
        return code

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        if (values.get("lat") is None) != (values.get("lon") is None):
            self.add_error("lat", _("Donnez la latitude et la longitude, ou aucune des deux."))
        moved = {"postcode", "city", "insee"}.intersection(self.changed_data)
        if moved and not values.get("insee") and values.get("city"):
            found = reference.commune_by_name(values["city"], values.get("postcode") or None)
            values["insee"] = found.insee if found else ""
        return values

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        address = without_empty(
            {
                "lines": lines_of(values["lines"]),
                "postcode": values["postcode"].strip(),
                "city": values["city"].strip(),
                "insee": values["insee"],
            }
        )
        position = None
        if values["lat"] is not None and values["lon"] is not None:
            position = without_empty({"lat": values["lat"], "lon": values["lon"]})
            position |= {"lat": values["lat"], "lon": values["lon"]}
            if values["altitude"] is not None:
                position["altitude"] = values["altitude"]
        return {"address": address or None, "position": position}
