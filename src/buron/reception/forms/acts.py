"""Forms about acts: after the fact, corrected, searched through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.reception.forms.common import (
    HOURS,
    DeskField,
    NarrowingForm,
    OriginField,
    choices_of,
    day_field,
)
from buron.reception.models import Act, ListItem
from buron.reception.queries import origins
from buron.reception.rules.facts import MOST_PEOPLE, NOTE_LENGTH, Facts
from buron.territory.queries import desks

Lists = Mapping[str, Sequence[ListItem]]
OPTIONAL = ("party", "stay", "lodging", "language", "outcome", "answer_mode")


class FactsForm(forms.Form):
    """Everything that can be said of a welcome, nothing chosen beforehand."""

    desk = DeskField()
    day = day_field(label=_("Jour"))
    hour = forms.ChoiceField(label=_("Heure"), choices=HOURS, required=False)
    channel = forms.ChoiceField(label=_("Canal"))
    party = forms.ChoiceField(label=_("Type de clientèle"), required=False)
    origin = OriginField()
    stay = forms.ChoiceField(label=_("Durée de séjour"), required=False)
    lodging = forms.ChoiceField(label=_("Hébergement"), required=False)
    language = forms.ChoiceField(label=_("Langue"), required=False)
    people = forms.IntegerField(
        label=_("Nombre de personnes"), required=False, min_value=1, max_value=MOST_PEOPLE
    )
    themes = forms.MultipleChoiceField(
        label=_("Thèmes de la demande"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(label=_("Suite donnée"), required=False)
    answer_mode = forms.ChoiceField(label=_("Mode de réponse"), required=False)
    note = forms.CharField(
        label=_("Note courte"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Jamais le nom ni l’adresse d’un visiteur."),
    )

    def __init__(self, data: Any = None, *, lists: Lists, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["desk"].offer(desks())  # type: ignore[attr-defined]
        self._offer("channel", [("", _("À choisir")), *choices_of(lists["channel"], optional=False)])
        self._offer("themes", choices_of(lists["theme"], optional=False))
        for name in OPTIONAL:
            self._offer(name, choices_of(lists[name]))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def facts(self) -> Facts:
        """What was said, once the form is valid."""
        said = self.cleaned_data
        origin = said["origin"]
        answers: dict[str, Any] = {name: said[name] or None for name in OPTIONAL}
        return Facts(
            channel=said["channel"],
            people=said["people"],
            origin_country=origin.country if origin else None,
            origin_department=origin.department if origin else None,
            themes=tuple(said["themes"]),
            note=said["note"],
            **answers,
        )


class LateForm(FactsForm):
    """A welcome remembered afterwards. ``client_id`` makes a second click harmless."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, lists: Lists, **options: Any) -> None:
        initial = {"client_id": uuid4(), "day": timezone.localdate()} | options.pop("initial", {})
        super().__init__(data, lists=lists, initial=initial, **options)


class AmendForm(FactsForm):
    """The same, filled with an act, with the reason of the correction."""

    reason = forms.CharField(
        label=_("Pourquoi cette correction ?"),
        required=False,
        max_length=200,
        help_text=_("Elle reste dans l’historique de l’acte."),
    )

    def __init__(self, data: Any = None, *, act: Act, lists: Lists, **options: Any) -> None:
        super().__init__(data, lists=lists, initial=_initial(act), **options)
        self._keep_retired(act)
        if not act.has_exact_day:
            self.fields["day"].disabled = self.fields["hour"].disabled = True

    def _keep_retired(self, act: Act) -> None:
        """An answer that is not offered any more stays choosable for the act that has it."""
        for name in ("channel", *OPTIONAL):
            code = getattr(act, name)
            choices = list(self.fields[name].choices)  # type: ignore[attr-defined]
            if code and code not in dict(choices):
                self._offer(name, [*choices, (code, code)])


def _initial(act: Act) -> dict[str, Any]:
    return {
        "desk": act.desk_id,
        "day": act.day,
        "hour": "" if act.hour is None else str(act.hour),
        "channel": act.channel,
        "origin": origins.label(act.origin_country, act.origin_department),
        "people": act.people,
        "note": act.note,
        "themes": [item.theme for item in act.themes.all()],
        **{name: getattr(act, name) or "" for name in OPTIONAL},
    }


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Pourquoi ?"), max_length=200)


class ActsFilter(NarrowingForm):
    """What the list of acts is narrowed to. Everything is optional, nonsense is told and left aside."""

    start = day_field(label=_("Du"), required=False)
    end = day_field(label=_("Au"), required=False)
    desk = DeskField(required=False, empty_label=_("Tous les bureaux"))
    channel = forms.ChoiceField(label=_("Canal"), required=False)
    party = forms.ChoiceField(label=_("Clientèle"), required=False)
    entry = forms.ChoiceField(label=_("Saisie"), required=False)
    state = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[
            ("", _("Comptés")),
            ("mine", _("Comptés, saisis par moi")),
            ("cancelled", _("Annulés")),
            ("all", _("Tous")),
        ],
    )

    def __init__(self, data: Any, *, lists: Lists, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["desk"].queryset = desks()  # type: ignore[attr-defined]
        self._offer("channel", _("Tous les canaux"), choices_of(lists["channel"], optional=False))
        self._offer("party", _("Toutes"), choices_of(lists["party"], optional=False))
        self._offer("entry", _("Tous les modes"), list(Act.Entry.choices))

    def _offer(self, name: str, first: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", first), *choices]  # type: ignore[attr-defined]
