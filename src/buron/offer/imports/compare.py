"""Reading a payload against what is stored: every record ends as created, updated, unchanged, missing, deleted or
refused, on the stage of the run. Nothing is written to the database.
"""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import orjson

import buron
from buron.kernel.formats import number
from buron.offer import sources
from buron.offer.imports.baseline import Baseline, Old, SourceFacts
from buron.offer.imports.links import link_created
from buron.offer.imports.normalise import Bad, Batch, Good, Received
from buron.offer.imports.pool import BATCH, Growing
from buron.offer.imports.stage import StageWriter, Status, blank_item, changes_json
from buron.offer.rules import differences, too_many_gone
from buron.offer.sources.base import (
    Connector,
    Deletion,
    Event,
    FeedInfo,
    Item,
    PayloadError,
    ReferenceData,
    Refusal,
    SourceSelection,
    Unchanged,
)
from buron.offer.sources.readers import PayloadReader

SHOWN_REFUSALS = 200
SHOWN_REMARKS = 100

Progress = Callable[[int, int | None], None]


@dataclass(slots=True)
class Outcome:
    """What a comparison found. ``gone`` over ``live`` decides whether a person must confirm (``is_held``)."""

    created: int = 0
    linked: int = 0
    updated: int = 0
    unchanged: int = 0
    returned: int = 0
    missing: int = 0
    deleted: int = 0
    deleted_live: int = 0
    """Those of the deleted ones that were not already missing."""
    refused: int = 0
    doubts: int = 0
    live: int = 0
    complete: bool | None = None
    recipe: str = ""
    warnings: list[str] = field(default_factory=list)
    refusals: list[dict[str, str]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def gone(self) -> int:
        return self.missing + self.deleted_live

    @property
    def is_held(self) -> bool:
        return too_many_gone(self.gone, self.live)

    @property
    def changes_nothing(self) -> bool:
        return not (self.created + self.linked + self.updated + self.returned + self.missing + self.deleted)


def recipe_of(connector: str, settings: Mapping[str, Any], references: Mapping[str, Any]) -> str:
    """Digest of what turns a record into a body: the program, the settings of the source, the references."""
    made = [_program(), connector, dict(settings), references]
    data = orjson.dumps(made, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@cache
def _program() -> str:
    """Digest of the code of the connectors: once it is upgraded, records that did not change are read again."""
    digest = hashlib.blake2b(buron.__version__.encode(), digest_size=16)
    for path in sorted(Path(sources.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compare(
    facts: SourceFacts,
    connector: Connector,
    reader: PayloadReader,
    stage: StageWriter,
    *,
    progress: Progress | None = None,
) -> Outcome:
    """Fill the stage. Raises :class:`PayloadError` when nothing may be concluded from the payload."""
    with _without_collector():
        return _Comparison(facts, connector, stage, progress).run(reader)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Bodies hold no cycle, and walking 200,000 of them over and over costs as much as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class NothingReadable(PayloadError):
    """Every record was refused; ``outcome`` names them."""

    def __init__(self, outcome: Outcome) -> None:
        first = outcome.refusals[0]["reason"].rstrip(".")
        super().__init__(f"Aucune fiche n’a pu être lue : rien n’a été changé. Première raison : {first}.")
        self.outcome = outcome


class _Comparison:
    def __init__(
        self,
        facts: SourceFacts,
        connector: Connector,
        stage: StageWriter,
        progress: Progress | None,
    ) -> None:
        self._facts = facts
        self._connector = connector
        self._stage = stage
        self._progress = progress
        self._references = {kind: dict(rows) for kind, rows in facts.references.items()}
        self._recipe = recipe_of(facts.connector, facts.settings, self._references)
        self._baseline = Baseline(facts, self._recipe)
        self._outcome = Outcome(live=len(self._baseline.live))
        self._seen: set[str] = set()
        self._refused_unnamed = False
        self._deletions: dict[str, str] = {}
        self._records: list[Received] = []
        self._changed: list[Good] = []
        self._back: list[str] = []
        self._remarks: Counter[str] = Counter()
        self._bench: Growing | None = None
        self._feed: FeedInfo | None = None
        self._rank = 0

    def run(self, reader: PayloadReader) -> Outcome:
        try:
            self._read(reader)
            self._finish_batches()
        finally:
            if self._bench is not None:
                self._bench.close()
        self._stage_returned()
        self._check_substance()
        self._stage_gone()
        if self._rank:
            self._outcome.linked, self._outcome.doubts = link_created(self._facts, self._stage)
        self._outcome.created = self._stage.rank_created()
        self._stage.put("references", orjson.dumps(self._references, option=orjson.OPT_NON_STR_KEYS))
        return self._summed()

    # Reading

    def _read(self, reader: PayloadReader) -> None:
        seen, missing = self._seen.add, self._baseline.missing
        unchanged = 0
        events = self._connector.read(reader, settings=self._facts.settings, known=self._baseline.known)
        for event in events:
            if event.__class__ is Unchanged:
                seen(event[0])
                unchanged += 1
                if missing and event[0] in missing:
                    self._back.append(event[0])
                if not unchanged % 5000:
                    self._tell()
            else:
                self._take(event)
        self._outcome.unchanged += unchanged

    def _take(self, event: Event) -> None:
        if isinstance(event, Item):
            self._take_item(event)
        elif isinstance(event, Refusal):
            self._refused_unnamed = self._refused_unnamed or not event.source_id
            self._seen.add(event.source_id)
            self._refuse(event.source_id, event.where, event.reason)
        elif isinstance(event, Deletion):
            self._deletions[event.source_id] = event.reason
        elif isinstance(event, ReferenceData):
            self._references.setdefault(event.kind, {}).update(event.rows)
        elif isinstance(event, SourceSelection):
            self._stage.add_list(event.source_id, event.name[:200], event.members)
        elif isinstance(event, FeedInfo):
            self._feed = event

    def _take_item(self, item: Item) -> None:
        if item.linked:
            return
        if item.source_id in self._seen:
            self._refuse(item.source_id, "", "le même identifiant est déjà dans le fichier")
            return
        if self._bench is None:
            self._open_bench()
        self._seen.add(item.source_id)
        self._records.append((item.source_id, item.payload, item.digest))
        if len(self._records) >= BATCH:
            self._give()

    def _open_bench(self) -> None:
        """References come before the records: what they change must be known before the first is normalised."""
        recipe = recipe_of(self._facts.connector, self._facts.settings, self._references)
        if recipe != self._recipe:
            self._recipe = recipe
            self._baseline.change_recipe(recipe)
        self._bench = Growing(self._connector, self._facts.settings, self._references)

    def _give(self) -> None:
        if self._bench is not None and self._records:
            for batch in self._bench.give(self._records):
                self._place(batch)
            self._records = []
            self._tell()

    def _finish_batches(self) -> None:
        self._give()
        if self._bench is not None:
            for batch in self._bench.rest():
                self._place(batch)
        self._stage_changed()

    def _tell(self) -> None:
        if self._progress is not None:
            seen, live = len(self._seen), self._outcome.live
            self._progress(seen, live if live > seen else None)

    # Placing

    def _place(self, batch: Batch) -> None:
        new: list[Good] = []
        for row in batch.rows:
            if isinstance(row, Bad):
                self._refuse(*row)
            elif self._baseline.holds(row.source_id):
                self._changed.append(row)
            else:
                new.append(row)
        self._remarks.update(batch.remarks)
        self._stage_created(new)
        if len(self._changed) >= BATCH:
            self._stage_changed()

    def _stage_created(self, rows: list[Good]) -> None:
        items: list[tuple[Any, ...]] = []
        sessions: list[tuple[Any, ...]] = []
        words: list[tuple[Any, ...]] = []
        n, rank = self._stage.count, self._rank
        for row in rows:
            n += 1
            rank += 1
            items.append(_item(n, "created", row, rank=rank))
            words.append((n, *row.words))
            sessions.extend((n, *session) for session in row.sessions)
        self._stage.count, self._rank = n, rank
        self._stage.add_items(items)
        self._stage.add_words(words)
        if sessions:
            self._stage.add_sessions(sessions)

    def _stage_changed(self) -> None:
        rows, self._changed = self._changed, []
        stored = self._baseline.old([row.source_id for row in rows])
        for row in rows:
            self._stage_one(row, stored[row.source_id])

    def _stage_one(self, row: Good, old: Old) -> None:
        before, after = (None, None) if row.body == old.body else (_load(old.body), _load(row.body))
        changes = differences(before, after) if before is not None and after is not None else []
        returned = row.source_id in self._baseline.missing
        status: Status = "updated" if changes else "returned" if returned else "touched"
        n = self._stage.next_number()
        dated = any(change.path == "sessions" for change in changes)
        self._stage.add_items(
            [_item(n, status, row, old=old, returned=returned, dated=dated, changes=changes)]
        )
        if dated:
            self._stage.add_sessions((n, *session) for session in row.sessions)
        if status == "touched":
            self._outcome.unchanged += 1
        elif status == "returned":
            self._outcome.returned += 1
        else:
            self._outcome.updated += 1

    def _refuse(self, source_id: str, name: str, reason: str) -> None:
        self._outcome.refused += 1
        fields = {"external_id": source_id, "name": name, "reason": reason, "status": "refused"}
        self._stage.add_items([blank_item({**fields, "n": self._stage.next_number()})])
        if len(self._outcome.refusals) < SHOWN_REFUSALS:
            self._outcome.refusals.append({"source_id": source_id, "name": name, "reason": reason})

    # What is not there

    def _stage_returned(self) -> None:
        back = [source_id for source_id in self._back if source_id not in self._deletions]
        self._stage_plain("returned", back)
        self._outcome.returned += len(back)
        self._outcome.unchanged -= len(self._back)

    def _stage_gone(self) -> None:
        live, missing = self._baseline.live, self._baseline.missing - self._baseline.withdrawn
        deleted = [one for one in self._deletions if one in live or one in missing]
        self._stage_plain("deleted", deleted)
        self._outcome.deleted = len(deleted)
        self._outcome.deleted_live = sum(1 for one in deleted if one in live)
        if not self._absence_counts():
            return
        absent = sorted(self._baseline.live - self._seen - self._deletions.keys())
        self._stage_plain("missing", absent)
        self._outcome.missing = len(absent)

    def _stage_plain(self, status: Status, source_ids: list[str]) -> None:
        """Stage records of which only the presence changes."""
        names = self._baseline.names(source_ids) if source_ids else {}
        items = []
        for source_id in source_ids:
            record_id, fiche_id, name, kind = names[source_id]
            fields: dict[str, Any] = {"status": status, "external_id": source_id, "name": name, "kind": kind}
            fields |= {"reason": self._deletions.get(source_id), "returned": status == "returned"}
            n = self._stage.next_number()
            items.append(blank_item({**fields, "n": n, "record_id": record_id, "fiche_id": fiche_id}))
        self._stage.add_items(items)

    def _absence_counts(self) -> bool:
        """Whether what is absent from the payload is missing from the source."""
        feed, warn = self._feed, self._outcome.warnings.append
        whole = self._facts.complete and (feed is None or feed.complete is not False)
        self._outcome.complete = whole
        if feed is None:
            self._outcome.complete = False
            warn("La lecture ne s’est pas achevée : les absences ne sont pas relevées.")
        elif feed.announced is not None and feed.found < feed.announced:
            self._outcome.complete = False
            told = f"{number(feed.announced)} fiches et en donne {number(feed.found)}"
            warn(f"Le flux annonce {told} : absences non relevées.")
        elif whole and self._refused_unnamed:
            self._outcome.complete = False
            warn("Une fiche refusée n’a pas d’identifiant lisible : les absences ne sont pas relevées.")
        return bool(self._outcome.complete)

    def _check_substance(self) -> None:
        """An empty payload is a fault of the source, not the end of the offer."""
        if self._seen or self._deletions:
            if self._outcome.refused and not (self._seen_well() or self._deletions):
                raise NothingReadable(self._outcome)
            return
        if self._feed is not None and self._feed.complete is False and not self._feed.announced:
            return
        raise PayloadError("Le flux ne contient aucune fiche : rien n’a été changé.")

    def _seen_well(self) -> bool:
        outcome = self._outcome
        return bool(self._rank or outcome.unchanged or outcome.updated or outcome.returned)

    def _summed(self) -> Outcome:
        outcome = self._outcome
        outcome.recipe = self._recipe
        outcome.remarks = [
            {"text": text[:300], "count": count} for text, count in self._remarks.most_common(SHOWN_REMARKS)
        ]
        return outcome


def _load(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(text)
    return loaded


def _item(
    n: int,
    status: Status,
    row: Good,
    *,
    rank: int | None = None,
    old: Old | None = None,
    returned: bool = False,
    dated: bool = False,
    changes: list[Any] | None = None,
) -> tuple[Any, ...]:
    """A row of the stage, in the order of :data:`buron.offer.imports.stage.ITEM_COLUMNS`."""
    kind, subkind, name, slug, insee, latitude, longitude, completeness, checked, first, last = row.columns
    return (
        n,
        status,
        row.source_id,
        name,
        kind,
        insee,
        old.record_id if old else None,
        old.fiche_id if old else None,
        rank,
        returned,
        dated,
        row.digest,
        row.aliases,
        row.body,
        subkind,
        slug,
        latitude,
        longitude,
        completeness,
        checked,
        first,
        last,
        changes_json(changes) if changes else None,
        None,
    )
