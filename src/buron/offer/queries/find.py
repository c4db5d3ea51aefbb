"""The search, as the screens, the desk and the command line call it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from buron.kernel.texts import text_in
from buron.offer.kinds import kind_label
from buron.offer.opening import is_open_on
from buron.offer.queries.cards import commune_of
from buron.offer.queries.facets import facets_of
from buron.offer.queries.lines import Line, lines_of, photos_shown
from buron.offer.queries.media import main_photo
from buron.offer.queries.types import Hit, SearchResult
from buron.offer.queries.wording import slots_text
from buron.offer.search.narrow import freshness_of
from buron.offer.search.query import SearchQuery
from buron.offer.search.run import Ran, run

SNIPPET = 180
"""Characters of the short text that a line shows."""


def search(query: SearchQuery) -> SearchResult:
    """The answers to a question, with exact facets. The same number of database queries whatever is found."""
    day = query.day or timezone.localdate()
    ran = run(resolved(query), day)
    hits = _hits(ran, query, day)
    size = max(1, query.page_size)
    return SearchResult(
        total=ran.total,
        hits=hits,
        facets=facets_of(ran, query, day),
        corrected=ran.corrected,
        page=max(1, query.page),
        pages=max(1, -(-ran.total // size)),
    )


def found_ids(query: SearchQuery) -> list[int]:
    """Only the identifiers of a page, in order; no limit to its size but ``page_size``."""
    ran = run(resolved(query), query.day or timezone.localdate())
    return [int(pk) for pk in ran.columns.ids[ran.page_rows]]


def resolved(query: SearchQuery) -> SearchQuery:
    """A question about a selection becomes one about the fiches that it holds."""
    if query.selection is None:
        return query
    from buron.offer.queries.selections import selection_by_id, selection_ids

    selection = selection_by_id(query.selection)
    ids = tuple(selection_ids(selection, query.day)) if selection else ()
    return replace(query, selection=None, fiches=ids)


def _hits(ran: Ran, query: SearchQuery, day: dt.date) -> tuple[Hit, ...]:
    ids = [int(pk) for pk in ran.columns.ids[ran.page_rows]]
    fiches = lines_of(ids)
    photos = photos_shown(ids, day)
    return tuple(
        _hit(ran, int(row), fiches[pk], photos.get(pk, ""), query.language, day)
        for pk, row in zip(ids, ran.page_rows, strict=True)
        if pk in fiches
    )


def _hit(ran: Ran, row: int, fiche: Line, photo: str, language: str, day: dt.date) -> Hit:
    body, columns = fiche.body, ran.columns
    today = is_open_on(body, day)
    if not photo and (of_source := main_photo((), body, language, day)):
        photo = of_source.url
    return Hit(
        id=fiche.id,
        name=text_in(body.get("name"), language) or fiche.name,
        kind=fiche.kind,
        kind_label=kind_label(fiche.kind, language),
        subkind=fiche.subkind,
        insee=fiche.insee,
        commune=commune_of(fiche.insee, body),
        latitude=fiche.latitude,
        longitude=fiche.longitude,
        distance_m=ran.distance(row),
        open_today=today.state,
        hours=slots_text(today.slots, language),
        short=snippet(text_in(body.get("short"), language) or text_in(body.get("description"), language)),
        photo=photo,
        state=fiche.state,
        checked_on=fiche.checked_on,
        freshness=freshness_of(int(columns.checked[row]), day),
        first_day=fiche.first_day,
        last_day=fiche.last_day,
        next_day=columns.openings.next_day(int(columns.opening[row]), day),
    )


def snippet(text: str, length: int = SNIPPET) -> str:
    """The beginning of a text, cut between two words."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return f"{flat[:length].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"
