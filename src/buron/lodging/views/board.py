"""The matching board: what the sources show beside the register; and what one source alone knows, on a map."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import attempt
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.lodging.models import Sighting
from buron.lodging.natures import Nature
from buron.lodging.queries.finding import find_lodgings
from buron.lodging.queries.likeness import candidates
from buron.lodging.queries.sources import Alone, counts, known_alone
from buron.lodging.services import sightings
from buron.lodging.views.register import EDIT, VIEW, lodging_or_404
from buron.territory import reference
from buron.territory.models import OfficeCommune

PAGE = 25
MOST_POINTS = 3000
REASONS = (
    gettext_lazy("Loué à l’année, pas à des touristes"),
    gettext_lazy("N’est plus loué"),
    gettext_lazy("Dans une autre commune"),
    gettext_lazy("Déjà au registre sous un autre signalement"),
)
STATES = Sighting.State


@screen(VIEW)
@require_GET
def board(request: OfficeRequest) -> HttpResponseBase:
    """The sightings of a source in a state, each with the lodgings that it may be."""
    state = request.GET.get("etat", STATES.NEW)
    source = request.GET.get("source", "")
    insee = request.GET.get("commune", "")[:5]
    found = _sightings(state, source, insee)
    page = page_of(request, found.select_related("lodging"), size=PAGE)
    likely = candidates(list(page)) if state == STATES.NEW else {}
    context = {
        "page": page,
        "lines": [(one, likely.get(one.pk, []), reference.commune_name(one.insee, "")) for one in page],
        "states": _states(),
        "sources": _sources(),
        "state": state if state in STATES.values else STATES.NEW.value,
        "source": source,
        "commune": insee,
        "natures": Nature.choices,
        "reasons": [str(reason) for reason in REASONS],
        "total": page.paginator.count,
        "can_edit": request.actor.can(EDIT),
    }
    return render(request, "lodging/board.html", context)


def _sightings(state: str, source: str, insee: str) -> QuerySet[Sighting]:
    found = Sighting.objects.filter(state=state if state in STATES.values else STATES.NEW)
    if source in Sighting.Source.values:
        found = found.filter(source=source)
    if insee:
        found = found.filter(insee=insee)
    return found.order_by("insee", "name", "pk")


def _states() -> list[tuple[str, str, int]]:
    counted = dict(Sighting.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return [(state.value, str(state.label), counted.get(state.value, 0)) for state in STATES]


def _sources() -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in Sighting.Source]


def sighting_or_404(pk: int) -> Sighting:
    """A sighting of the office in scope."""
    return get_object_or_404(Sighting.objects.select_related("lodging"), pk=pk)


def _back(request: OfficeRequest) -> HttpResponseBase:
    """To the board, as it was narrowed."""
    asked = request.POST.get("back", "")
    narrowed = asked if asked.startswith("?") and len(asked) < 200 and "\n" not in asked else ""
    return redirect(reverse("lodging_board", kwargs={"office": request.office.slug}) + narrowed)


@screen(EDIT)
@require_POST
def match(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """It is that lodging of the register."""
    found = sighting_or_404(pk)
    chosen = whole(request.POST.get("lodging"))
    if chosen is None:
        messages.error(request, _("Choisissez l’hébergement du registre."))
        return _back(request)
    attempt(
        request,
        _("Le signalement est rapproché."),
        sightings.match_sighting,
        sighting=found,
        lodging=lodging_or_404(chosen),
    )
    return _back(request)


@screen(EDIT)
@require_POST
def enter(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Nobody had it: it enters the register."""
    found = sighting_or_404(pk)
    nature = request.POST.get("nature", "")
    made = attempt(
        request,
        _("L’hébergement est inscrit au registre."),
        sightings.register_sighting,
        sighting=found,
        nature=nature if nature in Nature.values else "",
    )
    if made is None:
        return _back(request)
    return redirect("lodging_lodging", office=request.office.slug, pk=made.pk)


@screen(EDIT)
@require_POST
def ignore(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Set aside with the reason."""
    attempt(
        request,
        _("Le signalement est écarté."),
        sightings.ignore_sighting,
        sighting=sighting_or_404(pk),
        reason=request.POST.get("reason", ""),
    )
    return _back(request)


@screen(EDIT)
@require_POST
def again(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put back among those that wait."""
    attempt(
        request,
        _("Le signalement est de nouveau à rapprocher."),
        sightings.reopen_sighting,
        sighting=sighting_or_404(pk),
    )
    return _back(request)


@screen(EDIT)
@require_POST
def read_offer(request: OfficeRequest) -> HttpResponseBase:
    """See what the offer publishes today."""
    waiting = sightings.note_offer(actor=request.actor)
    text = ngettext(
        "L’offre a été relue : %(count)s hébergement n’est pas au registre.",
        "L’offre a été relue : %(count)s hébergements ne sont pas au registre.",
        waiting,
    )
    messages.success(request, text % {"count": waiting})
    return _back(request)


@screen(VIEW)
@require_GET
def choices(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Lodgings of the register to choose from by words, for one sighting."""
    found = sighting_or_404(pk)
    words = request.GET.get("mots", "")[:120]
    lodgings = list(find_lodgings({"mots": words, "etat": "all"})[:12]) if words else []
    context = {"one": found, "words": words, "lodgings": lodgings, "back": request.GET.get("back", "")[:200]}
    return render(request, "lodging/choices.html", context)


@screen(VIEW)
@require_GET
def alone(request: OfficeRequest) -> HttpResponseBase:
    """What one source alone knows: a list, a map, the counts by source and by commune."""
    source, insee = request.GET.get("source", ""), request.GET.get("commune", "")[:5]
    everything = known_alone()
    by_source, by_commune = counts(everything)
    shown = _narrowed(everything, source, insee)
    page = page_of(request, sorted(shown, key=lambda one: (one.insee, one.name)))
    context = {
        "page": page,
        "lines": [_line(request, one) for one in page],
        "total": len(shown),
        "source": source,
        "commune": insee,
        "sources": _counted_sources(by_source),
        "communes": _counted_communes(by_commune),
        "placed": sum(one.latitude is not None for one in shown),
        "asked": request.GET.urlencode(),
        "can_edit": request.actor.can(EDIT),
    }
    return render(request, "lodging/alone.html", context)


@screen(VIEW)
@require_GET
def alone_points(request: OfficeRequest) -> JsonResponse:
    """The same as points of the map, on the plain ground of the communes."""
    source, insee = request.GET.get("source", ""), request.GET.get("commune", "")[:5]
    shown = _narrowed(known_alone(), source, insee)
    points = [_point(request, one) for one in shown if one.latitude is not None][:MOST_POINTS]
    return JsonResponse({"type": "FeatureCollection", "features": [*points, *_ground(request)]})


def _narrowed(found: list[Alone], source: str, insee: str) -> list[Alone]:
    wanted = "" if source == "register" else source
    return [
        one for one in found if (not source or one.source == wanted) and (not insee or one.insee == insee)
    ]


def _counted_sources(counted: Counter[str]) -> list[tuple[str, str, int]]:
    named = [(key, label, counted[key]) for key, label in _sources() if counted[key]]
    hand = counted[""]
    return [*named, *([("register", _("Le registre seul"), hand)] if hand else [])]


def _counted_communes(counted: Counter[str]) -> list[tuple[str, str, int]]:
    return [
        (insee, reference.commune_name(insee, _("commune inconnue")), count)
        for insee, count in counted.most_common(40)
    ]


def _line(request: OfficeRequest, one: Alone) -> dict[str, Any]:
    return {
        "id": one.key,
        "title": one.name,
        "url": _url(request, one),
        "text": " · ".join(part for part in (_told(one), reference.commune_name(one.insee, "")) if part),
    }


def _told(one: Alone) -> str:
    label = str(Sighting.Source(one.source).label) if one.source else _("Le registre seul")
    where = _("au registre") if one.lodging else _("pas au registre")
    return f"{label}, {where}"


def _url(request: OfficeRequest, one: Alone) -> str:
    if one.lodging is not None:
        return reverse("lodging_lodging", kwargs={"office": request.office.slug, "pk": one.lodging.pk})
    pk = one.sighting.pk if one.sighting else 0
    return reverse("lodging_choices", kwargs={"office": request.office.slug, "pk": pk})


def _point(request: OfficeRequest, one: Alone) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
        "properties": _line(request, one),
    }


def _ground(request: OfficeRequest) -> list[dict[str, Any]]:
    """The communes, so that the map says where one is without network."""
    communes = OfficeCommune.objects.filter(latitude__isnull=False)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
            "properties": {"role": "commune", "title": one.name, "id": f"c{one.insee}"},
        }
        for one in communes
    ]
