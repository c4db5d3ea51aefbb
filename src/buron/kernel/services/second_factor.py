"""Double authentication that somebody lost: erased by a colleague, or from the server."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import datetime_text
from buron.kernel.models import Membership, User
from buron.kernel.services.errors import MemberError
from buron.kernel.tenancy import office_scope


def protected_users(users: Iterable[int]) -> set[int]:
    """Those of the accounts that have a code application or a passkey."""
    from allauth.mfa.models import Authenticator

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return set(
        Authenticator.objects.filter(user_id__in=list(users), type__in=kinds).values_list(
            "user_id", flat=True
        )
    )


def reset_second_factor(*, actor: Actor, membership: Membership) -> Membership:
    """Erase a colleague's code application, passkeys and spare codes, and tell her; it cannot be undone.

    Somebody who also works in another office is refused: one office does not weaken the account of another.
    """
    actor.require("kernel.second_factor")
    with transaction.atomic():
        held = Membership.objects.select_related("user", "office").get(
            pk=membership.pk, office_id=actor.office_id, is_active=True
        )
        _refuse_what_is_not_hers_to_do(actor, held)
        _erase(held.user)
        journal.record(actor=actor, action="kernel.member.second_factor_reset", target=held)
        transaction.on_commit(lambda: _tell(held.user, actor.label))
    return held


def reset_from_the_server(*, user: User) -> int:
    """What the person who keeps the server does for the last administrator; returns how many means were erased."""
    with transaction.atomic():
        count = _erase(user)
        for membership in Membership.objects.select_related("office").filter(user=user, is_active=True):
            with office_scope(membership.office):
                actor = Actor.system("ligne de commande", membership.office)
                journal.record(actor=actor, action="kernel.member.second_factor_reset", target=membership)
        transaction.on_commit(lambda: _tell(user, _("la personne qui tient le serveur")))
    return count


def _refuse_what_is_not_hers_to_do(actor: Actor, held: Membership) -> None:
    if actor.kind == "user" and actor.id == str(held.user.pk):
        raise MemberError(_("La vôtre se règle dans votre compte, à « Double authentification »."))
    if not protected_users([held.user.pk]):
        raise MemberError(_("%(name)s n’a pas de double authentification.") % {"name": held.user})
    if held.user.memberships.filter(is_active=True).exclude(pk=held.pk).exists():
        raise MemberError(
            _(
                "%(name)s travaille aussi dans un autre office : seule la personne qui tient le serveur peut le faire, "
                "par « buron compte double-authentification »."
            )
            % {"name": held.user}
        )
    if _must_be_protected(actor):
        raise MemberError(_("Protégez d’abord votre propre compte par la double authentification."))


def _must_be_protected(actor: Actor) -> bool:
    """A stolen password must not be enough to take the protection of others away."""
    if actor.kind != "user" or not settings.BURON_REQUIRE_SECOND_FACTOR:
        return False
    return not protected_users([int(actor.id)])


def _erase(user: User) -> int:
    from allauth.mfa.models import Authenticator

    count, _kinds = Authenticator.objects.filter(user_id=user.pk).delete()
    return int(count)


def _tell(user: User, by: str) -> None:
    send_mail(
        _("Votre double authentification a été remise à zéro"),
        _(
            "Bonjour,\n\nLe %(moment)s, %(by)s a effacé la double authentification de votre compte Buron : application "
            "de codes, clés d’accès et codes de secours ne servent plus. Votre mot de passe ne change pas.\n\nÀ votre "
            "prochaine connexion, remettez-la en place : menu du compte, « Double authentification ».\n\nSi vous "
            "n’aviez rien demandé, changez votre mot de passe et prévenez la direction de votre office."
        )
        % {"moment": datetime_text(timezone.localtime()), "by": by},
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )
