"""Stock, titles, editions, places, movements and forecast."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.reception.forms.printed import (
    EditionForm,
    MovementForm,
    MovementsFilter,
    PlaceForm,
    ReasonForm,
    TitleForm,
)
from buron.reception.models import PrintEdition, PrintMovement, PrintPlace, PrintTitle
from buron.reception.queries.printed.moved import moved
from buron.reception.queries.printed.outlook import outlooks
from buron.reception.queries.printed.stock import editions_in_use, lines, low_lines
from buron.reception.services import printed as services
from buron.reception.views.printed.common import KEEP, VIEW

EDITION_FIELDS = (
    "year",
    "label",
    "print_run",
    "printed_on",
    "unit_price",
    "printer",
    "printer_delay",
    "per_box",
    "low_at",
    "ends_on",
)


@screen(VIEW)
@require_GET
def stock(request: OfficeRequest) -> HttpResponseBase:
    """What is left of each edition, and where."""
    today = timezone.localdate()
    every = request.GET.get("tout") == "1"
    found = PrintEdition.objects.select_related("title") if every else editions_in_use(today)
    page = page_of(request, found)
    context = {
        "page": page,
        "lines": lines(list(page)),
        "low": len(low_lines(today)),
        "every": every,
        "titles": PrintTitle.objects.filter(editions=None),
        "can_keep": request.actor.can(KEEP),
    }
    return render(request, "reception/printed/stock.html", context)


@screen(VIEW)
@require_GET
def forecast(request: OfficeRequest) -> HttpResponseBase:
    """When each title runs out, and what to order."""
    page = page_of(request, outlooks(timezone.localdate()))
    context = {"page": page, "today": timezone.localdate()}
    return render(request, "reception/printed/forecast.html", context)


@screen(KEEP)
def title_new(request: OfficeRequest) -> HttpResponseBase:
    """Add a title."""
    form = TitleForm(posted(request))
    if form.is_valid():
        with refusals_beside(form):
            title = services.save_title(actor=request.actor, **form.cleaned_data)
            return redirect("reception_print_edition_new", office=request.office.slug, pk=title.pk)
    return _form(request, form, _("Nouveau document"))


@screen(KEEP)
def title_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A title: its words and its editions."""
    title = get_object_or_404(PrintTitle, pk=pk)
    initial = {name: getattr(title, name) for name in ("name", "kind", "publisher", "at_desk")}
    form = TitleForm(posted(request), initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            services.save_title(actor=request.actor, title=title, **form.cleaned_data)
            messages.success(request, _("Le document est enregistré."))
            return redirect("reception_print_title", office=request.office.slug, pk=pk)
    page = page_of(request, title.editions.select_related("title"))
    context = {"title": title, "form": form, "lines": lines(list(page)), "page": page}
    return render(request, "reception/printed/title.html", context, status=422 if form.errors else 200)


@screen(KEEP)
@require_POST
def title_retire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Stop offering a title, or offer it again."""
    title = services.retire_title(actor=request.actor, title=get_object_or_404(PrintTitle, pk=pk))
    text = _("« %s » n’est plus proposé.") if title.retired_on else _("« %s » est de nouveau proposé.")
    messages.success(request, text % title)
    return redirect("reception_print_title", office=request.office.slug, pk=pk)


@screen(KEEP)
def edition_new(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Add an edition of a title, with what the last one had."""
    title = get_object_or_404(PrintTitle, pk=pk)
    last = title.editions.first()
    initial: dict[str, Any] = {"year": timezone.localdate().year, "languages": ["fr"]}
    if last is not None:
        kept = ("printer", "printer_delay", "per_box", "low_at")
        initial |= {name: getattr(last, name) for name in kept} | {"languages": last.languages.split(",")}
    return _edition(request, title, None, initial, _("Nouvelle édition : %s") % title)


@screen(KEEP)
def edition_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change an edition."""
    edition = get_object_or_404(PrintEdition.objects.select_related("title"), pk=pk)
    initial = {name: getattr(edition, name) for name in EDITION_FIELDS}
    initial["languages"] = edition.languages.split(",")
    return _edition(request, edition.title, edition, initial, str(edition))


def _edition(
    request: OfficeRequest,
    title: PrintTitle,
    edition: PrintEdition | None,
    initial: dict[str, Any],
    heading: str,
) -> HttpResponseBase:
    form = EditionForm(posted(request), initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            services.save_edition(actor=request.actor, title=title, edition=edition, **form.cleaned_data)
            messages.success(request, _("L’édition est enregistrée."))
            return redirect("reception_print_title", office=request.office.slug, pk=title.pk)
    return _form(request, form, heading)


@screen(KEEP)
def places(request: OfficeRequest) -> HttpResponseBase:
    """Where documents are kept, and the form to add a place."""
    return _place(request, None)


@screen(KEEP)
def place_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change a place."""
    return _place(request, get_object_or_404(PrintPlace, pk=pk))


def _place(request: OfficeRequest, place: PrintPlace | None) -> HttpResponseBase:
    initial = {name: getattr(place, name) for name in ("name", "desk", "note")} if place else None
    form = PlaceForm(posted(request), initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            services.save_place(actor=request.actor, place=place, **form.cleaned_data)
            messages.success(request, _("Le lieu est enregistré."))
            return redirect("reception_print_places", office=request.office.slug)
    page = page_of(request, PrintPlace.objects.select_related("desk"))
    context = {"form": form, "page": page, "place": place}
    return render(request, "reception/printed/places.html", context, status=422 if form.errors else 200)


@screen(KEEP)
@require_POST
def place_retire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Stop offering a place, or offer it again."""
    place = services.retire_place(actor=request.actor, place=get_object_or_404(PrintPlace, pk=pk))
    text = _("« %s » n’est plus proposé.") if place.retired_on else _("« %s » est de nouveau proposé.")
    messages.success(request, text % place)
    return redirect("reception_print_places", office=request.office.slug)


@screen(VIEW)
@require_GET
def movements(request: OfficeRequest) -> HttpResponseBase:
    """Every movement, newest first; of one edition when the address says so."""
    form = MovementsFilter(request.GET)
    chosen = form.chosen
    context = {
        "page": page_of(request, moved(chosen)),
        "edition": PrintEdition.objects.select_related("title").filter(pk=chosen.get("edition", 0)).first(),
        "form": form,
        "can_keep": request.actor.can(KEEP),
        "can_requests": request.actor.can("reception.requests"),
    }
    return render(request, "reception/printed/movements.html", context)


@screen(KEEP)
def movement_new(request: OfficeRequest) -> HttpResponseBase:
    """Record a movement."""
    initial = {
        name: request.GET.get(name, "") for name in ("kind", "edition", "place") if name in request.GET
    }
    form = MovementForm(posted(request), initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            _move(request, dict(form.cleaned_data))
            messages.success(request, _("Le mouvement est enregistré."))
            return redirect("reception_print_movements", office=request.office.slug)
    return _form(request, form, _("Nouveau mouvement"))


def _move(request: OfficeRequest, said: dict[str, Any]) -> PrintMovement:
    """Call the service of that kind with what it takes."""
    kind = said["kind"]
    common = {name: said[name] for name in ("client_id", "edition", "place", "quantity", "day")}
    common["actor"] = request.actor
    if kind == PrintMovement.Kind.DISTRIBUTION:
        return services.distribute(recipient=said["recipient"], **common)
    if kind == PrintMovement.Kind.TRANSFER:
        return services.transfer(target=said["target"], reason=said["reason"], **common)
    if kind == PrintMovement.Kind.LOSS:
        return services.lose(reason=said["reason"], **common)
    if kind == PrintMovement.Kind.HANDED:
        return services.hand_out(reason=said["reason"], **common)
    return services.receive_delivery(reason=said["reason"], **common)


@screen(KEEP)
def movement_undo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Write the contrary of a movement, with the reason."""
    movement = get_object_or_404(PrintMovement.objects.select_related("edition__title"), pk=pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals_beside(form):
            services.undo_movement(actor=request.actor, movement=movement, reason=form.cleaned_data["reason"])
            messages.success(request, _("Le mouvement est retiré du stock ; il reste lisible."))
            return redirect("reception_print_movements", office=request.office.slug)
    return _form(request, form, _("Retirer : %s") % movement)


def _form(request: OfficeRequest, form: Any, heading: str) -> HttpResponseBase:
    context = {"form": form, "heading": heading}
    return render(request, "reception/printed/form.html", context, status=422 if form.errors else 200)
