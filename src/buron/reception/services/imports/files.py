"""The steps of an import: a file is kept, matched, and applied whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception import sheets
from buron.reception.models import Act, ActTheme, Batch, CounterReading, Outing
from buron.reception.queries.lists import Labels
from buron.reception.queries.outings import OUTSIDE, outing_on
from buron.reception.rules.facts import FactsError
from buron.reception.rules.lists import CORE
from buron.reception.services.acts import author_id
from buron.reception.services.drafts import Moment
from buron.reception.services.imports.fields import Mapping, propose, with_values
from buron.reception.services.imports.plan import Bounds, Plan, Planned, Refusal, plan
from buron.territory.models import Desk

SLICE = 1000


def start_import(*, actor: Actor, client_id: UUID, kind: str, name: str, payload: bytes) -> Batch:
    """Keep a file and propose how to read it. Raises :class:`buron.reception.sheets.SheetError`.

    A file that was already applied is refused: its acts would be counted twice.
    """
    actor.require("reception.import")
    if kind not in (Batch.Kind.ACTS, Batch.Kind.COUNTERS):
        raise FactsError("kind", "Dites si le fichier contient des actes ou des relevés de compteurs.")
    sheet = sheets.read(payload, name)
    digest = hashlib.sha256(payload).hexdigest()
    twin = Batch.objects.filter(digest=digest, kind=kind, state=Batch.State.APPLIED).first()
    if twin is not None:
        raise FactsError(
            "file", f"Ce fichier a déjà été repris le {timezone.localdate(twin.applied_at):%d/%m/%Y}."
        )
    mapping = propose(kind, sheet, Labels(), list(Desk.objects.all()))
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                office_id=actor.office_id,
                client_id=client_id,
                kind=kind,
                name=name[:200],
                digest=digest,
                payload=payload,
                mapping=mapping.as_json(),
                lines=len(sheet.lines),
                author_id=author_id(actor),
            )
            journal.record(
                actor=actor, action="reception.import.started", target=batch, after={"lines": batch.lines}
            )
    except IntegrityError:
        return Batch.objects.get(client_id=client_id)
    return batch


def read_sheet(batch: Batch) -> sheets.Sheet:
    """The file of a batch as a table."""
    return sheets.read(bytes(batch.payload or b""), batch.name)


def map_import(*, actor: Actor, batch: Batch, mapping: Mapping) -> Plan:
    """Keep how the file is read, and say what it would make."""
    actor.require("reception.import")
    with transaction.atomic():
        batch = _draft(batch)
        sheet = read_sheet(batch)
        complete = with_values(mapping, batch.kind, sheet, Labels(), list(Desk.objects.all()))
        batch.mapping = complete.as_json()
        batch.save(update_fields=["mapping"])
    return planned(batch, sheet)


def planned(batch: Batch, sheet: sheets.Sheet | None = None) -> Plan:
    """What applying a batch would make, with the readings that exist already refused."""
    sheet = sheet or read_sheet(batch)
    made = plan(batch.kind, sheet, Mapping.of_json(batch.mapping), _bounds())
    if batch.kind == Batch.Kind.COUNTERS:
        _refuse_known_readings(made)
    return made


def _bounds() -> Bounds:
    labels = Labels()
    return Bounds(
        {key: frozenset(labels.codes(key)) for key in CORE},
        frozenset(Desk.objects.values_list("pk", flat=True)),
        timezone.localdate(),
    )


def _draft(batch: Batch) -> Batch:
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.state != Batch.State.DRAFT:
        raise FactsError("batch", "Cet import n’attend plus d’être vérifié.")
    return found


def apply_import(*, actor: Actor, batch: Batch) -> Batch:
    """Make the acts or readings of a file, in one transaction; applying twice makes them once."""
    actor.require("reception.import")
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == Batch.State.APPLIED:
            return batch
        made = planned(_draft(batch))
        if made.problems:
            raise FactsError("batch", " ".join(made.problems))
        if not made.count:
            raise FactsError("batch", "Aucune ligne de ce fichier ne peut être prise.")
        if batch.kind == Batch.Kind.ACTS:
            _insert_acts(actor, batch, made.taken)
        else:
            _insert_readings(actor, batch, made.taken)
        _close(batch, made)
        journal.record(
            actor=actor,
            action="reception.import.applied",
            target=batch,
            after={"rows": batch.rows, "refused": batch.refused},
        )
    return batch


def _close(batch: Batch, made: Plan) -> None:
    batch.state, batch.applied_at = Batch.State.APPLIED, timezone.now()
    batch.rows, batch.refused, batch.refusals = made.count, len(made.refused), made.kept_refusals
    batch.save(update_fields=["state", "applied_at", "rows", "refused", "refusals"])


def _insert_acts(actor: Actor, batch: Batch, taken: Iterable[Planned]) -> None:
    now = timezone.now()
    outings: dict[tuple[int, dt.date, str], Outing | None] = {}
    one_by_one = (
        (one, uuid5(batch.client_id, f"{one.line}.{rank}")) for one in taken for rank in range(one.count)
    )
    while group := [pair for _, pair in zip(range(SLICE), one_by_one, strict=False)]:
        acts = [_past_act(actor, batch, one, client_id, now) for one, client_id in group]
        for act in acts:
            act.outing = _outing_of(act, outings)
        Act.objects.bulk_create(acts)
        ActTheme.objects.bulk_create(
            ActTheme(office_id=actor.office_id, act=act, theme=code)
            for act, (one, _) in zip(acts, group, strict=True)
            for code in one.themes
        )


def _past_act(actor: Actor, batch: Batch, one: Planned, client_id: UUID, now: Any) -> Act:
    columns = dict(one.columns)
    moment = Moment.of_day(columns.pop("day"), columns.pop("hour"), until=columns.pop("until"))
    return Act(
        office_id=actor.office_id,
        client_id=client_id,
        recorded_at=now,
        entry=Act.Entry.IMPORT,
        batch=batch,
        **moment.columns,
        **columns,
    )


def _outing_of(act: Act, known: dict[tuple[int, dt.date, str], Outing | None]) -> Outing | None:
    """The outing that a past act was part of, when one was planned for its day; each is looked up once."""
    if act.channel not in OUTSIDE or act.until != act.day:
        return None
    key = (act.desk_id, act.day, act.channel)
    if key not in known:
        known[key] = outing_on(*key)
    return known[key]


def _insert_readings(actor: Actor, batch: Batch, taken: Iterable[Planned]) -> None:
    CounterReading.objects.bulk_create(
        [
            CounterReading(
                office_id=actor.office_id, batch=batch, source=CounterReading.Source.FILE, **one.columns
            )
            for one in taken
        ],
        batch_size=SLICE,
    )


def _refuse_known_readings(made: Plan) -> None:
    """Refuse the readings that the desk has already, or that the file gives twice."""
    if not made.taken:
        return
    first = min(one.columns["day"] for one in made.taken)
    last = max(one.columns["until"] for one in made.taken)
    calendar = _Calendar()
    for row in CounterReading.objects.filter(until__gte=first, day__lte=last).values(
        "desk_id", "day", "until", "hour"
    ):
        calendar.take(row)
    kept = []
    for one in made.taken:
        if calendar.is_taken(one.columns):
            made.refused.append(Refusal(one.line, "Ce bureau a déjà un relevé pour ces jours."))
        else:
            calendar.take(one.columns)
            kept.append(one)
    made.taken = kept


class _Calendar:
    """Which days and hours of each desk are read already."""

    def __init__(self) -> None:
        self._hours: dict[tuple[int, int], set[int | None]] = {}

    def take(self, row: Any) -> None:
        for key in self._days(row):
            self._hours.setdefault(key, set()).add(row["hour"])

    def is_taken(self, row: Any) -> bool:
        """Whole days exclude everything; hours exclude whole days and themselves."""
        for key in self._days(row):
            known = self._hours.get(key)
            if known and (row["hour"] is None or None in known or row["hour"] in known):
                return True
        return False

    @staticmethod
    def _days(row: Any) -> Iterable[tuple[int, int]]:
        for ordinal in range(row["day"].toordinal(), row["until"].toordinal() + 1):
            yield row["desk_id"], ordinal


def discard_import(*, actor: Actor, batch: Batch) -> Batch:
    """Forget a file that was not applied."""
    actor.require("reception.import")
    with transaction.atomic():
        batch = _draft(batch)
        batch.state, batch.payload = Batch.State.CANCELLED, None
        batch.save(update_fields=["state", "payload"])
        journal.record(actor=actor, action="reception.import.discarded", target=batch)
    return batch
