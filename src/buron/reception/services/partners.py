"""Partner-run desks: the link that the office gives them, and what they record through it."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import Act, PartnerLink
from buron.reception.rules.facts import Facts, FactsError, may_undo
from buron.reception.services.acts import ActConflict, author_id, record_act
from buron.territory.models import Desk

TOKEN_BYTES = 16
"""128 bits: nobody finds a link by trying."""

GRANTED = frozenset({"reception.record"})
CHANNEL = "counter"
FRESH = dt.timedelta(minutes=1)


def open_partner_link(*, actor: Actor, desk: Desk) -> PartnerLink:
    """Give a partner-run desk its link, or the one that it has. :class:`FactsError` for a desk of another kind."""
    actor.require("reception.partners")
    if desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    if desk.kind != Desk.Kind.PARTNER:
        raise FactsError("desk", f"« {desk} » n’est pas un bureau tenu par un partenaire.")
    try:
        with transaction.atomic():
            return _open(actor, desk)
    except IntegrityError:  # made at the same moment by a second tap
        return PartnerLink.objects.get(desk=desk, revoked_at=None)


def _open(actor: Actor, desk: Desk) -> PartnerLink:
    link = PartnerLink.objects.select_for_update().filter(desk=desk, revoked_at=None).first()
    if link is None:
        link = PartnerLink.objects.create(
            office_id=actor.office_id,
            desk=desk,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            author_id=author_id(actor),
        )
        journal.record(actor=actor, action="reception.partner_link.opened", target=link)
    return link


def revoke_partner_link(*, actor: Actor, link: PartnerLink) -> PartnerLink:
    """Shut a link at once and forget its token; what it recorded stays. Twice is once."""
    actor.require("reception.partners")
    with transaction.atomic():
        link = PartnerLink.objects.select_for_update().get(pk=link.pk)
        if link.is_alive:
            link.revoked_at, link.token = timezone.now(), None
            link.save(update_fields=["revoked_at", "token"])
            journal.record(actor=actor, action="reception.partner_link.revoked", target=link)
    return link


def renew_partner_link(*, actor: Actor, link: PartnerLink) -> PartnerLink:
    """Shut a link and open another one for the same desk: the old poster is dead, a new one is printed."""
    with transaction.atomic():
        revoke_partner_link(actor=actor, link=link)
        return open_partner_link(actor=actor, desk=link.desk)


def partner_actor(link: PartnerLink) -> Actor:
    """The people of the desk, whoever they are today: they may record, and nothing else."""
    return Actor.guest(str(link.pk), f"Point partenaire : {link.desk}"[:160], link.desk.office, GRANTED)


def note_use(link: PartnerLink, now: dt.datetime | None = None) -> None:
    """Remember that the link serves, at most once a minute."""
    now = now or timezone.now()
    old = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - FRESH)
    PartnerLink.objects.filter(old, pk=link.pk).update(last_used_at=now)


def record_partner_act(
    *,
    actor: Actor,
    link: PartnerLink,
    client_id: UUID,
    party: str | None = None,
    origin_country: str | None = None,
    origin_department: str | None = None,
    theme: str | None = None,
    occurred_at: dt.datetime | None = None,
) -> Act:
    """Record a visitor welcomed by a partner, marked as such. The same ``client_id`` gives the same act.

    ``None`` was not asked. :class:`FactsError` when the link is shut, an answer is not of the lists, or the same
    identifier already says something else.
    """
    actor.require("reception.record")
    facts = Facts(
        channel=CHANNEL,
        party=party,
        origin_country=origin_country,
        origin_department=origin_department,
        themes=(theme,) if theme else (),
        confidence={
            **({"party": "observed"} if party else {}),
            **({"origin": "declared"} if origin_country else {}),
        },
    )
    with transaction.atomic():
        link = _alive(link)
        act = _recorded(actor, link, client_id, facts, occurred_at)
        note_use(link)
    return act


def _alive(link: PartnerLink) -> PartnerLink:
    """The link, locked, so that nothing is recorded after it was revoked."""
    found = PartnerLink.objects.select_for_update().filter(pk=link.pk, revoked_at=None).first()
    if found is None:
        raise FactsError("link", "Ce lien n’est plus valable : demandez le nouveau à l’office de tourisme.")
    return found


def _recorded(
    actor: Actor, link: PartnerLink, client_id: UUID, facts: Facts, occurred_at: dt.datetime | None
) -> Act:
    try:
        act = record_act(
            actor=actor,
            client_id=client_id,
            desk=link.desk,
            facts=facts,
            occurred_at=occurred_at,
            entry=Act.Entry.RELAY,
        )
    except ActConflict as error:
        raise FactsError("client_id", str(error)) from error
    if act.partner_link_id is None and act.entry == Act.Entry.RELAY:
        act.partner_link = link
        act.save(update_fields=["partner_link"])
    return act


def undo_partner_act(*, actor: Actor, link: PartnerLink, client_id: UUID) -> Act | None:
    """Take back, within a minute, what the same link recorded; None when it never arrived. Twice is once."""
    actor.require("reception.record")
    with transaction.atomic():
        act = Act.objects.select_for_update().filter(client_id=client_id, partner_link=link).first()
        if act is None or act.is_cancelled:
            return act
        now = timezone.now()
        if not may_undo(act.recorded_at, now):
            raise FactsError("act", "La minute est passée : appelez l’office pour corriger.")
        act.cancelled_at = now
        act.save(update_fields=["cancelled_at"])
        journal.record(actor=actor, action="reception.act.cancelled", target=act, after={"reason": ""})
    return act
