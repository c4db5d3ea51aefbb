"""Forms of the tourist tax."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import ChoiceButtons, DateInput
from buron.kernel.money import cents
from buron.territory import reference
from buron.tourist_tax.calculator import FlatQuestion, Place, StayQuestion
from buron.tourist_tax.law import current_law
from buron.tourist_tax.records import MOST_PERSONS, MOST_PRICE, MOST_TARIFF, MOST_UNITS
from buron.tourist_tax.rules import LONGEST_STAY, Policy

FIRST_DAY, LAST_DAY = dt.date(2015, 1, 1), dt.date(2099, 12, 31)
NEGATIVE = _("Un nombre négatif n’est pas possible.")
TOO_MUCH = _("Au plus %(limit_value)s : vérifiez la saisie.")
VOTES = {"oui": True, "non": False}
POLICIES = (
    (Policy.PARTS.value, _("Chaque part, par personne et par nuit (habituel)")),
    (Policy.NIGHT.value, _("Le total, par personne et par nuit")),
    (Policy.STAY.value, _("Une seule fois, sur le séjour")),
)


class DecimalField(forms.DecimalField):
    """A decimal typed with a comma or a point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, min_value=0, **options)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.error_messages |= {
            "invalid": _("Un nombre est attendu, par exemple 1,70."),
            "min_value": NEGATIVE,
            "max_value": TOO_MUCH,
        }


class CountField(forms.IntegerField):
    """Nights or persons."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(min_value=0, max_value=most, **options)
        self.error_messages |= {
            "invalid": _("Un nombre entier est attendu."),
            "min_value": NEGATIVE,
            "max_value": TOO_MUCH,
        }


def categories() -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories under their nature, for a select."""
    law = current_law()
    return [
        (
            nature.title,
            [(one.key, one.title) for one in law.categories.values() if one.nature == nature.key],
        )
        for nature in law.natures.values()
    ]


def departments() -> list[tuple[str, Any]]:
    """The départements by code, for a select."""
    return [("", _("Choisir")), *((one.code, f"{one.code} – {one.name}") for one in reference.departments())]


class DayForm(forms.Form):
    """The day and the département of the law to show."""

    date = forms.DateField(label=_("Jour"), widget=DateInput)
    department = forms.ChoiceField(label=_("Département"), choices=departments, required=False)

    def clean_date(self) -> dt.date:
        return _within(self.cleaned_data["date"])


class CalculatorForm(forms.Form):
    """One stay, or one flat tax; what is needed depends on the regime and on the category."""

    regime = forms.ChoiceField(
        label=_("Régime"),
        choices=(("reel", _("Au réel")), ("forfait", _("Au forfait"))),
        widget=ChoiceButtons,
    )
    category = forms.ChoiceField(label=_("Hébergement et classement"), choices=categories)
    arrival = forms.DateField(label=_("Arrivée, ou premier jour du forfait"), widget=DateInput)
    nights = CountField(label=_("Nuits"), most=LONGEST_STAY)
    persons = CountField(label=_("Personnes, en tout"), required=False, most=MOST_PERSONS)
    exempt = CountField(
        label=_("Dont exonérées"),
        required=False,
        most=MOST_PERSONS,
        help_text=_("Mineurs, saisonniers employés ici, hébergement d’urgence, petit loyer."),
    )
    tariff = DecimalField(
        label=_("Tarif voté, en euros"),
        required=False,
        max_value=MOST_TARIFF,
        decimal_places=2,
        help_text=_("Sans les taxes additionnelles."),
    )
    rate = DecimalField(
        label=_("Taux voté, en %"),
        required=False,
        max_value=100,
        decimal_places=4,
        help_text=_("De 1 à 5 %."),
    )
    cap = DecimalField(
        label=_("Tarif le plus élevé voté, en euros"),
        required=False,
        max_value=MOST_TARIFF,
        decimal_places=2,
        help_text=_("C’est le plafond par personne et par nuit, souvent le tarif des palaces."),
    )
    price = DecimalField(
        label=_("Prix du séjour hors taxes, en euros"),
        required=False,
        max_value=MOST_PRICE,
        decimal_places=6,
        help_text=_("Pour tout le logement et toutes les nuits, sans le ménage ni les repas vendus à part."),
    )
    capacity = CountField(label=_("Capacité, en personnes"), required=False, most=MOST_UNITS)
    abatement = DecimalField(
        label=_("Abattement, en %"),
        required=False,
        max_value=100,
        decimal_places=4,
        help_text=_("De 10 à 80 %."),
    )
    department = forms.ChoiceField(label=_("Département de la commune"), choices=departments)
    department_tax = forms.ChoiceField(
        label=_("Taxe du département (10\u00a0%)"),
        required=False,
        choices=(
            ("", _("Selon ce que Buron sait")),
            ("oui", _("Oui, il l’a votée")),
            ("non", _("Non, il ne l’a pas votée")),
        ),
    )
    policy = forms.ChoiceField(label=_("Arrondi au centime"), choices=POLICIES, required=False)

    def clean_arrival(self) -> dt.date:
        return _within(self.cleaned_data["arrival"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in self.needed(found):
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, _("À renseigner pour ce calcul."))
        exempt, persons = found.get("exempt") or 0, found.get("persons")
        if found.get("regime") == "reel" and persons is not None and exempt > persons:
            self.add_error("exempt", _("Plus de personnes exonérées que de personnes en tout."))
        if found.get("regime") == "forfait" and self.is_proportional(found):
            self.add_error("category", _("Un hébergement sans classement est toujours au réel."))
        return found

    @staticmethod
    def is_proportional(found: dict[str, Any]) -> bool:
        category = current_law().categories.get(found.get("category", ""))
        return category is not None and current_law().lines[category.line].proportional

    def needed(self, found: dict[str, Any]) -> tuple[str, ...]:
        """Fields that must be filled for what is asked."""
        if found.get("regime") == "forfait":
            return ("tariff", "capacity")
        return ("persons", "rate", "price") if self.is_proportional(found) else ("persons", "tariff")

    def question(self) -> StayQuestion | FlatQuestion:
        """What a valid form asks."""
        found = self.cleaned_data
        place = Place(found["department"], VOTES.get(found["department_tax"]))
        policy = Policy(found["policy"] or Policy.PARTS.value)
        if found["regime"] == "forfait":
            return FlatQuestion(
                found["arrival"],
                found["nights"],
                found["capacity"],
                found["abatement"] or Decimal(0),
                found["category"],
                place,
                cents(found["tariff"]),
                policy,
            )
        rated = self.is_proportional(found)
        return StayQuestion(
            arrival=found["arrival"],
            nights=found["nights"],
            persons=found["persons"],
            exempt=found["exempt"] or 0,
            category=found["category"],
            place=place,
            tariff=None if rated else cents(found["tariff"]),
            rate=found["rate"] if rated else None,
            cap=cents(found["cap"]) if rated and found["cap"] is not None else None,
            price=found["price"] if rated else None,
            policy=policy,
        )


def _within(day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(
            _("Choisissez un jour de %(first)s à %(last)s.")
            % {"first": FIRST_DAY.year, "last": LAST_DAY.year}
        )
    return day
