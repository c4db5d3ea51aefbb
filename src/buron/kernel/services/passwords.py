"""A password chosen from the server, when no message can bring a link."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Membership, User
from buron.kernel.services.errors import MemberError
from buron.kernel.tenancy import office_scope


def set_password_from_the_server(*, user: User, password: str) -> User:
    """Give an account another password; every session of it ends. Each of its offices keeps it in the journal."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise MemberError(" ".join(error.messages)) from error
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        for membership in Membership.objects.select_related("office").filter(user=user, is_active=True):
            with office_scope(membership.office):
                actor = Actor.system("ligne de commande", membership.office)
                journal.record(actor=actor, action="kernel.member.password_set", target=membership)
    return user
