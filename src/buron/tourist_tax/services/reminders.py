"""Reminders: the list is read before anything leaves; each is written once, sent by mail or printed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import amount, date_text, month_text
from buron.kernel.jobs import enqueue
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Reminder, ReminderStep, Statement
from buron.tourist_tax.queries.board import Row, board, missing_months, parties_of
from buron.tourist_tax.reminder_starters import STARTERS, WORDS
from buron.tourist_tax.services.payments import COLLECT, lock

REMIND_JOB = "tourist_tax.mail_reminder"


@dataclass(frozen=True, slots=True)
class Draft:
    """A reminder as it would leave now: nothing is written yet."""

    party: Party
    step: ReminderStep
    channel: str
    subject: str
    text: str
    amount: int | None
    missing: list[str]


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as an office writes it."""

    days: int
    title: str
    subject: str
    text: str
    is_active: bool = True


def steps(office_id: int) -> list[ReminderStep]:
    """The office's steps, or those that every office starts with (not saved)."""
    kept = list(ReminderStep.objects.all())
    return kept or [ReminderStep(office_id=office_id, **starter._asdict()) for starter in STARTERS]


def change_steps(*, actor: Actor, chosen: Sequence[StepText]) -> list[ReminderStep]:
    """Replace the rhythm and the words of the reminders; what was sent keeps its own."""
    actor.require(COLLECT)
    for step in chosen:
        _check_step(step)
    if len({step.days for step in chosen}) != len(chosen):
        raise TaxError(_("Deux relances tombent le même jour."), "days")
    with transaction.atomic():
        ReminderStep.objects.all().delete()
        made = ReminderStep.objects.bulk_create(
            ReminderStep(
                office_id=actor.office_id,
                days=step.days,
                title=step.title.strip()[:80],
                subject=step.subject.strip()[:160],
                text=step.text.strip(),
                is_active=step.is_active,
            )
            for step in chosen
        )
        journal.record(
            actor=actor,
            action="tourist_tax.reminder.steps_changed",
            after={"days": [step.days for step in chosen if step.is_active]},
        )
    return made


def planned(period: CollectionPeriod, office: Office, today: dt.date) -> list[Draft]:
    """Who would be reminded today for a period, and of what: the list to be read before sending.

    One step applies on a day, the latest that has come. A host is on the list when it owes money or months and did not
    get this step; one who declared "no guest", lets through platforms only, or paid, is not.
    """
    step = _step_of(period, office.pk, today)
    if step is None:
        return []
    rows = [row for row in board(period, today).rows if _concerned(row, period, step, today)]
    reached = set(
        Reminder.objects.filter(period=period, days__gte=step.days).values_list("party_id", flat=True)
    )
    rows = [row for row in rows if row.party_id not in reached]
    parties = parties_of(rows)
    undeclared = missing_months(period, today, [row.party_id for row in rows if row.missing])
    names = dict(
        Lodging.objects.filter(
            pk__in={lodging_id for pairs in undeclared.values() for lodging_id, _month in pairs}
        ).values_list("pk", "name")
    )
    references = _references(period, [row.party_id for row in rows])
    made = []
    for row in rows:
        months = [(names[lodging_id], month) for lodging_id, month in undeclared.get(row.party_id, [])]
        reference = references.get(row.party_id, "")
        made.append(_draft(office, period, step, parties[row.party_id], row, months, reference))
    return sorted(made, key=lambda draft: (draft.party.search_words, draft.party.pk))


def send_reminders(
    *,
    actor: Actor,
    period: CollectionPeriod,
    party_ids: Collection[int] | None = None,
    today: dt.date | None = None,
) -> list[Reminder]:
    """Write the planned reminders (of the chosen hosts), hand the mails to the queue; letters wait to be printed."""
    actor.require(COLLECT)
    with transaction.atomic():
        lock(actor)
        office = Office.objects.get(pk=actor.office_id)
        drafts = planned(period, office, today or timezone.localdate())
        if party_ids is not None:
            drafts = [draft for draft in drafts if draft.party.pk in set(party_ids)]
        if not drafts:
            raise TaxError(_("Personne à relancer : tout est déclaré et payé, ou déjà relancé."))
        made = Reminder.objects.bulk_create([_reminder(actor, period, draft) for draft in drafts])
        for reminder in made:
            if reminder.channel == Reminder.Channel.MAIL:
                enqueue(actor, REMIND_JOB, key=f"{REMIND_JOB}:{reminder.pk}", reminder_id=reminder.pk)
        journal.record(
            actor=actor,
            action="tourist_tax.reminders.sent",
            target=period,
            after={"step": drafts[0].step.title, "count": len(made)},
        )
    return made


def mark_left(*, actor: Actor, reminders: Sequence[Reminder]) -> int:
    """Say that reminders left: letters that were posted. Those that had left keep their date."""
    actor.require(COLLECT)
    with transaction.atomic():
        waiting = Reminder.objects.filter(
            pk__in=[one.pk for one in reminders], result=Reminder.Result.WAITING
        )
        count = waiting.update(result=Reminder.Result.SENT, sent_at=timezone.now())
        journal.record(actor=actor, action="tourist_tax.reminders.left", after={"count": count})
    return count


def _check_step(step: StepText) -> None:
    if not -60 <= step.days <= 365:
        raise TaxError(_("Une relance part de 60 jours avant à 365 jours après l’échéance."), "days")
    if not step.title.strip() or not step.subject.strip() or not step.text.strip():
        raise TaxError(_("Une relance a un nom, un objet et un texte."), "text")
    try:
        _filled(step.subject + step.text, dict.fromkeys(WORDS, ""))
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise TaxError(
            _("Un mot entre accolades n’est pas connu. Ceux qui le sont : %(words)s.")
            % {"words": ", ".join(f"{{{word}}}" for word in WORDS)},
            "text",
        ) from error


def _step_of(period: CollectionPeriod, office_id: int, today: dt.date) -> ReminderStep | None:
    gone = (today - period.pay_by).days
    active = [step for step in steps(office_id) if step.is_active and step.days <= gone]
    return max(active, key=lambda step: step.days, default=None)


def _concerned(row: Row, period: CollectionPeriod, step: ReminderStep, today: dt.date) -> bool:
    undeclared = row.missing > 0 and (step.days < 0 or period.declare_by < today)
    return row.balance > 0 or undeclared


def _references(period: CollectionPeriod, party_ids: Collection[int]) -> dict[int, str]:
    issued = Statement.objects.filter(period=period, complemented_by=None, party_id__in=list(party_ids))
    return {statement.party_id: statement.reference for statement in issued}


def _draft(
    office: Office,
    period: CollectionPeriod,
    step: ReminderStep,
    party: Party,
    row: Row,
    months: Sequence[tuple[str, dt.date]],
    reference: str,
) -> Draft:
    owed = _("Reste à payer : %s.") % amount(row.balance) if row.balance > 0 else ""
    values = {
        "hébergeur": str(party),
        "période": period.title,
        "échéance": date_text(period.pay_by),
        "mois": _undeclared(months),
        "montant": owed,
        "référence": reference or f"hébergeur {party.pk}",
        "office": office.name,
    }
    by_mail = bool(party.email) and party.email_refused_at is None
    return Draft(
        party=party,
        step=step,
        channel=Reminder.Channel.MAIL if by_mail else Reminder.Channel.LETTER,
        subject=_filled(step.subject, values),
        text=_filled(step.text, values),
        amount=row.balance if row.balance > 0 else None,
        missing=sorted({f"{month:%Y-%m}" for _name, month in months}),
    )


def _undeclared(months: Sequence[tuple[str, dt.date]]) -> str:
    if not months:
        return ""
    by_name: dict[str, list[str]] = {}
    for name, month in sorted(months, key=lambda one: one[1]):
        by_name.setdefault(name, []).append(month_text(month))
    lines = (f"{name} : {', '.join(listed)}" for name, listed in by_name.items())
    return _("Pas encore déclaré :") + "\n" + "\n".join(lines)


def _filled(text: str, values: dict[str, str]) -> str:
    """The text with its words; a paragraph that becomes empty goes away. Only the names of :data:`WORDS` are read."""
    filled = text
    for word in _words_in(text):
        filled = filled.replace(f"{{{word}}}", values[word])
    paragraphs = (part.strip() for part in filled.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def _words_in(text: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", text)


def _reminder(actor: Actor, period: CollectionPeriod, draft: Draft) -> Reminder:
    return Reminder(
        office_id=actor.office_id,
        party=draft.party,
        period=period,
        days=draft.step.days,
        title=draft.step.title,
        channel=draft.channel,
        subject=draft.subject[:200],
        text=draft.text,
        amount=draft.amount,
        missing=draft.missing,
    )
