"""How to reach it, what it costs, what it offers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import DateInput, TextsField
from buron.offer.fields import CAPACITY_NAMES
from buron.offer.forms.tabs import (
    NoteField,
    Row,
    TabForm,
    Values,
    YesNoField,
    as_bool,
    lines_of,
    tidy,
    tidy_texts,
    with_public,
    without_empty,
    yes_no,
)
from buron.offer.opening import parse_day
from buron.offer.rules import term_text

CONTACT_TYPES = [
    ("phone", _("Téléphone")),
    ("mobile", _("Portable")),
    ("email", _("Courriel")),
    ("web", _("Site")),
    ("booking", _("Réservation en ligne")),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("twitter", "X"),
    ("fax", _("Fax")),
    ("other", _("Autre")),
]
TERM_FIELDS = {
    "amenities": _("Équipements"),
    "services": _("Services"),
    "accessibility": _("Accessibilité"),
    "themes": _("Thèmes"),
    "audiences": _("Publics"),
}
SPOKEN = [
    ("fr", _("français")),
    ("en", _("anglais")),
    ("de", _("allemand")),
    ("nl", _("néerlandais")),
    ("es", _("espagnol")),
    ("it", _("italien")),
    ("pt", _("portugais")),
    ("ca", _("catalan")),
    ("pl", _("polonais")),
    ("ru", _("russe")),
    ("zh", _("chinois")),
    ("ja", _("japonais")),
    ("fsl", _("langue des signes")),
]


class ContactRow(Row):
    type = forms.ChoiceField(label=_("Moyen"), choices=CONTACT_TYPES)
    value = forms.CharField(label=_("Numéro ou adresse"), required=False, max_length=2_000)
    label = forms.CharField(label=_("Précision"), required=False, max_length=500)

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        if values.get("type") == "email" and values.get("value") and "@" not in values["value"]:
            self.add_error("value", _("Une adresse de courriel contient une arobase."))
        return values

    @staticmethod
    def read(item: Mapping[str, Any]) -> Values:
        return {
            "type": item.get("type", "other"),
            "value": item.get("value", "").strip(),
            "label": item.get("label", ""),
        }

    @staticmethod
    def write(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values | None:
        kept = without_empty({key: values.get(key, "") for key in ("type", "value", "label")})
        return kept if kept.get("value") else None


class ContactsTab(TabForm):
    key = "contacts"
    title = _("Contacts")
    lists = {"contacts": (ContactRow, _("Moyens de contact"))}

    def read(self, body: Mapping[str, Any]) -> Values:
        return {}

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        return {"contacts": rows["contacts"] or None}


class EurosField(forms.DecimalField):
    """An amount typed in euros; the body keeps integer cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, min_value=0, max_value=1_000_000, max_digits=9, decimal_places=2, **options
        )


def cents(euros: Decimal | None) -> int | None:
    """``12.50`` → ``1250``."""
    return None if euros is None else int(euros * 100)


def euros(value: int | None) -> Decimal | None:
    """``1250`` → ``12.50``."""
    return None if value is None else (Decimal(value) / 100).quantize(Decimal("0.01"))


class PriceRow(Row):
    label = forms.CharField(label=_("Tarif"), required=False, max_length=500)
    min = EurosField(label=_("Prix, ou à partir de (€)"))
    max = EurosField(label=_("Jusqu’à (€)"))
    unit = forms.CharField(
        label=_("Par"), required=False, max_length=200, help_text=_("nuit, personne, semaine…")
    )
    note = NoteField()

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        low, high = values.get("min"), values.get("max")
        if low is not None and high is not None and low > high:
            self.add_error("max", _("Le prix le plus haut est plus petit que l’autre."))
        return values

    @staticmethod
    def read(item: Mapping[str, Any]) -> Values:
        return {
            "label": tidy_texts(item.get("label")).get("fr", ""),
            "min": euros(item.get("min")),
            "max": euros(item.get("max")),
            "unit": item.get("unit", ""),
            "note": tidy_texts(item.get("note")).get("fr", ""),
        }

    @staticmethod
    def write(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values | None:
        """The other languages of the label, the currency and the dates stay as they were."""
        kept = {
            key: value for key, value in before.items() if key not in ("label", "note", "min", "max", "unit")
        }
        written = {
            **kept,
            "label": _french(before.get("label"), values.get("label")),
            "note": _french(before.get("note"), values.get("note")),
            "min": cents(values.get("min")),
            "max": cents(values.get("max")),
            "unit": values.get("unit"),
        }
        known = {key: value for key, value in written.items() if value not in (None, "", {})}
        return known if {"min", "max", "label"} & known.keys() else None


def _french(before: Mapping[str, str] | None, text: str | None) -> Values:
    others = {code: kept for code, kept in (before or {}).items() if code != "fr"}
    return {"fr": tidy(text), **others} if tidy(text) else others


class PricesTab(TabForm):
    key = "prix"
    title = _("Prix")
    lists = {"items": (PriceRow, _("Tarifs"))}

    free = YesNoField(label=_("Gratuit"))
    text = TextsField(label=_("Tarifs en clair"), required=False, long=True, max_length=20_000)
    payment = forms.CharField(
        label=_("Modes de paiement"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Un par ligne : carte bancaire, chèques-vacances…"),
    )
    tax_included = YesNoField(label=_("Taxe de séjour comprise"))

    def items(self, name: str, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return (body.get("prices") or {}).get("items") or []

    def read(self, body: Mapping[str, Any]) -> Values:
        prices = body.get("prices") or {}
        return {
            "free": yes_no(prices.get("free")),
            "text": tidy_texts(prices.get("text")),
            "payment": "\n".join(prices.get("payment", ())),
            "tax_included": yes_no(prices.get("tax_included")),
        }

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        before = (self.body.get("prices") or {}).get("text")
        prices = without_empty(
            {
                "text": with_public(before, values["text"]),
                "items": rows["items"],
                "payment": lines_of(values["payment"]),
            }
        )
        for key in ("free", "tax_included"):
            answer = as_bool(values[key])
            if answer is not None:
                prices[key] = answer
        return {"prices": prices or None}


class LabelRow(Row):
    label = forms.CharField(label=_("Label ou classement"), required=False, max_length=500)
    value = forms.CharField(label=_("Niveau"), required=False, max_length=500, help_text=_("3 épis, 2 clés…"))
    stars = forms.IntegerField(
        label=_("Étoiles officielles"),
        required=False,
        min_value=1,
        max_value=5,
        help_text=_("Classement Atout France"),
    )
    start = forms.DateField(label=_("Depuis"), required=False, widget=DateInput)
    end = forms.DateField(label=_("Jusqu’au"), required=False, widget=DateInput)

    @staticmethod
    def read(item: Mapping[str, Any]) -> Values:
        return {
            "label": item.get("label", ""),
            "value": item.get("value", ""),
            "stars": item.get("stars") if item.get("ranking") else None,
            "start": parse_day(item.get("start")),
            "end": parse_day(item.get("end")),
        }

    @staticmethod
    def write(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values | None:
        label, stars = values.get("label") or "", values.get("stars")
        if not label and not stars and not before:
            return None
        same = label == before.get("label", "")
        key = before.get("key") if same else None
        kept = {
            "key": key or slugify(label)[:100] or "classement",
            "label": label,
            "value": values.get("value") or (f"{stars} étoile{'s' if stars > 1 else ''}" if stars else ""),
            "start": values["start"].isoformat() if values.get("start") else None,
            "end": values["end"].isoformat() if values.get("end") else None,
        }
        if stars:
            kept |= {"stars": stars, "ranking": True}
        elif before.get("stars") and not before.get("ranking"):
            kept["stars"] = before["stars"]
        return without_empty(kept)


class LabelsTab(TabForm):
    key = "labels"
    title = _("Labels et capacités")
    lists = {"labels": (LabelRow, _("Labels et classements"))}

    persons = forms.IntegerField(label=_("Personnes"), required=False, min_value=0, max_value=100_000)
    rooms = forms.IntegerField(label=_("Chambres"), required=False, min_value=0, max_value=10_000)
    beds = forms.IntegerField(label=_("Lits"), required=False, min_value=0, max_value=10_000)
    pitches = forms.IntegerField(label=_("Emplacements"), required=False, min_value=0, max_value=10_000)
    seats = forms.IntegerField(label=_("Couverts"), required=False, min_value=0, max_value=100_000)
    surface = forms.IntegerField(label=_("Surface (m²)"), required=False, min_value=0, max_value=1_000_000)

    def read(self, body: Mapping[str, Any]) -> Values:
        capacity = body.get("capacity") or {}
        return {key: capacity.get(key) for key in CAPACITY_NAMES}

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        capacity = {key: values[key] for key in CAPACITY_NAMES if values[key] is not None}
        return {"labels": rows["labels"] or None, "capacity": capacity or None}


class AccessTab(TabForm):
    key = "services"
    title = _("Accessibilité et services")

    amenities = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 5}), label=TERM_FIELDS["amenities"]
    )
    services = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 5}), label=TERM_FIELDS["services"]
    )
    accessibility = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 5}), label=TERM_FIELDS["accessibility"]
    )
    themes = forms.CharField(required=False, widget=forms.Textarea({"rows": 5}), label=TERM_FIELDS["themes"])
    audiences = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 5}), label=TERM_FIELDS["audiences"]
    )
    languages = forms.MultipleChoiceField(
        label=_("Langues parlées"), required=False, choices=SPOKEN, widget=forms.CheckboxSelectMultiple
    )
    pets = YesNoField(label=_("Animaux acceptés"))
    group_min = forms.IntegerField(label=_("Groupes : de"), required=False, min_value=0, max_value=10_000)
    group_max = forms.IntegerField(label=_("Groupes : à"), required=False, min_value=0, max_value=10_000)

    def read(self, body: Mapping[str, Any]) -> Values:
        groups = body.get("groups") or {}
        known = [code for code, _title in SPOKEN]
        spoken = body.get("languages") or []
        return {
            **{
                field: "\n".join(_term_label(term) for term in body.get(field) or ()) for field in TERM_FIELDS
            },
            "languages": [code for code in known if code in spoken],
            "pets": yes_no(body.get("pets")),
            "group_min": groups.get("min"),
            "group_max": groups.get("max"),
        }

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        low, high = values.get("group_min"), values.get("group_max")
        if low is not None and high is not None and low > high:
            self.add_error("group_max", _("Le plus grand groupe est plus petit que l’autre."))
        return values

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        known = {code for code, _title in SPOKEN}
        others = [code for code in self.body.get("languages") or () if code not in known]
        spoken = [code for code, _title in SPOKEN if code in values["languages"]]
        groups = {"min": values["group_min"], "max": values["group_max"]}
        return {
            **{field: _terms(values[field], self.body.get(field) or []) or None for field in TERM_FIELDS},
            "languages": [*spoken, *others] or None,
            "pets": as_bool(values["pets"]),
            "groups": {key: value for key, value in groups.items() if value is not None} or None,
        }


def _term_label(term: Mapping[str, Any]) -> str:
    return term_text(term).strip()


def _terms(text: str, before: list[Mapping[str, Any]]) -> list[Values]:
    """Terms by their labels; those that were there keep their key, by which other systems know them."""
    known = {_term_label(term): dict(term) for term in before}
    return [
        known.get(label) or {"key": slugify(label)[:100] or "autre", "label": label}
        for label in lines_of(text)
    ]
