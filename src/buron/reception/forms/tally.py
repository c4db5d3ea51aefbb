"""The tally sheet as a form: one number per stick column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.reception.forms.common import DeskField, choices_of, day_field
from buron.reception.models import ListItem
from buron.reception.queries.origins import Origin
from buron.reception.rules.tally import MOST_ACTS, Sheet
from buron.reception.services.tally import COLUMNS
from buron.territory.queries import desks

TITLES = {
    "party": _("Qui est venu"),
    "origin": _("D’où"),
    "stay": _("Durée de séjour"),
    "lodging": _("Hébergement"),
    "language": _("Langue"),
    "theme": _("Thèmes (plusieurs par accueil)"),
}
FIRST = ("party", "origin", "theme")
"""Columns that are open on the sheet; the others wait folded."""


class TallyForm(forms.Form):
    """Numbers by column; empty is zero, and what a column does not reach was not asked."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    desk = DeskField()
    day = day_field(label=_("Jour"))
    half = forms.ChoiceField(
        label=_("Moment"),
        choices=[("morning", _("Matin")), ("afternoon", _("Après-midi")), ("day", _("Journée"))],
    )
    channel = forms.ChoiceField(label=_("Canal"))
    total = forms.IntegerField(label=_("Nombre d’accueils"), min_value=1, max_value=MOST_ACTS)

    def __init__(
        self,
        data: Any = None,
        *,
        lists: Mapping[str, Sequence[ListItem]],
        origins: Sequence[Origin],
        **options: Any,
    ) -> None:
        initial = {"client_id": uuid4(), "day": timezone.localdate()} | options.pop("initial", {})
        super().__init__(data, initial=initial, **options)
        self.fields["desk"].offer(desks())  # type: ignore[attr-defined]
        channels = [("", _("À choisir")), *choices_of(lists["channel"], optional=False)]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        self._codes = {
            key: [(item.code, item.label) for item in lists[key]] for key in TITLES if key != "origin"
        }
        self._codes["origin"] = [(origin.code, origin.label) for origin in origins]
        for key, pairs in self._codes.items():
            for code, label in pairs:
                self.fields[f"{key}:{code}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, max_value=MOST_ACTS
                )

    def columns(self) -> Iterator[dict[str, Any]]:
        """The columns of the sheet, for the template."""
        for key in TITLES:
            yield {
                "key": key,
                "title": TITLES[key],
                "open": key in FIRST,
                "fields": [self[f"{key}:{code}"] for code, _label in self._codes[key]],
            }

    @property
    def sheet(self) -> Sheet:
        """What was counted, once the form is valid."""
        return Sheet(
            self.cleaned_data["total"],
            {name: found for name in COLUMNS if (found := self._counts(name))},
            self._counts("theme"),
        )

    def _counts(self, key: str) -> dict[str, int]:
        named = ((code, self.cleaned_data.get(f"{key}:{code}")) for code, _label in self._codes[key])
        return {code: count for code, count in named if count}
