"""The forms of the unmet requests and of the letters to communes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.reception.forms.common import NarrowingForm, day_field
from buron.reception.models import ListItem, UnmetRequest
from buron.reception.services.unmet import LONGEST
from buron.reception.services.unmet_letters import LONGEST as LONGEST_LETTER

NOBODY_SAID = _("Non précisée")


class UnmetForm(forms.Form):
    """What was asked in vain: a theme, three words, the commune."""

    theme = forms.ChoiceField(label=_("Thème"), error_messages={"required": _("Choisissez un thème.")})
    words = forms.CharField(
        label=_("En trois mots"),
        max_length=LONGEST,
        help_text=_("Jamais le nom ni l’adresse d’un visiteur."),
        error_messages={"required": _("Dites en trois mots ce qui a manqué.")},
    )
    insee = forms.ChoiceField(label=_("Commune concernée"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        themes: Sequence[ListItem],
        communes: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.fields["theme"].choices = [  # type: ignore[attr-defined]
            ("", _("À choisir")),
            *[(item.code, item.label) for item in themes],
        ]
        self.fields["insee"].choices = [("", NOBODY_SAID), *communes]  # type: ignore[attr-defined]


class NewUnmetForm(UnmetForm):
    """The same, when it is noted away from the desk."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Par où"), choices=UnmetRequest.Channel.choices)
    day = day_field(label=_("Jour"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        initial = {"client_id": uuid4()} | options.pop("initial", {})
        super().__init__(data, initial=initial, **options)


class UnmetFilter(NarrowingForm):
    """What to show; nonsense narrows nothing."""

    q = forms.CharField(label=_("Chercher"), max_length=120, required=False)
    theme = forms.ChoiceField(label=_("Thème"), required=False)
    insee = forms.ChoiceField(label=_("Commune"), required=False)
    channel = forms.ChoiceField(
        label=_("Par où"), required=False, choices=[("", _("Tous")), *UnmetRequest.Channel.choices]
    )
    told = forms.ChoiceField(
        label=_("Transmise"),
        required=False,
        choices=[
            ("", _("Toutes")),
            ("waiting", _("Pas encore")),
            ("sent", _("À la commune")),
            ("nowhere", _("Sans commune")),
        ],
    )
    start = day_field(label=_("Du"), required=False)
    end = day_field(label=_("Au"), required=False)

    def __init__(
        self, data: Any, *, themes: Sequence[tuple[str, str]], communes: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["theme"].choices = [("", _("Tous")), *themes]  # type: ignore[attr-defined]
        self.fields["insee"].choices = [("", _("Toutes")), *communes]  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """The words of a letter, and where it goes."""

    body = forms.CharField(
        label=_("Le courrier"),
        max_length=LONGEST_LETTER,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Le tableau des demandes suit ces mots."),
        error_messages={"required": _("Le courrier est vide.")},
    )
    email = forms.EmailField(
        label=_("Adresse électronique de la mairie"),
        required=False,
        help_text=_("Laissez vide pour un courrier imprimé. Elle sera proposée la prochaine fois."),
    )
