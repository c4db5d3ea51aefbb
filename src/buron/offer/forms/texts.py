"""What the thing is and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import TextsField
from buron.offer.forms.tabs import TabForm, Values, YesNoField, as_bool, text_paths, tidy, tidy_texts, yes_no
from buron.offer.kinds import kind_choices

_REGISTRATION = RegexValidator(
    r"\A[0-9A-Z]{13}\Z", _("Un numéro d’enregistrement compte 13 chiffres ou capitales, sans espaces.")
)
_SIRET = RegexValidator(r"\A\d{14}\Z", _("Un SIRET compte 14 chiffres, sans espaces."))


class IdentityTab(TabForm):
    key = "identite"
    title = _("Identité")

    name = TextsField(label=_("Nom"), max_length=250)
    kind = forms.ChoiceField(label=_("Type"), choices=kind_choices)
    subkind = forms.CharField(
        label=_("Sous-type"),
        required=False,
        max_length=120,
        help_text=_("Comme on le dit au comptoir : gîte d’étape, crêperie, cascade…"),
    )
    manager = forms.CharField(label=_("Exploitant"), required=False, max_length=250)
    siret = forms.CharField(label=_("SIRET"), required=False, validators=[_SIRET])
    registration_number = forms.CharField(
        label=_("Numéro d’enregistrement"), required=False, validators=[_REGISTRATION]
    )
    booking_required = YesNoField(label=_("Réservation obligatoire"))
    cancelled = forms.BooleanField(
        label=_("Annulé"), required=False, help_text=_("La fiche reste visible et dit que c’est annulé.")
    )

    def read(self, body: Mapping[str, Any]) -> Values:
        return {
            "name": tidy_texts(body.get("name")),
            "kind": body.get("kind", ""),
            "subkind": body.get("subkind", "").strip(),
            "manager": body.get("manager", "").strip(),
            "siret": body.get("siret", ""),
            "registration_number": body.get("registration_number", ""),
            "booking_required": yes_no(body.get("booking_required")),
            "cancelled": bool(body.get("cancelled")),
        }

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        return {
            **text_paths("name", values["name"]),
            "kind": values["kind"],
            "subkind": values["subkind"] or None,
            "manager": values["manager"] or None,
            "siret": values["siret"] or None,
            "registration_number": values["registration_number"] or None,
            "booking_required": as_bool(values["booking_required"]),
            "cancelled": True if values["cancelled"] else None,
        }


class TextsTab(TabForm):
    key = "textes"
    title = _("Textes")

    short = TextsField(
        label=_("Texte court"),
        required=False,
        long=True,
        max_length=5_000,
        help_text=_("Deux phrases : ce que l’on dit à quelqu’un qui est pressé."),
    )
    description = TextsField(label=_("Description"), required=False, long=True, max_length=100_000)
    practical = TextsField(
        label=_("Informations pratiques"),
        required=False,
        long=True,
        max_length=50_000,
        help_text=_("Accès, matériel, conseils : ce qu’il faut savoir avant de venir."),
    )

    def read(self, body: Mapping[str, Any]) -> Values:
        return {field: tidy_texts(body.get(field)) for field in ("short", "description", "practical")}

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        return {
            path: text
            for field in ("short", "description", "practical")
            for path, text in text_paths(field, values[field]).items()
        }


class NewFicheForm(forms.Form):
    """The little that a fiche begins with; the tabs take the rest."""

    name = forms.CharField(label=_("Nom"), max_length=250)
    kind = forms.ChoiceField(label=_("Type"), choices=[("", _("Choisissez…")), *kind_choices()])
    subkind = forms.CharField(label=_("Sous-type"), required=False, max_length=120)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    short = forms.CharField(
        label=_("Texte court"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, communes: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.communes = dict(communes)
        self.fields["commune"].choices = [("", _("à préciser plus tard")), *communes]  # type: ignore[attr-defined]

    def body(self) -> Values:
        """The body that the answers make."""
        values = self.cleaned_data
        body: Values = {"kind": values["kind"], "name": {"fr": tidy(values["name"])}}
        if values["subkind"]:
            body["subkind"] = values["subkind"]
        if values["commune"]:
            body["address"] = {"city": self.communes[values["commune"]], "insee": values["commune"]}
        if tidy(values["short"]):
            body["short"] = {"fr": tidy(values["short"])}
        return body
