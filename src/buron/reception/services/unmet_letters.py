"""The monthly letters that tell communes what visitors asked for in vain: prepared, reviewed, sent, kept."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.kernel.models import JournalEntry, Office
from buron.kernel.periods import month
from buron.kernel.services.settings import setting_of
from buron.reception.models import UnmetLetter, UnmetRequest
from buron.reception.papers.letters import letter_pdf, usual_body
from buron.reception.queries.unmet import last_address, rows_of_letter, standing
from buron.reception.rules.facts import FactsError
from buron.reception.services.acts import author_id

SEND_JOB = "reception.send_unmet_letter"
LONGEST = 4000
PREPARED = "reception.unmet_letters.prepared"
SEND_DAY = "reception.town_letters_day"
"""The setting that says from which day of the month letters leave by themselves; 0: a person sends them."""


def prepare_letters(*, actor: Actor, day: dt.date) -> list[UnmetLetter]:
    """Make, for each commune concerned by the month of ``day``, a letter of the requests that no letter tells.

    Doing it again adds what came since to the letters that wait; those that were sent are never touched.
    """
    actor.require("reception.unmet")
    period = month(day.year, day.month)
    if period.end >= timezone.localdate():
        raise FactsError("month", "Ce mois n’est pas fini : ses courriers se préparent le mois suivant.")
    with transaction.atomic():
        free = standing().filter(letter=None, day__gte=period.start, day__lte=period.end).exclude(insee="")
        codes = sorted(set(free.order_by().values_list("insee", flat=True)))
        letters = [_letter(actor, insee, period.start) for insee in codes]
        for letter in letters:
            free.filter(insee=letter.insee).update(letter=letter)
        if letters:
            journal.record(
                actor=actor,
                action=PREPARED,
                after={"month": period.start.isoformat(), "communes": codes},
            )
    return letters


def prepare_month(*, actor: Actor, today: dt.date) -> list[UnmetLetter]:
    """Prepare the letters of the month that is over, once: what a person gave up since does not come back."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    first = last.replace(day=1).isoformat()
    if JournalEntry.objects.filter(office_id=actor.office_id, action=PREPARED, after__month=first).exists():
        return []
    return prepare_letters(actor=actor, day=last)


def send_waiting(*, actor: Actor, today: dt.date) -> int:
    """Send by mail the letters that wait, read over or not, from the day of the month that the office chose; none when
    it chose none. One whose address nobody gave keeps waiting. Gives how many leave.
    """
    chosen = setting_of(Office.objects.get(pk=actor.office_id), SEND_DAY)
    if not chosen or today.day < chosen:
        return 0
    waiting = UnmetLetter.objects.filter(month__lt=today.replace(day=1)).exclude(
        Q(state=UnmetLetter.State.SENT) | Q(email="")
    )
    sent = 0
    for letter in waiting.order_by("month", "insee", "pk"):
        if rows_of_letter(letter).exists():
            review_letter(actor=actor, letter=letter, body=letter.body, email=letter.email)
            send_letter(actor=actor, letter=letter, way=UnmetLetter.Way.MAIL)
            sent += 1
    return sent


def _letter(actor: Actor, insee: str, start: dt.date) -> UnmetLetter:
    """The waiting letter of a commune for a month, back to be reviewed, or a new one."""
    found = UnmetLetter.objects.select_for_update().filter(insee=insee, month=start)
    letter = found.exclude(state=UnmetLetter.State.SENT).first()
    if letter is None:
        office = Office.objects.get(pk=actor.office_id)
        return UnmetLetter.objects.create(
            office_id=actor.office_id,
            insee=insee,
            month=start,
            body=usual_body(office, start),
            email=last_address(insee),
        )
    letter.state, letter.reviewed_at, letter.reviewed_by = UnmetLetter.State.DRAFT, None, None
    letter.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    return letter


def review_letter(*, actor: Actor, letter: UnmetLetter, body: str, email: str = "") -> UnmetLetter:
    """Say that a letter was read over, with its words and where it goes. :class:`FactsError` once it was sent."""
    actor.require("reception.unmet")
    body, email = body.replace("\x00", "").strip(), email.strip()
    if not body:
        raise FactsError("body", "Le courrier est vide.")
    if len(body) > LONGEST:
        raise FactsError("body", f"Le courrier est limité à {LONGEST} caractères.")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise FactsError("email", "Cette adresse électronique n’est pas valable.") from error
    with transaction.atomic():
        letter = _open(letter)
        letter.body, letter.email = body, email
        letter.state, letter.reviewed_at = UnmetLetter.State.REVIEWED, timezone.now()
        letter.reviewed_by_id = author_id(actor)
        letter.save(update_fields=["body", "email", "state", "reviewed_at", "reviewed_by"])
        journal.record(actor=actor, action="reception.unmet_letter.reviewed", target=letter)
    return letter


def _open(letter: UnmetLetter) -> UnmetLetter:
    found = UnmetLetter.objects.select_for_update().get(pk=letter.pk)
    if found.state == UnmetLetter.State.SENT:
        raise FactsError("letter", "Ce courrier est déjà parti.")
    return found


def discard_letter(*, actor: Actor, letter: UnmetLetter) -> None:
    """Give up a letter that was not sent: its requests are free for another one."""
    actor.require("reception.unmet")
    with transaction.atomic():
        letter = _open(letter)
        UnmetRequest.objects.filter(letter=letter).update(letter=None)
        journal.record(actor=actor, action="reception.unmet_letter.discarded", target=letter)
        letter.delete()


def send_letter(*, actor: Actor, letter: UnmetLetter, way: str) -> UnmetLetter:
    """Send a reviewed letter, by mail or on paper, and keep it as it was. Twice is refused.

    By mail the message leaves in a job: ``delivered_at`` says when. On paper the person prints the kept PDF.
    """
    actor.require("reception.unmet")
    if way not in UnmetLetter.Way.values:
        raise FactsError("way", "Choisissez : par courriel ou par courrier.")
    with transaction.atomic():
        letter = _open(letter)
        _check_ready(letter, way)
        now = timezone.now()
        document = letter_pdf(letter, list(rows_of_letter(letter)), timezone.localdate(now))
        letter.document, letter.digest = document, hashlib.sha256(document).hexdigest()
        letter.state, letter.way, letter.sent_at = UnmetLetter.State.SENT, way, now
        letter.sent_by_id = author_id(actor)
        letter.delivered_at = now if way == UnmetLetter.Way.POST else None
        letter.save()
        if way == UnmetLetter.Way.MAIL:
            enqueue(actor, SEND_JOB, key=f"{SEND_JOB}:{letter.pk}", letter_id=letter.pk)
        journal.record(actor=actor, action="reception.unmet_letter.sent", target=letter, after={"way": way})
    return letter


def _check_ready(letter: UnmetLetter, way: str) -> None:
    if letter.state != UnmetLetter.State.REVIEWED:
        raise FactsError("letter", "Relisez le courrier avant de l’envoyer.")
    if way == UnmetLetter.Way.MAIL and not letter.email:
        raise FactsError("email", "Il manque l’adresse électronique de la mairie.")
    if not rows_of_letter(letter).exists():
        raise FactsError("letter", "Ce courrier ne contient plus aucune demande : abandonnez-le.")


def send_again(*, actor: Actor, letter: UnmetLetter) -> UnmetLetter:
    """Ask again for a mail that never left: the same document, to the same address."""
    actor.require("reception.unmet")
    with transaction.atomic():
        letter = UnmetLetter.objects.select_for_update().get(pk=letter.pk)
        if letter.state != UnmetLetter.State.SENT or letter.delivered_at is not None:
            raise FactsError("letter", "Ce courrier n’attend pas d’être envoyé.")
        enqueue(actor, SEND_JOB, key=f"{SEND_JOB}:{letter.pk}", letter_id=letter.pk)
        journal.record(actor=actor, action="reception.unmet_letter.asked_again", target=letter)
    return letter
