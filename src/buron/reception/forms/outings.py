"""Forms of the outings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.formats import WEEKDAYS
from buron.kernel.forms import TimeInput
from buron.kernel.models import Membership
from buron.reception.forms.common import DeskField, day_field
from buron.reception.models import Outing, OutingDay
from buron.reception.services.outings import MOST_DAYS, MOST_VISITORS, Hours
from buron.territory.forms import CommuneField
from buron.territory.models import Desk
from buron.territory.queries import desks
from buron.territory.reference import Commune


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=TimeInput())


class OutingForm(forms.Form):
    """What describes an outing, and who goes."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=80,
        help_text=_("Par exemple « Marché de Condat »."),
        error_messages={"required": _("Donnez un nom à cette sortie.")},
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Outing.Kind.choices)
    place = forms.CharField(label=_("Lieu"), max_length=120, required=False)
    insee = CommuneField(
        label=_("Commune"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "communes", "autocomplete": "off"}),
    )
    desk = DeskField(label=_("Compte pour le bureau"))
    agents = forms.MultipleChoiceField(label=_("Agents"), required=False, widget=forms.CheckboxSelectMultiple)
    helpers = forms.CharField(
        label=_("Autres personnes"),
        max_length=200,
        required=False,
        help_text=_("Bénévoles, élus, partenaires sur le stand."),
    )
    documents = forms.CharField(
        label=_("Documents emportés"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Un par ligne : « carte des balades, 50 »."),
    )

    def __init__(
        self, *args: Any, near: Iterable[Commune] = (), department: str | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        field = self.fields["insee"]
        if isinstance(field, CommuneField):
            field.near, field.department = list(near), department
        self.fields["desk"].offer(desks())  # type: ignore[attr-defined]
        if not self.initial.get("desk"):
            self.initial["desk"] = desks().filter(kind=Desk.Kind.OUT_OF_WALLS).first()
        members = Membership.objects.filter(office_id=_office_id(), is_active=True).select_related("user")
        self.fields["agents"].choices = [  # type: ignore[attr-defined]
            (str(one.user_id), one.user.name or one.user.email)
            for one in members.order_by("user__name", "pk")
        ]

    def description(self) -> dict[str, Any]:
        """The answers as the services take them."""
        said = self.cleaned_data
        names = ("name", "kind", "place", "insee", "documents", "helpers", "desk")
        return {**{name: said[name] for name in names}, "agents": [int(pk) for pk in said["agents"]]}

    @staticmethod
    def initial_of(outing: Outing) -> dict[str, Any]:
        """An outing as its form shows it."""
        from buron.territory import reference

        names = ("name", "kind", "place", "documents", "helpers", "desk")
        commune = reference.commune(outing.insee) if outing.insee else None
        return {
            **{name: getattr(outing, name) for name in names},
            "insee": commune.label if commune else "",
            "agents": [str(one.user_id) for one in outing.agents.all()],
        }


def _office_id() -> int:
    from buron.kernel.tenancy import current_office_id

    return current_office_id()


class NewOutingForm(OutingForm):
    """An outing with its days: one, a run, or the same weekdays over a season."""

    field_order = ("name", "kind", "start", "end", "opens", "closes", "weekdays", "place", "insee", "desk")

    start = day_field(label=_("Du"))
    end = day_field(label=_("Au"), required=False, help_text=_("Vide : un seul jour."))
    opens = _time(_("De"))
    closes = _time(_("À"))
    weekdays = forms.MultipleChoiceField(
        label=_("Seulement le"),
        required=False,
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS, 1)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Pour un marché de chaque semaine. Vide : tous les jours."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        start, end = said.get("start"), said.get("end") or said.get("start")
        if not start or not end:
            return said
        if end < start:
            self.add_error("end", _("La sortie se termine avant de commencer."))
        elif (end - start).days > 366:
            self.add_error("end", _("Une sortie tient dans une année."))
        elif not self.errors and not self.hours():
            self.add_error("weekdays", _("Aucun de ces jours ne tombe entre les deux dates."))
        elif not self.errors and len(self.hours()) > MOST_DAYS:
            self.add_error("end", _("Une sortie compte au plus %s jours.") % MOST_DAYS)
        return said

    def hours(self) -> list[Hours]:
        """The days of the outing."""
        said = self.cleaned_data
        start, end = said["start"], said["end"] or said["start"]
        wanted = {int(number) for number in said.get("weekdays", ())}
        days = (start + dt.timedelta(days=number) for number in range((end - start).days + 1))
        return [
            Hours(day, said["opens"], said["closes"])
            for day in days
            if not wanted or day.isoweekday() in wanted
        ]


class OutingDayForm(forms.Form):
    """A day of an outing, and the visitors counted by hand."""

    day = day_field(label=_("Jour"))
    opens = _time(_("De"))
    closes = _time(_("À"))
    visitors = forms.IntegerField(
        label=_("Visiteurs comptés"), required=False, min_value=0, max_value=MOST_VISITORS
    )

    @staticmethod
    def initial_of(day: OutingDay) -> dict[str, Any]:
        """A day as its form shows it."""
        return {"day": day.day, "opens": day.opens, "closes": day.closes, "visitors": day.visitors}
