"""Issuing the statements of a period: numbered without a hole, frozen, sent by mail or printed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Collection, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.directory.papers.letters import envelope_of
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.kernel.models import Job, Office
from buron.kernel.numbering import next_number
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Statement, StatementBatch
from buron.tourist_tax.papers.statements import statements_pdf
from buron.tourist_tax.queries.statements import Draft, drafts
from buron.tourist_tax.services.payments import COLLECT, lock

ISSUE_JOB = "tourist_tax.issue_statements"
MAIL_JOB = "tourist_tax.mail_statement"
AT_ONCE = 500
Progress = Callable[[int, int], None]


def ask_statements(*, actor: Actor, period: CollectionPeriod) -> tuple[StatementBatch, Job]:
    """Ask for the statements of a period, made by a job; what was already issued is not issued again."""
    actor.require(COLLECT)
    if period.first > timezone.localdate():
        raise TaxError(_("Cette période n’a pas commencé."))
    with transaction.atomic():
        batch = StatementBatch.objects.create(
            office_id=actor.office_id, period=period, asked_by=actor.label[:120]
        )
        job = enqueue(actor, ISSUE_JOB, key=f"{ISSUE_JOB}:{period.pk}", batch_id=batch.pk)
        journal.record(actor=actor, action="tourist_tax.statements.asked", target=period)
    return batch, job


def issue_statements(
    *,
    actor: Actor,
    batch: StatementBatch,
    issued_on: dt.date | None = None,
    party_ids: Collection[int] | None = None,
) -> list[Statement]:
    """Issue what is to be issued for the batch's period, in one transaction; a second call issues nothing more."""
    actor.require(COLLECT)
    with transaction.atomic():
        lock(actor)
        held = StatementBatch.objects.select_for_update().get(pk=batch.pk)
        if held.issued is not None:
            return list(held.statements.order_by("number"))
        day = issued_on or timezone.localdate()
        first = next_number(Statement, actor.office_id, year=day.year)
        office = Office.objects.get(pk=actor.office_id)
        made = [
            _statement(office, held, draft, day, first + rank)
            for rank, draft in enumerate(drafts(held.period, party_ids))
        ]
        Statement.objects.bulk_create(made, batch_size=500)
        held.issued = len(made)
        held.save(update_fields=["issued"])
        journal.record(
            actor=actor,
            action="tourist_tax.statements.issued",
            target=held.period,
            after={
                "issued": len(made),
                "amount": sum(one.due for one in made),
                "numbers": [made[0].reference, made[-1].reference] if made else [],
            },
        )
        for statement in made:
            if statement.channel == Statement.Channel.MAIL:
                enqueue(actor, MAIL_JOB, key=f"{MAIL_JOB}:{statement.pk}", statement_id=statement.pk)
    return made


def print_statements(*, actor: Actor, batch: StatementBatch, progress: Progress | None = None) -> list[str]:
    """Write the statements of a batch as files for the printer, letters first; gives their names.

    Several thousand letters are cut into files of :data:`AT_ONCE`, kept together in one archive when there are several.
    """
    actor.require(COLLECT)
    statements = list(batch.statements.order_by("channel", "number"))
    if not statements:
        return []
    office = Office.objects.get(pk=actor.office_id)
    files: list[tuple[str, bytes]] = []
    for start in range(0, len(statements), AT_ONCE):
        part = statements[start : start + AT_ONCE]
        name = f"etats-{part[0].reference}-{part[-1].reference}.pdf"
        files.append((name, statements_pdf(office, part)))
        if progress:
            progress(start + len(part), len(statements))
    _keep(batch, files)
    return [name for name, _content in files]


def mark_sent(*, actor: Actor, statements: Sequence[Statement]) -> int:
    """Say that letters were posted, or that a mail has left; those that had left keep their date."""
    actor.require(COLLECT)
    with transaction.atomic():
        waiting = [one for one in statements if one.sent_at is None]
        count = Statement.objects.filter(pk__in=[one.pk for one in waiting], sent_at=None).update(
            sent_at=timezone.now()
        )
        journal.record_many(
            actor=actor, action="tourist_tax.statement.sent", targets=[(one, {}) for one in waiting]
        )
    return count


def close_period(*, actor: Actor, period: CollectionPeriod) -> CollectionPeriod:
    """Close a period whose statements were issued: later corrections give complementary statements.

    Refused while a correction waits for its statement.
    """
    actor.require(COLLECT)
    with transaction.atomic():
        held = CollectionPeriod.objects.select_for_update().get(pk=period.pk)
        if held.closed_at is not None:
            raise TaxError(_("Cette période est déjà close."))
        if held.pay_by >= timezone.localdate():
            raise TaxError(_("Cette période se clôt après son échéance."))
        waiting = drafts(held)
        if waiting:
            raise TaxError(
                _("%(count)d états restent à émettre : émettez-les, puis clôturez.") % {"count": len(waiting)}
            )
        held.closed_at = timezone.now()
        held.save(update_fields=["closed_at"])
        journal.record(actor=actor, action="tourist_tax.period.closed", target=held)
    return held


def statement_for(*, actor: Actor, party: Party, period: CollectionPeriod) -> Statement:
    """Issue the statement of one host now, or the complementary one; the last one when nothing changed."""
    actor.require(COLLECT)
    with transaction.atomic():
        batch = StatementBatch.objects.create(
            office_id=actor.office_id, period=period, asked_by=actor.label[:120]
        )
        made = issue_statements(actor=actor, batch=batch, party_ids=[party.pk])
        if made:
            return made[0]
        batch.delete()
    known = Statement.objects.filter(party=party, period=period, complemented_by=None).first()
    if known is None:
        raise TaxError(_("Rien à mettre sur un état : ni taxe ni paiement pour cette période."))
    return known


def _statement(office: Office, batch: StatementBatch, draft: Draft, day: dt.date, number: int) -> Statement:
    party, period = draft.party, batch.period
    reachable = bool(party.email) and party.email_refused_at is None
    return Statement(
        office_id=office.pk,
        year=day.year,
        number=number,
        party=party,
        period=period,
        batch=batch,
        complements=draft.complements,
        issued_on=day,
        channel=Statement.Channel.MAIL if reachable else Statement.Channel.LETTER,
        last_line=draft.last_line,
        base=draft.due.base,
        department=draft.due.department,
        region=draft.due.region,
        paid=draft.paid,
        balance=draft.balance,
        content={
            "office": office.name,
            "period": period.title,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "pay_by": period.pay_by.isoformat(),
            "party": str(party),
            "address": envelope_of(party),
            "lodgings": draft.lodgings,
            "others": draft.others,
            "payments": draft.payments,
            "complements": draft.complements.reference if draft.complements else "",
        },
    )


def _keep(batch: StatementBatch, files: Sequence[tuple[str, bytes]]) -> None:
    name, content = files[0]
    if len(files) > 1:
        name, packed = f"etats-{batch.pk}.zip", io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for one, data in files:
                archive.writestr(one, data)
        content = packed.getvalue()
    batch.file.save(name, ContentFile(content), save=True)
