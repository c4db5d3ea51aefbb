"""What the reception's forms share: desks, lists, an origin that is typed, hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buron.kernel.folding import fold
from buron.kernel.forms import DateInput
from buron.reception.models import ListItem
from buron.reception.queries.origins import DOES_NOT_KNOW, Origin, of_country
from buron.reception.rules.facts import UNKNOWN_COUNTRY
from buron.reception.services.imports.plan import read_origin
from buron.territory.models import Desk

UNASKED = ("", _("Non demandé"))
HOURS = [("", _("Heure inconnue")), *((str(hour), f"{hour} h") for hour in range(7, 22))]


def choices_of(items: Iterable[ListItem], *, optional: bool = True) -> list[tuple[str, Any]]:
    """The answers of a list, after "not asked" when one may not have asked."""
    found: list[tuple[str, Any]] = [(item.code, item.label) for item in items]
    return [UNASKED, *found] if optional else found


class DeskField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A desk of the office, by its name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Bureau"))
        options.setdefault("empty_label", _("À choisir"))
        options.setdefault("error_messages", {"invalid_choice": _("Ce bureau n’est pas dans la liste.")})
        super().__init__(queryset=Desk.objects.none(), **options)

    def offer(self, desks: QuerySet[Desk]) -> list[Desk]:
        """Give the desks of the office in scope, read once; a single one is chosen already."""
        self.queryset, found = desks, list(desks)
        if len(found) == 1:
            self.initial, self.empty_label = found[0], None
        empty = [] if self.empty_label is None else [("", self.empty_label)]
        self.choices = [*empty, *((desk.pk, str(desk)) for desk in found)]
        return found


class OriginField(forms.CharField):
    """A département or a country as people write it; gives an :class:`Origin`, or None when nothing was typed."""

    default_error_messages = {"unknown": _("« %(text)s » n’est ni un département ni un pays.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Provenance"))
        options.setdefault("help_text", _("Numéro ou nom du département, ou pays."))
        widget = forms.TextInput(attrs={"list": "origines", "autocomplete": "off"})
        super().__init__(required=False, max_length=60, widget=widget, **options)

    def clean(self, value: Any) -> Origin | None:
        text = super().clean(value)
        if not text:
            return None
        if fold(text) == fold(DOES_NOT_KNOW):
            return of_country(UNKNOWN_COUNTRY)
        found = read_origin(text)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], params={"text": text[:40]})
        return found


class NarrowingForm(forms.Form):
    """What a list is narrowed by: every field may be left out, and nonsense narrows nothing."""

    @property
    def chosen(self) -> dict[str, Any]:
        """What was given and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def ways_field() -> forms.TypedChoiceField:
    """What a counter counts: True for both ways, None when nobody said."""
    return forms.TypedChoiceField(
        label=_("L’appareil compte"),
        choices=[
            ("", _("À choisir")),
            ("1", _("les entrées et les sorties (÷ 2)")),
            ("0", _("les entrées seulement")),
        ],
        coerce=lambda value: value == "1",
        empty_value=None,
    )


def hour_of(value: str) -> int | None:
    """The hour chosen; None for "unknown"."""
    return int(value) if value else None


def day_field(**options: Any) -> forms.DateField:
    """A day, by the browser's calendar."""
    return forms.DateField(widget=DateInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)
