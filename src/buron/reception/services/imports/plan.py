"""What an import would make, line by line: nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from buron.kernel import formats
from buron.kernel.folding import fold
from buron.reception.models import Batch
from buron.reception.queries.origins import Origin, of_country, of_department, parse
from buron.reception.rules.facts import FRANCE, MOST_PEOPLE, UNKNOWN_COUNTRY
from buron.reception.rules.lists import LIST_TITLES
from buron.reception.rules.spans import Span, SpanError, parse_span
from buron.reception.services.imports.fields import NOT_ASKED, REFUSE, Mapping, themes_of
from buron.reception.sheets import Sheet
from buron.territory import reference

MOST_ACTS = 60_000
MOST_REFUSALS = 200
MOST_PASSAGES = 1_000_000

_UNASKED = frozenset({"", "nr", "non renseigne", "non demande", "inconnu"})
_UNSAID = frozenset({"ne sait pas", "nsp", "refus"})


class LineError(ValueError):
    """A line that is left out; the message is French."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A line that would be taken: ``count`` acts with these columns and themes, or one reading."""

    line: int
    count: int
    columns: MappingType[str, Any]
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    line: int
    reason: str


@dataclass(slots=True)
class Plan:
    """What applying would do. ``count`` is the number of acts or readings."""

    taken: list[Planned] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """French sentences about the mapping itself; while there is one, nothing can be applied."""

    @property
    def count(self) -> int:
        return sum(one.count for one in self.taken)

    @property
    def kept_refusals(self) -> list[dict[str, Any]]:
        return [{"line": one.line, "reason": one.reason} for one in self.refused[:MOST_REFUSALS]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a line is checked against: codes of any day, desks of the office, today."""

    codes: MappingType[str, frozenset[str]]
    desks: frozenset[int]
    today: dt.date


def plan(kind: str, sheet: Sheet, mapping: Mapping, bounds: Bounds) -> Plan:
    """Read every line with the mapping; a bad line is refused by name and the others go on."""
    made = Plan(problems=_problems(kind, mapping, bounds))
    if made.problems:
        return made
    read: Callable[[_Line], Planned] = _act if kind == Batch.Kind.ACTS else _reading
    for number, cells in sheet.lines:
        try:
            made.taken.append(read(_Line(number, cells, mapping, bounds)))
        except (LineError, SpanError) as error:
            made.refused.append(Refusal(number, str(error)))
    if made.count > MOST_ACTS:
        made.problems.append(f"Le fichier ferait {made.count} lignes : au plus {MOST_ACTS} à la fois.")
    return made


def _problems(kind: str, mapping: Mapping, bounds: Bounds) -> list[str]:
    problems = []
    if "date" not in mapping.columns:
        problems.append("Dites quelle colonne donne la date.")
    if "desk" not in mapping.columns and mapping.desk not in bounds.desks:
        problems.append("Dites de quel bureau viennent ces lignes.")
    if kind == Batch.Kind.ACTS and "channel" not in mapping.columns and not mapping.channel:
        problems.append("Dites par quel canal (comptoir, téléphone…) viennent ces actes.")
    if kind == Batch.Kind.COUNTERS and "raw" not in mapping.columns:
        problems.append("Dites quelle colonne donne le nombre de passages.")
    return problems


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: tuple[str, ...]
    mapping: Mapping
    bounds: Bounds

    def text(self, key: str) -> str:
        index = self.mapping.columns.get(key)
        return self.cells[index].strip() if index is not None and index < len(self.cells) else ""

    def integer(self, key: str, least: int, most: int, title: str) -> int | None:
        text = self.text(key).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        if not text:
            return None
        if not text.isdecimal() or not least <= int(text) <= most:
            raise LineError(
                f"{title} : « {text[:20]} » n’est pas un nombre entier de {least} à {formats.number(most)}."
            )
        return int(text)

    def code(self, key: str, text: str) -> str | None:
        """The code matched with a value; None when it means "not asked"."""
        if not text:
            return None
        code = self.mapping.values.get(key, {}).get(text, REFUSE)
        if code == NOT_ASKED:
            return None
        if code not in self.bounds.codes[key]:
            raise LineError(f"{LIST_TITLES[key]} : « {text[:40]} » n’est rattaché à aucune réponse.")
        return code

    def span(self) -> Span:
        span = parse_span(self.text("date"))
        if span.day > self.bounds.today:
            raise LineError("La date est dans l’avenir.")
        hour = self.text("hour")
        if not hour or span.day != span.until:
            return span
        digits = hour.lower().replace("h", ":").split(":")[0].strip()
        if not digits.isdecimal() or int(digits) > 23:
            raise LineError(f"« {hour[:20]} » n’est pas une heure du jour.")
        return Span(span.day, span.until, int(digits))

    def desk(self) -> int:
        text = self.text("desk")
        if not text and self.mapping.desk is not None:
            return self.mapping.desk
        code = self.mapping.values.get("desk", {}).get(text, REFUSE)
        if not code.isdecimal() or int(code) not in self.bounds.desks:
            raise LineError(f"Bureau : « {text[:40]} » n’est rattaché à aucun bureau.")
        return int(code)


def _act(line: _Line) -> Planned:
    span = line.span()
    count = line.integer("count", 0, 9999, "Nombre d’actes")
    columns: dict[str, Any] = {
        "day": span.day,
        "until": span.until,
        "hour": span.hour,
        "desk_id": line.desk(),
        "channel": line.code("channel", line.text("channel")) or line.mapping.channel,
        "people": line.integer("people", 1, MOST_PEOPLE, "Nombre de personnes"),
    }
    if not columns["channel"]:
        raise LineError("Le canal manque.")
    for key in ("party", "stay", "lodging", "language", "answer_mode", "outcome"):
        columns[key] = line.code(key, line.text(key))
    columns["origin_country"], columns["origin_department"] = _origin(line)
    found = (line.code("theme", text) for text in themes_of(line.text("theme")))
    themes = tuple(dict.fromkeys(code for code in found if code))
    return Planned(line.number, 1 if count is None else count, columns, themes)


def _origin(line: _Line) -> tuple[str | None, str | None]:
    first, second = line.text("origin"), line.text("country")
    found = read_origin(first) or read_origin(second)
    for text in (first, second):
        if text and found is None and fold(text) not in _UNASKED:
            raise LineError(f"Provenance : « {text[:40]} » n’est ni un département ni un pays.")
    return (found.country, found.department) if found else (None, None)


def read_origin(text: str) -> Origin | None:
    """A département by code or name, a postcode, a country in any public language, or "does not know"."""
    word = fold(text)
    if word in _UNASKED:
        return None
    if word in _UNSAID:
        return of_country(UNKNOWN_COUNTRY)
    coded = parse(text) if len(text) > 2 and text[2] == "-" else None
    if coded is not None:
        return coded
    digits = text.replace(" ", "")
    if len(digits) == 5 and digits.isdecimal():
        code = reference.department_of_postcode(digits)
        return of_department(code) if code else None
    department = reference.department_by_name(text)
    if department is not None:
        return of_department(department.code)
    country = reference.country_by_name(text)
    if country is None:
        return None
    return parse(country.code) if country.code != FRANCE else of_country(FRANCE)


def _reading(line: _Line) -> Planned:
    span = line.span()
    raw = line.integer("raw", 0, MOST_PASSAGES, "Passages")
    if raw is None:
        raise LineError("Le nombre de passages manque.")
    out = line.integer("raw_out", 0, MOST_PASSAGES, "Sorties")
    columns: dict[str, Any] = {
        "day": span.day,
        "until": span.until,
        "hour": span.hour,
        "desk_id": line.desk(),
        "raw": raw + (out or 0),
        "both_ways": line.mapping.both_ways or out is not None,
    }
    return Planned(line.number, 1, columns)
