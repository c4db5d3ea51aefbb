"""Forms of the platforms' screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import AmountField, DateInput, DropZone
from buron.lodging.queries import lodgings
from buron.tourist_tax.models import Platform, PlatformFile, PlatformFinding
from buron.tourist_tax.services.platforms.reading import MOST_BYTES

USUAL = ("Airbnb", "Booking", "Abritel", "Leboncoin", "Gîtes de France", "Belvilla", "Clévacances", "Expedia")


class PlatformFileForm(forms.Form):
    """A file, and the platform that sent it."""

    platform = forms.CharField(
        label=_("Plateforme"),
        max_length=40,
        help_text=_("Choisissez-la, ou écrivez le nom d’une autre."),
        widget=forms.TextInput(attrs={"list": "platform-names", "autocomplete": "off"}),
    )
    file = forms.FileField(label=_("Fichier CSV, XLSX ou ODS"), widget=DropZone, max_length=200)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Le fichier dépasse 20 Mo : demandez-le par semestre."))
        return file


class MappingForm(forms.Form):
    """What holds for a whole file; its columns are read apart."""

    nights_mean = forms.ChoiceField(
        label=_("La colonne des nuits compte"), choices=PlatformFile.Nights.choices, widget=forms.RadioSelect
    )
    default_month = forms.DateField(
        label=_("Mois, si le fichier ne le dit pas"), required=False, widget=DateInput
    )


class BecauseForm(forms.Form):
    """A reason, kept in the journal."""

    because = forms.CharField(label=_("Motif de l’annulation"), max_length=300)


class MatchForm(forms.Form):
    """Which lodging an announcement is: its number at the register."""

    lodging = forms.IntegerField(label=_("Nº au registre"), min_value=1, max_value=2**31 - 1)

    def clean_lodging(self) -> Any:
        found = lodgings().filter(number=self.cleaned_data["lodging"]).first()
        if found is None:
            raise forms.ValidationError(_("Aucun hébergement n’a ce numéro au registre."))
        return found


class FindingForm(forms.Form):
    """What was done of a finding."""

    state = forms.ChoiceField(label=_("État"), choices=PlatformFinding.State.choices)
    reason = forms.CharField(label=_("Motif ou note"), max_length=300, required=False)


class PlatformPaymentForm(forms.Form):
    """Money that a platform paid over."""

    platform = forms.ModelChoiceField(label=_("Plateforme"), queryset=Platform.objects.none())
    amount = AmountField(label=_("Montant reçu"))
    received_on = forms.DateField(label=_("Reçu le"), widget=DateInput)
    reference = forms.CharField(label=_("Référence du virement"), max_length=140, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["platform"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Platform.objects.all()


class SpendingForm(forms.Form):
    """What a visitor spends for a night, from a date."""

    valid_from = forms.DateField(label=_("À partir du"), widget=DateInput)
    cents = AmountField(label=_("Dépense par nuitée"))
    low = AmountField(label=_("Hypothèse basse"), required=False)
    high = AmountField(label=_("Hypothèse haute"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300)


class UseForm(forms.Form):
    """A use of the year's revenue."""

    label = forms.CharField(label=_("Emploi"), max_length=200)
    amount = AmountField(label=_("Montant"))
