"""Forms of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.directory.queries import current, find_parties
from buron.kernel.forms import DateInput, DropZone
from buron.kernel.models import Office
from buron.kernel.whole import whole
from buron.lodging.beds import read_bedrooms, write_bedrooms
from buron.lodging.models import Hosting, Lodging, RegisterFile
from buron.lodging.natures import Nature
from buron.lodging.opening_text import read_spans, write_spans
from buron.territory import reference
from buron.territory.queries import office_communes

STARS = [(str(count), "★" * count) for count in range(1, 6)]
MISSING_CHOICES = [
    ("", _("Rien de particulier")),
    ("registration_number", _("Meublé sans numéro d’enregistrement")),
    ("declaration_number", _("Sans récépissé de déclaration")),
    ("declarant", _("Sans déclarant")),
    ("capacity", _("Sans capacité")),
    ("position", _("Sans position sur la carte")),
    ("fiche", _("Sans fiche dans l’offre")),
]


def commune_choices(office: Office, present: str = "") -> list[tuple[str, str]]:
    """The communes of the office's territory, and the one that a lodging already has."""
    found = [(one.insee, one.name) for one in office_communes(office)]
    if present and present not in dict(found):
        found.append((present, reference.commune_name(present)))
    return found


class SearchForm(forms.Form):
    """What the register is narrowed by."""

    mots = forms.CharField(
        label=_("Rechercher"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"placeholder": _("nom, adresse, numéro"), "data-shortcut": "/"}),
    )
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=[("", _("Toutes")), *Nature.choices]
    )
    etoiles = forms.ChoiceField(
        label=_("Classement"),
        required=False,
        choices=[("", _("Tous")), ("0", _("Non classé")), *STARS],
    )
    manque = forms.ChoiceField(label=_("Ce qui manque"), required=False, choices=MISSING_CHOICES)
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("En location")), ("closed", _("Plus loués")), ("all", _("Tous"))],
    )
    hote = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, office: Office, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"] = forms.ChoiceField(
            label=_("Commune"), required=False, choices=[("", _("Toutes")), *commune_choices(office)]
        )
        self.order_fields(["mots", "commune", "nature", "etoiles", "manque", "etat", "hote"])

    @property
    def chosen(self) -> dict[str, str]:
        """What is valid; nonsense narrows nothing."""
        self.full_clean()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class BedroomsField(forms.CharField):
    """Beds room by room, as text."""

    widget = forms.Textarea({"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return write_bedrooms(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_bedrooms(super().clean(value) or "")
        except ValueError as error:
            raise forms.ValidationError(
                _now("« %(line)s » : écrivez le nom de la pièce, deux-points, puis les lits : « 1 double ».")
                % {"line": str(error)[:60]}
            ) from None


class LodgingForm(forms.ModelForm):  # type: ignore[type-arg]
    """What describes a lodging: the facts of the declaration (CERFA 14004, 13566) and what the office adds."""

    openings_text = forms.CharField(
        label=_("Périodes d’ouverture"),
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Une par ligne : « du 1er mai au 30 septembre », « du 20/12 au 31/3 », « toute l’année »."
        ),
    )

    bedrooms = BedroomsField(
        label=_("Lits, pièce par pièce"),
        required=False,
        max_length=3000,
        help_text=_(
            "Une pièce par ligne : « Chambre 1 : 1 double, 2 simples ». Aussi : canapé-lit, superposés, bébé. "
            "Le nombre de lits s’en déduit."
        ),
    )

    class Meta:
        model = Lodging
        fields = (
            *("name", "nature", "address", "postcode", "insee", "latitude", "longitude", "capacity", "units"),
            *(
                "beds",
                "bedrooms",
                "surface",
                "residence",
                "declaration_number",
                "declared_on",
                "registration_number",
            ),
            *("channels", "opened_on", "closed_on", "notes"),
        )
        widgets = {
            "address": forms.Textarea({"rows": 2}),
            "notes": forms.Textarea({"rows": 3}),
            "declared_on": DateInput,
            "opened_on": DateInput,
            "closed_on": DateInput,
            "registration_number": forms.TextInput({"maxlength": 20}),
        }
        help_texts = {
            "address": _("Rue, bâtiment, escalier, étage, appartement ; sans le code postal ni la commune."),
            "capacity": _("Personnes accueillies en même temps. Chambres d’hôtes : 15 au plus."),
            "units": _("Pièces d’un meublé, chambres, ou emplacements. Chambres d’hôtes : 5 au plus."),
            "registration_number": _("13 caractères : code INSEE, 6 chiffres, clé de 2 caractères."),
            "declaration_number": _("Celui que porte le récépissé CERFA 14004 ou 13566 de la mairie."),
            "latitude": _("En degrés, par exemple 45,0712."),
        }

    def __init__(self, office: Office, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = self.instance.insee if self.instance.pk else ""
        self.fields["insee"] = forms.ChoiceField(
            label=_("Commune"), choices=[("", "—"), *commune_choices(office, present)]
        )
        self.fields["registration_number"] = forms.CharField(
            label=_("Numéro d’enregistrement"),
            max_length=20,
            required=False,
            help_text=_("13 caractères : code INSEE, 6 chiffres, clé de 2 caractères."),
        )
        if self.instance.pk and not self.is_bound:
            self.initial["openings_text"] = write_spans(self.instance.openings)

    def clean_openings_text(self) -> list[list[str]]:
        """The spans, ready for the service."""
        try:
            return read_spans(str(self.cleaned_data["openings_text"]))
        except ValueError as error:
            raise forms.ValidationError(
                _now(
                    "« %(line)s » n’est pas une période : écrivez par exemple « du 1er mai au 30 septembre »."
                )
                % {"line": str(error)[:60]}
            ) from None

    def _post_clean(self) -> None:
        """The service checks and writes the row, under the lock: the form only reads what was typed."""

    def description(self) -> dict[str, Any]:
        """The answers as the services take them."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {**values, "openings": self.cleaned_data["openings_text"]}


class HostingForm(forms.Form):
    """Who holds a lodging, found by name or by number of contact."""

    party = forms.CharField(
        label=_("Contact"),
        max_length=120,
        help_text=_("Nom de la personne ou de l’organisme, ou numéro du contact."),
        error_messages={"required": _("Écrivez le nom de l’hébergeur.")},
    )
    quality = forms.ChoiceField(label=_("Qualité"), choices=Hosting.Quality.choices)
    declares = forms.BooleanField(label=_("Déclare la taxe de séjour"), required=False, initial=True)
    since = forms.DateField(label=_("Depuis le"), required=False, widget=DateInput)

    def clean_party(self) -> Party:
        """The one contact that the words mean."""
        words = str(self.cleaned_data["party"])
        number = whole(words)
        found = list(find_parties(words, limit=3) if number is None else current().filter(pk=number))
        if len(found) != 1:
            raise forms.ValidationError(
                _now("Aucun contact ne porte ce nom : ajoutez-le d’abord au répertoire.")
                if not found
                else _now("Plusieurs contacts portent ce nom : écrivez le numéro du contact.")
            )
        return found[0]


class EndForm(forms.Form):
    """A last day, and sometimes the reason."""

    last_day = forms.DateField(
        label=_("Dernier jour"),
        widget=DateInput,
        error_messages={"required": _("Choisissez le dernier jour."), "invalid": _("Ce n’est pas une date.")},
    )
    because = forms.CharField(label=_("Motif"), max_length=200, required=False)


class RankingForm(forms.Form):
    """A ranking decision, read on paper."""

    stars = forms.ChoiceField(label=_("Étoiles"), choices=STARS)
    valid_from = forms.DateField(
        label=_("À partir du"),
        widget=DateInput,
        error_messages={"required": _("Écrivez la date de la décision.")},
    )
    valid_until = forms.DateField(
        label=_("Jusqu’au"),
        required=False,
        widget=DateInput,
        help_text=_("Laissez vide : cinq ans."),
    )
    capacity = forms.IntegerField(
        label=_("Capacité classée (personnes)"), required=False, min_value=1, max_value=10_000
    )
    decided_by = forms.CharField(label=_("Organisme"), max_length=120, required=False)
    reference = forms.CharField(label=_("Référence de la décision"), max_length=80, required=False)

    def decision(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        return {**self.cleaned_data, "stars": int(self.cleaned_data["stars"])}


class FileForm(forms.Form):
    """A table of lodgings to bring in."""

    target = forms.ChoiceField(
        label=_("Que contient ce fichier ?"), choices=RegisterFile.Target.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Fichier CSV, XLSX ou ODS"),
        widget=DropZone,
        error_messages={"required": _("Choisissez un fichier.")},
    )
    complete = forms.BooleanField(
        label=_("Le fichier est complet : ce qu’il ne nomme plus a disparu de cette source"), required=False
    )
