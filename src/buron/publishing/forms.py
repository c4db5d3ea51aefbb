"""Forms of the fleet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import WEEKDAYS
from buron.kernel.forms import DateInput
from buron.publishing.models import Kiosk
from buron.publishing.rules import (
    HOURS,
    LONGEST_GAP,
    LONGEST_IDLE,
    SHORTEST_GAP,
    SHORTEST_IDLE,
    KioskError,
    WeekHours,
)
from buron.publishing.services import KioskFacts
from buron.territory.forms import CommuneField
from buron.territory.models import Desk

STARTS = [("", _("éteinte")), *((str(hour), f"{hour} h") for hour in range(HOURS))]
ENDS = [("", "—"), *((str(hour), f"{hour} h") for hour in range(1, HOURS + 1))]


class KioskForm(forms.Form):
    """What is said of a kiosk."""

    name = forms.CharField(label=_("Nom"), max_length=80, help_text=_("Par exemple le village où elle est."))
    form = forms.ChoiceField(label=_("Appareil"), choices=Kiosk.Form.choices)
    place = forms.CharField(
        label=_("Emplacement"), max_length=160, required=False, help_text=_("Sous la halle, côté fontaine…")
    )
    insee = CommuneField(label=_("Commune"), required=False)
    desk = forms.ModelChoiceField(
        label=_("Bureau"), queryset=Desk.objects.none(), required=False, empty_label=_("Aucun")
    )
    idle_seconds = forms.IntegerField(
        label=_("Retour à l’accueil après (secondes sans geste)"),
        min_value=SHORTEST_IDLE,
        max_value=LONGEST_IDLE,
        initial=90,
    )
    alert_hours = forms.IntegerField(
        label=_("Prévenir après (heures sans nouvelles)"),
        min_value=1,
        max_value=1440,
        required=False,
        initial=24,
        help_text=_("Vide : ne pas prévenir, par exemple pour une borne sans réseau."),
    )
    low_reach = forms.BooleanField(label=_("Commandes à hauteur de fauteuil dès l’accueil"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].queryset = Desk.objects.all()  # type: ignore[attr-defined]

    def facts(self) -> KioskFacts:
        """What the service takes."""
        said = self.cleaned_data
        return KioskFacts(
            name=said["name"],
            form=said["form"],
            place=said["place"],
            insee=said["insee"] or "",
            desk=said["desk"],
            idle_seconds=said["idle_seconds"],
            low_reach=said["low_reach"],
            alert_hours=said["alert_hours"],
        )

    @staticmethod
    def initial_of(kiosk: Kiosk) -> dict[str, Any]:
        """What the form shows of a kiosk."""
        return {
            "name": kiosk.name,
            "form": kiosk.form,
            "place": kiosk.place,
            "insee": kiosk.commune_name,
            "desk": kiosk.desk_id,
            "idle_seconds": kiosk.idle_seconds,
            "alert_hours": kiosk.alert_hours,
            "low_reach": kiosk.low_reach,
        }


class HoursForm(forms.Form):
    """The hours of a week, from a day."""

    since = forms.DateField(label=_("À partir du"), widget=DateInput())

    def __init__(self, *args: Any, week: WeekHours | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["since"].initial = timezone.localdate()
        for number, name in enumerate(WEEKDAYS, 1):
            span = (week or {}).get(str(number)) or ("", "")
            for key, choices, initial, label in (
                (f"from_{number}", STARTS, span[0], _("%s, de") % name),
                (f"to_{number}", ENDS, span[1], _("%s, à") % name),
            ):
                self.fields[key] = forms.ChoiceField(
                    label=label, choices=choices, initial=str(initial), required=False
                )

    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """The days with their two lists."""
        return [(name, self[f"from_{n}"], self[f"to_{n}"]) for n, name in enumerate(WEEKDAYS, 1)]

    def week(self) -> dict[str, list[int]]:
        """What the service takes; :class:`KioskError` when a day has only one of its hours."""
        kept: dict[str, list[int]] = {}
        for number, name in enumerate(WEEKDAYS, 1):
            first, last = self.cleaned_data[f"from_{number}"], self.cleaned_data[f"to_{number}"]
            if first == "" and last == "":
                continue
            if first == "" or last == "":
                raise KioskError(f"Le {name}, indiquez l’heure de début et l’heure de fin.", "hours")
            kept[str(number)] = [int(first), int(last)]
        return kept


class NoteForm(forms.Form):
    """What was done to a kiosk."""

    day = forms.DateField(label=_("Le"), widget=DateInput())
    text = forms.CharField(
        label=_("Ce qui a été fait"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SettingsForm(forms.Form):
    """What holds for all the kiosks of the office."""

    gap = forms.IntegerField(
        label=_("Pause qui sépare deux sessions (secondes)"),
        min_value=SHORTEST_GAP,
        max_value=LONGEST_GAP,
        help_text=_("Les sessions déjà comptées le sont à nouveau avec cette pause."),
    )
    weather = forms.CharField(
        label=_("Adresse de la météo"),
        max_length=500,
        required=False,
        help_text=_(
            "Vide : aucune météo, aucun appel au dehors. Sinon l’adresse d’un service qui répond comme Open-Meteo : "
            "le manuel donne un exemple."
        ),
    )
