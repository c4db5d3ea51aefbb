"""Reading the journal."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render

from buron.kernel.contributions import deeds
from buron.kernel.models import JournalEntry
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen


@screen("kernel.journal")
def journal(request: OfficeRequest) -> HttpResponseBase:
    """Who did what, newest first; searched by person, action or thing."""
    text = request.GET.get("q", "").strip()[:80]
    context = {"page_obj": page_of(request, matching(text)), "q": text}
    return render(request, "kernel/journal.html", context)


def matching(text: str) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.all()
    for word in text.replace("\x00", "").split()[:5]:
        said = [deed.key for deed in deeds if word.casefold() in str(deed.title).casefold()]
        entries = entries.filter(
            Q(actor_label__icontains=word) | Q(action__in=said) | Q(target_label__icontains=word)
        )
    return entries
