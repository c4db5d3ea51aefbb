"""Forms of the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Erasure, Party
from buron.directory.queries import find_parties
from buron.directory.roles import ROLES
from buron.directory.services.parties import DESCRIBED
from buron.directory.wordings import CHANNELS, PURPOSES
from buron.kernel.forms import DateInput
from buron.kernel.texts import LANGUAGE_NAMES
from buron.kernel.whole import whole
from buron.territory import reference

STAFF_CHANNELS = [(code, title) for code, title in CHANNELS.items() if code not in ("web", "again")]


def countries() -> list[tuple[str, str]]:
    """France first, then the others in alphabetical order."""
    others = [(one.code, one.names["fr"]) for one in reference.countries() if one.code != "FR"]
    return [("FR", "France"), *others]


class SearchForm(forms.Form):
    """What the list is narrowed by."""

    mots = forms.CharField(label=_("Rechercher"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Qualité"), required=False)
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=[("", _("Toutes")), *Party.Kind.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label=_("Qualité"), required=False, choices=[("", _("Toutes")), *ROLES.items()]
        )

    @property
    def chosen(self) -> dict[str, str]:
        """What is valid; nonsense narrows nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PartyForm(forms.Form):
    """What describes a contact."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Party.Kind.choices)
    civility = forms.CharField(
        label=_("Civilité"), max_length=20, required=False, help_text=_("M., Mme, Dr… si on vous l’a dite.")
    )
    first_name = forms.CharField(label=_("Prénom"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=120, required=False)
    organisation_name = forms.CharField(label=_("Nom de l’organisme"), max_length=160, required=False)
    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    mobile = forms.CharField(label=_("Portable"), max_length=30, required=False)
    address = forms.CharField(
        label=_("Adresse"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Une ligne par ligne de l’enveloppe, sans le code postal ni la ville."),
    )
    postcode = forms.CharField(label=_("Code postal"), max_length=12, required=False)
    city = forms.CharField(label=_("Ville"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Pays"), required=False)
    language = forms.ChoiceField(label=_("Langue"), choices=list(LANGUAGE_NAMES.items()))
    roles = forms.MultipleChoiceField(
        label=_("Qualités"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.CharField(
        label=_("Remarques"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    another = forms.BooleanField(label=_("C’est quelqu’un d’autre : enregistrer quand même"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("country", countries()), ("roles", list(ROLES.items()))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def description(self) -> dict[str, Any]:
        """The answers as the services take them."""
        return {name: self.cleaned_data[name] for name in DESCRIBED}

    @staticmethod
    def initial_of(party: Party) -> dict[str, Any]:
        """The contact as its form shows it."""
        return {name: getattr(party, name) for name in DESCRIBED}


class RoleForm(forms.Form):
    """One more quality."""

    code = forms.ChoiceField(label=_("Qualité"))
    since = forms.DateField(label=_("Depuis le"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(ROLES.items())


class ConsentForm(forms.Form):
    """An agreement that was given in another way than by the person's own click."""

    purpose = forms.ChoiceField(label=_("Pour"), choices=list(PURPOSES.items()))
    channel = forms.ChoiceField(label=_("Moyen"), choices=STAFF_CHANNELS)
    proof = forms.CharField(
        label=_("Preuve"),
        max_length=200,
        help_text=_("Où la retrouver : courriel du 12 mars, bulletin signé, appel noté par…"),
        error_messages={"required": _("Dites où se trouve la preuve : sans elle, l’accord ne vaut rien.")},
    )


class LinkForm(forms.Form):
    """A person's function in an organisation, the person being found by words."""

    person = forms.CharField(
        label=_("Personne"),
        max_length=120,
        help_text=_("Nom, ou numéro du contact."),
        error_messages={"required": _("Écrivez le nom de la personne.")},
    )
    function = forms.CharField(label=_("Fonction"), max_length=80, required=False)
    email = forms.EmailField(label=_("Adresse électronique de cette fonction"), required=False)
    phone = forms.CharField(label=_("Téléphone de cette fonction"), max_length=30, required=False)

    def clean_person(self) -> Party:
        """The one person that the words mean."""
        words = str(self.cleaned_data["person"])
        found = list(find_parties(words, kind=Party.Kind.PERSON, limit=3))
        if (number := whole(words)) is not None:
            found = list(find_parties(kind=Party.Kind.PERSON, limit=None).filter(pk=number))
        if len(found) != 1:
            raise forms.ValidationError(
                _("Aucune personne ne porte ce nom : enregistrez-la d’abord.")
                if not found
                else _("Plusieurs personnes portent ce nom : écrivez le numéro du contact.")
            )
        return found[0]


class ErasureForm(forms.Form):
    """Why a contact is erased."""

    reason = forms.ChoiceField(
        label=_("Motif"),
        choices=[choice for choice in Erasure.Reason.choices if choice[0] != Erasure.Reason.SILENCE],
    )
