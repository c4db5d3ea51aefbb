"""Sources: where an office's offer comes from, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.imports.fetch import FetchError, check_form, shown
from buron.offer.models import Source, SourceRecord
from buron.offer.services import _index
from buron.offer.services.compose import recompose
from buron.offer.services.errors import ImportProblem

IMPORT = "offer.import"
MOST_SETTINGS_BYTES = 200_000
NAME_TAKEN = "Une source porte déjà ce nom : choisissez-en un autre."


@transaction.atomic
def create_source(
    *,
    actor: Actor,
    name: str,
    connector: str,
    location: str = "",
    settings: Mapping[str, Any] | None = None,
    complete: bool = True,
    priority: int = 50,
) -> Source:
    """A new source. ``location`` is an https address; only the program itself may name a path of the server."""
    actor.require(IMPORT)
    source = Source(
        office_id=actor.office_id,
        name=_name(name),
        connector=_connector(connector),
        location=_location(actor, location),
        settings=_settings(settings),
        complete=complete,
        priority=_priority(priority),
    )
    _save(source)
    journal.record(actor=actor, action="offer.source.created", target=source, after=_told(source))
    return source


@transaction.atomic
def change_source(*, actor: Actor, source: Source, **fields: Any) -> Source:
    """Change the name, address, settings, completeness, priority or activity of a source."""
    actor.require(IMPORT)
    source = Source.objects.select_for_update().get(pk=source.pk)
    before = _told(source)
    checks: dict[str, Callable[[Any], Any]] = {
        "name": _name,
        "location": lambda value: _location(actor, value),
        "settings": _settings,
        "complete": bool,
        "is_active": bool,
        "priority": _priority,
    }
    for field, value in fields.items():
        if field not in checks:
            raise ImportProblem(f"Le réglage « {field} » n’existe pas.")
        setattr(source, field, checks[field](value))
    _save(source)
    if source.priority != before["priority"]:
        _put_in_order(source)
    old, new = journal.changes(before, _told(source))
    if new:
        journal.record(actor=actor, action="offer.source.changed", target=source, before=old, after=new)
    return source


def _put_in_order(source: Source) -> None:
    """Another source may now have the last word on the fiches that both know."""
    shared = SourceRecord.objects.filter(source=source).filter(
        Exists(SourceRecord.objects.filter(fiche=OuterRef("fiche")).exclude(source=source))
    )
    fiches = list(shared.order_by("fiche_id").values_list("fiche_id", flat=True).distinct())
    _index.index(recompose(fiches, now=timezone.now()))


def _save(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise ImportProblem(NAME_TAKEN) from error


def _told(source: Source) -> dict[str, Any]:
    """What the journal keeps: never the keys that an address holds."""
    return {
        "name": source.name,
        "connector": source.connector,
        "location": place_shown(source.location),
        "complete": source.complete,
        "is_active": source.is_active,
        "priority": source.priority,
        "settings": {key: value for key, value in source.settings.items() if key != "headers"},
    }


def place_shown(location: str) -> str:
    """An address without its secrets, or a path."""
    return shown(location) if location.startswith("https://") else location


def _name(value: Any) -> str:
    name = " ".join(str(value or "").split())
    if not 2 <= len(name) <= 80 or "\x00" in name:
        raise ImportProblem("Donnez à la source un nom de 2 à 80 caractères.")
    return name


def _connector(value: Any) -> str:
    if value not in Source.Connector.values:
        raise ImportProblem("Choisissez le type de la source.")
    return str(value)


def _priority(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise ImportProblem("La priorité est un nombre de 0 à 1000.")
    return value


def _location(actor: Actor, value: Any) -> str:
    location = str(value or "").strip()
    if not location:
        return ""
    if len(location) > 500 or "\x00" in location:
        raise ImportProblem("L’adresse dépasse 500 caractères.")
    if actor.kind == "system" and not location.startswith("https://"):
        return str(Path(location).resolve())
    try:
        check_form(location)
    except FetchError as error:
        raise ImportProblem(str(error)) from error
    return location


def _settings(value: Mapping[str, Any] | None) -> dict[str, Any]:
    settings = dict(value or {})
    try:
        size = len(orjson.dumps(settings))
    except TypeError as error:
        raise ImportProblem("Les réglages de la source ne sont pas valables.") from error
    if size > MOST_SETTINGS_BYTES:
        raise ImportProblem("Les réglages de la source sont trop volumineux.")
    return settings
