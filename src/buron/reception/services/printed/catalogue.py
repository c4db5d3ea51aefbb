"""Titles, editions and places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.tenancy import OfficeModel
from buron.kernel.texts import LANGUAGE_NAMES
from buron.reception.models import PrintEdition, PrintPlace, PrintTitle
from buron.reception.rules.facts import FactsError
from buron.reception.rules.printed import languages_text
from buron.territory.models import Desk

KEEP = "reception.documents"
FIRST_YEAR = 1900


@transaction.atomic
def save_title(
    *,
    actor: Actor,
    name: str,
    kind: str,
    publisher: str = "",
    at_desk: bool = True,
    title: PrintTitle | None = None,
) -> PrintTitle:
    """Add a title, or change it; :class:`FactsError` when another one has its name."""
    actor.require(KEEP)
    name = " ".join(name.split())
    if not name:
        raise FactsError("name", "Donnez un titre.")
    if kind not in PrintTitle.Kind.values:
        raise FactsError("kind", "Cette sorte de document n’existe pas.")
    row = title or PrintTitle(office_id=actor.office_id)
    row.name, row.kind, row.publisher, row.at_desk = name, kind, publisher.strip(), at_desk
    _save(row, FactsError("name", f"« {name} » existe déjà."))
    _told(actor, "reception.print_title.saved", row, {"name": name, "kind": kind, "at_desk": at_desk})
    return row


@transaction.atomic
def retire_title(*, actor: Actor, title: PrintTitle) -> PrintTitle:
    """Stop offering a title, or offer it again; its past stays."""
    actor.require(KEEP)
    title.retired_on = None if title.retired_on else timezone.localdate()
    title.save(update_fields=["retired_on"])
    _told(actor, "reception.print_title.retired", title, {"retired_on": str(title.retired_on or "")})
    return title


@transaction.atomic
def save_edition(
    *,
    actor: Actor,
    title: PrintTitle,
    year: int,
    languages: Sequence[str],
    edition: PrintEdition | None = None,
    label: str = "",
    print_run: int | None = None,
    printed_on: dt.date | None = None,
    unit_price: Decimal | None = None,
    printer: str = "",
    printer_delay: int | None = None,
    per_box: int | None = None,
    low_at: int | None = None,
    ends_on: dt.date | None = None,
) -> PrintEdition:
    """Add an edition of a title, or change it. What is not known stays None: it is shown as such."""
    actor.require(KEEP)
    if not languages:
        raise FactsError("languages", "Dites au moins une langue.")
    if not FIRST_YEAR <= year <= timezone.localdate().year + 5:
        raise FactsError("year", "Cette année n’est pas vraisemblable.")
    if ends_on and printed_on and ends_on < printed_on:
        raise FactsError("ends_on", "La fin de vie précède l’impression.")
    row = edition or PrintEdition(office_id=actor.office_id, title=title)
    values: dict[str, Any] = {
        "year": year,
        "languages": languages_text(list(languages), tuple(LANGUAGE_NAMES)),
        "label": label.strip(),
        "print_run": print_run,
        "printed_on": printed_on,
        "unit_price": unit_price,
        "printer": printer.strip(),
        "printer_delay": printer_delay,
        "per_box": per_box,
        "low_at": low_at,
        "ends_on": ends_on,
    }
    for name, value in values.items():
        setattr(row, name, value)
    _save(row, FactsError("label", "Cette édition existe déjà : ajoutez une précision (« 2e tirage »)."))
    said = {name: str(value) for name, value in values.items() if value not in (None, "")}
    _told(actor, "reception.print_edition.saved", row, said)
    return row


@transaction.atomic
def save_place(
    *,
    actor: Actor,
    name: str,
    desk: Desk | None = None,
    note: str = "",
    place: PrintPlace | None = None,
) -> PrintPlace:
    """Add a place where copies are kept, or change it. A desk has one place."""
    actor.require(KEEP)
    if desk is not None and desk.office_id != actor.office_id:
        raise PermissionDenied("Ce bureau est celui d’un autre office.")
    name = " ".join(name.split())
    if not name:
        raise FactsError("name", "Donnez un nom au lieu.")
    row = place or PrintPlace(office_id=actor.office_id)
    row.name, row.desk, row.note = name, desk, note.strip()
    _save(row, FactsError("name", "Un autre lieu porte ce nom, ou ce bureau a déjà le sien."))
    _told(actor, "reception.print_place.saved", row, {"name": name, "desk": desk.pk if desk else None})
    return row


@transaction.atomic
def retire_place(*, actor: Actor, place: PrintPlace) -> PrintPlace:
    """Stop offering a place, or offer it again; its movements stay."""
    actor.require(KEEP)
    place.retired_on = None if place.retired_on else timezone.localdate()
    place.save(update_fields=["retired_on"])
    _told(actor, "reception.print_place.retired", place, {"retired_on": str(place.retired_on or "")})
    return place


def place_of_desk(desk: Desk) -> PrintPlace:
    """The place behind a desk, made when the desk hands out its first document."""
    found = PrintPlace.objects.filter(desk=desk).first()
    if found is not None:
        return found
    taken = PrintPlace.objects.filter(name=desk.name).exists()
    name = f"{desk.name[:60]} ({desk.pk})" if taken else desk.name
    found, _made = PrintPlace.objects.get_or_create(
        desk=desk, defaults={"office_id": desk.office_id, "name": name}
    )
    return found


def _save(row: OfficeModel, twin: FactsError) -> None:
    """Save a row whose name may be taken: the constraint decides, ``twin`` says it."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise twin from error


def _told(actor: Actor, action: str, row: OfficeModel, after: dict[str, Any]) -> None:
    journal.record(actor=actor, action=action, target=row, after=after)
