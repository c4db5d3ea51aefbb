"""Formal procedures: prepared step by step by the office, decided by the président of the collectivity.

mise en demeure (recorded letter) → 30 days → avis de taxation d'office → 30 days for observations → final position →
titre de recettes proposed to the public accountant. Each step refuses to come before its clock has run.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.numbering import next_number
from buron.lodging.models import Lodging
from buron.lodging.queries import lodgings_of
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import CollectionPeriod, Declaration, Procedure, ProcedureLine
from buron.tourist_tax.queries import book
from buron.tourist_tax.queries.hosts import attested, in_force
from buron.tourist_tax.rules import CalculationError, DeclaredTotal, MonthCharge, assess_month
from buron.tourist_tax.rules.clocks import Clock, clock
from buron.tourist_tax.services.declarations import send_declaration
from buron.tourist_tax.services.payments import COLLECT
from buron.tourist_tax.services.regularised import OVER, is_missing, is_unpaid

State, Reason = Procedure.State, Procedure.Reason


def open_procedure(*, actor: Actor, party: Party, period: CollectionPeriod, reason: str) -> Procedure:
    """Begin to prepare a procedure against a host for a period; one at a time for a reason."""
    actor.require(COLLECT)
    if reason not in Reason.values:
        raise TaxError(_("Dites pourquoi : déclaration absente, ou taxe non reversée."), "reason")
    if max(period.declare_by, period.pay_by) >= timezone.localdate():
        raise TaxError(_("L’échéance de cette période n’est pas passée."))
    _check_reason(party, period, reason)
    with transaction.atomic():
        number = next_number(Procedure, actor.office_id)
        known = Procedure.objects.filter(party=party, period=period, reason=reason).exclude(state__in=OVER)
        if known.exists():
            raise TaxError(_("Une procédure est déjà ouverte pour cet hébergeur et cette période."))
        made = Procedure.objects.create(
            office_id=actor.office_id,
            number=number,
            party=party,
            period=period,
            reason=reason,
            opened_on=timezone.localdate(),
        )
        journal.record(actor=actor, action="tourist_tax.procedure.opened", target=made)
    return made


def hold_nights(
    *,
    actor: Actor,
    procedure: Procedure,
    lodging: Lodging,
    month: dt.date,
    nights: int,
    price: int | None,
    data_used: str,
) -> ProcedureLine:
    """Hold so many person-nights taxable for a lodging and a month, with the data used; the rules count the tax."""
    actor.require(COLLECT)
    month = month.replace(day=1)
    if not data_used.strip():
        raise TaxError(_("Dites d’où vient ce nombre de nuitées : l’avis doit le mentionner."), "data_used")
    if not procedure.period.first <= month <= procedure.period.last:
        raise TaxError(_("Ce mois n’est pas de la période."), "month")
    if not lodgings_of(procedure.party).filter(pk=lodging.pk).exists():
        raise TaxError(_("Cet hébergement n’est pas de cet hébergeur."), "lodging")
    if in_force(lodging, month) is not None:
        raise TaxError(_("L’hébergeur a déclaré ce mois : il ne se taxe pas d’office."), "month")
    if lodging.pk in attested([lodging.pk], month.year):
        raise TaxError(_("L’hébergeur atteste que des plateformes seules louent cet hébergement."), "lodging")
    found = _assessed(lodging, month, nights, price)
    with transaction.atomic():
        held = _held(procedure, State.DRAFT, State.NOTICE, State.NOTIFIED)
        line, _created = ProcedureLine.objects.update_or_create(
            office_id=actor.office_id,
            procedure=held,
            lodging=lodging,
            month=month,
            defaults={
                "nights": nights,
                "price": price,
                "data_used": data_used.strip()[:400],
                "base": found.shares.base,
                "department": found.shares.department,
                "region": found.shares.region,
                "derivation": [step.text for line in found.lines for step in line.steps],
            },
        )
        journal.record(
            actor=actor,
            action="tourist_tax.procedure.line_held",
            target=held,
            after={"lodging": lodging.name, "month": f"{month:%Y-%m}", "nights": nights},
        )
    return line


def send_notice(*, actor: Actor, procedure: Procedure, on: dt.date, letter_number: str = "") -> Procedure:
    """The mise en demeure was posted, by registered letter with acknowledgment."""
    return _advance(
        actor, procedure, (State.DRAFT,), State.NOTICE, notice_on=on, letter_number=letter_number.strip()[:40]
    )


def notice_notified(*, actor: Actor, procedure: Procedure, on: dt.date) -> Procedure:
    """The acknowledgment came back: the delay runs from this day."""
    _after(on, procedure.notice_on, _("La notification ne peut pas précéder l’envoi."))
    return _advance(actor, procedure, (State.NOTICE,), State.NOTIFIED, notified_on=on)


def send_assessment(*, actor: Actor, procedure: Procedure, on: dt.date, exchanges: str = "") -> Procedure:
    """The reasoned notice of assessment was sent, after the delay of the mise en demeure went by in vain."""
    if not procedure.lines.exists():
        raise TaxError(_("L’avis doit dire les nuitées retenues : ajoutez-les d’abord."))
    _check_clock(_clock("control.formal_notice", procedure.notified_on), on)
    return _advance(
        actor, procedure, (State.NOTIFIED,), State.ASSESSED, assessed_on=on, exchanges=exchanges.strip()
    )


def assessment_notified(*, actor: Actor, procedure: Procedure, on: dt.date) -> Procedure:
    """The notice of assessment was received: the host has its delay to answer."""
    _after(on, procedure.assessed_on, _("La notification ne peut pas précéder l’envoi."))
    return _advance(actor, procedure, (State.ASSESSED,), State.ASSESSED, assessment_notified_on=on)


def record_observations(*, actor: Actor, procedure: Procedure, on: dt.date, text: str) -> Procedure:
    """The host answered the notice of assessment."""
    if not text.strip():
        raise TaxError(_("Résumez les observations reçues."), "observations")
    _after(on, procedure.assessed_on, _("Les observations ne peuvent pas précéder l’avis."))
    return _advance(
        actor, procedure, (State.ASSESSED,), State.OBSERVED, observed_on=on, observations=text.strip()
    )


def take_position(*, actor: Actor, procedure: Procedure, on: dt.date, position: str) -> Procedure:
    """The président gave the final reasoned position: the nights held become declarations in the account.

    Without observations, not before the delay to answer is over. Nothing is entered before this step, nor for a month
    that the host declared since.
    """
    actor.require(COLLECT)
    if not position.strip():
        raise TaxError(_("La position définitive est motivée : écrivez-la."), "position")
    if procedure.state != State.OBSERVED:
        _check_clock(_clock("control.answer", procedure.assessment_notified_on), on)
    with transaction.atomic():
        held = _advance(
            actor,
            procedure,
            (State.ASSESSED, State.OBSERVED),
            State.FINAL,
            final_on=on,
            position=position.strip(),
        )
        for line in held.lines.select_related("lodging"):
            if in_force(line.lodging, line.month) is not None:
                continue
            line.declaration = _declare(actor, line, _("Procédure nº %d") % held.number)
            line.save(update_fields=["declaration"])
    return held


def propose_title(*, actor: Actor, procedure: Procedure, on: dt.date) -> Procedure:
    """The file for the titre de recettes was handed to the président and the public accountant, who decide.

    Not before the notice of assessment is as old as the law wants.
    """
    _check_clock(_clock("control.assessment_notice", procedure.assessed_on), on)
    return _advance(actor, procedure, (State.FINAL,), State.TITLE, title_on=on)


def close_procedure(*, actor: Actor, procedure: Procedure, settled: bool, because: str) -> Procedure:
    """End a procedure: the host put things right, or it is dropped. What it had entered is undone by corrections."""
    actor.require(COLLECT)
    if not because.strip():
        raise TaxError(_("Dites pourquoi la procédure est close."), "because")
    with transaction.atomic():
        held = _held(procedure, *(state for state in State if state not in OVER))
        assessed = held.lines.filter(declaration__state=Declaration.State.SENT)
        for line in assessed.select_related("lodging"):
            _undo(actor, line, because)
        held.state = State.SETTLED if settled else State.DROPPED
        held.closed_on, held.closed_because = timezone.localdate(), because.strip()[:300]
        held.save(update_fields=["state", "closed_on", "closed_because"])
        journal.record(
            actor=actor,
            action="tourist_tax.procedure.closed",
            target=held,
            after={"state": held.state, "because": held.closed_because},
        )
    return held


def clocks_of(procedure: Procedure) -> list[Clock]:
    """The delays that run or ran, in order."""
    found = (
        _clock("control.formal_notice", procedure.notified_on),
        _clock("control.answer", procedure.assessment_notified_on),
        _clock("control.final_position", procedure.observed_on),
        _clock("control.assessment_notice", procedure.assessed_on),
    )
    return [one for one in found if one is not None]


def _check_reason(party: Party, period: CollectionPeriod, reason: str) -> None:
    """Refuse a procedure that the account or the declarations contradict."""
    if reason == Reason.UNDECLARED and not is_missing(party, period, timezone.localdate()):
        raise TaxError(_("Rien ne manque : tout est déclaré ou attesté pour cette période."), "reason")
    if reason == Reason.UNPAID and not is_unpaid(party.pk, period):
        raise TaxError(_("Rien n’est dû : la taxe déclarée pour cette période est payée."), "reason")


def _assessed(lodging: Lodging, month: dt.date, nights: int, price: int | None) -> MonthCharge:
    terms = book()
    try:
        found = assess_month(
            month, [DeclaredTotal(nights, {}, price)], terms.terms_of(lodging), terms.law, policy=terms.policy
        )
    except CalculationError as error:
        raise TaxError(str(error), "nights") from error
    if nights <= 0:
        raise TaxError(_("Indiquez le nombre de nuitées retenues."), "nights")
    return found


def _declare(actor: Actor, line: ProcedureLine, comment: str) -> Declaration:
    return send_declaration(
        actor=actor,
        lodging=line.lodging,
        month=line.month,
        kind=Declaration.Kind.TOTAL,
        declared=[DeclaredTotal(line.nights, {}, line.price)],
        channel=Declaration.Channel.OFFICIO,
        comment=comment,
        confirmed=True,
    )


def _undo(actor: Actor, line: ProcedureLine, because: str) -> None:
    send_declaration(
        actor=actor,
        lodging=line.lodging,
        month=line.month,
        kind=Declaration.Kind.NONE,
        channel=Declaration.Channel.OFFICIO,
        comment=because,
    )


def _clock(key: str, since: dt.date | None) -> Clock | None:
    return clock(current_law(), key, since) if since else None


def _check_clock(found: Clock | None, on: dt.date) -> None:
    if found is None:
        raise TaxError(_("Indiquez d’abord la date de notification : le délai part d’elle."), "on")
    if not found.is_over(on):
        raise TaxError(
            _("Le délai de %(days)d jours court jusqu’au %(until)s (%(cite)s) : pas avant le lendemain.")
            % {"days": found.days, "until": f"{found.until:%d/%m/%Y}", "cite": found.cite},
            "on",
        )


def _after(on: dt.date, earlier: dt.date | None, words: str) -> None:
    if earlier is not None and on < earlier:
        raise TaxError(words, "on")


def _held(procedure: Procedure, *states: str) -> Procedure:
    held = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if held.state not in states:
        raise TaxError(
            _("La procédure en est à « %s » : cette étape ne se fait pas maintenant.")
            % held.get_state_display()
        )
    return held


def _advance(
    actor: Actor, procedure: Procedure, states: tuple[str, ...], new: str, **values: Any
) -> Procedure:
    actor.require(COLLECT)
    for value in values.values():
        if isinstance(value, dt.date) and value > timezone.localdate():
            raise TaxError(_("Cette date n’est pas encore venue."), "on")
    with transaction.atomic():
        held = _held(procedure, *states)
        held.state = new
        for name, value in values.items():
            setattr(held, name, value)
        held.save(update_fields=["state", *values])
        journal.record(
            actor=actor,
            action="tourist_tax.procedure.advanced",
            target=held,
            after={"state": new, **{key: str(value) for key, value in values.items() if key.endswith("_on")}},
        )
    return held
