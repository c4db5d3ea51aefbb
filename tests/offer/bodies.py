"""Right bodies of every shape, for property tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from buron.offer.body import KINDS
from buron.offer.opening import FEASTS

WORDS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=40
)  # fmt: skip
TEXTS = st.dictionaries(
    st.sampled_from(["fr", "en", "de", "nl", "es", "pt-BR"]), WORDS, min_size=1, max_size=3
)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31)).map(dt.date.isoformat)
HOURS = st.times().map(lambda time: f"{time:%H:%M}")
KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
AMOUNTS = st.integers(0, 500_000)


def some(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An object with some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def with_some(required: dict[str, Any], **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=fields)


def ordered(
    strategy: st.SearchStrategy[dict[str, Any]], low: str, high: str
) -> st.SearchStrategy[dict[str, Any]]:
    """The same with its bounds in order."""

    def turn(value: dict[str, Any]) -> dict[str, Any]:
        if low in value and high in value and value[low] > value[high]:
            value = {**value, low: value[high], high: value[low]}
        return value

    return strategy.map(turn)


SLOTS = with_some({"opens": HOURS}, closes=HOURS) | st.just({})
PERIODS = ordered(
    some(
        start=DAYS,
        end=DAYS,
        yearly=st.booleans(),
        weekdays=st.lists(st.integers(1, 7), max_size=7, unique=True),
        nth=st.lists(
            st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(1, 7)).map(list), max_size=2
        ),
        holidays=st.booleans(),
        slots=st.lists(SLOTS, max_size=2),
        closed=st.booleans(),
        name=TEXTS,
        note=TEXTS,
    ),
    "start",
    "end",
)
FEAST_KEYS = st.lists(st.sampled_from(sorted(FEASTS)), max_size=2)
OPENINGS = some(
    text=TEXTS,
    all_year=st.booleans(),
    temporarily_closed=st.booleans(),
    periods=st.lists(PERIODS, max_size=3),
    open_dates=st.lists(DAYS, max_size=2),
    closed_dates=st.lists(DAYS, max_size=2),
    open_holidays=FEAST_KEYS,
    closed_holidays=FEAST_KEYS,
)
PRICES = some(
    free=st.booleans(),
    text=TEXTS,
    items=st.lists(
        ordered(
            some(
                label=TEXTS,
                min=AMOUNTS,
                max=AMOUNTS,
                currency=st.sampled_from(["EUR", "CHF"]),
                unit=WORDS,
                start=DAYS,
                end=DAYS,
                note=TEXTS,
            ),
            "min",
            "max",
        ),
        max_size=3,
    ),
    payment=st.lists(WORDS, max_size=2),
    tax_included=st.booleans(),
)
SESSIONS = ordered(
    with_some({"start": DAYS}, end=DAYS, opens=HOURS, closes=HOURS, note=WORDS), "start", "end"
)
TERMS = st.lists(with_some({"key": KEYS}, label=WORDS), max_size=3)
MEDIA = with_some(
    {
        "url": st.sampled_from(["https://exemple.fr/a.jpg", "http://exemple.fr/b.jpg?c=d&e"]),
        "type": st.sampled_from(["image", "track", "video"]),
    },
    title=TEXTS,
    legend=TEXTS,
    credit=WORDS,
    until=DAYS,
)
CONTACTS = with_some(
    {
        "type": st.sampled_from(
            ["phone", "mobile", "fax", "email", "web", "booking", "facebook", "instagram", "twitter", "other"]
        ),
        "value": WORDS
        | st.sampled_from(["04 71 00 00 00", "https://exemple.fr", "a@exemple.fr", "http://[x"]),
    },
    label=WORDS,
)
LABELS = ordered(
    with_some(
        {"key": KEYS},
        label=WORDS,
        value=WORDS,
        stars=st.integers(1, 5),
        ranking=st.booleans(),
        start=DAYS,
        end=DAYS,
    ),
    "start",
    "end",
)
COUNTS = st.integers(0, 5_000)
ROUTES = some(
    distance_m=COUNTS,
    ascent_m=COUNTS,
    descent_m=COUNTS,
    duration_min=COUNTS,
    difficulty=st.sampled_from(["very_easy", "easy", "medium", "hard", "very_hard"]),
    shape=st.sampled_from(["loop", "return", "one_way"]),
    marking=WORDS,
    activities=st.lists(KEYS, max_size=2),
    track_url=st.sampled_from(["https://exemple.fr/a.gpx", "javascript:alert(1)", "x"]),
)
POSITIONS = with_some(
    {"lat": st.floats(-90, 90, allow_nan=False), "lon": st.floats(-180, 180, allow_nan=False)},
    altitude=st.integers(-400, 4_800),
)
BODIES = with_some(
    {"kind": st.sampled_from(KINDS), "name": TEXTS},
    subkind=WORDS | st.sampled_from(["Musée", "Chambres d’hôtes", "Cascade", "Office de tourisme"]),
    short=TEXTS,
    description=TEXTS,
    practical=TEXTS,
    address=some(
        lines=st.lists(WORDS, max_size=2),
        postcode=st.just("15000"),
        city=WORDS,
        insee=st.sampled_from(["15014", "67482"]),
    ),
    position=POSITIONS,
    contacts=st.lists(CONTACTS, max_size=4),
    opening=OPENINGS,
    prices=PRICES,
    media=st.lists(MEDIA, max_size=3),
    labels=st.lists(LABELS, max_size=3),
    capacity=some(persons=COUNTS, rooms=COUNTS, pitches=COUNTS, seats=COUNTS, beds=COUNTS, surface=COUNTS),
    languages=st.lists(st.sampled_from(["fr", "en", "oc", "zz"]), max_size=2),
    accessibility=TERMS,
    amenities=TERMS,
    services=TERMS,
    themes=TERMS,
    audiences=TERMS,
    pets=st.booleans(),
    sessions=st.lists(SESSIONS, max_size=6),
    route=ROUTES,
    booking_required=st.booleans(),
    manager=WORDS,
    siret=st.just("12345678901234"),
    cancelled=st.booleans(),
)
