"""Forms of the host's pages: few fields, big, with refusals that say what to correct."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import DateInput
from buron.lodging.models import Lodging
from buron.tourist_tax.rules import DeclaredTotal
from buron.tourist_tax.rules.month import MOST_NIGHTS
from buron.tourist_tax.rules.spans import MonthTerms, Span
from buron.tourist_tax.rules.stay_file import MOST_PERSONS

NEGATIVE = _("Un nombre négatif n’est pas possible.")
TOO_LITTLE = _("Au moins %(limit_value)s : vérifiez ce nombre.")
TOO_MUCH = _("Au plus %(limit_value)s : vérifiez ce nombre.")
REASONS = (
    ("minors", _("Enfants et jeunes de moins de 18 ans")),
    ("seasonal", _("Saisonniers employés dans la commune")),
    ("emergency", _("Hébergement d’urgence ou relogement")),
    ("low_rent", _("Loyer sous le seuil fixé par la collectivité")),
)
"""Reasons for exemption, by the end of their key in the law."""
CALENDARS = (
    ("", _("Non : c’est moi qui la perçois")),
    ("Airbnb", "Airbnb"),
    ("Abritel", "Abritel"),
    ("Booking", "Booking"),
    ("Leboncoin", "Leboncoin"),
    ("Gîtes de France", "Gîtes de France"),
    ("Autre plateforme", _("Une autre plateforme")),
)
CLASSIC = {"inputmode": "numeric", "autocomplete": "off"}


class Count(forms.IntegerField):
    """Nights or persons, typed with the figures of a phone."""

    def __init__(self, most: int, *, least: int = 0, **options: Any) -> None:
        super().__init__(
            min_value=least, max_value=most, widget=forms.NumberInput(attrs=dict(CLASSIC)), **options
        )
        self.error_messages |= {
            "required": _("Un nombre est attendu : 0 s’il n’y en a pas."),
            "invalid": _("Un nombre entier est attendu."),
            "min_value": NEGATIVE if least == 0 else TOO_LITTLE,
            "max_value": TOO_MUCH,
        }


class Price(forms.DecimalField):
    """Euros typed with a comma or a point; ``cents`` of the cleaned value."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=1_000_000,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **options,
        )
        self.error_messages |= {
            "required": _("Le prix est nécessaire : la taxe en dépend."),
            "invalid": _("Un prix est attendu, par exemple 450,50."),
            "min_value": NEGATIVE,
            "max_value": _("Au plus 1 000 000 € : vérifiez ce prix."),
            "max_decimal_places": _("Deux décimales au plus."),
        }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("€", "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
            value = value.replace(",", ".")
        try:
            return forms.DecimalField(decimal_places=2, max_digits=12).to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


def cents_of(value: Any) -> int | None:
    """Integer cents of a decimal of euros."""
    return None if value is None else int(value * 100)


class SpanForm(forms.Form):
    """The nights of one span of a month, together."""

    nights = Count(
        MOST_NIGHTS,
        label=_("Nuitées qui paient"),
        help_text=_("Une nuitée : une personne pendant une nuit. 2 adultes pendant 3 nuits font 6 nuitées."),
    )
    price = Price(
        label=_("Prix de toutes ces nuits, hors taxes (€)"),
        help_text=_(
            "Ce que les clients ont payé pour dormir : sans la TVA si vous en facturez, sans la taxe de séjour, sans "
            "le ménage ni les repas facturés à part."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, span: Span, **options: Any) -> None:
        super().__init__(data, **options)
        self.span = span
        for key, label in REASONS:
            self.fields[key] = Count(MOST_NIGHTS, label=label, required=False)
        if not span.needs_price:
            del self.fields["price"]

    @property
    def reasons(self) -> list[Any]:
        return [self[key] for key, _label in REASONS]

    @property
    def has_reasons(self) -> bool:
        """Whether the folded part must be open."""
        return any(self[key].value() or self[key].errors for key, _label in REASONS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_missing = "price" in self.fields and "price" not in self.errors and cleaned.get("price") is None
        if is_missing and cleaned.get("nights"):
            self.add_error("price", self.fields["price"].error_messages["required"])
        return cleaned

    def total(self, whole: bool) -> DeclaredTotal:
        """What was typed; ``whole``: the span is the month, its days need not be said."""
        found = self.cleaned_data
        return DeclaredTotal(
            found["nights"],
            {f"exemption.{key}": found[key] for key, _label in REASONS if found.get(key)},
            cents_of(found.get("price")),
            None if whole else self.span.first,
            None if whole else self.span.last,
        )


def span_forms(
    asked: MonthTerms, data: Any = None, known: list[DeclaredTotal] | None = None, auto_id: str = "id_%s"
) -> list[SpanForm]:
    """One form for each span of a month, filled with what is known when nothing was sent."""
    found = []
    for rank, span in enumerate(asked.spans):
        total = _known(span, rank, known or [], len(asked.spans))
        found.append(SpanForm(data, span=span, prefix=f"s{rank}", initial=_initial(total), auto_id=auto_id))
    return found


def _known(span: Span, rank: int, known: list[DeclaredTotal], count: int) -> DeclaredTotal | None:
    for one in known:
        if one.first and one.last and one.first <= span.first and span.last <= one.last:
            return one
    return known[0] if count == 1 and rank == 0 and len(known) == 1 else None


def _initial(total: DeclaredTotal | None) -> dict[str, Any]:
    if total is None:
        return {}
    found: dict[str, Any] = {key.removeprefix("exemption."): count for key, count in total.exempt.items()}
    price = None if total.price is None else f"{total.price / 100:.2f}".replace(".", ",")
    return {**found, "nights": total.nights_taxed, "price": price}


def first_fault(asked: Iterable[forms.Form]) -> str:
    """The first thing that is wrong in some forms, with the name of its field; empty when nothing is."""
    for form in asked:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            return " : ".join(str(part) for part in (label, errors[0]) if part)
    return ""


class StayForm(forms.Form):
    """A stay of the register: dates and numbers, never a name."""

    arrival = forms.DateField(label=_("Arrivée"), widget=DateInput)
    departure = forms.DateField(label=_("Départ"), widget=DateInput)
    persons = Count(
        MOST_PERSONS, label=_("Personnes"), help_text=_("Tout le monde, enfants compris."), required=False
    )
    minors = Count(MOST_PERSONS, label=_("dont moins de 18 ans"), required=False)
    others = Count(MOST_PERSONS, label=_("dont autres exonérées"), required=False)
    reason = forms.ChoiceField(label=_("Pourquoi ?"), choices=REASONS[1:], required=False)
    price = Price(
        label=_("Prix du séjour, hors taxes (€)"),
        help_text=_("Sans la taxe de séjour, sans la TVA, sans le ménage ni les repas facturés à part."),
        required=False,
    )
    platform = forms.ChoiceField(
        label=_("Une plateforme a-t-elle perçu la taxe ?"), choices=CALENDARS, required=False
    )

    def __init__(self, data: Any = None, *, needs_price: bool = True, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("arrival", "departure"):
            self.fields[name].error_messages |= {
                "required": _("Une date est attendue."),
                "invalid": _("Cette date n’existe pas."),
            }
        if not needs_price:
            del self.fields["price"]

    @property
    def exempt(self) -> dict[str, int]:
        """Persons by reason, as the rules take them."""
        found = self.cleaned_data
        counts = {"minors": found.get("minors") or 0}
        if found.get("others"):
            counts[found.get("reason") or "seasonal"] = found["others"]
        return {f"exemption.{key}": count for key, count in counts.items() if count}


class CalendarForm(forms.Form):
    """A calendar: its address, or its file."""

    url = forms.CharField(
        label=_("Adresse du calendrier"),
        max_length=600,
        required=False,
        help_text=_(
            "Sur Airbnb ou Abritel : Calendrier, puis « Exporter le calendrier ». Elle finit par .ics."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    file = forms.FileField(label=_("ou le fichier du calendrier (.ics)"), required=False)
    platform = forms.ChoiceField(
        label=_("La taxe de ces séjours est-elle perçue par une plateforme ?"),
        choices=CALENDARS,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("url") and not cleaned.get("file"):
            raise forms.ValidationError(_("Donnez l’adresse du calendrier, ou son fichier."))
        return cleaned


class FlatForm(forms.Form):
    """The year of a lodging at the forfait."""

    capacity = Count(20_000, label=_("Capacité d’accueil (personnes)"))
    first = forms.DateField(label=_("Ouvert du"), widget=DateInput)
    last = forms.DateField(label=_("au"), widget=DateInput)

    def __init__(self, data: Any = None, *, year: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.year = year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and (last < first or {first.year, last.year} != {self.year}):
            self.add_error("last", _("L’ouverture commence et finit dans l’année déclarée."))
        return cleaned


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a host may propose to correct."""

    note = forms.CharField(
        label=_("Autre chose à nous dire"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Lodging
        fields = (
            "name",
            "address",
            "postcode",
            "capacity",
            "beds",
            "units",
            "registration_number",
            "closed_on",
        )
        widgets = {"closed_on": DateInput, "address": forms.Textarea(attrs={"rows": 2})}
        labels = {"closed_on": _("Je ne loue plus depuis le")}

    def _post_clean(self) -> None:
        """Nothing is written on the lodging here: the office decides."""

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "note"}


class PayingForm(forms.Form):
    """How hosts pay the office."""

    payee = forms.CharField(label=_("Bénéficiaire du virement"), max_length=140, required=False)
    iban = forms.CharField(label=_("IBAN"), max_length=42, required=False)
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)
    other_ways = forms.CharField(
        label=_("Autres moyens de payer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Chèque : à quel ordre, à quelle adresse. Espèces : où et quand. Carte : à quelle adresse."
        ),
    )


def iso_month(month: dt.date) -> str:
    """``2026-05``."""
    return f"{month:%Y-%m}"
