"""From the folder of law files to one :class:`Law`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from buron.tourist_tax.law.reading import (
    known_keys,
    load_file,
    make_rule,
    read_rule,
    read_sources,
    read_value,
    text_of,
    whole_of,
    yes_of,
)
from buron.tourist_tax.law.types import (
    Adoption,
    Category,
    DatedValue,
    Law,
    LawError,
    Line,
    Nature,
    Rule,
    Section,
    Share,
    SurtaxRule,
)

FOLDER = Path(__file__).parent
SPECIAL = frozenset({"sources.yaml", "lines.yaml"})
FILE_KEYS = frozenset({"section", "rules", "surtaxes", "unit", "article", "checked_on", "floors", "years"})
SURTAX_KEYS = frozenset({"key", "share", "optional", "title", "text", "departments", "values", "adopted"})

Sources = Mapping[str, tuple[str, str]]


def read_law(folder: Path = FOLDER) -> Law:
    """Read and check every file; :class:`LawError` when one does not hold."""
    try:
        return _read(folder)
    except (KeyError, TypeError, AttributeError) as error:
        raise LawError(f"{folder.name}: the files do not have the expected shape ({error!r})") from error


def _read(folder: Path) -> Law:
    sources = read_sources(load_file(folder / "sources.yaml"), "sources.yaml")
    natures, lines, categories = _read_lines(load_file(folder / "lines.yaml"))
    sections: list[Section] = []
    rules: dict[str, Rule] = {}
    surtaxes: list[SurtaxRule] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name in SPECIAL:
            continue
        content = load_file(path)
        known_keys(content, FILE_KEYS, path.name)
        section = _read_section(content, path.name)
        sections.append(section)
        found = [*_limit_rules(content, section.key, lines, sources, path.name)]
        found += [read_rule(rule, section.key, sources, path.name) for rule in content.get("rules") or []]
        _add(rules, found, path.name)
        surtaxes += [
            _read_surtax(one, section.key, sources, path.name) for one in content.get("surtaxes", ())
        ]
    sections.sort(key=lambda section: section.order)
    order = {section.key: section.order for section in sections}
    ordered = {rule.key: rule for rule in sorted(rules.values(), key=lambda rule: order[rule.section])}
    return Law(tuple(sections), MappingProxyType(ordered), tuple(surtaxes), natures, lines, categories)


def _add(rules: dict[str, Rule], found: list[Rule], where: str) -> None:
    for rule in found:
        if rule.key in rules:
            raise LawError(f"{where}: {rule.key} is written twice")
        rules[rule.key] = rule


def _read_section(content: Mapping[str, Any], where: str) -> Section:
    found = content.get("section")
    if not isinstance(found, dict):
        raise LawError(f"{where}: no section")
    return Section(
        text_of(found, "key", where), text_of(found, "title", where), whole_of(found, "order", where)
    )


def _read_lines(
    content: Mapping[str, Any],
) -> tuple[Mapping[str, Nature], Mapping[str, Line], Mapping[str, Category]]:
    where = "lines.yaml"
    natures = {
        key: Nature(key, whole_of(found, "number", where), text_of(found, "title", where), found["unranked"])
        for key, found in content["natures"].items()
    }
    lines: dict[str, Line] = {}
    categories: dict[str, Category] = {}
    for key, found in content["lines"].items():
        number, title = whole_of(found, "number", where), text_of(found, "title", where)
        lines[key] = Line(key, number, title, yes_of(found, "proportional", where))
        for code, one in found["categories"].items():
            if one["nature"] not in natures or code in categories:
                raise LawError(f"{where}: {code} has no known nature, or is written twice")
            categories[code] = Category(code, text_of(one, "title", where), one["nature"], key)
    lost = {nature.unranked for nature in natures.values()} - set(categories)
    if lost:
        raise LawError(f"{where}: unknown categories {sorted(lost)}")
    return MappingProxyType(natures), MappingProxyType(lines), MappingProxyType(categories)


def _limit_rules(
    content: Mapping[str, Any], section: str, lines: Mapping[str, Line], sources: Sources, where: str
) -> Iterator[Rule]:
    """Floors and ceilings, written as a table by year: one rule for each line and bound."""
    if "years" not in content:
        return
    tariffs = [line for line in lines.values() if not line.proportional]
    for line in tariffs:
        yield _floor_rule(content, section, line, sources, where)
        yield _ceiling_rule(content, section, line, sources, where)


def _floor_rule(content: Mapping[str, Any], section: str, line: Line, sources: Sources, where: str) -> Rule:
    where = f"{where}: floor of {line.key}"
    floors = content["floors"]
    found = {key: floors[key] for key in ("from", "until", "status", "source", "note")}
    title = f"Plancher : {line.title}"
    value = _limit(
        content, {**found, "value": text_of(floors["values"], line.key, where)}, title, sources, where
    )
    return make_rule(f"floor.{line.key}", section, title, content["unit"], [value], where)


def _ceiling_rule(content: Mapping[str, Any], section: str, line: Line, sources: Sources, where: str) -> Rule:
    where = f"{where}: ceiling of {line.key}"
    title = f"Plafond : {line.title}"
    values = []
    for year in content["years"]:
        if line.key not in year["ceilings"]:
            raise LawError(f"{where}: nothing for {year['year']}")
        found = {
            "from": f"{year['year']}-01-01",
            "until": f"{year['year']}-12-31",
            "source": year["source"],
            "note": year.get("note", ""),
            **year["ceilings"][line.key],
        }
        values.append(_limit(content, found, title, sources, where))
    return make_rule(f"ceiling.{line.key}", section, title, content["unit"], values, where)


def _limit(
    content: Mapping[str, Any], found: dict[str, Any], title: str, sources: Sources, where: str
) -> DatedValue:
    article = text_of(content, "article", where)
    checked = {"checked_on": content["checked_on"]} if found["status"] == "verified" else {}
    return read_value({"article": article, **checked, **found}, content["unit"], title, sources, where)


def _read_surtax(found: Mapping[str, Any], section: str, sources: Sources, where: str) -> SurtaxRule:
    known_keys(found, SURTAX_KEYS, where)
    where = f"{where}: {text_of(found, 'key', where)}"
    plain = {key: found[key] for key in ("key", "title", "text", "values")}
    share = text_of(found, "share", where)
    if share not in ("department", "region"):
        raise LawError(f"{where}: share is department or region")
    return SurtaxRule(
        rule=read_rule({**plain, "unit": "%"}, section, sources, where),
        share=cast("Share", share),
        departments=frozenset(found.get("departments", ())),
        optional=yes_of(found, "optional", where),
        adoptions=tuple(_read_adoption(one, sources, where) for one in found.get("adopted", ())),
    )


def _read_adoption(found: Mapping[str, Any], sources: Sources, where: str) -> Adoption:
    code = text_of(found, "department", where)
    rest = {key: value for key, value in found.items() if key != "department"}
    plain = {"value": "adopted", "article": "L3333-1", **rest}
    return Adoption(
        code, read_value(plain, "règle", f"Taxe votée dans le département {code}.", sources, where)
    )
