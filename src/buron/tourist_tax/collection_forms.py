"""Forms of collection. Amounts are typed in euros and read into cents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.forms import AmountField, DateInput, DropZone
from buron.lodging.models import Lodging
from buron.tourist_tax.joined import MOST_BYTES
from buron.tourist_tax.models import CardAccount, Claim, CollectionPeriod, Payment, Procedure, Remission

ENTERED = [
    (Payment.Method.TRANSFER, _("Virement")),
    (Payment.Method.CHEQUE, _("Chèque")),
    (Payment.Method.CASH, _("Espèces (régie)")),
    (Payment.Method.TITLE, _("Recouvré par le comptable public")),
]


class DayField(forms.DateField):
    """A day, today unless it is said; a year of before 2000 is a slip of the finger."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("initial", timezone.localdate)
        super().__init__(widget=DateInput(), **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day.year < 2000:
            raise forms.ValidationError(_("Vérifiez l’année."))
        return day


class BoardForm(forms.Form):
    """What the board shows."""

    periode = forms.ModelChoiceField(
        CollectionPeriod.objects.none(),
        label=_("Période"),
        required=False,
        empty_label=_("La dernière commencée"),
    )
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[
            ("", _("Tous")),
            ("late", _("En retard de paiement")),
            ("missing", _("Déclarations manquantes")),
            ("due", _("À payer")),
            ("credit", _("Trop versé")),
            ("settled", _("Soldé")),
        ],
    )
    mots = forms.CharField(label=_("Hébergeur"), required=False, max_length=80)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        periods = CollectionPeriod.objects.filter(first__lte=timezone.localdate()).order_by("-first")
        self.fields["periode"].queryset = periods  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    """Money that came in for a host."""

    method = forms.ChoiceField(label=_("Moyen"), choices=ENTERED)
    amount = AmountField(label=_("Montant (€)"))
    received_on = DayField(label=_("Reçu le"))
    reference = forms.CharField(
        label=_("Référence"),
        required=False,
        max_length=140,
        help_text=_("Numéro du chèque ou du virement, de l’état."),
    )
    period = forms.ModelChoiceField(
        CollectionPeriod.objects.none(),
        label=_("Pour la période"),
        required=False,
        empty_label=_("La plus ancienne d’abord"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        periods = CollectionPeriod.objects.filter(first__lte=timezone.localdate()).order_by("-first")
        self.fields["period"].queryset = periods  # type: ignore[attr-defined]


class BecauseForm(forms.Form):
    """Why something is undone or given back."""

    because = forms.CharField(label=_("Motif"), max_length=300)


class GiveBackForm(BecauseForm):
    """Money to pay back."""

    amount = AmountField(label=_("Montant à rendre (€)"))
    on = DayField(label=_("Payé le"))


class PaperField(forms.FileField):
    """A paper of a case; the value is its name and its bytes, None without one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("Pièce (PDF ou photo, 10 Mo au plus)"), "required": False, **options})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Une pièce a 10 Mo au plus."))
        return upload.name, upload.read()


class SplitForm(forms.Form):
    """A payment whose parts are chosen: one amount for each place where something is owed."""

    PART = "part_"

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        whole = PaymentForm()
        for name in ("method", "amount", "received_on", "reference"):
            self.fields[name] = whole.fields[name]
        for key, title in places:
            self.fields[self.PART + key] = AmountField(label=title, required=False)

    def parts(self) -> list[Any]:
        """The fields of the places, to be drawn in a table."""
        return [self[name] for name in self.fields if name.startswith(self.PART)]

    def chosen(self) -> dict[str, int]:
        """Cents by place, of a valid form; nothing for those left empty or at zero."""
        given = self.cleaned_data.items()
        return {
            name.removeprefix(self.PART): value
            for name, value in given
            if name.startswith(self.PART) and value
        }


class WaiveForm(forms.Form):
    """A remission that the collectivity decided."""

    place = forms.ChoiceField(label=_("Sur quoi"))
    kind = forms.ChoiceField(label=_("Nature"), choices=Remission.Kind.choices)
    amount = AmountField(label=_("Montant remis (€)"))
    authority = forms.CharField(
        label=_("Décidée par"),
        max_length=160,
        help_text=_("Conseil communautaire, président, comptable public…"),
    )
    decided_on = DayField(label=_("Décidée le"))
    because = forms.CharField(label=_("Motif"), max_length=250)
    paper = PaperField(label=_("Délibération ou décision (PDF ou photo, 10 Mo au plus)"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class BankFileForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("Relevé de la banque"),
        widget=DropZone(),
        help_text=_("CSV de n’importe quelle banque, CAMT.053 ou CFONB 120, 20 Mo au plus."),
    )


class ColumnsForm(forms.Form):
    """Which column gives what."""

    TITLES = {
        "day": _("Date"),
        "credit": _("Crédit"),
        "amount": _("Montant (signé)"),
        "label": _("Libellé"),
        "payer": _("Donneur d’ordre"),
        "reference": _("Référence de la banque"),
    }

    def __init__(self, *args: Any, columns: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("aucune")), *((column, column) for column in columns if column)]
        for name, title in self.TITLES.items():
            self.fields[name] = forms.ChoiceField(label=title, choices=choices, required=False)


class CardForm(forms.ModelForm):  # type: ignore[type-arg]
    """The contract with a card gateway."""

    class Meta:
        model = CardAccount
        fields = ["gateway", "client_number", "mode", "is_active"]


class ProcedureForm(forms.Form):
    """Opening a procedure."""

    period = forms.ModelChoiceField(CollectionPeriod.objects.none(), label=_("Période"))
    reason = forms.ChoiceField(label=_("Motif"), choices=Procedure.Reason.choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        past = CollectionPeriod.objects.filter(pay_by__lt=timezone.localdate()).order_by("-first")
        self.fields["period"].queryset = past  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A step of a procedure: a date, and the words that the step asks for."""

    on = DayField(label=_("Date"))
    letter_number = forms.CharField(label=_("Numéro du recommandé"), required=False, max_length=40)
    words = forms.CharField(
        label=_("Texte"), required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, asks: str = "", letter: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not letter:
            del self.fields["letter_number"]
        if asks:
            self.fields["words"].label = asks
        else:
            del self.fields["words"]


class NightsForm(forms.Form):
    """Nights held taxable for a lodging and a month."""

    lodging = forms.ModelChoiceField(Lodging.objects.none(), label=_("Hébergement"))
    month = forms.ChoiceField(label=_("Mois"))
    nights = forms.IntegerField(label=_("Nuitées retenues"), min_value=1, max_value=200_000)
    price = AmountField(
        label=_("Prix hors taxes de ces nuitées (€)"),
        required=False,
        help_text=_("Seulement sans classement, où la taxe dépend du prix."),
    )
    data_used = forms.CharField(
        label=_("Données employées"),
        max_length=400,
        help_text=_("Calendrier d’annonce, année précédente, contrôle… L’avis les mentionne."),
    )

    def __init__(self, *args: Any, lodgings: Any, months: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lodging"].queryset = lodgings  # type: ignore[attr-defined]
        self.fields["month"].choices = months  # type: ignore[attr-defined]


class ClaimForm(forms.Form):
    """A claim as it came."""

    kind = forms.ChoiceField(label=_("Objet"), choices=Claim.Kind.choices)
    name = forms.CharField(label=_("Demandeur"), max_length=160)
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    address = forms.CharField(
        label=_("Adresse"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    iban = forms.CharField(label=_("IBAN"), required=False, max_length=42)
    received_on = DayField(label=_("Reçue le"))
    asked = AmountField(label=_("Montant demandé (€)"))
    platform = forms.CharField(
        label=_("Plateforme qui a perçu la taxe"),
        required=False,
        max_length=40,
        help_text=_("Laissez vide si l’hébergeur l’a perçue."),
    )
    party = forms.ModelChoiceField(Party.objects.none(), label=_("Hébergeur"), required=False)
    arrival = forms.DateField(label=_("Arrivée"), required=False, widget=DateInput())
    departure = forms.DateField(label=_("Départ"), required=False, widget=DateInput())
    story = forms.CharField(
        label=_("Exposé"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    paper = PaperField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hosts = Party.objects.filter(hostings__declares=True, merged_into=None, erased_at=None)
        self.fields["party"].queryset = hosts.distinct().order_by("search_words")  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What was decided of a claim."""

    granted = AmountField(label=_("Montant accordé (€)"), help_text=_("0 : réclamation refusée."))
    answer = forms.CharField(
        label=_("Décision motivée"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReminderStepForm(forms.Form):
    """A step of the rhythm."""

    days = forms.IntegerField(label=_("Jours après l’échéance"), min_value=-60, max_value=365)
    title = forms.CharField(label=_("Nom"), max_length=80)
    subject = forms.CharField(label=_("Objet"), max_length=160)
    text = forms.CharField(label=_("Texte"), max_length=3000, widget=forms.Textarea(attrs={"rows": 10}))
    is_active = forms.BooleanField(label=_("Utilisée"), required=False, initial=True)


ReminderStepFormSet = forms.formset_factory(ReminderStepForm, extra=0, max_num=8, can_delete=True)
