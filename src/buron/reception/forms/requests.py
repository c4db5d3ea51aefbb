"""Forms of requests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.directory.forms import countries
from buron.kernel.forms import ChoiceButtons, DateInput, DropZone, RowsField, TextsField
from buron.kernel.texts import LANGUAGE_NAMES
from buron.reception.forms.common import NarrowingForm
from buron.reception.models import Brochure, PrintTitle
from buron.territory.models import Desk

CHANNELS = [
    ("letter", _("Courrier")),
    ("phone", _("Téléphone")),
    ("email", _("Courriel reçu ailleurs")),
    ("web", _("Contact web reçu ailleurs")),
]
LANGUAGES = list(LANGUAGE_NAMES.items())
FORM_SALT = "buron.reception.public-form"
FASTEST_SECONDS = 4
LONGEST_SECONDS = 24 * 3600


class InboxForm(NarrowingForm):
    """What the inbox is narrowed by."""

    mots = forms.CharField(label=_("Rechercher"), max_length=120, required=False)
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[
            ("a-traiter", _("À traiter")),
            ("repondues", _("Répondues")),
            ("classees", _("Classées et automatiques")),
            ("toutes", _("Toutes")),
        ],
    )
    canal = forms.ChoiceField(
        label=_("Canal"),
        required=False,
        choices=[
            ("", _("Tous")),
            ("email", _("Courriel")),
            ("web", _("Formulaire")),
            ("phone", _("Téléphone")),
            ("letter", _("Courrier")),
        ],
    )
    qui = forms.ChoiceField(
        label=_("Confiée à"),
        required=False,
        choices=[("", _("Tout le monde")), ("moi", _("Moi")), ("personne", _("Personne encore"))],
    )


class PostalForm(forms.Form):
    """Who asks, and where a letter would go."""

    civility = forms.CharField(label=_("Civilité"), max_length=20, required=False)
    first_name = forms.CharField(label=_("Prénom"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=120, required=False)
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    address = forms.CharField(
        label=_("Adresse"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    postcode = forms.CharField(label=_("Code postal"), max_length=12, required=False)
    city = forms.CharField(label=_("Ville"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Pays"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        if isinstance(field, forms.ChoiceField):
            field.choices = countries()

    def contact(self) -> dict[str, str]:
        """Fields of the directory; without a name nor an address, nobody."""
        names = PostalForm.base_fields
        return {name: self.cleaned_data.get(name, "") for name in names}


class RequestForm(PostalForm):
    """A request that came by telephone or by letter."""

    field_order = ("channel", "received_on", "subject", "body", "language", "desk")
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    channel = forms.ChoiceField(
        label=_("Par"),
        choices=CHANNELS,
        widget=ChoiceButtons(icons={"letter": "inbox", "phone": "phone", "email": "mail", "web": "globe"}),
    )
    received_on = forms.DateField(label=_("Reçue le"), widget=DateInput)
    subject = forms.CharField(label=_("Objet"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Demande"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Écrivez la demande.")},
    )
    language = forms.ChoiceField(label=_("Langue"), choices=LANGUAGES)
    desk = forms.ModelChoiceField(label=_("Bureau"), queryset=Desk.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"] = forms.ModelChoiceField(
            label=_("Bureau"), queryset=Desk.objects.order_by("position", "pk"), required=False
        )

    def moment(self) -> dt.datetime | None:
        """None for today, else noon of the day."""
        day: dt.date = self.cleaned_data["received_on"]
        if day == timezone.localdate():
            return None
        return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


class AnswerForm(forms.Form):
    """An answer, as it will leave."""

    kind = forms.ChoiceField(
        label=_("Comment"),
        choices=[("mail", _("Par courriel")), ("letter", _("Par courrier")), ("phone", _("J’ai rappelé"))],
        widget=ChoiceButtons(icons={"mail": "mail", "letter": "printer", "phone": "phone"}),
        error_messages={"required": _("Choisissez comment répondre.")},
    )
    subject = forms.CharField(label=_("Objet"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Réponse"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": _("Écrivez la réponse.")},
    )
    template = forms.CharField(required=False, widget=forms.HiddenInput)
    carnet = forms.CharField(
        label=_("Carnet à joindre"),
        max_length=12,
        required=False,
        help_text=_("Numéro d’un carnet, celui de sa page."),
    )
    brochures = RowsField(
        label=_("E-brochures"),
        queryset=Brochure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    printed = RowsField(
        label=_("Documents dans l’enveloppe"),
        queryset=PrintTitle.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    survey = forms.BooleanField(label=_("Avec le lien du questionnaire"), required=False)
    address = forms.CharField(
        label=_("Adresse"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    postcode = forms.CharField(label=_("Code postal"), max_length=12, required=False)
    city = forms.CharField(label=_("Ville"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (
            ("brochures", Brochure.objects.filter(retired_at=None)),
            ("printed", PrintTitle.objects.filter(retired_on=None)),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = queryset

    def postal(self) -> dict[str, str]:
        """The postal address that was typed, empty when the one that is known serves."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("address", "postcode", "city")}
        return {name: value for name, value in typed.items() if value}


class TemplateForm(forms.Form):
    """A ready answer."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    subject = TextsField(label=_("Objet"), max_length=200)
    body = TextsField(label=_("Texte"), long=True, max_length=8000)


class BrochureForm(forms.Form):
    """An e-brochure: a PDF, or its address."""

    title = forms.CharField(label=_("Titre"), max_length=120)
    language = forms.ChoiceField(label=_("Langue"), choices=LANGUAGES)
    url = forms.URLField(label=_("Adresse"), max_length=300, required=False, assume_scheme="https")
    file = forms.FileField(label=_("Fichier PDF"), required=False, widget=DropZone)


class MailboxForm(forms.Form):
    """A mailbox to be read."""

    address = forms.EmailField(label=_("Adresse de l’office"))
    host = forms.RegexField(
        r"\A[A-Za-z0-9.-]{1,200}\Z",
        label=_("Serveur IMAP"),
        help_text=_("Par exemple imap.exemple.fr, donné par votre hébergeur de messagerie."),
        error_messages={"invalid": _("Écrivez le nom du serveur, sans https ni espace.")},
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    username = forms.CharField(label=_("Identifiant"), max_length=200)
    password = forms.CharField(
        label=_("Mot de passe"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    folder = forms.RegexField(r"\A[^\x00-\x1f]{1,120}\Z", label=_("Dossier"), initial="INBOX", required=True)


class SettingsForm(forms.Form):
    """The clock, the acts, the questionnaire."""

    answer_days = forms.IntegerField(label=_("Délai de réponse, en jours ouvrés"), min_value=1, max_value=30)
    count_as_acts = forms.BooleanField(
        label=_("Une demande répondue compte aussi comme un acte d’accueil"), required=False
    )
    survey_url = forms.URLField(
        label=_("Adresse du questionnaire de satisfaction"),
        max_length=300,
        required=False,
        assume_scheme="https",
    )


def new_ticket() -> str:
    """What a page of the public form carries: when it was opened, and the identifier of what it will send."""
    return signing.dumps(str(uuid.uuid4()), salt=FORM_SALT)


class PublicForm(forms.Form):
    """The form of the site. ``site_web`` is a trap: people do not see it, programs fill it."""

    name = forms.CharField(label=_("Votre nom"), max_length=120)
    email = forms.EmailField(label=_("Votre adresse électronique"))
    subject = forms.CharField(label=_("Objet"), max_length=200, required=False)
    body = forms.CharField(label=_("Votre demande"), max_length=5000, widget=forms.Textarea({"rows": 7}))
    news = forms.BooleanField(required=False)
    site_web = forms.CharField(
        label="Ne pas remplir",
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    stale = ""
    """What is said of a page that was opened too long ago, in the reader's language."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        try:
            sent = str(values.get("ticket", ""))
            signing.loads(sent, salt=FORM_SALT, max_age=LONGEST_SECONDS)
            values["client_id"] = uuid.UUID(signing.loads(sent, salt=FORM_SALT))
        except (signing.BadSignature, ValueError):
            raise forms.ValidationError(self.stale) from None
        return values

    @property
    def is_too_fast(self) -> bool:
        """Whether it was sent faster than anybody types."""
        try:
            signing.loads(str(self.data.get("ticket", "")), salt=FORM_SALT, max_age=FASTEST_SECONDS)
        except signing.BadSignature:
            return False
        return True

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.data.get("site_web"))
