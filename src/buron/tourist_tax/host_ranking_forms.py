"""The form by which a host asks for the stars of its furnished lodging: what the CERFA 11819 asks, and no more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from buron.tourist_tax.host_forms import Count

REASONS = (
    ("first", _("C’est la première fois")),
    ("renewal", _("Je renouvelle mon classement")),
    ("change", _("Je veux d’autres étoiles")),
)
QUALITIES = (("owner", _("Je suis propriétaire")), ("agent", _("Je m’en occupe pour le propriétaire")))
DWELLINGS = (
    ("house", _("Maison ou villa")),
    ("flat", _("Appartement")),
    ("studio", _("Studio")),
    ("other", _("Autre")),
)
MOST_ROOMS = 8
SHOWN_ROOMS = 3
ROOM_PARTS = ("name", "surface", "sleeps")


class RankingForm(forms.Form):
    """A request, prefilled with what the office knows; rooms are rows of three fields."""

    reason = forms.ChoiceField(label=_("Pourquoi cette demande ?"), choices=REASONS)
    quality = forms.ChoiceField(label=_("Vous êtes"), choices=QUALITIES)
    dwelling = forms.ChoiceField(label=_("Le logement"), choices=DWELLINGS)
    capacity = Count(100, least=1, label=_("Personnes que vous pouvez loger"))
    surface = Count(2000, least=1, label=_("Surface habitable (m²)"))
    floor = forms.IntegerField(
        label=_("Étage"), min_value=-5, max_value=200, help_text=_("0 : rez-de-chaussée."), required=False
    )
    notes = forms.CharField(
        label=_("Autre chose à nous dire"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rooms: list[dict[str, Any]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        stars = [(str(n), ngettext("%(n)s étoile", "%(n)s étoiles", n) % {"n": n}) for n in range(1, 6)]
        self.fields["requested_stars"] = forms.ChoiceField(
            label=_("Combien d’étoiles demandez-vous ?"), choices=stars
        )
        known = rooms or []
        for row in range(MOST_ROOMS):
            held = known[row] if row < len(known) else {}
            self.fields[f"room{row}_name"] = forms.CharField(
                label=_("Pièce"), max_length=60, required=False, initial=held.get("name", "")
            )
            self.fields[f"room{row}_surface"] = Count(
                999, label=_("m²"), required=False, initial=held.get("surface")
            )
            self.fields[f"room{row}_sleeps"] = Count(
                40, label=_("Couchages"), required=False, initial=held.get("sleeps")
            )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each room."""
        return [[self[f"room{row}_{part}"] for part in ROOM_PARTS] for row in range(MOST_ROOMS)]

    @property
    def shown_rows(self) -> list[list[forms.BoundField]]:
        return self.rows[:SHOWN_ROOMS]

    @property
    def more_rows(self) -> list[list[forms.BoundField]]:
        return self.rows[SHOWN_ROOMS:]

    @property
    def has_more(self) -> bool:
        """Whether the folded rows must be open."""
        return any(field.value() or field.errors for row in self.more_rows for field in row)

    def described(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        found = self.cleaned_data
        rooms = [{part: found.get(f"room{row}_{part}") for part in ROOM_PARTS} for row in range(MOST_ROOMS)]
        kept = [room for room in rooms if any(value not in (None, "") for value in room.values())]
        plain = ("reason", "quality", "dwelling", "capacity", "surface", "floor", "notes")
        return {
            **{name: found.get(name) for name in plain},
            "requested_stars": int(found["requested_stars"]),
            "rooms": kept,
        }
