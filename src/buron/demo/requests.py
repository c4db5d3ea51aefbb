"""Requests of the demonstration: letters, mails and forms of the year, most of them answered."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from email.message import EmailMessage

from django.utils import timezone

from buron.demo.people import ACCOUNTS
from buron.directory.models import Party
from buron.directory.services import give_consent
from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.reception.models import Enquiry, EnquiryMessage
from buron.reception.request_starters import STARTERS
from buron.reception.rules import delays
from buron.reception.services.requests import (
    add_brochure,
    answer,
    assign,
    mark_printed,
    receive_enquiry,
    receive_mail,
    save_template,
)
from buron.reception.services.requests.common import due_on, is_worked_in

SEED = 1887
ANSWERED = 46
WORDS = {
    "fr": (
        "Documentation sur les randonnées",
        "Bonjour, nous venons une semaine avec nos enfants et cherchons des marches faciles. Merci.",
    ),
    "en": (
        "Walks with children",
        "Dear all, we would like to stay for a week with two children. Which walks are easy? Thank you.",
    ),
    "de": (
        "Wanderkarte",
        "Guten Tag, wir möchten im Sommer wandern und hätten gern eine Karte. Danke und Grüße.",
    ),
    "nl": ("Fietsroutes", "Goedendag, wij zoeken mooie fietsroutes voor een week in juni. Dank u wel."),
    "es": ("Alojamiento", "Hola, buscamos alojamiento para cuatro personas en agosto. Gracias y saludos."),
}
LANGUAGES = ("fr", "fr", "fr", "fr", "en", "de", "nl", "es")
FIRST = ("Alix", "Camille", "Charlie", "Dominique", "Lou", "Maxime", "Morgan", "Sacha")
LAST = ("Aubrac", "Bruyère", "Combe", "Fontaine", "Lauze", "Plomb", "Ruisseau", "Sagne")
STREETS = ("3 rue Haute", "12 place de la Fontaine", "Lieu-dit La Combe", "27 avenue du Pont")
TOWNS = (("15000", "Aurillac"), ("63000", "Clermont-Ferrand"), ("31000", "Toulouse"), ("69003", "Lyon"))


def fill(office: Office, actor: Actor, today: dt.date) -> None:
    """A year of answered requests, and some that wait, one of them late."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    for name, subject, body in STARTERS:
        save_template(actor=actor, name=name, subject=subject, body=body)
    guide = add_brochure(actor=actor, title="Guide du visiteur", url="https://hauts-burons.example/guide.pdf")
    add_brochure(actor=actor, title="Carte des sentiers", url="https://hauts-burons.example/sentiers.pdf")
    for rank in range(ANSWERED):
        day = _worked(office, today - dt.timedelta(days=4 + rank * 7 + chance.randint(0, 5)))
        enquiry = _typed(actor, chance, rank)
        message = answer(
            actor=actor,
            enquiry=enquiry,
            kind="letter" if enquiry.channel == "letter" else "phone",
            text="Merci de votre demande : vous trouverez notre documentation avec ce courrier.",
            brochures=[guide] if rank % 3 == 0 else [],
        )
        if enquiry.channel == "letter":
            mark_printed(actor=actor, messages=[message])
        _date_back(office, enquiry, message, day, chance.choice((0, 0, 1, 1, 2, 2, 3, 5)))
        if enquiry.party is not None and rank % 5 == 0:
            give_consent(
                actor=actor,
                party=enquiry.party,
                purpose="newsletter",
                channel="letter",
                proof="bulletin signé",
            )
    _waiting(office, actor, chance, today)


def _typed(actor: Actor, chance: random.Random, rank: int) -> Enquiry:
    language = chance.choice(LANGUAGES)
    subject, body = WORDS[language]
    postcode, town = chance.choice(TOWNS)
    return receive_enquiry(
        actor=actor,
        client_id=uuid.UUID(int=chance.getrandbits(128), version=4),
        channel=chance.choice(("letter", "phone", "web", "email")),
        subject=subject,
        body=body,
        language=language,
        contact={
            "first_name": chance.choice(FIRST),
            "last_name": f"{chance.choice(LAST)}-{rank + 1}",
            "email": f"visiteur{rank + 1}@example.org",
            "address": chance.choice(STREETS),
            "postcode": postcode,
            "city": town,
        },
    )


def _worked(office: Office, day: dt.date) -> dt.date:
    while not is_worked_in(office)(day):
        day -= dt.timedelta(days=1)
    return day


def _date_back(office: Office, enquiry: Enquiry, message: EnquiryMessage, day: dt.date, days: int) -> None:
    """The services write what happens now: a past year is told by moving its dates, as a restored archive would."""
    answered = delays.due_day(day, days, is_worked_in(office))
    received, sent = (timezone.make_aware(dt.datetime.combine(one, dt.time(10))) for one in (day, answered))
    Enquiry.objects.filter(pk=enquiry.pk).update(
        received_at=received,
        received_on=day,
        due_on=due_on(office, day),
        answered_on=answered,
        delay_days=days,
    )
    enquiry.messages.update(at=received)
    if enquiry.party_id is not None:
        silent = dt.timedelta(days=4 * 365) if enquiry.pk % 15 == 0 else dt.timedelta()
        Party.objects.filter(pk=enquiry.party_id).update(last_contact_on=day - silent)
    EnquiryMessage.objects.filter(pk=message.pk).update(at=sent, sent_at=sent, sent_on=answered)


def _waiting(office: Office, actor: Actor, chance: random.Random, today: dt.date) -> None:
    """What is to be done this morning."""
    for language in WORDS:
        receive_mail(actor=actor, raw=_mail(language))
    late = Enquiry.objects.filter(language="en", state=Enquiry.State.OPEN).latest("pk")
    day = _worked(office, today - dt.timedelta(days=9))
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    Enquiry.objects.filter(pk=late.pk).update(received_at=at, received_on=day, due_on=due_on(office, day))
    letter = _typed(actor, chance, ANSWERED)
    text = "Bonjour,\n\nVous trouverez dans ce courrier notre guide et la carte des sentiers.\n\nBon séjour !"
    answer(actor=actor, enquiry=letter, kind="letter", subject="Votre documentation", text=text)
    emails = [account.email for account in ACCOUNTS if "accueil" in account.roles]
    member = Membership.objects.filter(office=office, user__email__in=emails).order_by("pk").first()
    if member is not None:
        assign(actor=actor, enquiry=late, user_id=member.user_id)


def _mail(language: str) -> bytes:
    subject, body = WORDS[language]
    message = EmailMessage()
    message["From"] = f"{FIRST[len(body) % 8]} {LAST[len(subject) % 8]} <{language}.visiteur@example.org>"
    message["Subject"] = subject
    message["Message-ID"] = f"<demonstration-{language}@example.org>"
    message.set_content(body)
    return message.as_bytes()
