"""The desks: opened, described, closed and opened again; never removed, since acts name them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.territory import reference
from buron.territory.errors import TerritoryError
from buron.territory.models import Desk

DESCRIBED = (
    "name",
    "slug",
    "kind",
    "insee",
    "address",
    "latitude",
    "longitude",
    "phone",
    "email",
    "active_from",
    "active_until",
    "position",
)


def create_desk(*, actor: Actor, name: str, kind: str = Desk.Kind.PERMANENT, **description: Any) -> Desk:
    """Open a desk, last in the lists; its short address is made from its name unless one is given.

    ``description`` takes the other fields of :class:`Desk`. Raises :class:`TerritoryError`.
    """
    actor.require("territory.manage")
    with transaction.atomic():
        desk = Desk(office_id=actor.office_id, position=_next_position(actor))
        _describe(desk, {"name": name, "kind": kind, **description})
        desk.slug = desk.slug or _free_slug(actor, desk.name)
        _save(desk)
        journal.record(actor=actor, action="territory.desk.created", target=desk, after=_described(desk))
    return desk


def update_desk(*, actor: Actor, desk: Desk, changes: Mapping[str, Any]) -> Desk:
    """Change what describes a desk; nothing is written when nothing differs."""
    actor.require("territory.manage")
    with transaction.atomic():
        held = _locked(actor, desk)
        _change(actor, held, changes, "territory.desk.updated")
    return held


def close_desk(*, actor: Actor, desk: Desk, last_day: date) -> Desk:
    """Close a desk after its last day of service; it keeps its acts and stays in the figures."""
    actor.require("territory.manage")
    with transaction.atomic():
        held = _locked(actor, desk)
        _change(actor, held, {"active_until": last_day}, "territory.desk.closed")
    return held


def reopen_desk(*, actor: Actor, desk: Desk) -> Desk:
    """Put a desk back in service without an end."""
    actor.require("territory.manage")
    with transaction.atomic():
        held = _locked(actor, desk)
        changes: dict[str, Any] = {"active_until": None}
        if held.active_from is not None and held.active_from > timezone.localdate():
            changes["active_from"] = timezone.localdate()
        _change(actor, held, changes, "territory.desk.reopened")
    return held


def _change(actor: Actor, desk: Desk, changes: Mapping[str, Any], action: str) -> None:
    before = _described(desk)
    _describe(desk, changes)
    old, new = journal.changes(before, _described(desk))
    if new:
        _save(desk)
        journal.record(actor=actor, action=action, target=desk, before=old, after=new)


def _describe(desk: Desk, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise TerritoryError(_("Champ inconnu : %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in changes.items():
        setattr(desk, name, value.strip() if isinstance(value, str) else value)


def _save(desk: Desk) -> None:
    _check(desk)
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError as error:
        # Somebody took the short address between the check and the writing.
        raise TerritoryError(_("Un autre bureau a déjà cette adresse courte."), "slug") from error


def _check(desk: Desk) -> None:
    if desk.insee:
        commune = reference.commune(desk.insee)
        if commune is None:
            raise TerritoryError(_("Choisissez une commune de la liste."), "insee")
        desk.insee = commune.insee
    elif desk.kind != Desk.Kind.VIRTUAL:
        raise TerritoryError(
            _("Indiquez la commune ; seul un bureau « à distance » peut ne pas en avoir."), "insee"
        )
    try:
        desk.full_clean()
    except ValidationError as error:
        raise TerritoryError.of(error) from error


def _next_position(actor: Actor) -> int:
    last = Desk.objects.filter(office_id=actor.office_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _free_slug(actor: Actor, name: str) -> str:
    """A short address from a name, numbered when another desk has it."""
    stem = slugify(name)[:44].strip("-")
    stem = stem if len(stem) >= 3 else f"bureau-{stem}".strip("-")
    taken = set(
        Desk.objects.filter(office_id=actor.office_id, slug__startswith=stem).values_list("slug", flat=True)
    )
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _locked(actor: Actor, desk: Desk) -> Desk:
    """The row as it is now; another office's raises :class:`Desk.DoesNotExist`."""
    return Desk.objects.select_for_update().get(pk=desk.pk, office_id=actor.office_id)


def _described(desk: Desk) -> dict[str, Any]:
    values = {name: getattr(desk, name) for name in DESCRIBED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
