"""Reading the journal."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from buron.kernel.contributions import deeds
from buron.kernel.models import JournalEntry
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen

MOST = 400


@screen("kernel.journal")
def journal(request: OfficeRequest) -> HttpResponseBase:
    """Who did what, newest first; searched by person, action or thing."""
    text = request.GET.get("q", "").strip()[:80]
    page = page_of(request, matching(text))
    lines = [(entry, changes_of(entry)) for entry in page]
    return render(request, "kernel/journal.html", {"page_obj": page, "lines": lines, "q": text})


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
