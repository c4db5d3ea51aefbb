"""The stars of a furnished lodging, from its host's side: ask for them, see where the request stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import refusals_beside
from buron.lodging.models import Lodging, RankingRequest
from buron.lodging.natures import Nature
from buron.lodging.papers.certificate import certificate_pdf
from buron.lodging.queries.ranking_files import missing_papers
from buron.lodging.services.ranking_requests import OPEN
from buron.tourist_tax.host_ranking_forms import RankingForm
from buron.tourist_tax.services.host_ranking import ask_ranking
from buron.tourist_tax.views.door import Door, show

Stage = RankingRequest.Stage
SHOWN = 3
STATES = {
    Stage.RECEIVED: gettext_lazy("Demande reçue : l’office complète le dossier avec vous."),
    Stage.COMPLETE: gettext_lazy("Dossier complet : l’office prend rendez-vous avec vous."),
    Stage.SCHEDULED: gettext_lazy("Visite prévue."),
    Stage.VISITED: gettext_lazy("Visite faite : la décision vient."),
    Stage.DECIDED: gettext_lazy("Décision prise : le certificat vous est envoyé bientôt."),
    Stage.NOTIFIED: gettext_lazy("Certificat envoyé."),
    Stage.ACQUIRED: gettext_lazy("Classement acquis."),
    Stage.UNFAVOURABLE: gettext_lazy("Avis défavorable : ces étoiles ne sont pas atteintes."),
    Stage.REFUSED: gettext_lazy("Vous avez refusé ce classement."),
    Stage.WITHDRAWN: gettext_lazy("Demande retirée."),
}


def ranking(request: HttpRequest, door: Door, lodging: int) -> HttpResponseBase:
    """Where the requests of a lodging stand, and the form of a new one when none is open."""
    found = _furnished(door, lodging)
    asked = list(
        RankingRequest.objects.filter(lodging=found)
        .select_related("decision", "lodging", "party")
        .order_by("-pk")[:SHOWN]
    )
    is_open = any(one.stage in OPEN for one in asked)
    form = _form(request, door, found, asked)
    if form.is_bound and form.is_valid():
        with refusals_beside(form):
            ask_ranking(actor=door.actor, lodging=found, party=door.party, **form.described())
            messages.success(request, _("C’est envoyé : l’office vous appelle pour la suite."))
            return redirect(door.url("ranking", lodging=found.pk))
    context = {"lodging": found, "states": [_state(one) for one in asked], "form": None if is_open else form}
    return show(request, door, "ranking", context, 422 if form.errors else 200)


@require_safe
def certificate(request: HttpRequest, door: Door, lodging: int, pk: int) -> HttpResponseBase:
    """The certificate of the visit, once the office has handed it over."""
    asked = get_object_or_404(
        RankingRequest.objects.select_related("decision", "lodging", "party", "office"),
        pk=pk,
        lodging=_furnished(door, lodging),
        decision__notified_on__isnull=False,
    )
    return pdf_response(certificate_pdf(asked.decision), f"certificat-{asked.decision.number}.pdf")


def _furnished(door: Door, pk: int) -> Lodging:
    found = door.lodging(pk)
    if found.nature != Nature.MEUBLES:
        raise Http404("only furnished lodgings are ranked so")
    return found


def _form(request: HttpRequest, door: Door, lodging: Lodging, asked: list[RankingRequest]) -> RankingForm:
    """What the office knows of the lodging, then what the last request said."""
    last = asked[0] if asked else None
    initial: dict[str, Any] = {"capacity": lodging.capacity, "surface": lodging.surface, "quality": "owner"}
    initial |= {"requested_stars": "3", "reason": "renewal" if lodging.rankings.exists() else "first"}
    if last is not None:
        kept = ("quality", "dwelling", "capacity", "surface", "floor")
        initial |= {name: value for name in kept if (value := getattr(last, name)) not in (None, "")}
        initial["requested_stars"] = str(last.requested_stars)
    rooms = last.rooms if last else [{"name": name} for name in (_("Séjour"), _("Chambre 1"), _("Chambre 2"))]
    sending = request.method == "POST" and door.may_write
    return RankingForm(request.POST if sending else None, initial=initial, rooms=rooms)


def _state(asked: RankingRequest) -> dict[str, Any]:
    """A request as its host reads it."""
    decision = getattr(asked, "decision", None)
    return {
        "request": asked,
        "words": STATES[Stage(asked.stage)],
        "missing": missing_papers(asked) if asked.stage == Stage.RECEIVED else [],
        "visit": asked.visits.filter(cancelled_at=None, finished_at=None).first(),
        "decision": decision if decision and decision.notified_on else None,
    }
