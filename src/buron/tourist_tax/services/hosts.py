"""The door of the hosts: their link, the code of the second step, what they state and propose, how they pay."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office, User
from buron.kernel.services.settings import setting_of
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging
from buron.lodging.services import update_lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import FactsProposal, HostLink, PayingTerms, PlatformAttestation
from buron.tourist_tax.services.regularised import after_attestation

MANAGE = "tourist_tax.hosts"
DECLARE = "tourist_tax.declare"
GRANTED = frozenset({DECLARE})
TOKEN_BYTES = 16
"""128 bits: nobody finds a link by trying."""
FRESH = dt.timedelta(minutes=1)
CODE_LIFE = dt.timedelta(minutes=15)
CODE_TRIES = 5
PROPOSABLE = ("name", "address", "postcode", "capacity", "beds", "units", "registration_number", "closed_on")
"""Facts of a lodging that its host may propose to correct; the others rest on a decision or a paper."""


def open_host_link(*, actor: Actor, party: Party) -> HostLink:
    """Give a host its link, or the one that it has."""
    actor.require(MANAGE)
    try:
        with transaction.atomic():
            return _open(actor, party)
    except IntegrityError:  # made at the same moment by somebody else
        return HostLink.objects.get(party=party, revoked_at=None)


def _open(actor: Actor, party: Party) -> HostLink:
    today = timezone.localdate()
    link = HostLink.objects.select_for_update().filter(party=party, revoked_at=None).first()
    if link is not None and link.expires_on >= today:
        return link
    if link is not None:
        _shut(link)
    link = HostLink.objects.create(
        office_id=actor.office_id,
        party=party,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        expires_on=today + dt.timedelta(days=setting_of(party.office, "tourist_tax.link_days")),
        author=User.objects.filter(pk=actor.id).first() if actor.kind == "user" else None,
    )
    journal.record(actor=actor, action="tourist_tax.host_link.opened", target=link)
    return link


def _shut(link: HostLink) -> None:
    link.revoked_at, link.token = timezone.now(), None
    link.save(update_fields=["revoked_at", "token"])


def revoke_host_link(*, actor: Actor, link: HostLink) -> HostLink:
    """Shut a link at once and forget its token; what was declared through it stays. Twice is once."""
    actor.require(MANAGE)
    with transaction.atomic():
        held = HostLink.objects.select_for_update().get(pk=link.pk)
        if held.is_alive:
            _shut(held)
            journal.record(actor=actor, action="tourist_tax.host_link.revoked", target=held)
    return held


def renew_host_link(*, actor: Actor, party: Party) -> HostLink:
    """Shut the link of a host and open another one: the old mail and the old letter are dead."""
    with transaction.atomic():
        for link in HostLink.objects.filter(party=party, revoked_at=None):
            revoke_host_link(actor=actor, link=link)
        return open_host_link(actor=actor, party=party)


def mark_link_sent(*, actor: Actor, link: HostLink, printed: bool = False) -> HostLink:
    """Remember that a link left, by mail or on paper."""
    actor.require(MANAGE)
    with transaction.atomic():
        name = "printed_at" if printed else "mailed_at"
        setattr(link, name, timezone.now())
        link.save(update_fields=[name])
        journal.record(
            actor=actor,
            action="tourist_tax.host_link.sent",
            target=link,
            after={"by": "letter" if printed else "mail"},
        )
    return link


def host_actor(link: HostLink) -> Actor:
    """The host who holds a link: it may declare for its own lodgings, and nothing else."""
    return Actor.guest(f"host:{link.pk}", f"{link.party} (par son lien)"[:160], link.party.office, GRANTED)


def note_host_visit(link: HostLink, now: dt.datetime | None = None) -> None:
    """Remember that the link serves, at most once a minute."""
    now = now or timezone.now()
    old = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - FRESH)
    HostLink.objects.filter(old, pk=link.pk).update(last_used_at=now)


def new_code(link: HostLink) -> str:
    """A fresh one-time code of six digits for a link; only its digest is kept, the former one is dead."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    HostLink.objects.filter(pk=link.pk).update(
        code_digest=_digest(link, code), code_until=timezone.now() + CODE_LIFE, code_tries=0
    )
    return code


def check_code(link: HostLink, typed: str) -> bool:
    """Whether the code is the one that was sent, within its minutes and tries; a right one serves once."""
    now = timezone.now()
    alive = HostLink.objects.filter(pk=link.pk, code_until__gt=now, code_tries__lt=CODE_TRIES)
    if alive.update(code_tries=F("code_tries") + 1) != 1:
        return False
    digest = _digest(link, re.sub(r"\D", "", typed))
    held = HostLink.objects.values_list("code_digest", flat=True).get(pk=link.pk)
    if not held or not hmac.compare_digest(held, digest):
        return False
    return HostLink.objects.filter(pk=link.pk, code_digest=held).update(code_digest="", code_until=None) == 1


def _digest(link: HostLink, code: str) -> str:
    return hashlib.sha256(f"{link.pk}:{link.token}:{code}".encode()).hexdigest()


def attest_platforms(*, actor: Actor, lodging: Lodging, party: Party, year: int) -> PlatformAttestation:
    """State that platforms alone let a lodging that year: its months are not asked any more. Twice is once."""
    actor.require(DECLARE)
    if abs(year - timezone.localdate().year) > 1:
        raise TaxError(_("L’attestation porte sur l’année en cours, la précédente ou la suivante."), "year")
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        found = PlatformAttestation.objects.filter(lodging=held, year=year, withdrawn_at=None).first()
        if found is not None:
            return found
        found = PlatformAttestation.objects.create(
            office_id=actor.office_id,
            lodging=held,
            party=party,
            year=year,
            stated_at=timezone.now(),
            stated_by=actor.label[:120],
        )
        journal.record(
            actor=actor, action="tourist_tax.attestation.stated", target=held, after={"year": year}
        )
        after_attestation(actor=actor, party=party, year=year)
    return found


def withdraw_attestation(*, actor: Actor, attestation: PlatformAttestation) -> PlatformAttestation:
    """The lodging is let directly again: its months are asked anew. Twice is once."""
    actor.require(DECLARE)
    with transaction.atomic():
        held = PlatformAttestation.objects.select_for_update().get(pk=attestation.pk)
        if held.withdrawn_at is None:
            held.withdrawn_at = timezone.now()
            held.save(update_fields=["withdrawn_at"])
            journal.record(
                actor=actor,
                action="tourist_tax.attestation.withdrawn",
                target=held.lodging,
                after={"year": held.year},
            )
    return held


def propose_facts(
    *, actor: Actor, lodging: Lodging, party: Party, changes: dict[str, Any], note: str = ""
) -> FactsProposal:
    """Propose to correct the record of a lodging; nothing changes before the office accepts."""
    actor.require(DECLARE)
    unknown = set(changes) - set(PROPOSABLE)
    if unknown:
        raise TaxError(_("Ces informations se corrigent avec l’office."))
    kept = {name: value for name, value in changes.items() if value != getattr(lodging, name)}
    if not kept and not note.strip():
        raise TaxError(_("Rien n’a changé : corrigez une information ou écrivez une remarque."))
    with transaction.atomic():
        found = FactsProposal.objects.create(
            office_id=actor.office_id,
            lodging=lodging,
            party=party,
            changes={
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in kept.items()
            },
            note=note.strip()[:1000],
        )
        journal.record(actor=actor, action="tourist_tax.facts.proposed", target=lodging, after=found.changes)
    return found


def accept_facts(*, actor: Actor, proposal: FactsProposal) -> FactsProposal:
    """Write what a host proposed in the register, where every room reads it."""
    actor.require(MANAGE)
    with transaction.atomic():
        held = _waiting(proposal)
        changes = dict(held.changes)
        if changes.get("closed_on"):
            changes["closed_on"] = dt.date.fromisoformat(changes["closed_on"])
        try:
            update_lodging(actor=actor, lodging=held.lodging, changes=changes)
        except LodgingError as error:
            raise TaxError(str(error), error.field) from error
        return _decide(actor, held, FactsProposal.State.ACCEPTED, "")


def refuse_facts(*, actor: Actor, proposal: FactsProposal, answer: str) -> FactsProposal:
    """Say no to a proposal, with the reason that the host reads."""
    actor.require(MANAGE)
    if not answer.strip():
        raise TaxError(_("Dites à l’hébergeur pourquoi."), "answer")
    with transaction.atomic():
        return _decide(actor, _waiting(proposal), FactsProposal.State.REFUSED, answer)


def _waiting(proposal: FactsProposal) -> FactsProposal:
    held = FactsProposal.objects.select_for_update().select_related("lodging").get(pk=proposal.pk)
    if held.state != FactsProposal.State.NEW:
        raise TaxError(_("Cette proposition a déjà sa réponse."))
    return held


def _decide(actor: Actor, held: FactsProposal, state: str, answer: str) -> FactsProposal:
    held.state, held.answer = state, answer.strip()[:300]
    held.decided_at, held.decided_by = timezone.now(), actor.label[:120]
    held.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    journal.record(
        actor=actor, action=f"tourist_tax.facts.{state}", target=held.lodging, after={"answer": held.answer}
    )
    return held


def save_paying_terms(
    *, actor: Actor, office: Office, payee: str, iban: str, bic: str, other_ways: str
) -> PayingTerms:
    """How hosts pay; an IBAN whose check digits are wrong is refused."""
    actor.require(MANAGE)
    tidy = re.sub(r"\s", "", iban).upper()
    if tidy and not is_iban(tidy):
        raise TaxError(_("Cet IBAN n’est pas juste : recopiez-le d’un relevé."), "iban")
    with transaction.atomic():
        found, _new = PayingTerms.objects.get_or_create(office_id=office.pk)
        found.payee, found.iban, found.bic = payee.strip()[:140], tidy, bic.strip().upper()[:11]
        found.other_ways = other_ways.strip()[:1000]
        found.save()
        journal.record(
            actor=actor, action="tourist_tax.paying_terms.changed", target=found, after={"iban": tidy[-4:]}
        )
    return found


def is_iban(text: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 13616, modulo 97)."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text):
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
