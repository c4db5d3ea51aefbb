"""One touch at the desk: ideas for a situation, with the rule that chose them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.screens import OfficeRequest, screen
from buron.offer.ideas import BY_KEY
from buron.offer.queries.ideas import MOST_IDEAS, ideas
from buron.offer.services.ideas import BadIdeas, count_ideas
from buron.reception.rules.facts import FactsError
from buron.reception.views.desk import find_desk, hits_of_ids, point_of
from buron.reception.views.entries import body_of, ids_of, number_of, text_of
from buron.territory.models import Desk


def place_of(desk: Desk) -> str:
    """The desk as the offer counts turns."""
    return f"desk:{desk.pk}"


@screen("reception.record")
@require_GET
def ideas_for(request: OfficeRequest, situation: str) -> HttpResponseBase:
    """The ideas for a situation, as lines that are added to the carnet like any other."""
    if situation not in BY_KEY:
        raise Http404("no such situation")
    desk = find_desk(request.GET.get("bureau", ""))
    today = timezone.localdate()
    found = ideas(situation, day=today, near=point_of(desk), place=place_of(desk))
    lines = {line["hit"].id: line for line in hits_of_ids([one.id for one in found.ideas], desk)}
    kept: list[dict[str, Any]] = [lines[one.id] | {"idea": one} for one in found.ideas if one.id in lines]
    context = {"found": found, "hits": kept, "situation": found.situation}
    return render(request, "reception/parts/ideas.html", context)


@screen("reception.record")
@require_POST
def ideas_shown(request: OfficeRequest) -> HttpResponseBase:
    """Count the ideas that a screen has shown."""
    try:
        body = body_of(request)
        desk = Desk.objects.filter(pk=number_of(body, "desk") or 0).first()
        if desk is None:
            raise FactsError("desk", "Ce bureau n’existe plus : rechargez la page.")
        counted = count_ideas(
            actor=request.actor,
            situation=text_of(body, "situation", 20),
            day=timezone.localdate(),
            place=place_of(desk),
            fiches=ids_of(body, "fiches")[:MOST_IDEAS],
        )
    except (FactsError, BadIdeas) as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"counted": counted})
