"""Reading the journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from buron.kernel.contributions import Place, deeds, places
from buron.kernel.models import JournalEntry
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen

MOST = 400


@screen("kernel.journal")
def journal(request: OfficeRequest) -> HttpResponseBase:
    """Who did what, newest first; searched by person, action or thing."""
    text = request.GET.get("q", "").strip()[:80]
    page = page_of(request, matching(text))
    shown = places_of(request, page)
    lines = [(entry, changes_of(entry), *shown[entry.pk]) for entry in page]
    return render(request, "kernel/journal.html", {"page_obj": page, "lines": lines, "q": text})


def places_of(request: OfficeRequest, entries: Iterable[JournalEntry]) -> dict[int, tuple[str, str]]:
    """For each entry, what kind of thing it is about and the address of its screen, when it still exists."""
    held = list(entries)
    alive = {label: _alive(label, held) for label in {entry.target_type for entry in held}}
    told: dict[int, tuple[str, str]] = {}
    for entry in held:
        place = places.find(entry.target_type)
        there = entry.target_id in alive[entry.target_type]
        told[entry.pk] = (kind_of(entry.target_type), _address(request, place, entry) if there else "")
    return told


def _alive(label: str, entries: list[JournalEntry]) -> set[str]:
    """Those of the rows of one table that still exist; nothing for a table whose rows have no screen."""
    place = places.find(label)
    if place is None or not place.url_name:
        return set()
    asked = {entry.target_id for entry in entries if entry.target_type == label}
    found = apps.get_model(label)._default_manager.filter(pk__in=asked).values_list("pk", flat=True)
    return set(map(str, found))


def _address(request: OfficeRequest, place: Place | None, entry: JournalEntry) -> str:
    if place is None or not place.url_name or not request.actor.can(place.permission):
        return ""
    return reverse(place.url_name, kwargs={"office": request.office.slug, "pk": entry.target_id})


def kind_of(label: str) -> str:
    """What a table's rows are called; its French name, if its model was given one; else nothing."""
    place = places.find(label)
    if place is not None:
        return str(place.title)
    try:
        meta = apps.get_model(label)._meta
    except (LookupError, ValueError):
        return ""
    return str(meta.verbose_name) if "verbose_name" in meta.original_attrs else ""


def changes_of(entry: JournalEntry) -> list[dict[str, str]]:
    """What an entry keeps, name by name: before and after, empty for nothing."""
    keys = dict.fromkeys((*entry.before, *entry.after))
    return [
        {
            "label": key,
            "before": _plain(entry.before.get(key))[:MOST],
            "after": _plain(entry.after.get(key))[:MOST],
        }
        for key in keys
    ]


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} : {_plain(one)}" for key, one in value.items())
    return _("oui") if value is True else _("non") if value is False else str(value)


def matching(text: str) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.all()
    for word in text.replace("\x00", "").split()[:5]:
        said = [deed.key for deed in deeds if word.casefold() in str(deed.title).casefold()]
        entries = entries.filter(
            Q(actor_label__icontains=word) | Q(action__in=said) | Q(target_label__icontains=word)
        )
    return entries
