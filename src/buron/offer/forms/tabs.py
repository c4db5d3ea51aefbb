"""What the tabs of the edit screen have in common.

A tab reads a part of a body into fields (:meth:`TabForm.read`) and gives back, path by path, the values to lay over it
(:meth:`TabForm.write`). What a form cannot show (a second language of a price's label, a rule set by a source) is taken
from the body again, so that saving a tab loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import orjson
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.offer.services.editing import seen_in

Values = dict[str, Any]
MOST_ROWS = 400
UNKNOWN, YES, NO = "", "yes", "no"


class NoteField(forms.CharField):
    """What a line adds. Sources write it over several lines, which a box of one line would join when it is saved."""

    widget = forms.Textarea({"rows": 2})

    def __init__(self) -> None:
        super().__init__(label=_("Précision"), required=False, max_length=2_000)


class Row(forms.Form):
    """A line of a list. ``rank`` is the place of the line in the body that was shown, absent for a new line."""

    rank = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def read(item: Mapping[str, Any]) -> Values:
        raise NotImplementedError

    @staticmethod
    def write(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values | None:
        """The item of the body; ``None`` for a line left empty. ``before`` is the item that was shown."""
        raise NotImplementedError


class TabForm(forms.Form):
    """A tab. ``lists`` names its lists of lines; ``legend`` is the title of each."""

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    lists: ClassVar[Mapping[str, tuple[type[Row], str | Promise]]] = {}

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, body: Mapping[str, Any], data: Any = None) -> None:
        self.body = body
        self.start = self.read(body)
        super().__init__(data, initial=self.start)
        self.rows = {name: self._formset(name, row, data) for name, (row, _legend) in self.lists.items()}
        if data is None:
            self.initial["seen"] = orjson.dumps(self.seen_now()).decode()
        for name, field in self.fields.items():
            self._mark_machine(name, field)

    # What a tab defines

    def read(self, body: Mapping[str, Any]) -> Values:
        """Initial values of the fields, in the types that cleaning gives."""
        raise NotImplementedError

    def items(self, name: str, body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """The items of a list in the body."""
        return body.get(name) or []

    def write(self, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> Values:
        """Path to value, ``None`` for what is emptied."""
        raise NotImplementedError

    # What it gives

    def is_valid(self) -> bool:
        return super().is_valid() and all(formset.is_valid() for formset in self.rows.values())

    @property
    def list_titles(self) -> list[tuple[str, str | Promise, BaseFormSet[Row]]]:
        return [(name, self.lists[name][1], formset) for name, formset in self.rows.items()]

    def values(self) -> Values:
        """What was sent, path by path."""
        rows = {name: self._kept(name, formset.cleaned_data) for name, formset in self.rows.items()}
        return self.write(self.cleaned_data, rows)

    def seen_now(self) -> dict[str, list[str]]:
        """Digests of what the body holds and of what the form gives back when nobody touches it."""
        rows = {name: self._kept(name, self._initial_rows(name)) for name in self.lists}
        return seen_in(self.body, self.write(self.start, rows))

    def seen_before(self) -> dict[str, list[str]]:
        """The digests that the form came with; empty when they were lost, so that nothing is taken for unchanged."""
        try:
            found = orjson.loads(self.cleaned_data.get("seen") or "{}")
        except orjson.JSONDecodeError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {path: pair for path, pair in found.items() if isinstance(pair, list) and len(pair) == 2}

    # How

    def _formset(self, name: str, row: type[Row], data: Any) -> BaseFormSet[Row]:
        factory = formset_factory(
            row, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=2 * MOST_ROWS
        )
        return factory(data, prefix=name, initial=self._initial_rows(name) if data is None else None)

    def _initial_rows(self, name: str) -> list[Values]:
        row = self.lists[name][0]
        return [{"rank": rank, **row.read(item)} for rank, item in enumerate(self.items(name, self.body))]

    def _kept(self, name: str, sent: Iterable[Mapping[str, Any]]) -> list[Values]:
        before = self.items(name, self.body)
        row = self.lists[name][0]
        written = []
        for values in sent:
            rank = values.get("rank")
            known = before[rank] if isinstance(rank, int) and 0 <= rank < len(before) else {}
            item = None if values.get("DELETE") or not values else row.write(values, known)
            if item is not None:
                written.append(item)
        return written

    def _mark_machine(self, name: str, field: forms.Field) -> None:
        machine = {
            path.partition(".")[2] for path in self.body.get("machine", ()) if path.startswith(f"{name}.")
        }
        if machine and hasattr(field.widget, "machine"):
            field.widget.machine = frozenset(machine)


class YesNoField(forms.ChoiceField):
    """Yes, no, or not known: three answers that are never taken for one another."""

    def __init__(self, **options: Any) -> None:
        choices = [(UNKNOWN, _("non renseigné")), (YES, _("oui")), (NO, _("non"))]
        super().__init__(choices=choices, required=False, **options)


def yes_no(value: bool | None) -> str:
    """The answer that stands for a value of the body."""
    return UNKNOWN if value is None else YES if value else NO


def as_bool(answer: str) -> bool | None:
    """The value of the body that an answer stands for."""
    return {YES: True, NO: False}.get(answer)


def tidy(text: str | None) -> str:
    """A text as it is kept: one kind of line ends, no spaces around."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def tidy_texts(texts: Mapping[str, str] | None) -> dict[str, str]:
    """The same for texts by language, without the empty ones."""
    kept = {code: tidy(text) for code, text in (texts or {}).items()}
    return {code: text for code, text in kept.items() if text}


def text_paths(field: str, texts: Mapping[str, str] | None) -> Values:
    """Path to text for each public language; ``None`` where there is none."""
    kept = tidy_texts(texts)
    return {f"{field}.{code}": kept.get(code) for code in PUBLIC_LANGUAGES}


def with_public(before: Mapping[str, str] | None, texts: Mapping[str, str] | None) -> dict[str, str]:
    """Texts by language inside a structure: those of the form, and the other languages as they were."""
    kept = {code: text for code, text in (before or {}).items() if code not in PUBLIC_LANGUAGES}
    return {**tidy_texts(texts), **kept}


def without_empty(values: Mapping[str, Any]) -> Values:
    """Only what is known."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def lines_of(text: str | None) -> list[str]:
    """One item per line, empty lines and repeats left out."""
    return list(dict.fromkeys(line.strip() for line in tidy(text).split("\n") if line.strip()))
