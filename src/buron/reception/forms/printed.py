"""Forms of the printed documents."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import RowsField
from buron.kernel.texts import LANGUAGE_NAMES
from buron.reception.forms.common import NarrowingForm, day_field
from buron.reception.models import PrintEdition, PrintMovement, PrintPlace, PrintRound, PrintTitle
from buron.reception.queries.printed.stock import editions_in_use
from buron.reception.rules.printed import MOST_COPIES
from buron.territory.models import Desk
from buron.territory.queries import desks

LANGUAGES = [*((code, name) for code, name in LANGUAGE_NAMES.items()), ("it", "Italiano"), ("oc", "Occitan")]
MOST_DAYS = 730

_WRONG = {"invalid_choice": _("Ce choix n’est pas dans la liste.")}


def copies_field(label: Any, **options: Any) -> forms.IntegerField:
    """A number of copies."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_COPIES, **options)


class TitleForm(forms.Form):
    """A document of which editions are printed."""

    name = forms.CharField(label=_("Titre"), max_length=120)
    kind = forms.ChoiceField(label=_("Sorte de document"), choices=PrintTitle.Kind.choices)
    publisher = forms.CharField(
        label=_("Éditeur"), max_length=120, required=False, help_text=_("Si ce n’est pas l’office.")
    )
    at_desk = forms.BooleanField(label=_("Proposé à l’écran d’accueil"), required=False, initial=True)


class EditionForm(forms.Form):
    """One printing. What is not known is left empty."""

    year = forms.IntegerField(label=_("Année"), min_value=1900, max_value=2200)
    languages = forms.MultipleChoiceField(
        label=_("Langues"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple, error_messages=_WRONG
    )
    label = forms.CharField(
        label=_("Précision"), max_length=60, required=False, help_text=_("Par exemple : 2e tirage.")
    )
    print_run = copies_field(_("Tirage (exemplaires)"), required=False)
    printed_on = day_field(label=_("Imprimé le"), required=False)
    unit_price = forms.DecimalField(
        label=_("Prix unitaire (€)"),
        min_value=0,
        max_digits=8,
        decimal_places=4,
        required=False,
        localize=True,
        help_text=_("Jusqu’au dixième de centime : 0,085."),
    )
    printer = forms.CharField(label=_("Imprimeur"), max_length=120, required=False)
    printer_delay = forms.IntegerField(
        label=_("Délai de l’imprimeur (jours)"), min_value=0, max_value=MOST_DAYS, required=False
    )
    per_box = forms.IntegerField(
        label=_("Exemplaires par carton"), min_value=1, max_value=MOST_COPIES, required=False
    )
    low_at = copies_field(
        _("Prévenir à partir de"), required=False, help_text=_("Exemplaires restants, tous lieux réunis.")
    )
    ends_on = day_field(label=_("Fin de vie"), required=False, help_text=_("Dernier jour où on le donne."))


class PlaceForm(forms.Form):
    """A place where boxes are kept."""

    name = forms.CharField(label=_("Nom du lieu"), max_length=80)
    desk = forms.ModelChoiceField(
        label=_("Bureau"),
        queryset=Desk.objects.none(),
        required=False,
        empty_label=_("Aucun : réserve, cave, garage"),
        error_messages=_WRONG,
    )
    note = forms.CharField(label=_("Où exactement"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].queryset = desks()  # type: ignore[attr-defined]


class MovementForm(forms.Form):
    """A movement of copies, counted one by one or by boxes."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label=_("Mouvement"),
        choices=[one for one in PrintMovement.Kind.choices if one[0] != PrintMovement.Kind.CORRECTION],
    )
    edition = forms.ModelChoiceField(
        label=_("Document"),
        queryset=PrintEdition.objects.none(),
        empty_label=_("À choisir"),
        error_messages=_WRONG,
    )
    place = forms.ModelChoiceField(
        label=_("Lieu"),
        queryset=PrintPlace.objects.none(),
        empty_label=_("À choisir"),
        help_text=_("Où l’on reçoit, ou d’où l’on sort."),
        error_messages=_WRONG,
    )
    target = forms.ModelChoiceField(
        label=_("Vers (transfert)"),
        queryset=PrintPlace.objects.none(),
        required=False,
        empty_label="–",
        error_messages=_WRONG,
    )
    boxes = forms.IntegerField(
        label=_("Cartons"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Ou le nombre d’exemplaires."),
    )
    quantity = copies_field(_("Exemplaires"), required=False)
    day = day_field(label=_("Jour"), initial=timezone.localdate)
    recipient = forms.CharField(label=_("Chez qui (dépôt)"), max_length=120, required=False)
    reason = forms.CharField(label=_("Motif ou remarque"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["edition"].queryset = PrintEdition.objects.select_related("title")  # type: ignore[attr-defined]
        for name in ("place", "target"):
            self.fields[name].queryset = PrintPlace.objects.filter(retired_on=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Boxes become copies, when the edition says how many a box holds."""
        said = super().clean() or {}
        edition, boxes = said.get("edition"), said.get("boxes")
        if boxes and edition is not None and not edition.per_box:
            self.add_error("boxes", _("Cette édition ne dit pas combien d’exemplaires tient un carton."))
        elif boxes and edition is not None:
            said["quantity"] = (said.get("quantity") or 0) + boxes * edition.per_box
        elif not said.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("Dites combien d’exemplaires, ou de cartons."))
        if said.get("kind") == PrintMovement.Kind.TRANSFER and not said.get("target"):
            self.add_error("target", _("Dites vers quel lieu."))
        return said


class MovementsFilter(NarrowingForm):
    """What the list of movements is narrowed by."""

    edition = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    genre = forms.ChoiceField(
        label=_("Mouvement"), required=False, choices=[("", _("Tous")), *PrintMovement.Kind.choices]
    )
    start = day_field(label=_("Du"), required=False)
    end = day_field(label=_("Au"), required=False)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Pourquoi ?"), max_length=200)


class CountForm(forms.Form):
    """The beginning of a stock-taking."""

    name = forms.CharField(label=_("Nom de l’inventaire"), max_length=80)
    places = RowsField(
        label=_("Lieux à compter"),
        queryset=PrintPlace.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_WRONG,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["places"].queryset = PrintPlace.objects.filter(retired_on=None)  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """A round that is planned."""

    name = forms.CharField(label=_("Nom de la tournée"), max_length=80)
    day = day_field(label=_("Jour"), initial=timezone.localdate)
    place = forms.ModelChoiceField(
        label=_("Documents pris à"),
        queryset=PrintPlace.objects.none(),
        empty_label=_("À choisir"),
        error_messages=_WRONG,
    )
    agent = forms.CharField(label=_("Qui part"), max_length=80, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    like = forms.ModelChoiceField(
        label=_("Reprendre les arrêts de"),
        queryset=PrintRound.objects.none(),
        required=False,
        empty_label=_("Aucune autre tournée"),
        error_messages=_WRONG,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = PrintPlace.objects.filter(retired_on=None)  # type: ignore[attr-defined]
        self.fields["like"].queryset = PrintRound.objects.all()  # type: ignore[attr-defined]


class LoadForm(forms.Form):
    """A document taken on a round."""

    edition = forms.ModelChoiceField(
        label=_("Document"),
        queryset=PrintEdition.objects.none(),
        empty_label=_("À choisir"),
        error_messages=_WRONG,
    )
    taken = copies_field(_("Exemplaires emportés"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["edition"].queryset = editions_in_use(timezone.localdate())  # type: ignore[attr-defined]


class StopForm(forms.Form):
    """A stop: the number of a fiche of the offer, or a name."""

    name = forms.CharField(label=_("Chez qui"), max_length=120, required=False)
    where = forms.CharField(label=_("Où"), max_length=160, required=False)
    fiche = forms.IntegerField(
        label=_("Numéro de la fiche"),
        min_value=1,
        max_value=2**62,
        required=False,
        help_text=_("Si l’hôte est dans l’offre : le nom et l’adresse en viennent."),
    )
