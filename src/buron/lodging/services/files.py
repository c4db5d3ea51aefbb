"""Files of lodgings: read, mapped, shown, then taken over whole or not at all. The same file twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.directory.queries import find_parties, party_by_email
from buron.directory.services.parties import register_party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.lodging import tables
from buron.lodging.errors import LodgingError
from buron.lodging.models import Lodging, RegisterFile, Sighting
from buron.lodging.queries import lodgings
from buron.lodging.services.hostings import add_hosting
from buron.lodging.services.rankings import add_ranking
from buron.lodging.services.register import DESCRIBED, register_lodging, update_lodging
from buron.lodging.services.seen import Seen, note_seen
from buron.offer.sources.readers import MIB, BytesReader, Limits, PayloadError
from buron.offer.sources.tabular import table_rows
from buron.territory import reference
from buron.territory.models import OfficeCommune

EDIT = "lodging.edit"
MOST_ROWS = 20_000
MOST_BYTES = 20 * MIB
LIMITS = Limits(whole_bytes=MOST_BYTES, file_bytes=MOST_BYTES * 10, total_bytes=MOST_BYTES * 10)
KEPT_REFUSALS = 100
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(slots=True)
class Table:
    """The rows of a file by column title, with their number in the file."""

    titles: list[str]
    rows: list[tuple[int, dict[str, Any]]]

    def samples(self, title: str) -> list[str]:
        """Three values of a column, to recognise it by."""
        seen = dict.fromkeys(tables.words(row.get(title))[:40] for _number, row in self.rows[:200])
        return [text for text in seen if text][:3]


@dataclass(slots=True)
class Line:
    """One line that can be taken over: what it says, which lodging it is, and what it would do."""

    number: int
    facts: dict[str, Any]
    lodging: Lodging | None
    deed: str
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the line calls it: its name, else its address or its number."""
        return str(next((self.facts[key] for key in _TITLES if self.facts.get(key)), ""))


_TITLES = ("name", "address", "registration_number")


@dataclass(slots=True)
class Reading:
    """What a file would do; nothing is written."""

    lines: list[Line] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def count(self, deed: str) -> int:
        return sum(line.deed == deed for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        return {deed: self.count(deed) for deed in (NEW, CHANGED, SAME)} | {"refused": len(self.refused)}


def open_table(payload: bytes, name: str) -> Table:
    """Read a file whole, within limits. Raises :class:`LodgingError` in words that say what to do."""
    if len(payload) > MOST_BYTES:
        raise LodgingError(_("Le fichier dépasse 20 Mo : coupez-le par commune."), "file")
    rows: list[tuple[int, dict[str, Any]]] = []
    try:
        for number, row in table_rows(BytesReader(payload, name, LIMITS)):
            rows.append((number, row))
            if len(rows) > MOST_ROWS:
                raise LodgingError(_("Le fichier a plus de 20 000 lignes : coupez-le par commune."), "file")
    except PayloadError as error:
        raise LodgingError(str(error), "file") from error
    if not rows:
        raise LodgingError(_("Ce fichier n’a pas de ligne après ses titres de colonnes."), "file")
    return Table(list(dict.fromkeys(title for _number, row in rows for title in row)), rows)


@transaction.atomic
def start_file(
    *, actor: Actor, target: str, name: str, payload: bytes, complete: bool = False
) -> RegisterFile:
    """Keep a file until it is taken over, with a first mapping to be checked. Raises :class:`LodgingError`."""
    actor.require(EDIT)
    if target not in RegisterFile.Target.values:
        raise LodgingError(_("Dites ce que contient ce fichier."), "target")
    table = open_table(payload, name)
    last = RegisterFile.objects.filter(target=target, state=RegisterFile.State.APPLIED).first()
    file = RegisterFile.objects.create(
        office_id=actor.office_id,
        target=target,
        name=name[-200:],
        payload=payload,
        digest=hashlib.sha256(payload).hexdigest(),
        mapping=tables.propose(
            table.titles, [fold(title) for title in table.titles], last.mapping if last else {}
        ),
        complete=complete,
        created_by=actor.label[:120],
    )
    journal.record(actor=actor, action="lodging.file.read", target=file, after={"lines": len(table.rows)})
    return file


@transaction.atomic
def map_file(*, actor: Actor, file: RegisterFile, mapping: Mapping[str, str]) -> RegisterFile:
    """Say which column is which field."""
    actor.require(EDIT)
    held = _waiting(file)
    held.mapping = {key: title for key, title in mapping.items() if key in tables.TITLES and title}
    held.save(update_fields=["mapping"])
    return held


@transaction.atomic
def discard_file(*, actor: Actor, file: RegisterFile) -> RegisterFile:
    """Put a file aside: its content is forgotten."""
    actor.require(EDIT)
    held = _waiting(file)
    held.state, held.payload = RegisterFile.State.DISCARDED, None
    held.save(update_fields=["state", "payload"])
    journal.record(actor=actor, action="lodging.file.discarded", target=held)
    return held


@transaction.atomic
def apply_file(*, actor: Actor, file: RegisterFile) -> RegisterFile:
    """Take over every line that can be; all of them or, when one fails, none. Raises :class:`LodgingError`."""
    actor.require(EDIT)
    held = _waiting(file)
    found = read_file(held)
    if held.target == RegisterFile.Target.REGISTER:
        for line in found.lines:
            _write(actor, line)
    else:
        _see(actor, held, found)
    held.state, held.payload, held.applied_at = RegisterFile.State.APPLIED, None, timezone.now()
    held.counts = found.counts
    held.refused = [{"line": number, "reason": reason} for number, reason in found.refused[:KEPT_REFUSALS]]
    held.save(update_fields=["state", "payload", "applied_at", "counts", "refused"])
    journal.record(actor=actor, action="lodging.file.applied", target=held, after=held.counts)
    return held


def read_file(file: RegisterFile, table: Table | None = None) -> Reading:
    """What the lines of a file would do through its mapping; nothing is written."""
    table = table or open_table(bytes(file.payload or b""), file.name)
    found, met = Reading(), set[str]()
    index = _Index.of_register()
    known = _known_sightings(file.target)
    nearby = {fold(one.name): one.insee for one in OfficeCommune.objects.all()}
    for number, row in table.rows:
        try:
            facts = _facts({key: row.get(title) for key, title in file.mapping.items()}, nearby)
            line = _line(number, facts, index, file.target, known)
            key = _identity(facts)
            if key in met:
                raise tables.CellError(_("La même ligne est déjà plus haut dans le fichier."))
            met.add(key)
        except tables.CellError as error:
            found.refused.append((number, str(error)))
        else:
            found.lines.append(line)
    return found


class _Index:
    """How a line finds its lodging: by number, else by its name or its address in its commune when one only is so."""

    def __init__(self) -> None:
        self.numbers: dict[str, Lodging] = {}
        self.names: dict[tuple[str, str], list[Lodging]] = {}
        self.addresses: dict[tuple[str, str], list[Lodging]] = {}

    @classmethod
    def of_register(cls) -> _Index:
        made = cls()
        for one in lodgings().prefetch_related("rankings", "hostings__party"):
            if one.registration_number:
                made.numbers[one.registration_number] = one
            made.names.setdefault((one.insee, fold(one.name)), []).append(one)
            if one.address:
                made.addresses.setdefault((one.insee, fold(one.address)), []).append(one)
        return made

    def find(self, facts: Mapping[str, Any]) -> Lodging | None:
        if facts.get("registration_number") in self.numbers:
            return self.numbers[facts["registration_number"]]
        insee = facts["insee"]
        named = self.names.get((insee, fold(facts.get("name", ""))), []) if facts.get("name") else []
        placed = self.addresses.get((insee, fold(facts["address"])), []) if facts.get("address") else []
        both = [one for one in named if one in placed]
        for found in (both, named if not placed or not facts.get("address") else [], [] if named else placed):
            if len(found) == 1 and not _numbers_differ(found[0], facts):
                return found[0]
        return None


def _numbers_differ(lodging: Lodging, facts: Mapping[str, Any]) -> bool:
    number = facts.get("registration_number")
    return bool(number and lodging.registration_number and number != lodging.registration_number)


def _facts(row: Mapping[str, Any], nearby: Mapping[str, str]) -> dict[str, Any]:
    facts = tables.read_line(row, fold(tables.words(row.get("nature"))))
    code, name = (tables.words(row.get(key)) for key in ("insee", "commune"))
    insee = _insee(code, name, facts.get("postcode", ""), nearby)
    if not insee:
        raise tables.CellError(_("La commune n’est pas reconnue : il faut son nom ou son code INSEE."))
    facts["insee"] = insee
    if not (facts.get("name") or facts.get("address") or facts.get("registration_number")):
        raise tables.CellError(
            _("Ni nom, ni adresse, ni numéro : on ne sait pas de quel hébergement il s’agit.")
        )
    fault = tables.number_fault(facts)
    if fault:
        raise tables.CellError(fault)
    return facts


def _insee(code: str, name: str, postcode: str, nearby: Mapping[str, str]) -> str:
    """The commune of a line; of two communes of one name, that of the office's territory."""
    if code and (known := reference.commune(code.upper())):
        return known.insee
    if fold(name) in nearby:
        return nearby[fold(name)]
    if name and (
        named := reference.commune(name.upper()) or reference.commune_by_name(name, postcode or None)
    ):
        return named.insee
    there = reference.communes_of_postcode(postcode) if postcode.isdigit() and not name else []
    return there[0].insee if len(there) == 1 else ""


def _identity(facts: Mapping[str, Any]) -> str:
    """What names a line in its source, whatever its order in the file."""
    own = facts.get("registration_number") or facts.get("external_id")
    return (
        str(own) if own else "|".join(fold(str(facts.get(key, ""))) for key in ("insee", "name", "address"))
    )


def _line(
    number: int, facts: dict[str, Any], index: _Index, target: str, known: Mapping[str, Sighting]
) -> Line:
    lodging = index.find(facts)
    if target != RegisterFile.Target.REGISTER:
        seen = known.get(_identity(facts))
        same = seen is not None and seen.body == _body(facts)
        return Line(number, facts, lodging, SAME if same else CHANGED if seen else NEW)
    if lodging is None:
        if not facts.get("nature") or not facts.get("name"):
            raise tables.CellError(_("Un nouvel hébergement a un nom et une nature."))
        return Line(number, facts, None, NEW)
    changes = {
        key: facts[key] for key in DESCRIBED if key in facts and _unlike(facts[key], getattr(lodging, key))
    }
    more = _new_ranking(facts, lodging) or _new_host(facts, lodging)
    return Line(number, facts, lodging, CHANGED if changes or more else SAME, changes)


def _unlike(told: Any, held: Any) -> bool:
    if isinstance(told, str) and isinstance(held, str):
        return fold(told) != fold(held) if held else bool(told)
    return bool(told != held)


def _new_ranking(facts: Mapping[str, Any], lodging: Lodging) -> bool:
    if not (facts.get("stars") and facts.get("ranked_on")):
        return False
    return not any(one.valid_from >= facts["ranked_on"] for one in lodging.rankings.all())


def _new_host(facts: Mapping[str, Any], lodging: Lodging) -> bool:
    """Only a lodging that nobody holds takes a host from a file: a change of host is a person's word."""
    return bool(facts.get("host_last")) and not lodging.hostings.all()


def _write(actor: Actor, line: Line) -> None:
    lodging = line.lodging
    try:
        if lodging is None:
            lodging = register_lodging(
                actor=actor, **{key: line.facts[key] for key in DESCRIBED if key in line.facts}
            )
        elif line.changes:
            lodging = update_lodging(actor=actor, lodging=lodging, changes=line.changes)
        if _new_ranking(line.facts, lodging):
            add_ranking(
                actor=actor,
                lodging=lodging,
                stars=line.facts["stars"],
                valid_from=line.facts["ranked_on"],
                valid_until=line.facts.get("ranked_until"),
            )
        if _new_host(line.facts, lodging):
            add_hosting(actor=actor, lodging=lodging, party=_host(actor, line.facts))
    except LodgingError as error:
        raise LodgingError(
            _("Ligne %(number)s : %(reason)s") % {"number": line.number, "reason": error}
        ) from error


def _host(actor: Actor, facts: Mapping[str, Any]) -> Party:
    """The contact of that e-mail address, or of that whole name when one only has it, else a new one."""
    found = party_by_email(facts.get("host_email", ""))
    if found is not None:
        return found
    words = f"{facts.get('host_first', '')} {facts['host_last']}".strip()
    if facts.get("host_first"):
        alike = list(find_parties(words, "host", limit=2))
        if len(alike) == 1:
            return alike[0]
    return register_party(
        actor=actor,
        roles=["host"],
        first_name=facts.get("host_first", ""),
        last_name=facts["host_last"],
        email=facts.get("host_email", ""),
        phone=facts.get("host_phone", ""),
    )


def _known_sightings(target: str) -> dict[str, Sighting]:
    if target == RegisterFile.Target.REGISTER:
        return {}
    return {one.external_id: one for one in Sighting.objects.filter(source=target, origin="")}


def _body(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in sorted(facts.items())
        if not key.startswith("host_")
    }


def _see(actor: Actor, file: RegisterFile, found: Reading) -> None:
    today = timezone.localdate()
    lines = {_identity(line.facts)[:120]: line for line in found.lines}
    seen = [
        Seen(
            key,
            line.facts.get("name", ""),
            line.facts.get("address", ""),
            line.facts["insee"],
            line.facts.get("registration_number", ""),
            line.lodging,
            _body(line.facts),
        )
        for key, line in lines.items()
    ]
    rows = note_seen(actor=actor, source=file.target, origin="", seen=seen, on=today)
    for key, row in rows.items():
        facts = lines[key].facts
        row.body, row.name, row.address = _body(facts), facts.get("name", ""), facts.get("address", "")
        row.latitude, row.longitude = facts.get("latitude"), facts.get("longitude")
        row.capacity, row.insee = facts.get("capacity"), facts["insee"]
    columns = ["body", "name", "address", "latitude", "longitude", "capacity", "insee"]
    Sighting.objects.bulk_update(rows.values(), columns, batch_size=300)
    if file.complete:
        gone = Sighting.objects.filter(source=file.target, origin="", missing_since=None)
        gone.exclude(pk__in=[row.pk for row in rows.values()]).update(missing_since=today)


def _waiting(file: RegisterFile) -> RegisterFile:
    held = RegisterFile.objects.select_for_update().get(pk=file.pk)
    if held.state != RegisterFile.State.READ:
        raise LodgingError(_("Ce fichier a déjà été repris ou abandonné : rechargez la page."))
    return held
