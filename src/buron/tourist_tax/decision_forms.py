"""Forms of the decisions: what was voted, line by line, with the limits of the year beside each field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import MONTHS
from buron.kernel.forms import ChoiceButtons, DateInput, DropZone
from buron.kernel.money import cents
from buron.territory.models import OfficeCommune
from buron.tourist_tax.forms import FIRST_DAY, LAST_DAY, CountField, DecimalField
from buron.tourist_tax.law import Law, Line, current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.rules import Season
from buron.tourist_tax.services import Voted
from buron.tourist_tax.sheet import Limit

SEASONS = 3
ABATEMENTS = 4
MOST_FILE = 20 * 1024 * 1024
RENTS = ("night", "week", "month")
TEXTS = ("title", "council", "siren", "reference", "voted_on", "valid_from", "valid_until", "percent")
VOTES = {"oui": True, "non": False, "": None}
RHYTHMS = (
    ("month", _("Chaque mois")),
    ("quarter", _("Chaque trimestre")),
    ("quadrimestre", _("Chaque quadrimestre (quatre mois)")),
    ("half", _("Chaque semestre")),
    ("year", _("Une fois par an")),
)


class MonthDayField(forms.CharField):
    """A day of the year, the same each year: ``1/5``, ``01/05`` or ``1er mai``; cleaned as (month, day)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, required=False, **options)
        self.widget.attrs.update({"placeholder": "01/05", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip().lower()
        if not text:
            return None
        day, _separator, month = text.replace(" ", "/").partition("/")
        month = month.strip("/")
        number = MONTHS.index(month) + 1 if month in MONTHS else int(month) if month.isdecimal() else 0
        try:
            found = dt.date(2000, number, int(day.removesuffix("er")))
        except ValueError as error:
            raise forms.ValidationError(_("Écrivez le jour et le mois, par exemple 01/05.")) from error
        return found.month, found.day


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A line of the table to fill: its field, and the limits of the year."""

    key: str
    field: forms.BoundField
    limit: Limit


class DecisionForm(forms.Form):
    """A whole decision. Dynamic fields: ``tariff_<line>``, ``regime_<nature>``, ``season_n_…``, ``abatement_n_…``."""

    title = forms.CharField(label=_("Intitulé"), max_length=160)
    council = forms.CharField(label=_("Collectivité qui vote"), max_length=160)
    siren = forms.RegexField(
        r"^\d{9}$",
        label=_("SIREN de la collectivité"),
        required=False,
        error_messages={"invalid": _("Le SIREN a neuf chiffres.")},
    )
    reference = forms.CharField(label=_("Numéro de la délibération"), max_length=80, required=False)
    voted_on = forms.DateField(label=_("Votée le"), widget=DateInput, required=False)
    valid_from = forms.DateField(label=_("Applicable du"), widget=DateInput)
    valid_until = forms.DateField(
        label=_("au"),
        widget=DateInput,
        required=False,
        help_text=_("Laissez vide : elle vaut jusqu’à la suivante."),
    )
    percent = DecimalField(label=_("Taux, en %"), required=False, max_value=100, decimal_places=2)
    department_tax = forms.ChoiceField(
        label=_("Taxe additionnelle du département"),
        required=False,
        choices=(("oui", _("Oui")), ("non", _("Non")), ("", _("La délibération ne le dit pas"))),
        widget=ChoiceButtons,
    )
    rent_night = DecimalField(
        label=_("Par nuit, en euros"), required=False, max_value=10_000, decimal_places=2
    )
    rent_week = DecimalField(
        label=_("Par semaine, en euros"), required=False, max_value=10_000, decimal_places=2
    )
    rent_month = DecimalField(
        label=_("Par mois, en euros"), required=False, max_value=100_000, decimal_places=2
    )
    communes = forms.MultipleChoiceField(
        label=_("Communes concernées"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ne cochez rien si la délibération vaut pour tout l’office."),
    )
    text = forms.FileField(
        label=_("Texte de la délibération (PDF)"), required=False, widget=DropZone, max_length=200
    )

    def __init__(
        self,
        *args: Any,
        communes: Iterable[OfficeCommune] = (),
        seasons: int = SEASONS,
        abatements: int = ABATEMENTS,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.seasons, self.bands = max(seasons, SEASONS), max(abatements, ABATEMENTS)
        self.law: Law = current_law()
        self.lines = sorted(self.law.lines.values(), key=lambda line: line.number)
        self._field("communes").choices = [(one.insee, one.name) for one in communes]
        for line in self._fixed_lines():
            self.fields[f"tariff_{line.key}"] = DecimalField(
                label=line.title, required=False, max_value=100, decimal_places=2
            )
        self._add_regimes()
        self._add_seasons()
        self._add_abatements()

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _fixed_lines(self) -> Iterator[Line]:
        return (line for line in self.lines if not line.proportional)

    def _add_regimes(self) -> None:
        for nature in self.law.natures.values():
            if nature.key != "sans_classement":
                self.fields[f"regime_{nature.key}"] = forms.ChoiceField(
                    label=nature.title,
                    required=False,
                    choices=(("reel", _("Au réel")), ("forfait", _("Au forfait"))),
                )

    def _add_seasons(self) -> None:
        for rank in range(self.seasons):
            self.fields[f"season_{rank}_first"] = MonthDayField(label=_("Du"))
            self.fields[f"season_{rank}_last"] = MonthDayField(label=_("au"))

    def _add_abatements(self) -> None:
        natures = [("", _("Toutes"))] + [(one.key, one.title) for one in self.law.natures.values()]
        for rank in range(self.bands):
            self.fields[f"abatement_{rank}_nature"] = forms.ChoiceField(
                label=_("Nature"), required=False, choices=natures
            )
            self.fields[f"abatement_{rank}_from"] = CountField(
                label=_("De (nuits)"), most=366, required=False
            )
            self.fields[f"abatement_{rank}_to"] = CountField(label=_("À (nuits)"), most=366, required=False)
            self.fields[f"abatement_{rank}_percent"] = DecimalField(
                label=_("Abattement, en %"), max_value=100, decimal_places=2, required=False
            )

    def clean_text(self) -> Any:
        file = self.cleaned_data["text"]
        if file and file.size > MOST_FILE:
            raise forms.ValidationError(_("Le PDF dépasse 20 Mo : réduisez-le."))
        return file

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("voted_on", "valid_from", "valid_until"):
            day = found.get(name)
            if day is not None and not FIRST_DAY <= day <= LAST_DAY:
                self.add_error(name, _("Vérifiez l’année."))
        for rank in range(self.seasons):
            pair = (found.get(f"season_{rank}_first"), found.get(f"season_{rank}_last"))
            names = (f"season_{rank}_first", f"season_{rank}_last")
            for name, value in zip(names, pair, strict=True):
                if value is None and any(pair) and name not in self.errors:
                    self.add_error(name, _("Il manque un jour à cette période."))
        for rank in range(self.bands):
            given = [found.get(f"abatement_{rank}_{part}") for part in ("from", "to")]
            if any(one is not None for one in given) and found.get(f"abatement_{rank}_percent") is None:
                self.add_error(f"abatement_{rank}_percent", _("Indiquez l’abattement."))
        return found

    def tariffs(self) -> dict[str, int]:
        """Cents by line, of what can be read so far."""
        found = {line.key: self._said(f"tariff_{line.key}") for line in self._fixed_lines()}
        return {key: cents(value) for key, value in found.items() if value is not None}

    def abatements(self) -> list[tuple[str, int, int | None, Decimal]]:
        """Rows of which the percentage is known."""
        rows = []
        for rank in range(self.bands):
            percent = self._said(f"abatement_{rank}_percent")
            if percent is not None:
                least, most = self._said(f"abatement_{rank}_from"), self._said(f"abatement_{rank}_to")
                rows.append((self._said(f"abatement_{rank}_nature") or "", least or 0, most, percent))
        return rows

    def voted(self) -> Voted:
        """The content of a valid form."""
        seasons = [
            (self._said(f"season_{rank}_first"), self._said(f"season_{rank}_last"))
            for rank in range(self.seasons)
        ]
        regimes = {
            nature: self._said(f"regime_{nature}")
            for nature in self.law.natures
            if self._said(f"regime_{nature}")
        }
        return Voted(
            tariffs=self.tariffs(),
            regimes=regimes,
            seasons=[Season(first, last) for first, last in seasons if first and last],
            abatements=self.abatements(),
        )

    def description(self) -> dict[str, Any]:
        """The facts of a valid form, as the service takes them."""
        found: dict[str, Any] = {name: self.cleaned_data[name] for name in TEXTS}
        for name in RENTS:
            euros = self.cleaned_data[f"rent_{name}"]
            found[f"rent_threshold_{name}"] = cents(euros) if euros else None
        found["department_tax"] = VOTES[self.cleaned_data["department_tax"]]
        found["communes"] = sorted(self.cleaned_data["communes"])
        return found

    def _said(self, name: str) -> Any:
        return self.cleaned_data.get(name)

    def day(self) -> dt.date | None:
        """The first day of the decision as typed, or as proposed; None when it cannot be read."""
        if self.is_bound:
            return self._said("valid_from") if hasattr(self, "cleaned_data") else None
        found = self.get_initial_for_field(self.fields["valid_from"], "valid_from")
        return found if isinstance(found, dt.date) else None

    def tariff_rows(self) -> list[TariffRow]:
        """The lines in their order, the percentage last, each with its limits on :meth:`day`."""
        day = self.day() or timezone.localdate()
        rows = []
        for line in self.lines:
            name = "percent" if line.proportional else f"tariff_{line.key}"
            unit = "%" if line.proportional else "EUR"
            limit = Limit(line.number, line.title, *self.law.limits(line.key, day), unit)
            rows.append(TariffRow(name, self[name], limit))
        return rows

    def regime_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("regime_")]

    def season_fields(self) -> list[tuple[forms.BoundField, ...]]:
        return [(self[f"season_{rank}_first"], self[f"season_{rank}_last"]) for rank in range(self.seasons)]

    def abatement_fields(self) -> list[tuple[forms.BoundField, ...]]:
        parts = ("nature", "from", "to", "percent")
        return [tuple(self[f"abatement_{rank}_{part}"] for part in parts) for rank in range(self.bands)]


def initial_of(decision: Decision) -> dict[str, Any]:
    """What the form shows of a decision."""
    found: dict[str, Any] = {name: getattr(decision, name) for name in TEXTS}
    found |= {f"tariff_{one.line}": Decimal(one.cents).scaleb(-2) for one in decision.tariffs.all()}
    found |= {f"regime_{one.nature}": str(one.regime) for one in decision.regimes.all()}
    for name in RENTS:
        kept = getattr(decision, f"rent_threshold_{name}")
        found[f"rent_{name}"] = Decimal(kept).scaleb(-2) if kept else None
    for rank, season in enumerate(decision.seasons.all()):
        for part, packed in (("first", season.first), ("last", season.last)):
            found[f"season_{rank}_{part}"] = f"{packed % 100:02d}/{packed // 100:02d}"
    for rank, one in enumerate(decision.abatements.all()):
        parts = {"nature": one.nature, "from": one.nights_from, "to": one.nights_to, "percent": one.percent}
        found |= {f"abatement_{rank}_{part}": value for part, value in parts.items()}
    found["department_tax"] = {True: "oui", False: "non", None: ""}[decision.department_tax]
    found["communes"] = list(decision.communes)
    return found


class WithdrawForm(forms.Form):
    """Why a decision is withdrawn."""

    because = forms.CharField(label=_("Pourquoi"), max_length=300)


class NotifyForm(forms.Form):
    """When it was entered in DELTA."""

    notified_on = forms.DateField(label=_("Saisie dans DELTA le"), widget=DateInput)


class DeltaForm(forms.Form):
    """The national file."""

    file = forms.FileField(
        label=_("Fichier DELTA (XML, ou le zip qui le contient)"), widget=DropZone, max_length=200
    )


class PeriodsForm(forms.Form):
    """The collection periods of a year."""

    year = forms.IntegerField(label=_("Année"), min_value=2015, max_value=2099)
    rhythm = forms.ChoiceField(label=_("Rythme"), choices=RHYTHMS)
    declare_days = CountField(label=_("Déclarer au plus tard, en jours après la fin"), most=366)
    pay_days = CountField(label=_("Payer au plus tard, en jours après la fin"), most=366)
