"""The fields that a column can be matched with, and what the program proposes when it sees a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from buron.kernel.folding import fold
from buron.reception.models import Batch
from buron.reception.queries.lists import Labels
from buron.reception.rules.lists import CORE, UNKNOWN
from buron.reception.sheets import Sheet
from buron.territory.models import Desk

NOT_ASKED = ""
REFUSE = "-"
"""What a value of a file can be matched with besides a code: nothing was asked, or the line is refused."""

MOST_VALUES = 300
"""Distinct values of a column that the screen can show."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, its French name, the column titles by which it is recognised, and whether its values are matched."""

    key: str
    title: str
    words: tuple[str, ...]
    listed: bool = False
    required: bool = False


_DATE = Field(
    "date", "Date, mois ou année", ("date", "jour", "mois", "annee", "periode", "horodatage"), required=True
)
_HOUR = Field("hour", "Heure", ("heure", "creneau"))
_DESK = Field("desk", "Bureau", ("bureau", "bit", "point", "lieu", "site", "office"), listed=True)

FIELDS: dict[str, tuple[Field, ...]] = {
    Batch.Kind.ACTS: (
        _DATE,
        _HOUR,
        _DESK,
        Field("channel", "Canal", ("canal", "mode de contact", "contact", "type d acte"), listed=True),
        Field(
            "count",
            "Nombre d’actes (lignes groupées)",
            ("nombre d actes", "actes", "nb", "nombre", "total", "quantite"),
        ),
        Field(
            "people", "Nombre de personnes", ("personnes", "nb personnes", "nombre de personnes", "effectif")
        ),
        Field(
            "party", "Type de clientèle", ("clientele", "type de clientele", "profil", "public"), listed=True
        ),
        Field(
            "origin",
            "Provenance (département ou pays)",
            ("provenance", "origine", "departement", "pays", "dept", "dep"),
        ),
        Field("country", "Pays, si une autre colonne donne le département", ("pays", "nationalite")),
        Field("stay", "Durée de séjour", ("duree", "sejour", "duree de sejour"), listed=True),
        Field("lodging", "Hébergement", ("hebergement", "logement"), listed=True),
        Field(
            "theme", "Thèmes", ("theme", "themes", "demande", "demandes", "activite", "motif"), listed=True
        ),
        Field("language", "Langue", ("langue",), listed=True),
        Field("answer_mode", "Mode de réponse", ("reponse", "mode de reponse"), listed=True),
        Field("outcome", "Suite donnée", ("suite", "suite donnee"), listed=True),
    ),
    Batch.Kind.COUNTERS: (
        _DATE,
        _HOUR,
        _DESK,
        Field(
            "raw",
            "Passages (ou entrées)",
            ("passages", "entrees", "visiteurs", "comptage", "nombre", "total"),
            required=True,
        ),
        Field("raw_out", "Sorties, si elles sont à part", ("sorties",)),
    ),
}

_SYNONYMS: dict[str, dict[str, str]] = {
    "channel": {"accueil": "counter", "guichet": "counter", "physique": "counter", "tel": "phone", "appel": "phone",
                "mail": "email", "email": "email", "e mail": "email", "internet": "web", "site": "web",
                "stand": "fair", "salon": "fair", "hors les murs": "outreach", "exterieur": "outreach"},
    "party": {"seul": "solo", "individuel": "solo", "pro": "professional", "habitant": "resident", "local": "resident"},
    "stay": {"passage": "passing", "journee": "passing", "weekend": "weekend", "week end": "weekend",
             "mid week": "midweek", "court sejour": "midweek", "semaine": "week", "annee": "year_round"},
    "lodging": {"gite": "rental", "meuble": "rental", "location": "rental", "residence secondaire": "second_home",
                "famille": "relatives", "amis": "relatives", "camping car": "motorhome",
                "village vacances": "holiday_village"},
    "theme": {"rando": "hiking", "randonnee": "hiking", "commerce": "local", "infos": "local", "visite": "sights",
              "animation": "events", "agenda": "events", "fete": "events", "terroir": "food", "restaurant": "food",
              "sport": "sports", "baignade": "swimming", "neige": "snow", "ski": "snow", "wifi": "other"},
    "language": {"french": "fr", "english": "en", "deutsch": "de"},
    "answer_mode": {"oral": "spoken", "mail": "email", "tel": "phone"},
    "outcome": {"brochure": "documents", "doc": "documents", "vente": "booking", "reservation": "booking"},
}  # fmt: skip
_BLANK = frozenset({"", "nr", "n r", "non renseigne", "non demande", "inconnu", "x", "0"})
_DOES_NOT_KNOW = frozenset({"ne sait pas", "nsp", "refus", "refuse"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file is read: column of each field, one desk and channel for the whole file, code of each value."""

    columns: dict[str, int] = field(default_factory=dict)
    desk: int | None = None
    channel: str = ""
    both_ways: bool = False
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": self.columns,
            "desk": self.desk,
            "channel": self.channel,
            "both_ways": self.both_ways,
            "values": self.values,
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            dict(kept.get("columns", {})),
            kept.get("desk"),
            kept.get("channel", ""),
            bool(kept.get("both_ways")),
            {name: dict(codes) for name, codes in kept.get("values", {}).items()},
        )


def propose(kind: str, sheet: Sheet, labels: Labels, desks: Sequence[Desk]) -> Mapping:
    """What the program guesses from the titles and the values; a person sees it and changes it."""
    columns: dict[str, int] = {}
    for match in (_same_title, _title_contains):
        for one in FIELDS[kind]:
            index = None if one.key in columns else match(one, sheet.titles, set(columns.values()))
            if index is not None:
                columns[one.key] = index
    desk = desks[0].pk if len(desks) == 1 and "desk" not in columns else None
    return with_values(Mapping(columns, desk), kind, sheet, labels, desks)


def _same_title(one: Field, titles: Sequence[str], taken: set[int]) -> int | None:
    """The first free column whose title is one of the field's words. All fields look for theirs before any is
    content with less: "Nombre de personnes" is not a number of acts.
    """
    return _first(one, titles, taken, lambda word, title: title == word)


def _title_contains(one: Field, titles: Sequence[str], taken: set[int]) -> int | None:
    """The first free column whose title contains one of the field's words."""
    return _first(one, titles, taken, lambda word, title: f" {word} " in f" {title} ")


def _first(
    one: Field, titles: Sequence[str], taken: set[int], fits: Callable[[str, str], bool]
) -> int | None:
    free = [(index, fold(title)) for index, title in enumerate(titles) if index not in taken]
    return next((index for word in one.words for index, title in free if fits(word, title)), None)


def with_values(mapping: Mapping, kind: str, sheet: Sheet, labels: Labels, desks: Sequence[Desk]) -> Mapping:
    """The mapping with a code proposed for each value of its columns that has none yet."""
    values: dict[str, dict[str, str]] = {}
    for one in FIELDS[kind]:
        index = mapping.columns.get(one.key)
        if index is None or not one.listed:
            continue
        known = mapping.values.get(one.key, {})
        seen = distinct(sheet.column(index), split=one.key == "theme")
        values[one.key] = {
            text: known.get(text, proposed_code(one.key, text, labels, desks)) for text in seen
        }
    return replace(mapping, values=values)


def distinct(cells: Iterable[str], *, split: bool = False) -> list[str]:
    """The values of a column, the most frequent first, empty ones left out."""
    counts: dict[str, int] = {}
    for cell in cells:
        for text in themes_of(cell) if split else (cell,):
            if text:
                counts[text] = counts.get(text, 0) + 1
    return sorted(counts, key=lambda text: (-counts[text], text))[:MOST_VALUES]


def themes_of(cell: str) -> list[str]:
    """A cell with several themes."""
    for mark in "|;\n":
        if mark in cell:
            return [part.strip() for part in cell.split(mark) if part.strip()]
    return [cell] if cell else []


def proposed_code(key: str, text: str, labels: Labels, desks: Sequence[Desk]) -> str:
    """The code that a value most probably means; :data:`REFUSE` when nothing looks like it."""
    word = fold(text)
    if key == "desk":
        return _desk_code(word, desks)
    if word in _BLANK:
        return NOT_ASKED
    if word in _DOES_NOT_KNOW and any(item.code == UNKNOWN for item in CORE[key]):
        return UNKNOWN
    return _nearest(key, _words(text), labels) or REFUSE


_EMPTY_WORDS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "sur"}
)
_NEAR_ENOUGH = 0.3
"""Share of words in common below which two wordings are not proposed as the same thing."""


def _words(text: str) -> frozenset[str]:
    """The words that carry meaning, without their plural."""
    return (
        frozenset(word.removesuffix("s") if len(word) > 3 else word for word in fold(text).split())
        - _EMPTY_WORDS
    )


def _nearest(key: str, words: frozenset[str], labels: Labels) -> str | None:
    """The code whose label, or usual wording, shares most words; None when two codes are as near."""
    scores: dict[str, float] = {}
    wordings = [(labels.get(key, code), code) for code in labels.codes(key)]
    wordings += [(code, code) for code in labels.codes(key)]
    wordings += [(text, code) for text, code in _SYNONYMS.get(key, {}).items()]
    for text, code in wordings:
        other = _words(text)
        near = len(words & other) / len(words | other) if words | other else 0
        scores[code] = max(near, scores.get(code, 0))
    best = sorted(scores, key=lambda code: -scores[code])[:2]
    if not best or scores[best[0]] < _NEAR_ENOUGH:
        return None
    return best[0] if len(best) == 1 or scores[best[0]] > scores[best[1]] else None


def _desk_code(word: str, desks: Sequence[Desk]) -> str:
    exact = [desk for desk in desks if fold(desk.name) == word or desk.slug == word]
    near = exact or [desk for desk in desks if word in fold(desk.name) or fold(desk.name) in word]
    return str(near[0].pk) if len(near) == 1 else REFUSE
