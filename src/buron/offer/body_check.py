"""Is this a body? The shape of :mod:`buron.offer.body`, checked field by field.

Bodies come from connectors, from forms and from the REST API; only the last two are written by people who can
be told what is wrong, so problems are sentences in French, each with the path of the field.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from buron.offer.body import KINDS

Check = Callable[[Any, str, list[str]], None]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?\Z")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")
_INSEE = re.compile(r"(?:\d{2}|2[AB])\d{3}\Z")
_ALIAS = re.compile(r"[a-z0-9-]{1,40}:\S.{0,199}\Z", re.DOTALL)
MOST_PROBLEMS = 50


def body_problems(body: Any) -> list[str]:
    """What is wrong with a body, in French; an empty list when it is right. At most fifty problems."""
    problems: list[str] = []
    _BODY(body, "", problems)
    return problems[:MOST_PROBLEMS]


def _type(kind: type, word: str) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not kind:
            problems.append(f"{path} : {word} attendu.")

    return check


def _text(most: int = 200_000, *, empty: bool = False) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not str:
            problems.append(f"{path} : texte attendu.")
        elif len(value) > most:
            problems.append(f"{path} : texte trop long (plus de {most} caractères).")
        elif "\0" in value or not (value or empty):
            problems.append(f"{path} : texte vide ou illisible.")

    return check


def _pattern(pattern: re.Pattern[str], word: str) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not str or not pattern.match(value):
            problems.append(f"{path} : {word} attendu.")

    return check


def _day(value: Any, path: str, problems: list[str]) -> None:
    try:
        if not _DAY.match(value):
            raise ValueError
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        problems.append(f"{path} : date AAAA-MM-JJ attendue.")


def _moment(value: Any, path: str, problems: list[str]) -> None:
    try:
        dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        problems.append(f"{path} : date et heure ISO 8601 attendues.")


def _whole(low: int, high: int) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not int or not low <= value <= high:
            problems.append(f"{path} : nombre entier entre {low} et {high} attendu.")

    return check


def _decimal(low: float, high: float) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ not in (int, float) or not low <= value <= high:
            problems.append(f"{path} : nombre entre {low:g} et {high:g} attendu.")

    return check


def _one_of(*choices: str) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not str or value not in choices:
            problems.append(f"{path} : valeur inconnue (attendu : {', '.join(choices)}).")

    return check


def _texts(value: Any, path: str, problems: list[str]) -> None:
    if value.__class__ is not dict or not value:
        problems.append(f"{path} : textes par langue attendus.")
        return
    for code, content in value.items():
        if code.__class__ is not str or not _LANGUAGE.match(code):
            problems.append(f"{path} : « {code} » n’est pas un code de langue.")
        _TEXT(content, f"{path}.{code}", problems)


def _list(item: Check, most: int = 5_000) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not list:
            problems.append(f"{path} : liste attendue.")
            return
        if len(value) > most:
            problems.append(f"{path} : plus de {most} éléments.")
        for rank, one in enumerate(value[:most]):
            item(one, f"{path}[{rank}]", problems)

    return check


def _object(required: tuple[str, ...] = (), **fields: Check) -> Check:
    def check(value: Any, path: str, problems: list[str]) -> None:
        if value.__class__ is not dict:
            problems.append(f"{path or 'La fiche'} : objet attendu.")
            return
        prefix = f"{path}." if path else ""
        problems += [f"{prefix}{name} : champ obligatoire." for name in required if name not in value]
        for name, content in value.items():
            field = fields.get(name)
            if field is None:
                problems.append(f"{prefix}{name} : champ inconnu.")
            else:
                field(content, f"{prefix}{name}", problems)

    return check


def _in_order(inner: Check, low: str, high: str) -> Check:
    """An object whose ``low`` does not come after its ``high``."""

    def check(value: Any, path: str, problems: list[str]) -> None:
        before = len(problems)
        inner(value, path, problems)
        comparable = len(problems) == before and low in value and high in value and not value.get("yearly")
        if comparable and value[low] > value[high]:
            problems.append(f"{path} : {low} vient après {high}.")

    return check


_TEXT = _text()
_SHORT = _text(500)
_BOOL = _type(bool, "oui ou non")
_TIME_CHECK = _pattern(_TIME, "heure HH:MM")
_AMOUNT = _whole(0, 100_000_000_000)
_COUNT = _whole(0, 10_000_000)
_SLOT = _object(opens=_TIME_CHECK, closes=_TIME_CHECK)
_TERM = _object(("key",), key=_pattern(_KEY, "mot-clé"), label=_text(500, empty=True))
_SPAN = _in_order(_object(min=_COUNT, max=_COUNT), "min", "max")


def _nth(value: Any, path: str, problems: list[str]) -> None:
    right = value.__class__ is list and len(value) == 2 and all(one.__class__ is int for one in value)
    if not right or value[0] not in (1, 2, 3, 4, 5, -1) or not 1 <= value[1] <= 7:
        problems.append(f"{path} : rang dans le mois (1 à 5, ou -1) et jour (1 à 7) attendus.")


_PERIOD = _in_order(
    _object(
        start=_day,
        end=_day,
        yearly=_BOOL,
        weekdays=_list(_whole(1, 7), 7),
        nth=_list(_nth, 35),
        holidays=_BOOL,
        slots=_list(_SLOT, 100),
        closed=_BOOL,
        name=_texts,
        note=_texts,
    ),
    "start",
    "end",
)
_OPENING = _object(
    text=_texts,
    all_year=_BOOL,
    temporarily_closed=_BOOL,
    periods=_list(_PERIOD),
    open_dates=_list(_day),
    closed_dates=_list(_day),
    open_holidays=_list(_text(60), 60),
    closed_holidays=_list(_text(60), 60),
)
_PRICE = _in_order(
    _object(
        label=_texts,
        min=_AMOUNT,
        max=_AMOUNT,
        currency=_pattern(re.compile(r"[A-Z]{3}\Z"), "code de monnaie (EUR)"),
        unit=_text(200),
        start=_day,
        end=_day,
        note=_texts,
    ),
    "min",
    "max",
)
_MEDIUM = _object(
    ("url",),
    type=_one_of("image", "document", "video", "track", "webcam", "map"),
    url=_pattern(re.compile(r"https?://\S+\Z"), "adresse http(s)"),
    title=_texts,
    legend=_texts,
    credit=_TEXT,
    until=_day,
    mime=_SHORT,
    checksum=_SHORT,
)
_LABEL = _object(
    ("key",),
    key=_pattern(_KEY, "mot-clé"),
    label=_text(500, empty=True),
    value=_text(500),
    stars=_whole(1, 5),
    ranking=_BOOL,
    start=_day,
    end=_day,
)
_CONTACT = _object(
    ("type", "value"),
    type=_one_of(
        "phone", "mobile", "fax", "email", "web", "booking", "facebook", "instagram", "twitter", "other"
    ),
    value=_text(2_000),
    label=_TEXT,
)
_ROUTE = _object(
    distance_m=_whole(0, 10_000_000),
    ascent_m=_whole(0, 100_000),
    descent_m=_whole(0, 100_000),
    altitude_min=_whole(-500, 9_000),
    altitude_max=_whole(-500, 9_000),
    duration_min=_whole(0, 10_000_000),
    days=_whole(0, 1_000),
    difficulty=_one_of("very_easy", "easy", "medium", "hard", "very_hard"),
    shape=_one_of("loop", "return", "one_way"),
    marking=_TEXT,
    activities=_list(_text(40), 40),
    track_url=_text(2_000),
)
_SESSION = _in_order(
    _object(("start",), start=_day, end=_day, opens=_TIME_CHECK, closes=_TIME_CHECK, note=_TEXT),
    "start",
    "end",
)
_BODY = _object(
    ("kind", "name"),
    kind=_one_of(*KINDS),
    subkind=_text(120),
    name=_texts,
    short=_texts,
    description=_texts,
    practical=_texts,
    machine=_list(_text(100)),
    address=_object(
        lines=_list(_text(1_000), 20),
        postcode=_text(12),
        city=_text(200),
        insee=_pattern(_INSEE, "code INSEE de 5 caractères"),
    ),
    position=_object(
        ("lat", "lon"), lat=_decimal(-90, 90), lon=_decimal(-180, 180), altitude=_whole(-500, 9_000)
    ),
    contacts=_list(_CONTACT),
    opening=_OPENING,
    prices=_object(
        free=_BOOL, text=_texts, items=_list(_PRICE), payment=_list(_text(200)), tax_included=_BOOL
    ),
    media=_list(_MEDIUM),
    labels=_list(_LABEL),
    capacity=_object(persons=_COUNT, rooms=_COUNT, pitches=_COUNT, seats=_COUNT, beds=_COUNT, surface=_COUNT),
    languages=_list(_pattern(_LANGUAGE, "code de langue"), 60),
    accessibility=_list(_TERM),
    amenities=_list(_TERM),
    services=_list(_TERM),
    themes=_list(_TERM),
    audiences=_list(_TERM),
    pets=_BOOL,
    groups=_SPAN,
    ages=_SPAN,
    links=_list(_object(("rel", "source_id"), rel=_text(100, empty=True), source_id=_text(200), name=_TEXT)),
    sessions=_list(_SESSION, 20_000),
    route=_ROUTE,
    booking_required=_BOOL,
    owner=_TEXT,
    manager=_TEXT,
    siret=_pattern(re.compile(r"\d{14}\Z"), "SIRET de 14 chiffres"),
    registration_number=_pattern(re.compile(r"[0-9A-Z]{13}\Z"), "numéro d’enregistrement de 13 caractères"),
    source_updated=_moment,
    aliases=_list(_pattern(_ALIAS, "« système:identifiant »")),
    cancelled=_BOOL,
)
