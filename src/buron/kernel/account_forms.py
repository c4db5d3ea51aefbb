"""Forms of the administration: invitations, roles, the office, a new account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import ROLE_TITLES
from buron.kernel.models import Office, User


class RolesForm(forms.Form):
    """The roles of somebody."""

    roles = forms.MultipleChoiceField(
        label=_("Rôles"),
        choices=tuple(ROLE_TITLES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un rôle.")},
    )


class InvitationForm(RolesForm):
    """Somebody to invite."""

    name = forms.CharField(label=_("Nom"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Un lien valable quatorze jours y est envoyé."),
    )
    field_order = ("name", "email", "roles")


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What describes the office on its pages, letters and reports."""

    website = forms.URLField(
        label=_("Site internet"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Une adresse de site s’écrit comme www.exemple.fr.")},
    )

    siren = forms.CharField(label=_("SIREN de l’office"), required=False, max_length=14)

    class Meta:
        model = Office
        fields = ("name", "email", "phone", "website", "address", "siren")
        labels = {
            "name": _("Nom de l’office"),
            "email": _("Adresse électronique"),
            "phone": _("Téléphone"),
            "address": _("Adresse postale"),
        }
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def clean_siren(self) -> str:
        siren = str(self.cleaned_data["siren"]).replace(" ", "")
        if siren and (len(siren) != 9 or not siren.isdigit()):
            raise forms.ValidationError(_("Un SIREN a neuf chiffres."))
        return siren


class NewAccountForm(forms.Form):
    """The account that somebody opens from an invitation."""

    name = forms.CharField(label=_("Votre nom"), max_length=120)
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Dix caractères au moins ; une phrase se retient mieux."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.email, name=self.data.get("name", "")))
        return password
