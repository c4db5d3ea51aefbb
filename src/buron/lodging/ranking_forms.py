"""Forms of the star ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.forms import DateInput, DateTimeInput
from buron.kernel.models import Membership
from buron.lodging.models import Accreditation, RankingRequest
from buron.lodging.ranking import Grid
from buron.lodging.ranking_texts import stars_text
from buron.lodging.services.ranking_requests import DESCRIBED

STARS = [(str(stars), stars_text(stars)) for stars in range(1, 6)]
ASK = ("", _("Non renseigné"))


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field what can be chosen in this office."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class BoardForm(forms.Form):
    """What the board is narrowed by."""

    mots = forms.CharField(label=_("Meublé"), max_length=80, required=False)
    etape = forms.ChoiceField(
        label=_("Étape"),
        required=False,
        choices=[("", _("En cours")), ("toutes", _("Toutes")), *RankingRequest.Stage.choices],
    )

    @property
    def chosen(self) -> dict[str, str]:
        """What is valid; nonsense narrows nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RoomsField(forms.CharField):
    """Rooms, one a line: ``Chambre 1 ; 12 ; 2`` (name, square metres, sleeping places)."""

    widget = forms.Textarea({"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" ; ".join(_room_parts(one)) for one in value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value) or ""
        return [_room(line) for line in text.splitlines() if line.strip()]


def _room_parts(room: dict[str, Any]) -> list[str]:
    parts = [str(room.get("name", "")), room.get("surface"), room.get("sleeps")]
    return ["" if part is None else str(part) for part in parts]


def _room(line: str) -> dict[str, Any]:
    name, surface, sleeps = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
    return {"name": name[:60], "surface": _whole(surface, 999, line), "sleeps": _whole(sleeps, 40, line)}


def _whole(text: str, most: int, line: str) -> int | None:
    if not text:
        return None
    digits = text.lower().removesuffix("m²").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 5 and int(digits) <= most):
        raise forms.ValidationError(
            _t("« %(line)s » : écrivez le nom ; la surface en m² ; les couchages, en nombres entiers.")
            % {"line": line.strip()[:60]}
        )
    return int(digits)


class RequestForm(forms.Form):
    """What the form CERFA 11819 says."""

    party = forms.ChoiceField(label=_("Demandeur"))
    quality = forms.ChoiceField(label=_("En qualité de"), choices=RankingRequest.Quality.choices)
    received_on = forms.DateField(label=_("Reçue le"), widget=DateInput)
    reason = forms.ChoiceField(label=_("Nature de la demande"), choices=RankingRequest.Reason.choices)
    requested_stars = forms.ChoiceField(label=_("Étoiles demandées"), choices=STARS)
    signed_on = forms.DateField(label=_("Formulaire signé le"), required=False, widget=DateInput)
    dwelling = forms.ChoiceField(
        label=_("Type de logement"), required=False, choices=[ASK, *RankingRequest.Dwelling.choices]
    )
    capacity = forms.IntegerField(
        label=_("Personnes accueillies"), required=False, min_value=1, max_value=100
    )
    surface = forms.IntegerField(
        label=_("Surface habitable (m²)"), required=False, min_value=1, max_value=2000
    )
    floor = forms.IntegerField(
        label=_("Étage"), required=False, min_value=-5, max_value=200, help_text=_("0 : rez-de-chaussée.")
    )
    altitude = forms.IntegerField(
        label=_("Altitude (m)"),
        required=False,
        min_value=-100,
        max_value=5000,
        help_text=_("Au-dessus de 1 000 m, la climatisation n’est pas demandée."),
    )
    fee = forms.DecimalField(
        label=_("Prix de la visite (€)"), required=False, min_value=0, max_value=5000, decimal_places=2
    )
    rooms = RoomsField(
        label=_("Pièces"),
        required=False,
        max_length=3000,
        help_text=_("Une par ligne, la pièce principale d’abord : nom ; surface en m² ; couchages."),
    )
    notes = forms.CharField(
        label=_("Remarques"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, parties: Iterable[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "party", [(str(one.pk), str(one)) for one in parties])

    def described(self) -> dict[str, Any]:
        """The answers as the services take them; the party apart."""
        values = {name: self.cleaned_data.get(name) for name in DESCRIBED if name != "fee_cents"}
        values["requested_stars"] = int(self.cleaned_data["requested_stars"])
        fee: Decimal | None = self.cleaned_data.get("fee")
        values["fee_cents"] = None if fee is None else int(fee * 100)
        return values

    @staticmethod
    def initial_of(request: RankingRequest) -> dict[str, Any]:
        """The request as its form shows it."""
        values = {name: getattr(request, name) for name in DESCRIBED}
        values["fee"] = None if request.fee_cents is None else Decimal(request.fee_cents) / 100
        return {**values, "party": str(request.party_id)}


class AppointmentForm(forms.Form):
    """When, and who visits."""

    appointment = forms.DateTimeField(label=_("Jour et heure"), widget=DateTimeInput)
    visitor = forms.ChoiceField(label=_("Visite faite par"))
    meets = forms.CharField(label=_("Personne présente"), max_length=120, required=False)

    def __init__(self, *args: Any, visitors: Iterable[Accreditation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "visitor", [(str(one.pk), one.name) for one in visitors])

    def clean_appointment(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["appointment"]
        if abs((timezone.localdate(at) - timezone.localdate()).days) > 3660:
            raise forms.ValidationError(_t("Cette date est trop loin."))
        return at


class DecisionForm(forms.Form):
    """Which stars, with what words."""

    stars = forms.ChoiceField(label=_("Avis pour"), choices=STARS)
    decided_on = forms.DateField(label=_("Décidé le"), widget=DateInput)
    words = forms.CharField(
        label=_("Observations au loueur"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class DayForm(forms.Form):
    """A day, and sometimes why."""

    day = forms.DateField(label=_("Le"), widget=DateInput)
    because = forms.CharField(label=_("Motif"), max_length=200, required=False)


class MailForm(forms.Form):
    """A mail that is read over."""

    to = forms.EmailField(label=_("À"), required=False)
    subject = forms.CharField(label=_("Sujet"), max_length=200)
    text = forms.CharField(label=_("Texte"), max_length=5000, widget=forms.Textarea({"rows": 14}))


class AccreditationForm(forms.Form):
    """Who is accredited, over which days."""

    member = forms.ChoiceField(label=_("Pour"), required=False)
    place = forms.ChoiceField(
        label=_("Qualité"), required=False, choices=[("", "—"), *Accreditation.Place.choices]
    )
    reference = forms.CharField(label=_("Référence"), max_length=120, required=False)
    valid_from = forms.DateField(label=_("À partir du"), widget=DateInput)
    valid_until = forms.DateField(label=_("Jusqu’au"), widget=DateInput)

    def __init__(self, *args: Any, members: Iterable[Membership] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), str(one.user.name or one.user.email)) for one in members]
        set_choices(self, "member", [("", _t("L’office")), *people])


ANSWERS = {
    "yes": _("Oui, ils comptent"),
    "no": _("Non, ils comptent à part"),
    "most": _("5 points"),
    "obtained": _("Les points obtenus"),
    "exact": _("Sans arrondi"),
    "up": _("Arrondi à l’entier supérieur"),
}
CHOSEN = {
    "obligatory_includes_onc": ("yes", "no"),
    "surface_bonus_counts": ("most", "obtained"),
    "rounding": ("exact", "up"),
}
TITLES = {
    "obligatory_includes_onc": _("Points de propreté et d’état"),
    "surface_bonus_counts": _("Surface majorée (critère 2)"),
    "rounding": _("Arrondi des seuils"),
}


class ScoringForm(forms.Form):
    """The points of the rule that the texts leave open, each with its note."""

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, values in CHOSEN.items():
            parameter = grid.parameters[key]
            self.fields[key] = forms.ChoiceField(
                label=TITLES[key],
                choices=[(one, ANSWERS[one]) for one in values],
                initial=parameter.value,
                help_text=_("%s Non vérifié dans un texte : à régler selon votre guide de contrôle.")
                % parameter.note,
            )
