"""Who works in an office: invitations, roles, departures."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.contributions import ROLE_TITLES
from buron.kernel.formats import date_text
from buron.kernel.models import Invitation, Membership, Office, User
from buron.kernel.services.errors import MemberError

INVITATION_DAYS = 14


def _roles(roles: Sequence[str]) -> list[str]:
    kept = [role for role in ROLE_TITLES if role in roles]
    if not kept or set(roles) - set(ROLE_TITLES):
        raise MemberError("Choisissez au moins un rôle de la liste.")
    return kept


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def add_member(*, actor: Actor, user: User, roles: Sequence[str]) -> Membership:
    """Give an existing account a place in the actor's office."""
    actor.require("kernel.members")
    with transaction.atomic():
        membership, created = Membership.objects.get_or_create(
            user=user, office_id=actor.office_id, defaults={"roles": _roles(roles)}
        )
        if not created:
            raise MemberError(f"{user} fait déjà partie de l’office.")
        journal.record(
            actor=actor, action="kernel.member.added", target=membership, after={"roles": membership.roles}
        )
    return membership


def invite(
    *, actor: Actor, office: Office, email: str, name: str, roles: Sequence[str], accept_url: str
) -> Invitation:
    """Send a link by e-mail; ``accept_url`` holds ``{token}`` where the token goes."""
    actor.require("kernel.members")
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise MemberError("Cette adresse électronique n’est pas valable.") from error
    if Membership.objects.filter(office=office, user__email=email, is_active=True).exists():
        raise MemberError(f"{email} fait déjà partie de l’office.")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(office=office, email=email, accepted_at=None).delete()
        invitation = Invitation.objects.create(
            office=office,
            email=email,
            name=name.strip(),
            roles=_roles(roles),
            token_digest=digest_of(token),
            invited_by=actor.label,
            expires_at=timezone.now() + dt.timedelta(days=INVITATION_DAYS),
        )
        journal.record(
            actor=actor,
            action="kernel.member.invited",
            target=invitation,
            after={"email": email, "roles": invitation.roles},
        )
    _send(invitation, accept_url.replace("{token}", token))
    return invitation


def _send(invitation: Invitation, url: str) -> None:
    titles = ", ".join(ROLE_TITLES[role] for role in invitation.roles)
    send_mail(
        f"{invitation.office} vous invite dans Buron",
        f"Bonjour,\n\n{invitation.invited_by} vous invite à travailler dans le Buron de « {invitation.office} » "
        f"({titles}).\n\nPour ouvrir votre compte, jusqu’au {date_text(timezone.localdate(invitation.expires_at))} :\n"
        f"{url}\n\nSi vous n’attendiez pas ce message, ignorez-le.",
        settings.DEFAULT_FROM_EMAIL,
        [invitation.email],
    )


def find_invitation(token: str) -> Invitation | None:
    """The pending invitation of a link, or nothing when it is unknown, used or out of date."""
    return (
        Invitation.objects.select_related("office")
        .filter(token_digest=digest_of(token), accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )


def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Take the place that was offered; the link works once."""
    with transaction.atomic():
        won = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=timezone.now())
        if won != 1:
            raise MemberError("Cette invitation a déjà servi.")
        membership, _ = Membership.objects.update_or_create(
            user=user, office=invitation.office, defaults={"roles": invitation.roles, "is_active": True}
        )
        journal.record(
            actor=Actor.member(membership),
            action="kernel.member.joined",
            target=membership,
            after={"roles": membership.roles},
        )
    return membership


def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Make a pending link useless."""
    actor.require("kernel.members")
    with transaction.atomic():
        journal.record(actor=actor, action="kernel.member.uninvited", target=invitation)
        Invitation.objects.filter(pk=invitation.pk, office_id=actor.office_id).delete()


def change_roles(*, actor: Actor, membership: Membership, roles: Sequence[str]) -> Membership:
    """Replace somebody's roles; the last administrator keeps the role."""
    actor.require("kernel.members")
    with transaction.atomic():
        held = _locked(actor, membership)
        kept = _roles(roles)
        if "administration" in held.roles and "administration" not in kept:
            _keep_one_administrator(held)
        before, held.roles = held.roles, kept
        held.save(update_fields=["roles"])
        journal.record(
            actor=actor,
            action="kernel.member.roles_changed",
            target=held,
            before={"roles": before},
            after={"roles": kept},
        )
    return held


def remove_member(*, actor: Actor, membership: Membership) -> Membership:
    """Close somebody's access to the office; what they did stays in the journal."""
    actor.require("kernel.members")
    with transaction.atomic():
        held = _locked(actor, membership)
        if "administration" in held.roles:
            _keep_one_administrator(held)
        held.is_active = False
        held.save(update_fields=["is_active"])
        journal.record(actor=actor, action="kernel.member.removed", target=held)
    return held


def _locked(actor: Actor, membership: Membership) -> Membership:
    return Membership.objects.select_for_update().get(
        pk=membership.pk, office_id=actor.office_id, is_active=True
    )


def _keep_one_administrator(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(
        office_id=membership.office_id, is_active=True, user__is_active=True
    )
    if not any("administration" in other.roles for other in others.exclude(pk=membership.pk)):
        raise MemberError("L’office doit garder au moins une personne à l’administration.")
