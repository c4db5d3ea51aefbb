"""The first start: an office, its communes, and somebody who may administer it."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from buron.kernel.actors import Actor
from buron.kernel.models import Office, User
from buron.kernel.services import OfficeError, add_member, create_office
from buron.kernel.tenancy import office_scope


class FirstStartError(ValueError):
    """An answer cannot be used; the message is French."""


def create(*, office: str, slug: str, epci: str, email: str, name: str, password: str) -> Office:
    """Make everything in one transaction: an office without an account would be shut for ever."""
    try:
        validate_email(email)
        validate_password(password, User(email=email, name=name))
        with transaction.atomic():
            made = create_office(slug=slug or slugify(office)[:50], name=office)
            actor = Actor.system("installation", made)
            user = User.objects.create_user(email, password, name=name)
            with office_scope(made):
                add_member(actor=actor, user=user, roles=["direction", "administration"])
                if epci:
                    _choose_epci(actor, epci)
    except ValidationError as error:
        raise FirstStartError(" ".join(error.messages)) from error
    except OfficeError as error:
        raise FirstStartError(str(error)) from error
    return made


def _choose_epci(actor: Actor, siren: str) -> None:
    from buron.territory.services import TerritoryError, choose_epci

    try:
        choose_epci(actor=actor, siren=siren)
    except TerritoryError as error:
        raise FirstStartError(str(error)) from error
