"""The liaison book on screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.reception.forms.liaison import BookFilter, NoteForm, StepForm
from buron.reception.models import LiaisonNote
from buron.reception.papers.liaison import MOST_PRINTED, week_pdf
from buron.reception.queries.liaison import WEEK, calls_of, colleagues, in_words, kinds_on, listed, new_to
from buron.reception.rules.facts import FactsError
from buron.reception.services import add_step, read_book, read_mention, reopen_note, write_note
from buron.reception.services.acts import author_id
from buron.reception.views.desk import chosen_place
from buron.reception.views.entries import body_of, number_of, text_of, uuid_of
from buron.territory.models import Desk

PAGE = 30
MOST_CALLS = 20


@screen("reception.liaison")
def book(request: OfficeRequest) -> HttpResponseBase:
    """The book: what waits for the reader, a new entry, then everything, newest first. Opening it is reading it."""
    place = chosen_place(request)
    kinds = kinds_on(timezone.localdate())
    form = NoteForm(posted(request), kinds=kinds, initial={"desk": place[0].pk if place else None})
    if form.is_valid() and _written(request, form):
        messages.success(request, _("C’est écrit dans le cahier."))
        return redirect("reception_liaison", office=request.office.slug)
    return render(
        request, "reception/liaison.html", _book(request, form, kinds), status=422 if form.errors else 200
    )


def _book(request: OfficeRequest, form: NoteForm, kinds: Any) -> dict[str, Any]:
    me = author_id(request.actor)
    narrow = BookFilter(request.GET, kinds=kinds)
    page = page_of(request, listed(narrow.chosen), size=PAGE)
    calls = list(calls_of(me)[:MOST_CALLS])
    news = new_to(me, timezone.localdate())
    if not narrow.chosen and page.number == 1:
        read_book(actor=request.actor)
    today = timezone.localdate()
    return {
        "form": form,
        "filter": narrow,
        "narrowed": bool(narrow.chosen),
        "page": page,
        "lines": in_words(list(page), me),
        "calls": calls,
        "news": news,
        "people": [str(user) for user in colleagues(request.office.pk)],
        "week": today - dt.timedelta(days=today.weekday()),
    }


def _written(request: OfficeRequest, form: NoteForm) -> bool:
    with refusals_beside(form):
        write_note(actor=request.actor, **form.cleaned_data)
        return True
    return False


@screen("reception.liaison")
@require_POST
def note_write(request: OfficeRequest) -> HttpResponseBase:
    """An entry from the desk: JSON, so that it may wait for the network."""
    try:
        body = body_of(request)
        write_note(
            actor=request.actor,
            client_id=uuid_of(body),
            kind=text_of(body, "kind", 40),
            text=text_of(body, "text", 4000),
            desk=Desk.objects.filter(pk=number_of(body, "desk") or 0).first(),
            place=text_of(body, "place", 400),
        )
    except FactsError as error:
        return JsonResponse({"field": error.field, "message": str(error)}, status=422)
    return JsonResponse({"message": _("C’est écrit dans le cahier.")})


@screen("reception.liaison")
@require_GET
def book_news(request: OfficeRequest) -> HttpResponseBase:
    """How much is new to the reader; a page asks from time to time."""
    news = new_to(author_id(request.actor), timezone.localdate())
    if request.headers.get("HX-Request"):
        return render(request, "reception/parts/news.html", {"news": news})
    return JsonResponse({"notes": news.notes, "mentions": news.mentions})


def _note(pk: int) -> LiaisonNote:
    found = LiaisonNote.objects.select_related("author", "desk", "closed_by")
    return get_object_or_404(found.prefetch_related("steps__author", "mentions__user"), pk=pk)


@screen("reception.liaison")
@require_GET
def note_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One entry, with what was done about it."""
    return _shown(request, _note(pk), StepForm())


def _shown(request: OfficeRequest, note: LiaisonNote, form: StepForm) -> HttpResponse:
    context = {
        "line": in_words([note], author_id(request.actor))[0],
        "note": note,
        "form": form,
        "people": [str(user) for user in colleagues(request.office.pk)],
    }
    return render(request, "reception/liaison_note.html", context, status=422 if form.errors else 200)


@screen("reception.liaison")
@require_POST
def note_step(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """What was done; with "close", that was all."""
    note, form = _note(pk), StepForm(request.POST)
    if form.is_valid():
        try:
            add_step(
                actor=request.actor,
                note=note,
                text=form.cleaned_data["text"],
                close=request.POST.get("close") == "1",
            )
        except FactsError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("La suite est écrite."))
            return redirect("reception_liaison_note", office=request.office.slug, pk=pk)
    return _shown(request, note, form)


@screen("reception.liaison")
@require_POST
def note_reopen(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Closed too early, or an information that asks for something."""
    reopen_note(actor=request.actor, note=_note(pk))
    return redirect("reception_liaison_note", office=request.office.slug, pk=pk)


@screen("reception.liaison")
@require_POST
def note_read(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """« Lu »."""
    read_mention(actor=request.actor, note=_note(pk))
    return redirect("reception_liaison", office=request.office.slug)


@screen("reception.liaison")
@require_GET
def week_file(request: OfficeRequest) -> HttpResponseBase:
    """The week that holds the day asked for, to print."""
    try:
        asked = parse_date(request.GET.get("jour", "")) or timezone.localdate()
    except ValueError:
        asked = timezone.localdate()
    asked = min(max(asked, dt.date(2000, 1, 10)), dt.date(2199, 12, 20))
    start = asked - dt.timedelta(days=asked.weekday())
    end = start + WEEK
    found = listed({"start": start, "end": end}).order_by("day", "pk")
    total = found.count()
    lines = in_words(list(found[:MOST_PRINTED]), author_id(request.actor))
    content = week_pdf(request.office, start, end, lines, max(0, total - MOST_PRINTED))
    return pdf_response(content, f"liaison-{start:%Y-%m-%d}.pdf")
