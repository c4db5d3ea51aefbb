"""``buron taxe calcul`` and ``buron taxe regle``: the rules at the command line, without a database.

Nothing here imports Django, so that the command starts at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from buron.kernel.formats import date_text
from buron.kernel.jsonlines import answer_input, write_line
from buron.tourist_tax.law import DatedValue, current_law
from buron.tourist_tax.records import compute_record
from buron.tourist_tax.rules import CalculationError, Policy
from buron.tourist_tax.sheet import Chapter, Entry, Limit, Sheet, law_sheet


def main(arguments: Sequence[str]) -> int:
    """Run ``taxe`` with its own arguments and give the exit code."""
    options = _parser().parse_args(list(arguments))
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="buron taxe", description="La taxe de séjour : la règle et le calcul.")
    commands = top.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    compute = commands.add_parser(
        "calcul",
        help="calculer des déclarations (une par ligne, en JSON, sur l’entrée standard)",
        description="Lit une déclaration JSON par ligne et écrit une réponse JSON par ligne, avec le détail du calcul.",
    )
    compute.add_argument(
        "--arrondi",
        choices=[policy.value for policy in Policy],
        default=Policy.PARTS.value,
        help="parts : chaque part par personne et par nuit (par défaut) ; nuit : le total par nuit ; "
        "sejour : une seule fois",
    )
    compute.set_defaults(run=_compute)
    rule = commands.add_parser("regle", help="la règle en vigueur un jour donné, avec ses textes")
    rule.add_argument("--date", help="le jour, AAAA-MM-JJ ou JJ/MM/AAAA (aujourd’hui par défaut)")
    rule.add_argument(
        "--departement", default="", help="code du département, pour ses seules taxes additionnelles"
    )
    rule.add_argument("--json", action="store_true", help="écrire un objet JSON")
    rule.set_defaults(run=_rule)
    return top


def _compute(options: argparse.Namespace) -> int:
    """Every line gets its answer; the exit code is 1 when one of them is an error."""
    law, policy = current_law(), Policy(options.arrondi)
    return answer_input(lambda record: compute_record(record, law, policy), CalculationError)


def read_day(text: str) -> dt.date:
    """A day in ISO or French form; :class:`CalculationError` when there is no such day."""
    french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip())
    if not french and not iso:
        raise CalculationError(f"« {text} » : une date s’écrit AAAA-MM-JJ ou JJ/MM/AAAA.")
    parts = [int(part) for part in (french or iso).groups()]  # type: ignore[union-attr]
    year, month, day = reversed(parts) if french else parts
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise CalculationError(f"« {text} » : ce jour n’existe pas.") from error


def _rule(options: argparse.Namespace) -> int:
    try:
        day = read_day(options.date) if options.date else dt.date.today()
    except CalculationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sheet = law_sheet(current_law(), day, options.departement.strip().upper())
    if options.json:
        write_line(json.dumps(sheet_json(sheet), ensure_ascii=False))
    else:
        for line in sheet_lines(sheet):
            write_line(line)
    sys.stdout.buffer.flush()
    return 0


def sheet_lines(sheet: Sheet) -> Iterator[str]:
    """The law of a day as plain text."""
    yield f"Taxe de séjour : la règle en vigueur le {date_text(sheet.day)}"
    if not sheet.has_limits:
        yield f"Limites {sheet.day.year} non publiées dans Buron : à vérifier au barème officiel de l’année."
    for chapter in sheet.chapters:
        yield ""
        yield chapter.title.upper()
        for limit in chapter.limits:
            yield f"  {limit.number}. {limit.title} : {limit.bounds_text}"
            yield from (f"       {value.note}" for value in limit.doubts)
        for entry in chapter.entries:
            yield from _entry_lines(entry)


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield f"  {entry.title}{f' : {entry.amount}' if entry.amount else ''}"
    yield f"       {entry.value.text}"
    if entry.departments:
        yield f"       Départements : {', '.join(entry.departments)}."
    yield f"       {entry.cite} · {entry.value.reference.title} · {entry.status_title}"
    if entry.value.note:
        yield f"       {entry.value.note}"


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """The law of a day as one object; what is not known is null."""
    return {
        "date": sheet.day.isoformat(),
        "department": sheet.department or None,
        "sections": [_chapter_json(chapter) for chapter in sheet.chapters],
    }


def _chapter_json(chapter: Chapter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": chapter.key,
        "title": chapter.title,
        "rules": [_entry_json(entry) for entry in chapter.entries],
    }
    if chapter.limits:
        found["limits"] = [_limit_json(limit) for limit in chapter.limits]
    return found


def _limit_json(limit: Limit) -> dict[str, Any]:
    return {
        "line": limit.number,
        "title": limit.title,
        "unit": limit.unit,
        "floor": limit.floor and _value_json(limit.floor),
        "ceiling": limit.ceiling and _value_json(limit.ceiling),
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    found = {"key": entry.key, "title": entry.title, "unit": entry.unit, **_value_json(entry.value)}
    if entry.departments:
        found["departments"] = list(entry.departments)
    return found


def _value_json(value: DatedValue) -> dict[str, Any]:
    return {
        "value": value.value,
        "text": value.text,
        "from": value.valid_from and value.valid_from.isoformat(),
        "until": value.valid_until and value.valid_until.isoformat(),
        "article": value.reference.cite or None,
        "source": value.reference.title,
        "link": value.reference.link or None,
        "status": value.status,
        "checked_on": value.checked_on and value.checked_on.isoformat(),
        "note": value.note or None,
    }
