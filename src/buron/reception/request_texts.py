"""What fills the fields of a ready answer, and what is written under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import formats, translation

from buron.kernel.texts import text_in
from buron.reception.models import AnswerTemplate, Brochure, Enquiry, PrintTitle
from buron.reception.rules.answers import Filled, fill
from buron.reception.services.requests.common import RequestSettings

CARRIED = ("carnet", "brochures", "enquete")
INTRODUCED: Mapping[str, Mapping[str, str]] = {
    "carnet": {
        "fr": "Votre carnet de visite :",
        "en": "Your visit booklet:",
        "de": "Ihr Reiseheft:",
        "nl": "Uw reisboekje:",
        "es": "Su cuaderno de visita:",
    },
    "brochures": {
        "fr": "Nos brochures :",
        "en": "Our brochures:",
        "de": "Unsere Broschüren:",
        "nl": "Onze brochures:",
        "es": "Nuestros folletos:",
    },
    "enquete": {
        "fr": "Notre réponse vous a-t-elle aidé ? Dites-le nous :",
        "en": "Did our answer help you? Tell us:",
        "de": "Hat Ihnen unsere Antwort geholfen? Sagen Sie es uns:",
        "nl": "Heeft ons antwoord u geholpen? Laat het ons weten:",
        "es": "¿Le ha ayudado nuestra respuesta? Díganoslo:",
    },
}


def written_day(day: dt.date, language: str) -> str:
    """A day as a letter writes it in a language; in English as Europe does, "21 November 2026"."""
    with translation.override(language):
        return formats.date_format(day, "j F Y" if language == "en" else "DATE_FORMAT")


def values_of(
    enquiry: Enquiry,
    adviser: str,
    *,
    carnet_link: str = "",
    brochures: Sequence[Brochure] = (),
    printed: Sequence[PrintTitle] = (),
) -> dict[str, str]:
    """What is known for each field; an empty value is not known."""
    office, party, desk = enquiry.office, enquiry.party, enquiry.desk
    first, _space, last = enquiry.sender_name.rpartition(" ")
    day = written_day(enquiry.received_on, enquiry.language)
    return {
        "civilite": party.civility if party else "",
        "prenom": party.first_name if party else first,
        "nom": (party.last_name if party else last) or "",
        "organisme": party.organisation_name if party else "",
        "objet": enquiry.subject,
        "date_demande": day,
        "conseiller": adviser,
        "bureau": desk.name if desk else "",
        "office": office.name,
        "telephone": (desk.phone if desk else "") or office.phone,
        "courriel": office.email,
        "site": office.website,
        "carnet": carnet_link,
        "brochures": "\n".join(f"- {one.title}{f' : {one.url}' if one.url else ''}" for one in brochures),
        "documents": ", ".join([*(one.name for one in printed)]),
        "enquete": RequestSettings.of(office).survey_url,
    }


def filled(template: AnswerTemplate, language: str, values: Mapping[str, str]) -> tuple[Filled, Filled]:
    """Subject and body of a ready answer for one request."""
    return fill(text_in(template.subject, language), values), fill(text_in(template.body, language), values)


def completed(text: str, language: str, values: Mapping[str, str], wanted: Sequence[str]) -> str:
    """The text with what was chosen and that it does not say yet: carnet, e-brochures, questionnaire."""
    for name in CARRIED:
        value = values.get(name, "")
        if name in wanted and value and value.splitlines()[0] not in text:
            text = f"{text.rstrip()}\n\n{INTRODUCED[name][language]}\n{value}"
    return text
