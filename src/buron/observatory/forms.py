"""Forms of the observatory. They only read what was typed: services decide whether it can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Indicator, ReportSection
from buron.kernel.formats import MONTHS
from buron.kernel.forms import DateInput
from buron.kernel.models import Membership, User
from buron.observatory.models import DashboardSetting, ExternalFigure


class CareForm(forms.Form):
    """Owner and due date of a dashboard."""

    owner = forms.ChoiceField(label=_("Qui le tient"), required=False)
    frequency = forms.ChoiceField(label=_("À mettre à jour"), choices=DashboardSetting.Frequency.choices)
    due_day = forms.IntegerField(
        label=_("Avant le jour"),
        min_value=1,
        max_value=31,
        help_text=_("Jour du mois ; pour une fréquence hebdomadaire, 1 est lundi."),
    )
    due_month = forms.TypedChoiceField(
        label=_("Mois"),
        coerce=int,
        choices=[(rank, name.capitalize()) for rank, name in enumerate(MONTHS, start=1)],
        help_text=_("Pour une fréquence annuelle seulement."),
    )
    note = forms.CharField(
        label=_("Rappel"),
        max_length=200,
        required=False,
        help_text=_("Par exemple : avant le comité de direction d’octobre."),
    )

    def __init__(
        self, data: Any = None, *, members: Iterable[Membership], setting: DashboardSetting | None
    ) -> None:
        initial = (
            {name: getattr(setting, name) for name in ("frequency", "due_day", "due_month", "note")}
            if setting
            else {"frequency": "month", "due_day": 5, "due_month": 1}
        )
        if setting and setting.owner_id:
            initial["owner"] = str(setting.owner_id)
        super().__init__(data, initial=initial)
        self._people: dict[str, User] = {str(one.user_id): one.user for one in members}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [
            ("", _("Personne encore")),
            *((key, str(user)) for key, user in self._people.items()),
        ]

    def values(self) -> dict[str, Any]:
        """What :func:`assign_dashboard` takes."""
        cleaned = dict(self.cleaned_data)
        return {**cleaned, "owner": self._people.get(cleaned["owner"])}


class ReportSettingsForm(forms.Form):
    """Title of a year's report and the sections that it prints."""

    title = forms.CharField(label=_("Titre"), max_length=160, required=False)
    printed = forms.MultipleChoiceField(
        label=_("Parties imprimées"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any = None, *, title: str, sections: Sequence[ReportSection], left_out: Iterable[str]
    ) -> None:
        hidden = set(left_out)
        kept = [one.key for one in sections if one.key not in hidden]
        super().__init__(data, initial={"title": title, "printed": kept})
        self._hidden, self._shown = hidden, {one.key for one in sections}
        printed = self.fields["printed"]
        assert isinstance(printed, forms.MultipleChoiceField)
        printed.choices = [(one.key, f"{one.chapter} — {one.title}") for one in sections]

    def left_out(self) -> set[str]:
        """Sections that are not printed; those that the person may not see stay as they were."""
        unseen = self._hidden - self._shown
        return (self._shown - set(self.cleaned_data["printed"])) | unseen


class ExternalFigureForm(forms.Form):
    """A figure read elsewhere."""

    indicator = forms.ChoiceField(label=_("Indicateur"))
    period = forms.CharField(
        label=_("Période"), max_length=24, help_text=_("2024, 2024-07, 2024-07-14, 2024-Q2 ou 2024-ete")
    )
    measure = forms.ChoiceField(label=_("C’est une"), choices=ExternalFigure.Measure.choices)
    printed = forms.CharField(
        label=_("Chiffre imprimé"),
        max_length=40,
        help_text=_("Tel qu’il est écrit : 23 691 ; −3,2 % ; 18 561,00 €"),
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Rapport 2019 page 7, relevé du prestataire…")
    )
    parts = forms.CharField(
        label=_("Somme imprimée"),
        max_length=200,
        required=False,
        help_text=_("Facultatif, si le document détaille : 1 + 6 + 16"),
    )
    split = forms.ChoiceField(label=_("Découpage"), required=False)
    code = forms.CharField(
        label=_("Modalité"),
        max_length=80,
        required=False,
        help_text=_("Avec un découpage, comme elle est affichée : Couple, Belgique"),
    )

    def __init__(self, data: Any = None, *, shown: Sequence[Indicator], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        indicator, split = self.fields["indicator"], self.fields["split"]
        assert isinstance(indicator, forms.ChoiceField)
        assert isinstance(split, forms.ChoiceField)
        indicator.choices = [(one.key, str(one.title)) for one in shown]
        titles = {dimension.key: str(dimension.title) for one in shown for dimension in one.dimensions}
        split.choices = [("", _("Ensemble")), *sorted(titles.items(), key=lambda pair: pair[1])]


class SeriesBreakForm(forms.Form):
    """From which day a series no longer counts the same thing."""

    day = forms.DateField(label=_("À partir du"), widget=DateInput)
    note = forms.CharField(
        label=_("Ce qui change"),
        max_length=300,
        help_text=_("Par exemple : nouveau compteur, bureau rattaché…"),
    )
