"""When it is open: text, periods, exceptions, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import WEEKDAYS
from buron.kernel.forms import DateInput, TextsField, TimeInput
from buron.offer.forms.tabs import (
    NoteField,
    Row,
    TabForm,
    Values,
    as_bool,
    tidy,
    tidy_texts,
    with_public,
    without_empty,
    yes_no,
)
from buron.offer.opening import FEASTS, parse_day

DAYS = [(str(number), name) for number, name in enumerate(WEEKDAYS, start=1)]
WEEKS = [
    ("1", _("1er")),
    ("2", _("2e")),
    ("3", _("3e")),
    ("4", _("4e")),
    ("5", _("5e")),
    ("-1", _("dernier")),
]
HOLIDAYS = [("", _("comme les autres jours")), ("yes", _("ouvert")), ("no", _("fermé"))]
ELSEWHERE = frozenset(
    {
        "berchtold",
        "saint_joseph",
        "corpus_christi",
        "swiss_national_day",
        "federal_fast_monday",
        "immaculate_conception",
    }
)
"""Feasts of other countries, which sources near a border may name: a tick box is only shown for one that is ticked."""
FEAST_CHOICES = [(key, name.removeprefix("le ").removeprefix("la ")) for key, name in FEASTS.items()]
_SLOT = re.compile(r"(\d{1,2})\s*[h:.]\s*(\d{2})?")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_BETWEEN = {"-", "–", "—", "à", "a", "de", "dès", "partir"}
MOST_DATES = 400


class SlotsField(forms.CharField):
    """Hours of a day as they are typed: ``9h-12h30, 14h-18h``; a lone hour is when it begins."""

    def prepare_value(self, value: Any) -> Any:
        return slots_as_typed(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Values]:
        text = super().clean(value)
        parts = [part for part in re.split(r"[,;/]| et ", text) if part.strip()]
        return [_slot(part) for part in parts]


def _slot(text: str) -> Values:
    times = [_time(hour, minute) for hour, minute in _SLOT.findall(text)]
    if not 1 <= len(times) <= 2 or not set(_SLOT.sub(" ", text.lower()).split()) <= _BETWEEN:
        message = _("« %(text)s » : écrivez les horaires comme 9h-12h30, 14h-18h.")
        raise forms.ValidationError(message, params={"text": text.strip()})
    return dict(zip(("opens", "closes"), times, strict=False))


def _time(hour: str, minute: str) -> str:
    try:
        return dt.time(int(hour) % 24 if hour == "24" else int(hour), int(minute or 0)).strftime("%H:%M")
    except ValueError:
        raise forms.ValidationError(_("%(hour)s h n’est pas une heure."), params={"hour": hour}) from None


def slots_as_typed(slots: Sequence[Mapping[str, str]]) -> str:
    """``9h-12h30, 14h-18h``."""
    return ", ".join(
        "-".join(_short(slot[key]) for key in ("opens", "closes") if key in slot) for slot in slots if slot
    )


def _short(time: str) -> str:
    hour, minute = time.split(":")[:2]
    return f"{int(hour)}h{minute if minute != '00' else ''}"


class DatesField(forms.CharField):
    """Days separated by commas or on lines: ``14/07/2026, 15/08/2026``."""

    widget = forms.Textarea({"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return dates_as_typed(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        parts = [part for part in re.split(r"[,;\s]+", text) if part]
        if len(parts) > MOST_DATES:
            raise forms.ValidationError(_("Plus de 400 dates : écrivez plutôt une période."))
        return sorted({_typed_day(part) for part in parts})


def _typed_day(text: str) -> str:
    french = _FRENCH_DAY.match(text)
    iso = f"{french[3]}-{int(french[2]):02d}-{int(french[1]):02d}" if french else text
    day = parse_day(iso) if len(iso) == 10 else None
    if day is None:
        message = _("« %(text)s » : écrivez les dates comme 14/07/2026.")
        raise forms.ValidationError(message, params={"text": text})
    return day.isoformat()


def dates_as_typed(days: Sequence[str]) -> str:
    """``14/07/2026, 15/08/2026``."""
    return ", ".join(f"{day[8:10]}/{day[5:7]}/{day[:4]}" for day in days)


class PeriodRow(Row):
    """A season. An empty line, without dates, days nor hours, is left out."""

    start = forms.DateField(label=_("Du"), required=False, widget=DateInput)
    end = forms.DateField(label=_("Au"), required=False, widget=DateInput)
    yearly = forms.BooleanField(label=_("Chaque année"), required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("Jours"),
        required=False,
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun coché : tous les jours."),
    )
    weeks = forms.MultipleChoiceField(
        label=_("Seulement, dans le mois, le"),
        required=False,
        choices=WEEKS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Le premier dimanche, le dernier samedi… Aucun coché : chaque semaine."),
    )
    slots = SlotsField(label=_("Horaires"), required=False, help_text=_("9h-12h30, 14h-18h"))
    holidays = forms.ChoiceField(label=_("Jours fériés"), required=False, choices=HOLIDAYS)
    closed = forms.BooleanField(label=_("Fermé sur cette période"), required=False)
    note = NoteField()

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and start > end and not values.get("yearly"):
            self.add_error("end", _("La période finit avant de commencer."))
        if values.get("weeks") and not values.get("weekdays"):
            self.add_error("weekdays", _("Cochez aussi le jour : le premier dimanche, le dernier samedi…"))
        return values

    @staticmethod
    def read(item: Mapping[str, Any]) -> Values:
        weeks, weekdays = _weeks_of(item)
        return {
            "start": parse_day(item.get("start")),
            "end": parse_day(item.get("end")),
            "yearly": bool(item.get("yearly")),
            "weekdays": weekdays,
            "weeks": weeks,
            "slots": [dict(slot) for slot in item.get("slots", ()) if slot],
            "holidays": yes_no(item.get("holidays")),
            "closed": bool(item.get("closed")),
            "note": tidy_texts(item.get("note")).get("fr", ""),
        }

    @staticmethod
    def write(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values | None:
        written: Values = {"name": before.get("name")}
        for bound in ("start", "end"):
            written[bound] = values[bound].isoformat() if values.get(bound) else None
        written |= {"yearly": values.get("yearly") or None, "closed": values.get("closed") or None}
        written |= _days(values, before)
        written["slots"] = _slots(values.get("slots") or [], before)
        written["holidays"] = as_bool(values.get("holidays", ""))
        others = {code: text for code, text in (before.get("note") or {}).items() if code != "fr"}
        written["note"] = {"fr": tidy(values["note"]), **others} if tidy(values.get("note")) else others
        kept = {
            key: value for key, value in written.items() if value is False or value not in (None, "", [], {})
        }
        return kept if kept.keys() - {"yearly", "closed"} or before else None


def _slots(typed: list[Values], before: Mapping[str, Any]) -> list[Values]:
    """Hours as typed; a slot without hours, which a text cannot show, stays when the others do."""
    kept: list[Values] = before.get("slots", [])
    return kept if typed == [slot for slot in kept if slot] else typed


def _weeks_of(item: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Which weeks of the month and which days the form ticks."""
    nth = item.get("nth")
    if not nth:
        return [], [str(day) for day in sorted(set(item.get("weekdays", ())))]
    weeks = [code for code, _title in WEEKS if any(str(week) == code for week, _day in nth)]
    return weeks, [str(day) for day in sorted({day for _week, day in nth})]


def _days(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values:
    """Days of the week, or nth days of the month; what the ticks cannot tell apart stays as it was."""
    weekdays, weeks = list(values.get("weekdays") or ()), list(values.get("weeks") or ())
    if (weeks, weekdays) == _weeks_of(before):
        return {key: before[key] for key in ("weekdays", "nth") if key in before}
    days = sorted(int(day) for day in weekdays)
    if weeks:
        return {"nth": [[int(week), day] for week in weeks for day in days]}
    return {"weekdays": days}


class SessionRow(Row):
    start = forms.DateField(label=_("Du"), required=False, widget=DateInput)
    end = forms.DateField(label=_("Au"), required=False, widget=DateInput)
    opens = forms.TimeField(label=_("De"), required=False, widget=TimeInput)
    closes = forms.TimeField(label=_("À"), required=False, widget=TimeInput)
    note = NoteField()

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if end and not start:
            self.add_error("start", _("Donnez aussi le premier jour."))
        if start and end and start > end:
            self.add_error("end", _("Le dernier jour vient avant le premier."))
        return values

    @staticmethod
    def read(item: Mapping[str, Any]) -> Values:
        return {
            "start": parse_day(item.get("start")),
            "end": parse_day(item.get("end")) or parse_day(item.get("start")),
            "opens": _as_time(item.get("opens")),
            "closes": _as_time(item.get("closes")),
            "note": item.get("note", ""),
        }

    @staticmethod
    def write(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values | None:
        if not values.get("start"):
            return None
        written = {
            "start": values["start"].isoformat(),
            "end": (values.get("end") or values["start"]).isoformat(),
            "opens": values["opens"].strftime("%H:%M") if values.get("opens") else None,
            "closes": values["closes"].strftime("%H:%M") if values.get("closes") else None,
            "note": tidy(values.get("note")),
        }
        return without_empty(written)


def _as_time(text: str | None) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text) if text else None
    except ValueError:
        return None


class OpeningTab(TabForm):
    key = "ouverture"
    title = _("Ouverture")
    lists = {"periods": (PeriodRow, _("Périodes")), "sessions": (SessionRow, _("Dates d’un événement"))}

    text = TextsField(
        label=_("Ouverture en clair"),
        required=False,
        long=True,
        max_length=20_000,
        help_text=_("Ce qu’on lit ; les périodes, elles, disent au programme si c’est ouvert aujourd’hui."),
    )
    all_year = forms.BooleanField(label=_("Ouvert toute l’année"), required=False)
    temporarily_closed = forms.BooleanField(label=_("Fermé temporairement"), required=False)
    open_dates = DatesField(
        label=_("Ouvert exceptionnellement"), required=False, help_text="14/07/2026, 15/08/2026"
    )
    closed_dates = DatesField(label=_("Fermé exceptionnellement"), required=False, help_text="25/12/2026")
    closed_holidays = forms.MultipleChoiceField(
        label=_("Fermé"), required=False, choices=FEAST_CHOICES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ticked = (self.body.get("opening") or {}).get("closed_holidays", ())
        field = self.fields["closed_holidays"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [
                (key, name) for key, name in FEAST_CHOICES if key not in ELSEWHERE or key in ticked
            ]

    def items(self, name: str, body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        if name == "sessions":
            return body.get("sessions") or []
        return (body.get("opening") or {}).get("periods") or []

    def read(self, body: Mapping[str, Any]) -> Values:
        opening = body.get("opening") or {}
        return {
            "text": tidy_texts(opening.get("text")),
            "all_year": bool(opening.get("all_year")),
            "temporarily_closed": bool(opening.get("temporarily_closed")),
            "open_dates": sorted(set(opening.get("open_dates", ()))),
            "closed_dates": sorted(set(opening.get("closed_dates", ()))),
            "closed_holidays": [key for key in FEASTS if key in opening.get("closed_holidays", ())],
        }

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        before = self.body.get("opening") or {}
        named = [key for key in before.get("closed_holidays", ()) if key not in FEASTS]
        opening = without_empty(
            {
                "text": with_public(before.get("text"), values["text"]),
                "all_year": values["all_year"] or None,
                "temporarily_closed": values["temporarily_closed"] or None,
                "periods": rows["periods"],
                "open_dates": values["open_dates"],
                "closed_dates": values["closed_dates"],
                "open_holidays": before.get("open_holidays"),
                "closed_holidays": [*values["closed_holidays"], *named],
            }
        )
        return {"opening": opening or None, "sessions": rows["sessions"] or None}
