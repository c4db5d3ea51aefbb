"""Writing a fiche from its sources and the office's edits: the only place where ``Fiche.body`` is computed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from buron.offer.body import Body
from buron.offer.columns import SessionColumns, columns_of
from buron.offer.models import Fiche, Session, SourceRecord
from buron.offer.rules import compose

CHUNK = 300


def source_body(record: SourceRecord, fiche: Fiche | None = None) -> Body:
    """The body that a record brings, which is the fiche's own where it is kept only once."""
    if record.body is not None:
        return record.body
    return (fiche or record.fiche).body


def sources_of(fiche: Fiche) -> list[SourceRecord]:
    """The records of a fiche by decreasing precedence: live ones first, then by the priority of their source."""
    records = SourceRecord.objects.select_related("source").filter(fiche=fiche)
    return sorted(records, key=precedence)


def precedence(record: SourceRecord) -> tuple[bool, int, int, int]:
    return record.missing_since is not None, record.source.priority, record.source_id, record.pk


def body_without_edits(fiche: Fiche) -> Body:
    """What the sources say of a fiche, as if the office had edited nothing."""
    return _composed(fiche, sources_of(fiche), local={})


def recompose(fiche_ids: Sequence[int], *, now: dt.datetime) -> list[int]:
    """Compute the bodies of fiches again from what the database holds, and write those that changed. Returns their
    identifiers. Runs inside the caller's transaction.
    """
    changed: list[int] = []
    for start in range(0, len(fiche_ids), CHUNK):
        changed.extend(_recompose_some(fiche_ids[start : start + CHUNK], now))
    return changed


def _recompose_some(fiche_ids: Sequence[int], now: dt.datetime) -> list[int]:
    records: dict[int, list[SourceRecord]] = defaultdict(list)
    for record in SourceRecord.objects.select_related("source").filter(fiche__in=fiche_ids):
        records[record.fiche_id].append(record)
    changed: list[int] = []
    for fiche in Fiche.objects.filter(pk__in=fiche_ids).order_by("pk"):
        own = sorted(records[fiche.pk], key=precedence)
        body = _composed(fiche, own, local=fiche.local)
        if write_body(fiche, body, now=now):
            changed.append(fiche.pk)
    return changed


def _composed(fiche: Fiche, records: Sequence[SourceRecord], *, local: dict[str, Any]) -> Body:
    bodies = [source_body(record, fiche) for record in records]
    ranks = {record.source_id: rank for rank, record in reversed(list(enumerate(records)))}
    winners = {field: ranks[source] for field, source in fiche.winners.items() if source in ranks}
    return compose(bodies, local, winners)


def keep_own_bodies(fiche: Fiche) -> None:
    """Before a fiche differs from its only record, give the record a body of its own."""
    SourceRecord.objects.filter(fiche=fiche, body__isnull=True).update(body=fiche.body)


def share_body(fiche: Fiche) -> None:
    """After the last edit of a fiche with one record is dropped, keep their common body once again."""
    records = list(SourceRecord.objects.filter(fiche=fiche)[:2])
    if len(records) == 1 and not fiche.local and records[0].body == fiche.body:
        SourceRecord.objects.filter(pk=records[0].pk).update(body=None)


def write_body(fiche: Fiche, body: Body, *, now: dt.datetime) -> bool:
    """Store a body with the columns and the sessions that repeat it; says whether anything changed."""
    if not fiche._state.adding and fiche.body == body:
        return False
    columns, sessions = columns_of(body)
    fiche.body = body
    checked_before = fiche.checked_on
    for name, value in columns._asdict().items():
        setattr(fiche, name, _date(value) if name in ("checked_on", "first_day", "last_day") else value)
    # The office may have checked the fiche after its source last did.
    if checked_before is not None and (fiche.checked_on is None or checked_before > fiche.checked_on):
        fiche.checked_on = checked_before
    fiche.updated_at = now
    fiche.save()
    write_sessions(fiche, sessions)
    return True


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def write_sessions(fiche: Fiche, sessions: Iterable[SessionColumns]) -> None:
    """Make the rows of the dated sessions equal to these; equal ones are left alone."""
    wanted = {_session_key(session) for session in sessions}
    present = {
        (row.start, row.end, row.opens, row.closes): row.pk for row in Session.objects.filter(fiche=fiche)
    }
    gone = [pk for key, pk in present.items() if key not in wanted]
    if gone:
        Session.objects.filter(pk__in=gone).delete()
    missing = sorted(wanted - present.keys(), key=lambda key: (key[0], key[1], key[2] or dt.time.min))
    Session.objects.bulk_create(
        Session(office_id=fiche.office_id, fiche=fiche, start=start, end=end, opens=opens, closes=closes)
        for start, end, opens, closes in missing
    )


def _session_key(session: SessionColumns) -> tuple[dt.date, dt.date, dt.time | None, dt.time | None]:
    return (
        dt.date.fromisoformat(session.start),
        dt.date.fromisoformat(session.end),
        dt.time.fromisoformat(session.opens) if session.opens else None,
        dt.time.fromisoformat(session.closes) if session.closes else None,
    )
