"""The freshness board: what nobody looked at for a long time, and saying in bulk that it is right."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import wholes
from buron.offer import services
from buron.offer.models import Fiche
from buron.offer.queries.facets import freshness_label
from buron.offer.queries.freshness import GROUPS, Group, fiches_to_check, freshness_board
from buron.offer.search.query import FRESHNESS
from buron.offer.views.rights import rights

MOST_AT_ONCE = 200
MOST_QUERY = 400


@screen("offer.view")
def freshness(request: OfficeRequest) -> HttpResponse:
    """The board by kind, commune or owner, and the fiches of the cell that was opened."""
    today = timezone.localdate()
    titles = {"kind": _("Type"), "insee": _("Commune"), "owner": _("Propriétaire de la fiche")}
    group = _group(request.GET.get("groupe", ""))
    code = request.GET.get("code")
    chosen = next((key for key in FRESHNESS if key == request.GET.get("classe")), None)
    board = freshness_board(today, group)
    fiches = fiches_to_check(today, group, code, chosen)
    context = {
        "board": board,
        "group": group,
        "group_title": titles[group],
        "groups": titles.items(),
        "code": code,
        "line": next((line for line in board if line.code == code), None),
        "chosen": chosen,
        "classes": [(key, freshness_label(key)) for key in FRESHNESS],
        "total": sum(line.total for line in board),
        "sums": [(key, sum(line.counts[key] for line in board)) for key in FRESHNESS],
        "page": page_of(request, fiches),
        "today": today,
        **rights(request),
    }
    return render(request, "offer/freshness.html", context)


@require_POST
@screen("offer.edit")
def freshness_check(request: OfficeRequest) -> HttpResponseBase:
    """Say of all those ticked that they are right today."""
    ids = wholes(request.POST.getlist("fiche")[:MOST_AT_ONCE])
    with transaction.atomic():
        fiches = list(Fiche.objects.filter(pk__in=ids))
        for fiche in fiches:
            services.mark_checked(actor=request.actor, fiche=fiche)
    text = ngettext("%(number)d fiche vérifiée.", "%(number)d fiches vérifiées.", len(fiches))
    if fiches:
        messages.success(request, text % {"number": len(fiches)})
    else:
        messages.warning(request, _("Cochez d’abord les fiches que vous avez relues."))
    response = redirect("offer_freshness", office=request.office.slug)
    query = QueryDict(request.POST.get("retour", "")[:MOST_QUERY]).urlencode()
    response["Location"] += f"?{query}" if query else ""
    return response


def _group(text: str) -> Group:
    return next((group for group in GROUPS if group == text), "kind")
