"""Forms of the openings: a season with its week, days set apart, a gap with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import WEEKDAYS
from buron.kernel.forms import DateInput
from buron.territory.calendars import ZONES
from buron.territory.models import OpeningReason, OpeningSeason
from buron.territory.rules.slots import EXAMPLE, SlotError, Slots, entry_text, from_json, parse_slots
from buron.territory.year import FIRST_YEAR, LAST_YEAR

MOST_TEXT = 60


class SlotsField(forms.CharField):
    """Hours of a day as people write them; cleans to slots, none for a closed day."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "off", "placeholder": _("fermé"), "maxlength": MOST_TEXT}
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**{"required": False, "max_length": MOST_TEXT, "empty_value": "", **options})

    def clean(self, value: Any) -> Slots:
        try:
            return parse_slots(str(super().clean(value) or ""))
        except SlotError as error:
            raise forms.ValidationError(str(error), code="slots") from error


class SeasonForm(forms.Form):
    """A stretch of the year with the hours of each day of its week."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=80,
        required=False,
        help_text=_("Par exemple « Haute saison ». Facultatif."),
    )
    start = forms.DateField(label=_("Du"), widget=DateInput)
    end = forms.DateField(label=_("Au"), widget=DateInput)
    holidays = forms.ChoiceField(label=_("Jours fériés"), choices=OpeningSeason.Holidays.choices)
    school = forms.ChoiceField(label=_("Vacances scolaires"), choices=OpeningSeason.School.choices)
    zones = forms.MultipleChoiceField(
        label=_("Zones scolaires"),
        required=False,
        choices=[(zone, zone) for zone in ZONES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Seulement si la période dépend des vacances."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, name in enumerate(WEEKDAYS, 1):
            self.fields[f"day{number}"] = SlotsField(label=name.capitalize())
        self.fields["day1"].help_text = _("Par exemple « %s ». Vide : fermé.") % EXAMPLE

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """The seven days in order."""
        return [self[f"day{number}"] for number in range(1, 8)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        week = [said.get(f"day{number}") for number in range(1, 8)]
        if not self.errors and not any(week):
            self.add_error(
                "day1", _("Donnez les heures d’au moins un jour, sinon le bureau ne serait jamais ouvert.")
            )
        return said

    def plan(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        said = self.cleaned_data
        return {
            "start": said["start"],
            "end": said["end"],
            "week": {number: said[f"day{number}"] for number in range(1, 8)},
            "name": " ".join(said["name"].split()),
            "holidays": said["holidays"],
            "school": said["school"],
            "zones": "".join(sorted(said["zones"])),
        }

    @staticmethod
    def initial_of(season: OpeningSeason) -> dict[str, Any]:
        """A season as its form shows it."""
        names = ("name", "start", "end", "holidays", "school")
        values: dict[str, Any] = {name: getattr(season, name) for name in names}
        values["zones"] = list(season.zones)
        for number in range(1, 8):
            values[f"day{number}"] = entry_text(from_json(season.week.get(str(number), [])))
        return values


class DaysField(forms.Field):
    """Days ticked in the calendar."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": _("Touchez d’abord un ou plusieurs jours du calendrier."),
        "invalid": _("L’un des jours choisis n’est pas une date."),
    }

    def to_python(self, value: Any) -> list[dt.date]:
        try:
            days = [dt.date.fromisoformat(str(one)) for one in (value or [])[:400]]
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return days


class ApartForm(forms.Form):
    """What is planned for days apart from their season."""

    days = DaysField()
    slots = SlotsField(label=_("Heures prévues"), help_text=_("Par exemple « %s ». Vide : fermé.") % EXAMPLE)
    label = forms.CharField(
        label=_("Précision"),
        max_length=80,
        required=False,
        help_text=_("Facultatif, pour l’équipe : « foire de printemps », « inventaire »."),
    )


class GapForm(forms.Form):
    """What really happened on days, and why."""

    HOW = (
        ("closed", _("Fermé toute la journée")),
        ("morning", _("Fermé le matin")),
        ("afternoon", _("Fermé l’après-midi")),
        ("hours", _("Ouvert à d’autres heures")),
    )

    days = DaysField()
    how = forms.ChoiceField(label=_("Ce qui s’est passé"), choices=HOW)
    slots = SlotsField(
        label=_("Heures réelles"),
        help_text=_("Pour « ouvert à d’autres heures » : « %s ».") % EXAMPLE,
    )
    reason = forms.ChoiceField(
        label=_("Motif"),
        error_messages={
            "required": _("Choisissez un motif."),
            "invalid_choice": _("Choisissez un motif de la liste."),
        },
    )
    words = forms.CharField(
        label=_("Précision"),
        max_length=120,
        required=False,
        help_text=_("Facultatif. Ni nom, ni détail de santé : le motif suffit."),
    )

    def __init__(self, *args: Any, reasons: list[OpeningReason], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("À choisir")), *((one.code, one.label) for one in reasons)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("how") == "hours" and "slots" not in self.errors and not said.get("slots"):
            self.add_error("slots", _("Donnez les heures d’ouverture de ces jours."))
        return said


class ReasonForm(forms.Form):
    """The name of a reason."""

    label = forms.CharField(
        label=_("Motif"), max_length=80, error_messages={"required": _("Donnez un nom à ce motif.")}
    )
