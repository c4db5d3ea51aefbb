"""Forms of the territory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import DateInput
from buron.territory.models import Desk
from buron.territory.reading import near_names, read_commune, read_point, write_point
from buron.territory.reference import Commune


class PointField(forms.CharField):
    """Latitude and longitude in one field, as maps give them; cleans to a pair of degrees or None."""

    default_error_messages = {
        "point": _("Écrivez la latitude puis la longitude, par exemple « 44.98, 2.62 »."),
    }

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        point = read_point(str(text))
        if point is None:
            raise forms.ValidationError(self.error_messages["point"], code="point")
        return point


class CommuneField(forms.CharField):
    """A commune by its name, its postcode or both; cleans to an INSEE code, empty when left empty."""

    default_error_messages = {
        "commune": _(
            "Cette commune n’est pas reconnue, ou plusieurs portent ce nom : ajoutez le code postal, "
            "par exemple « Vic-sur-Cère (15800) »."
        ),
        "several": _("De quelle commune s’agit-il ? Écrivez %(names)s."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.near: list[Commune] = []
        self.department: str | None = None

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        if not text:
            return ""
        found = read_commune(text, self.department, self.near)
        if found is None:
            raise self._doubt(near_names(text, self.department, self.near))
        return found.insee

    def _doubt(self, names: list[str]) -> forms.ValidationError:
        """Ask, with what may have been meant, rather than choose."""
        if not names:
            return forms.ValidationError(self.error_messages["commune"], code="commune")
        quoted = [f"« {name} »" for name in names]
        told = _(" ou ").join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else quoted[0]
        return forms.ValidationError(self.error_messages["several"], code="commune", params={"names": told})


class PositionForm(forms.Form):
    """Where a commune is."""

    point = PointField(
        label=_("Position"),
        max_length=60,
        help_text=_(
            "Latitude, longitude. Touchez la carte, ou collez ce qu’un site de cartes a copié : « 44.98, 2.62 »."
        ),
        widget=forms.TextInput(attrs={"data-place": "", "autocomplete": "off"}),
        error_messages={"required": _("Touchez la carte ou écrivez la position.")},
    )


class DeskForm(forms.Form):
    """What describes a desk."""

    name = forms.CharField(
        label=_("Nom du bureau"),
        max_length=80,
        error_messages={"required": _("Donnez un nom à ce bureau, par exemple celui de sa commune.")},
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Desk.Kind.choices)
    insee = CommuneField(
        label=_("Commune"),
        required=False,
        max_length=100,
        help_text=_("Laissez vide pour un accueil à distance."),
        widget=forms.TextInput(attrs={"list": "communes", "autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Adresse"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    point = PointField(
        label=_("Position"),
        max_length=60,
        required=False,
        help_text=_("Latitude, longitude : touchez la carte, ou collez ce qu’un site de cartes a copié."),
        widget=forms.TextInput(attrs={"data-place": "", "autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    active_from = forms.DateField(label=_("En service depuis le"), required=False, widget=DateInput)
    active_until = forms.DateField(
        label=_("En service jusqu’au"),
        required=False,
        widget=DateInput,
        help_text=_("Dernier jour compris. Laissez vide tant que le bureau sert."),
    )
    slug = forms.CharField(
        label=_("Adresse courte"),
        max_length=50,
        required=False,
        help_text=_("Pour les liens et les QR codes. Faite à partir du nom si vous la laissez vide."),
    )
    position = forms.IntegerField(label=_("Rang dans les listes"), min_value=0, max_value=999, required=False)

    def __init__(
        self, *args: Any, near: Iterable[Commune] = (), department: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["insee"]
        if isinstance(field, CommuneField):
            field.near, field.department = list(near), department

    def description(self) -> dict[str, Any]:
        """The answers as the services take them; what was left empty and has a default is left out."""
        values = dict(self.cleaned_data)
        values["latitude"], values["longitude"] = values.pop("point") or (None, None)
        return {
            name: value
            for name, value in values.items()
            if not (name == "position" and value is None) and not (name == "slug" and not value)
        }

    @staticmethod
    def initial_of(desk: Desk) -> dict[str, Any]:
        """The desk as its form shows it."""
        values = {
            name: getattr(desk, name)
            for name in (
                "name",
                "kind",
                "address",
                "phone",
                "email",
                "active_from",
                "active_until",
                "slug",
                "position",
            )
        }
        commune = desk.commune
        return {
            **values,
            "insee": commune.label if commune else "",
            "point": write_point(desk.latitude, desk.longitude),
        }


class ClosingForm(forms.Form):
    """The last day of a desk."""

    last_day = forms.DateField(
        label=_("Dernier jour de service"),
        widget=DateInput,
        error_messages={
            "required": _("Indiquez le dernier jour de service."),
            "invalid": _("Écrivez une date, par exemple 30/09/2024."),
        },
    )


class BrandForm(forms.Form):
    """A new brand."""

    name = forms.CharField(
        label=_("Nom de la marque"),
        max_length=80,
        help_text=_("Celui que voient les visiteurs, par exemple le nom d’un massif ou d’une vallée."),
        error_messages={"required": _("Donnez un nom à la marque.")},
    )


class JoiningForm(forms.Form):
    """The code that another office gave."""

    code = forms.CharField(
        label=_("Code d’invitation"),
        max_length=40,
        help_text=_("Un office qui est déjà dans la marque le trouve sur sa page « Territoire »."),
        error_messages={"required": _("Écrivez le code que l’office vous a donné.")},
    )
