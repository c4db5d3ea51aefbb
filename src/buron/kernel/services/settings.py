"""What an office chooses: whole numbers that the rooms declare."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.contributions import Setting, settings
from buron.kernel.models import Office
from buron.kernel.services.offices import OfficeError


def setting_of(office: Office, key: str) -> int:
    """What the office chose, or the default."""
    setting = settings.get(key)
    room, _dot, name = key.partition(".")
    held = office.settings.get(room)
    chosen = held.get(name) if isinstance(held, dict) else None
    fits = isinstance(chosen, int) and setting.minimum <= chosen <= setting.maximum
    return int(chosen) if fits else setting.default  # type: ignore[arg-type]


def change_settings(*, actor: Actor, office: Office, values: Mapping[str, int]) -> Office:
    """Keep the choices of an office; those that do not change leave no trace."""
    actor.require("kernel.office")
    with transaction.atomic():
        fresh = Office.objects.select_for_update().get(pk=office.pk)
        before = {key: setting_of(fresh, key) for key in values}
        old, new = journal.changes(before, dict(values))
        for key, value in new.items():
            _put(fresh, settings.get(key), value)
        if new:
            fresh.save(update_fields=["settings"])
            journal.record(
                actor=actor, action="kernel.office.settings_changed", target=fresh, before=old, after=new
            )
    return fresh


def _put(office: Office, setting: Setting, value: int) -> None:
    if not setting.minimum <= value <= setting.maximum:
        raise OfficeError(
            _("« %(title)s » va de %(low)s à %(high)s.")
            % {"title": setting.title, "low": setting.minimum, "high": setting.maximum}
        )
    room, _dot, name = setting.key.partition(".")
    office.settings = {**office.settings, room: {**(office.settings.get(room) or {}), name: value}}
