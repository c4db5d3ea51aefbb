"""Selections: a search that is kept, put in order, and published by every channel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.formats import date_range_text, date_text
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole, wholes
from buron.offer.asked import address, asked
from buron.offer.forms import SelectionForm
from buron.offer.kinds import kind_icon, kind_plural
from buron.offer.models import Fiche, Selection
from buron.offer.queries import FicheCard, SearchQuery, cards
from buron.offer.queries.facets import commune_label, distance_text
from buron.offer.queries.selections import query_of, selection_ids
from buron.offer.search.columns import cache
from buron.offer.services import selections as services
from buron.offer.services.selections import BadSelection
from buron.offer.views.rights import rights

PAGE_SIZE = 50


@screen("offer.view")
def selections(request: OfficeRequest) -> HttpResponse:
    """The list, each with its question in words."""
    rows = Selection.objects.select_related("source_list__source")
    lines = [{"selection": row, "words": words_of(request, row), "pinned": len(row.pinned)} for row in rows]
    return render(request, "offer/selections.html", {"lines": lines, **rights(request)})


@screen("offer.select")
def selection_new(request: OfficeRequest) -> HttpResponseBase:
    """Keep the question of the address under a name."""
    query = asked(request.GET)
    form = SelectionForm(posted(request), initial={"order": query.order, "name": query.text.capitalize()})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_selection(actor=request.actor, query=query, **form.cleaned_data)
        except BadSelection as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sélection créée."))
            return redirect("offer_selection", office=request.office.slug, pk=made.pk)
    context = {"form": form, "words": in_words(request, query), "back": address(_search(request), query)}
    return render(request, "offer/selection_form.html", context, status=422 if form.is_bound else 200)


@screen("offer.view")
def selection_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """What it holds today, in its order."""
    selection = get_object_or_404(Selection, pk=pk)
    return render(request, "offer/selection.html", _context(request, selection))


@screen("offer.select")
def selection_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Its name, order, limit, note."""
    selection = get_object_or_404(Selection, pk=pk)
    start = {name: getattr(selection, name) for name in SelectionForm.base_fields}
    form = SelectionForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_selection(actor=request.actor, selection=selection, **form.cleaned_data)
        except BadSelection as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Enregistré."))
            return redirect("offer_selection", office=request.office.slug, pk=pk)
    context = {"form": form, "selection": selection, "words": words_of(request, selection)}
    return render(request, "offer/selection_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@screen("offer.select")
def selection_query(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Replace its question by that of the search screen."""
    selection = get_object_or_404(Selection, pk=pk)
    services.change_query(actor=request.actor, selection=selection, query=asked(request.POST))
    messages.success(request, _("La sélection suit maintenant cette recherche."))
    return redirect("offer_selection", office=request.office.slug, pk=pk)


@require_POST
@screen("offer.select")
def selection_delete(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Forget it; the fiches stay."""
    selection = get_object_or_404(Selection, pk=pk)
    services.delete_selection(actor=request.actor, selection=selection)
    messages.success(request, _("Sélection supprimée ; ses fiches restent dans l’offre."))
    return redirect("offer_selections", office=request.office.slug)


@require_POST
@screen("offer.select")
def selection_change(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Pin, move, unpin, leave out, take back; from the list, or with a whole order when something was dragged."""
    selection = get_object_or_404(Selection, pk=pk)
    selection = _changed(request, selection)
    if request.headers.get("HX-Request"):
        return render(request, "offer/parts/selection_lines.html", _context(request, selection))
    return redirect("offer_selection", office=request.office.slug, pk=pk)


def _changed(request: OfficeRequest, selection: Selection) -> Selection:
    order = wholes(request.POST.getlist("ordre"))
    if order:
        return services.arrange(actor=request.actor, selection=selection, fiche_ids=order)
    for action in ("pin", "unpin", "up", "down", "leave_out", "take_back"):
        if (fiche_id := whole(request.POST.get(action))) is not None:
            return _act(request, selection, action, fiche_id)
    return selection


def _act(request: OfficeRequest, selection: Selection, action: str, fiche_id: int) -> Selection:
    if action in ("up", "down"):
        here = selection.pinned.index(fiche_id) if fiche_id in selection.pinned else 0
        place = here - 1 if action == "up" else here + 1
        return services.pin(actor=request.actor, selection=selection, fiche_id=fiche_id, place=place)
    service = getattr(services, action)
    changed: Selection = service(actor=request.actor, selection=selection, fiche_id=fiche_id)
    return changed


def _context(request: OfficeRequest, selection: Selection) -> dict[str, Any]:
    today = timezone.localdate()
    ids = selection_ids(selection, today)
    page = Paginator(ids, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = cards(list(page.object_list), "fr", today)
    lines = [
        {"card": card, "rank": rank, "pinned": card.id in selection.pinned, "icon": kind_icon(card.kind)}
        for rank, card in enumerate(shown, start=page.start_index())
    ]
    search = address(_search(request), query_of(selection.query, selection.order), garder=str(selection.pk))
    return {
        "selection": selection,
        "lines": lines,
        "page_obj": page,
        "total": len(ids),
        "pinned_total": len(selection.pinned),
        "excluded": _named(selection.excluded),
        "words": words_of(request, selection),
        "search_address": search,
        "as_cards": request.GET.get("vue") == "cartes",
        "tiles": [tile(request, card) for card in shown],
        **rights(request),
    }


def tile(request: OfficeRequest, card: FicheCard) -> dict[str, Any]:
    """A card as the kit draws it."""
    return {
        "title": card.name,
        "url": reverse("offer_fiche", kwargs={"office": request.office.slug, "pk": card.id}),
        "picture": card.photo.url if card.photo else "",
        "alt": card.photo.alt if card.photo else "",
        "icon": kind_icon(card.kind),
        "kind": card.subkind or card.kind_label,
        "place": card.commune,
        "note": card.short,
        "badge": _("Ouvert aujourd’hui") if card.open_state == "open" else "",
        "tone": "good",
    }


def _named(ids: list[int]) -> QuerySet[Fiche]:
    return Fiche.objects.filter(pk__in=ids).only("pk", "name", "kind", "insee")


def _search(request: OfficeRequest) -> str:
    return reverse("offer_search", kwargs={"office": request.office.slug})


def words_of(request: OfficeRequest, selection: Selection) -> list[str]:
    """The question of a selection, in words, after the list of a source that it follows."""
    words = in_words(request, query_of(selection.query, selection.order))
    followed = selection.source_list
    if followed is None:
        return words
    names = {"list": followed.name, "source": followed.source.name}
    return [_("sélection « %(list)s » de %(source)s") % names, *words]


def in_words(request: OfficeRequest, query: SearchQuery) -> list[str]:
    """A question as a person says it: words, kinds, places, dates."""
    labels = cache.get(request.office.pk).label_sets.names
    words = [_("« %(text)s »") % {"text": query.text}] if query.text else []
    words += [kind_plural(kind) for kind in query.kinds]
    words += [commune_label(insee) for insee in query.communes]
    words += [labels.get(key, key) for key in query.labels]
    if query.open_on == (query.day or timezone.localdate()):
        words.append(_("ouvert le jour même"))
    elif query.open_on:
        words.append(_("ouvert le %(day)s") % {"day": date_text(query.open_on)})
    if query.between:
        words.append(date_range_text(*query.between))
    if query.near and query.radius_m:
        words.append(_("à moins de %(distance)s") % {"distance": distance_text(query.radius_m)})
    return words
