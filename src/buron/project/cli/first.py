"""An office, its communes, and somebody who may administer it: at the first start, and for each office after."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from buron.kernel.actors import Actor
from buron.kernel.models import Office, User
from buron.kernel.models.office import RESERVED_SLUGS
from buron.kernel.services import OfficeError, add_member, create_office
from buron.kernel.tenancy import office_scope

_LEAD = re.compile(
    r"^(?:office-(?:[a-z]+-)?de-tourisme|oti?)(?:-(?:intercommunal|municipal|communautaire))?"
    r"(?:-(?:du|des|de|d))?(?:-(?:la|l|le|les))?(?:-|$)"
)
"""What stands before the name proper: "Office de tourisme du Haut Pays" is at "haut-pays"."""


class FirstStartError(ValueError):
    """An answer cannot be used; the message is French."""


def create(*, office: str, slug: str, epci: str, email: str, name: str, password: str) -> Office:
    """Make everything in one transaction: an office without an account would be shut for ever.

    An address that has an account already keeps it, with its password. Raises :class:`FirstStartError`.
    """
    known = account(email)
    problem = (
        office_problem(office)
        or (f"L’adresse courte « {slug} » est déjà prise." if _is_taken(slug) else "")
        or email_problem(email)
        or (known is None and password_problem(password, email, name))
    )
    if problem:
        raise FirstStartError(problem)
    try:
        with transaction.atomic():
            made = create_office(slug=slug or short_address(office), name=office)
            actor = Actor.system("installation", made)
            user = known or User.objects.create_user(email, password, name=name)
            with office_scope(made):
                add_member(actor=actor, user=user, roles=["direction", "administration"])
                if epci:
                    _choose_epci(actor, epci)
    except (OfficeError, ValidationError) as error:
        raise FirstStartError(str(error)) from error
    return made


def account(email: str) -> User | None:
    """The account of an address, when somebody has it already."""
    return User.objects.filter(email=email.strip().lower()).first()


def short_address(name: str) -> str:
    """The office's part of its addresses, from its name; one that is free and that the links of visitors can carry."""
    whole = slugify(re.sub("['’]", " ", name))
    found = _LEAD.sub("", whole)[:45].strip("-")
    if len(found) < 3 or found in RESERVED_SLUGS:
        found = f"office-{found}".strip("-")
    taken = set(Office.objects.filter(slug__startswith=found).values_list("slug", flat=True))
    numbered = (f"{found}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (found, *numbered) if slug not in taken)


def _is_taken(slug: str) -> bool:
    return Office.objects.filter(slug=slug).exists()


def office_problem(name: str) -> str:
    """Why an office cannot have this name; empty when it can."""
    longest = Office._meta.get_field("name").max_length
    if not name:
        return "Donnez le nom de l’office."
    return f"Le nom de l’office tient en {longest} caractères." if longest and len(name) > longest else ""


def email_problem(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return f"« {email} » n’est pas une adresse électronique comme vous@exemple.fr."
    return ""


def name_problem(name: str) -> str:
    return (
        ""
        if 0 < len(name) <= 120
        else "Donnez votre nom, en 120 caractères au plus : il signe ce que vous faites."
    )


def password_problem(password: str, email: str, name: str) -> str:
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _choose_epci(actor: Actor, siren: str) -> None:
    from buron.territory.services import TerritoryError, choose_epci

    try:
        choose_epci(actor=actor, siren=siren)
    except TerritoryError as error:
        raise FirstStartError(str(error)) from error
