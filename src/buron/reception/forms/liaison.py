"""The forms of the liaison book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import ChoiceButtons
from buron.reception.forms.common import DeskField, NarrowingForm, day_field
from buron.reception.models import LiaisonNote, ListItem
from buron.reception.services.liaison import FOLLOW_UP_LENGTH, LONGEST, PLACE_LENGTH, STEP_LENGTH
from buron.territory.queries import desks

WHOLE_OFFICE = _("Tout l’office")
MENTION = _("@ et le prénom d’un collègue : il le verra jusqu’à ce qu’il dise l’avoir lu.")


class NoteForm(forms.Form):
    """An entry: some words and a kind; the rest is for whoever needs it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Ce qu’il faut savoir"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": True}),
        help_text=MENTION,
        error_messages={"required": _("Écrivez quelques mots.")},
    )
    kind = forms.ChoiceField(
        label=_("Type"), error_messages={"required": _("Choisissez : information, à faire ou incident.")}
    )
    desk = DeskField(required=False, empty_label=WHOLE_OFFICE)
    day = day_field(label=_("Jour"))
    place = forms.CharField(label=_("Lieu de l’incident"), max_length=PLACE_LENGTH, required=False)
    done = forms.CharField(label=_("Ce qui a été fait"), max_length=STEP_LENGTH, required=False)
    follow_up = forms.CharField(label=_("Suite à donner"), max_length=FOLLOW_UP_LENGTH, required=False)

    def __init__(self, data: Any = None, *, kinds: Sequence[ListItem], **options: Any) -> None:
        initial = {"client_id": uuid4(), "day": timezone.localdate()} | options.pop("initial", {})
        super().__init__(data, initial=initial, **options)
        icons = {item.code: item.icon for item in kinds if item.icon}
        field = self.fields["kind"]
        field.widget = ChoiceButtons(icons=icons)
        field.choices = [(item.code, item.label) for item in kinds]  # type: ignore[attr-defined]
        self.fields["desk"].queryset = desks()  # type: ignore[attr-defined]


class BookFilter(NarrowingForm):
    """What to look for in the book; nonsense narrows nothing."""

    q = forms.CharField(label=_("Chercher"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Type"), required=False)
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *LiaisonNote.State.choices]
    )
    desk = DeskField(required=False, empty_label=_("Tous"))
    start = day_field(label=_("Du"), required=False)
    end = day_field(label=_("Au"), required=False)

    def __init__(self, data: Any, *, kinds: Sequence[ListItem]) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("Tous")),
            *[(item.code, item.label) for item in kinds],
        ]
        self.fields["desk"].queryset = desks()  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What was done."""

    text = forms.CharField(
        label=_("Ce qui a été fait"),
        max_length=STEP_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-mentions": True}),
    )
