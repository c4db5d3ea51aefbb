"""What a declaration or a payment does to a procedure that runs for want of it.

Nothing is assessed ex officio that was declared.

Before the final position, nothing held ex officio is in the account: the month declared is no longer held. After it,
the declaration replaces the assessment (the account takes the difference), until the titre de recettes is proposed:
from then on one pays and claims (L2333-37), and a declaration of that month is refused. Once nothing is missing, the
procedure closes by itself; one for want of payment does once the account of its period owes nothing, interest included.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import date_text
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod, Declaration, Procedure, ProcedureLine
from buron.tourist_tax.queries.accounts import Holder, total_of
from buron.tourist_tax.queries.board import missing_months
from buron.tourist_tax.queries.hosts import tasks_of

State = Procedure.State
OVER = (State.SETTLED, State.DROPPED)
NOT_SENT = (State.DRAFT, State.NOTICE, State.NOTIFIED)
"""While the notice of assessment has not left, what it holds may still change."""


def check_not_titled(lodging: Lodging, month: dt.date) -> None:
    """Refuse to declare a month for which a titre de recettes was proposed."""
    held = ProcedureLine.objects.filter(
        lodging=lodging, month=month, procedure__state=State.TITLE, declaration__state=Declaration.State.SENT
    )
    found = held.select_related("procedure").first()
    if found is not None:
        raise TaxError(
            _(
                "Ce mois a été taxé d’office (procédure nº %d) et le titre de recettes est proposé : il ne se déclare "
                "plus. Pour le contester, la somme se paie puis se réclame au président de la collectivité ; l’office "
                "enregistre la réclamation."
            )
            % found.procedure.number,
            "month",
        )


def after_declaration(*, actor: Actor, sent: Declaration) -> None:
    """The host's own word came for a month: tell it to the procedures that waited for it, inside its transaction."""
    if sent.party_id is None:
        return
    after_settling(actor=actor, party_id=sent.party_id)
    for procedure in _running(sent.party_id, sent.month, sent.month):
        journal.record(
            actor=actor,
            action="tourist_tax.procedure.month_declared",
            target=procedure,
            after={"lodging": sent.lodging.name, "month": f"{sent.month:%Y-%m}", "amount": sent.amount},
        )
        if procedure.state in NOT_SENT:
            procedure.lines.filter(lodging=sent.lodging, month=sent.month, declaration=None).delete()
        _settle(actor, procedure)


def after_attestation(*, actor: Actor, party: Party, year: int) -> None:
    """The host stated that platforms alone let that year: what is no longer asked is no longer pursued."""
    for procedure in _running(party.pk, dt.date(year, 1, 1), dt.date(year, 12, 31)):
        _settle(actor, procedure)


def after_settling(*, actor: Actor, party_id: int | None) -> None:
    """What a host owes fell (payment, remission, correction): end what ran for want of payment, if nothing is left.

    At the end of the caller's transaction, once the account stands.
    """
    if party_id is None:
        return
    running = Procedure.objects.filter(party_id=party_id, reason=Procedure.Reason.UNPAID)
    for procedure in running.exclude(state__in=OVER).select_related("period").order_by("pk"):
        if not is_unpaid(party_id, procedure.period):
            _close(actor, procedure, _("Le compte de la période est soldé depuis le %s."))


def is_unpaid(party_id: int, period: CollectionPeriod) -> bool:
    """Whether the account of a host still owes something for a period."""
    return total_of(Holder(party_id).lines.filter(period=period)) > 0


def is_missing(party: Party, period: CollectionPeriod, today: dt.date) -> bool:
    """Whether a host still has a month of a period to declare, or the year when it is at the forfait."""
    if missing_months(period, today, [party.pk]):
        return True
    return any(
        one.is_flat and one.is_late and one.month.year == period.first.year for one in tasks_of(party, today)
    )


def _running(party_id: int, first: dt.date, last: dt.date) -> list[Procedure]:
    found = Procedure.objects.filter(
        party_id=party_id,
        reason=Procedure.Reason.UNDECLARED,
        period__first__lte=last,
        period__last__gte=first,
    ).exclude(state__in=[*OVER, State.TITLE])
    return list(found.select_related("party", "period").order_by("pk"))


def _settle(actor: Actor, procedure: Procedure) -> None:
    """Close a procedure of which nothing is left: nothing to declare, no assessment in force."""
    assessed = procedure.lines.filter(declaration__state=Declaration.State.SENT)
    if assessed.exists() or is_missing(procedure.party, procedure.period, timezone.localdate()):
        return
    _close(actor, procedure, _("L’hébergeur a déclaré ce qui manquait : dernière déclaration le %s."))


def _close(actor: Actor, procedure: Procedure, words: str) -> None:
    """Settle a procedure once; the words take the day."""
    today = timezone.localdate()
    why = words % date_text(today)
    changed = (
        Procedure.objects.filter(pk=procedure.pk)
        .exclude(state__in=OVER)
        .update(state=State.SETTLED, closed_on=today, closed_because=why)
    )
    if changed:
        journal.record(
            actor=actor,
            action="tourist_tax.procedure.closed",
            target=procedure,
            after={"state": State.SETTLED, "because": why},
        )
