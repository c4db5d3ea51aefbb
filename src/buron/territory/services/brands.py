"""Brands: made by one office, entered by the others with the code that a member gives them."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.territory.errors import TerritoryError
from buron.territory.models import Brand, BrandOffice

# No letter or digit that is taken for another one when read aloud or copied by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def create_brand(*, actor: Actor, name: str, slug: str = "") -> Brand:
    """Make a brand, whose first member is the actor's office."""
    actor.require("territory.manage")
    name = name.strip()
    brand = Brand(name=name, slug=slug.strip() or slugify(name)[:50].strip("-"), join_code=_new_code())
    try:
        brand.full_clean()
    except ValidationError as error:
        raise TerritoryError.of(error) from error
    with transaction.atomic():
        _save(brand)
        BrandOffice.objects.create(brand=brand, office_id=actor.office_id)
        journal.record(actor=actor, action="territory.brand.created", target=brand, after={"name": name})
    return brand


def join_brand(*, actor: Actor, code: str) -> Brand:
    """Enter a brand with the code that one of its offices gave; capitals, spaces and hyphens do not matter."""
    actor.require("territory.manage")
    brand = Brand.objects.filter(join_code=_tidy(code)).first()
    if brand is None:
        raise TerritoryError(
            _("Ce code ne correspond à aucune marque. Redemandez-le à l’office qui vous invite."), "code"
        )
    try:
        with transaction.atomic():
            BrandOffice.objects.create(brand=brand, office_id=actor.office_id)
            journal.record(actor=actor, action="territory.brand.joined", target=brand)
    except IntegrityError as error:
        raise TerritoryError(
            _("Votre office est déjà dans « %(name)s ».") % {"name": brand.name}, "code"
        ) from error
    return brand


def leave_brand(*, actor: Actor, brand: Brand) -> None:
    """Leave a brand; one that nobody is in any more disappears."""
    actor.require("territory.manage")
    with transaction.atomic():
        held = _locked(actor, brand)
        journal.record(actor=actor, action="territory.brand.left", target=held)
        held.places.filter(office_id=actor.office_id).delete()
        if not held.places.exists():
            held.delete()


def renew_brand_code(*, actor: Actor, brand: Brand) -> Brand:
    """Replace the code of a brand, so that those who hold the old one cannot enter any more."""
    actor.require("territory.manage")
    with transaction.atomic():
        held = _locked(actor, brand)
        held.join_code = _new_code()
        held.save(update_fields=["join_code"])
        journal.record(actor=actor, action="territory.brand.code_renewed", target=held)
    return held


def _save(brand: Brand) -> None:
    try:
        with transaction.atomic():
            brand.save()
    except IntegrityError as error:
        # Somebody took the short address between the check and the writing.
        raise TerritoryError(_("Une autre marque a déjà cette adresse courte."), "slug") from error


def _locked(actor: Actor, brand: Brand) -> Brand:
    """The brand as it is now; one that the office is not in raises :class:`Brand.DoesNotExist`."""
    mine = BrandOffice.objects.filter(office_id=actor.office_id).values("brand_id")
    return Brand.objects.select_for_update().get(pk=brand.pk, pk__in=mine)


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _place in range(12))


def _tidy(code: str) -> str:
    return "".join(character for character in code.lower() if character.isalnum())
