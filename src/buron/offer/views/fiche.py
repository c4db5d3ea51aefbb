"""The page of a fiche, and what is done from it in one gesture."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from buron.kernel.gestures import attempt, told
from buron.kernel.screens import OfficeRequest, screen
from buron.offer import services
from buron.offer.body import Body
from buron.offer.forms import TrackForm
from buron.offer.kinds import family_of
from buron.offer.models import Fiche, Photo, Selection, Track
from buron.offer.queries.cards import card_of
from buron.offer.queries.fiches import history_of, local_edits, records_of, week_of
from buron.offer.queries.media import own_photo, photos_of, shown_media, source_photo
from buron.offer.queries.tracks import with_track
from buron.offer.queries.wording import route_facts
from buron.offer.search.columns import NO_DAY
from buron.offer.search.narrow import freshness_of
from buron.offer.services.fiches import BadFiche
from buron.offer.services.tracks import keep_track, remove_track
from buron.offer.tracks import length_of
from buron.offer.views.fiche_details import details_of
from buron.offer.views.public_words import price_lines, prices_written
from buron.offer.views.rights import rights
from buron.offer.views.search import ground

STATES = {
    "publier": (services.publish, gettext_lazy("Fiche publiée.")),
    "masquer": (services.hide, gettext_lazy("Fiche masquée : elle n’apparaît plus dans aucun canal.")),
    "archiver": (services.archive, gettext_lazy("Fiche archivée.")),
}


@screen("offer.view")
def fiche_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything that is known of a fiche, and where it comes from."""
    fiche = get_object_or_404(Fiche, pk=pk)
    return render(request, "offer/fiche.html", {**page_context(request, fiche), **rights(request)})


@screen("offer.view")
def fiche_history(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who changed what, newest first."""
    fiche = get_object_or_404(Fiche, pk=pk)
    return render(request, "offer/history.html", {"fiche": fiche, "history": history_of(fiche)})


def page_context(request: OfficeRequest, fiche: Fiche) -> dict[str, Any]:
    """What the template of the page reads."""
    today = timezone.localdate()
    body = fiche.body
    own = photos_of([fiche.pk], today).get(fiche.pk, [])
    records = records_of(fiche)
    edits = local_edits(fiche, records)
    week = week_of(fiche, today)
    track = Track.objects.filter(fiche=fiche).first()
    prices = price_lines(body.get("prices"), dt.date.min, "fr")
    return {
        **details_of(fiche, records),
        "fiche": fiche,
        "body": body,
        "card": card_of(fiche, own, "fr", today),
        "today": today,
        "family": family_of(fiche.kind),
        "week": week,
        "shows_week": len({(day.state, day.hours) for day in week}) > 1 or week[0].state == "open",
        "price_lines": prices,
        "prices_written": prices_written(body.get("prices"), prices, "fr"),
        "route": route_facts(body.get("route")),
        "photos": [own_photo(photo, "fr") for photo in own]
        + [source_photo(m, "fr") for m in shown_media(body, today)],
        "records": records,
        "edits": edits,
        "edited": sorted({edit.path.split(".")[0] for edit in edits}),
        "freshness": freshness_of(fiche.checked_on.toordinal() if fiche.checked_on else NO_DAY, today),
        "map": with_track(map_of(request, fiche), track.lines if track else None),
        "track": track,
        "track_length": length_of(track.lines) / 1000 if track and track.lines else None,
        "track_form": TrackForm(),
        "history": history_of(fiche, limit=3),
        "selections": _selections(fiche),
        "gone_photos": _ended(fiche, body, today),
    }


def map_of(request: OfficeRequest, fiche: Fiche) -> dict[str, Any] | None:
    """The map of one place; nothing when its position is not known."""
    if fiche.latitude is None or fiche.longitude is None:
        return None
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [fiche.longitude, fiche.latitude]},
        "properties": {"id": fiche.pk, "title": fiche.name, "text": "", "url": ""},
    }
    return {"type": "FeatureCollection", "features": [point, *ground(request)]}


def _selections(fiche: Fiche) -> list[Selection]:
    """Selections that show it first: the others are found by their question."""
    return [selection for selection in Selection.objects.all() if fiche.pk in selection.pinned]


def _ended(fiche: Fiche, body: Body, today: dt.date) -> int:
    """Photos that may no longer be shown."""
    own = Photo.objects.filter(fiche=fiche, removed_at=None, until__lt=today).count()
    media = [one for one in body.get("media", ()) if one.get("type") == "image"]
    return own + sum(one.get("until", "9999") < today.isoformat() for one in media)


@require_POST
@screen("offer.edit")
def fiche_checked(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Somebody read it and says that it is right."""
    fiche = services.mark_checked(actor=request.actor, fiche=get_object_or_404(Fiche, pk=pk))
    messages.success(request, _("« %(name)s » : vérifiée aujourd’hui.") % {"name": fiche.name})
    return redirect("offer_fiche", office=request.office.slug, pk=pk)


@require_POST
@screen("offer.edit")
def fiche_state(request: OfficeRequest, pk: int, state: str) -> HttpResponseBase:
    """Publish, hide or archive."""
    fiche = get_object_or_404(Fiche, pk=pk)
    if state not in STATES:
        return redirect("offer_fiche", office=request.office.slug, pk=pk)
    service, text = STATES[state]
    try:
        service(actor=request.actor, fiche=fiche)
        messages.success(request, text)
    except BadFiche as error:
        messages.error(request, str(error))
    return redirect("offer_fiche", office=request.office.slug, pk=pk)


@require_POST
@screen("offer.edit")
def fiche_revert(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give a field back to its source; the edit can be made again in one click."""
    fiche = get_object_or_404(Fiche, pk=pk)
    path = request.POST.get("path", "")
    try:
        services.drop_override(actor=request.actor, fiche=fiche, path=path)
        messages.success(request, _("La fiche dit de nouveau ce que dit la source."))
    except BadFiche as error:
        messages.error(request, str(error))
    response = redirect("offer_fiche", office=request.office.slug, pk=pk)
    response["Location"] += "#sources"
    return response


@require_POST
@screen("offer.edit")
def fiche_track(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Keep the track of a file that was dropped; without a file, forget the one that is kept."""
    fiche = get_object_or_404(Fiche, pk=pk)
    if "remove" in request.POST:
        attempt(request, _("La trace est retirée."), remove_track, fiche=fiche)
    else:
        form = TrackForm(request.POST, request.FILES)
        if told(request, form):
            attempt(
                request,
                _("La trace est gardée."),
                keep_track,
                fiche=fiche,
                data=form.cleaned_data["file"].read(),
            )
    return redirect("offer_fiche", office=request.office.slug, pk=pk)
