"""The board of ranking requests, a request with its papers; what is done to it is in :mod:`.ranking_deeds`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from buron.directory.models import Party
from buron.directory.rules import search_words
from buron.kernel import journal
from buron.kernel.downloads import attachment, pdf_response
from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole
from buron.lodging import queries
from buron.lodging.models import CriterionAnswer, Lodging, RankingRequest, Visit
from buron.lodging.natures import Nature
from buron.lodging.papers.certificate import certificate_pdf
from buron.lodging.papers.ical import appointment_file
from buron.lodging.papers.photos import annex_pdf
from buron.lodging.queries import rankings as board_queries
from buron.lodging.queries.ranking_files import missing_papers
from buron.lodging.queries.ranking_scores import office_grid, scores, seen_of
from buron.lodging.ranking.carried import measured
from buron.lodging.ranking.records import explain
from buron.lodging.ranking_forms import AppointmentForm, BoardForm, DayForm, DecisionForm, RequestForm
from buron.lodging.services import ranking_requests

RANK = "lodging.rank"
MOST_FOUND = 20
Stage = RankingRequest.Stage


def request_or_404(pk: int) -> RankingRequest:
    """A request of the office with what its screens show."""
    found = RankingRequest.objects.select_related("office", "lodging__office", "party", "decision")
    return get_object_or_404(found, pk=pk)


def visit_of(asked: RankingRequest) -> Visit | None:
    """The visit that is planned or was held."""
    return Visit.objects.select_related("visitor", "request").filter(request=asked, cancelled_at=None).first()


@screen(RANK)
@require_GET
def rankings(request: OfficeRequest) -> HttpResponseBase:
    """The requests that are under way, with the clock of each."""
    form = BoardForm(request.GET)
    chosen = form.chosen
    stage = {"toutes": ""}.get(chosen.get("etape", ""), chosen.get("etape", "open"))
    page = page_of(request, board_queries.board(stage, search_words(chosen.get("mots", ""))), size=40)
    counts = board_queries.stage_counts()
    context = {
        "form": form,
        "page": page,
        "lines": board_queries.board_lines(list(page.object_list)),
        "open_count": sum(counts.get(one, 0) for one in board_queries.OPEN_STAGES),
        "stages": [(label, counts.get(key, 0), key) for key, label in Stage.choices[:6]],
        "any": sum(counts.values()),
        "mails": board_queries.waiting_mails().count(),
        "ending": board_queries.ending_rankings(timezone.localdate()).count(),
        "chosen": chosen,
        "can_set_up": request.actor.can("lodging.rank_setup"),
    }
    template = "lodging/parts/rankings.html" if request.headers.get("HX-Request") else "lodging/rankings.html"
    return render(request, template, context)


@screen(RANK)
def ranking_new(request: OfficeRequest) -> HttpResponseBase:
    """Find the lodging, then enter what its form says."""
    lodging = _asked_lodging(request)
    if lodging is None:
        words = request.GET.get("mots", "")[:80]
        found = queries.lodgings().filter(nature=Nature.MEUBLES, closed_on=None)
        if words:
            found = found.filter(search_words__contains=search_words(words))
        return render(
            request,
            "lodging/ranking_choose.html",
            {"words": words, "found": found[:MOST_FOUND] if words else []},
        )
    initial = {
        "received_on": timezone.localdate(), "requested_stars": "3", "capacity": lodging.capacity,
        "surface": lodging.surface,
    }  # fmt: skip
    form = RequestForm(posted(request), parties=_parties(lodging), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            made = ranking_requests.receive_request(
                actor=request.actor, lodging=lodging, party=_party(form), **form.described()
            )
            messages.success(request, _("La demande %s est enregistrée.") % made.number)
            return to_ranking(request, made)
    context = {"form": form, "lodging": lodging, "parties": _parties(lodging)}
    return render(request, "lodging/ranking_form.html", context, status=422 if form.errors else 200)


@screen(RANK)
def ranking_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Correct or complete what the form says."""
    asked = request_or_404(pk)
    form = RequestForm(posted(request), parties=[asked.party], initial=RequestForm.initial_of(asked))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            ranking_requests.update_request(actor=request.actor, request=asked, changes=form.described())
            messages.success(request, _("La demande est enregistrée."))
            return to_ranking(request, asked)
    context = {"form": form, "lodging": asked.lodging, "asked": asked, "parties": [asked.party]}
    return render(request, "lodging/ranking_form.html", context, status=422 if form.errors else 200)


@screen(RANK)
@require_GET
def ranking(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A request: where it stands, what comes next."""
    return ranking_page(request, request_or_404(pk))


def ranking_page(request: OfficeRequest, asked: RankingRequest, **forms_given: Any) -> HttpResponseBase:
    """The page of a request; ``forms_given`` are the forms that were not right."""
    visit = visit_of(asked)
    decision = getattr(asked, "decision", None)
    today = timezone.localdate()
    sleeps = tuple(one.get("sleeps") or 0 for one in asked.rooms)
    context = {
        "asked": asked,
        "visit": visit,
        "decision": decision,
        "clock": board_queries.clock_of(asked, visit, today),
        "missing": missing_papers(asked) if asked.stage == Stage.RECEIVED else [],
        "measures": measured(office_grid(asked.office), persons=asked.capacity, sleeps=sleeps)
        if asked.capacity
        else [],
        "mails": asked.mails.all()[:10],
        "history": journal.history(asked, limit=30),
        "form": AppointmentForm(visitors=board_queries.visitors(), initial=_appointment(visit)),
        "visitors": board_queries.visitors().exists(),
        "day_form": DayForm(initial={"day": today}),
        **_steps(asked),
        **_scored(asked, visit),
        **forms_given,
    }
    return render(request, "lodging/ranking.html", context, status=422 if forms_given else 200)


def _appointment(visit: Visit | None) -> dict[str, Any]:
    if visit is None:
        return {}
    at = timezone.localtime(visit.appointment)
    return {"appointment": at, "visitor": str(visit.visitor_id), "meets": visit.meets}


def _steps(asked: RankingRequest) -> dict[str, Any]:
    """The way of a request and where it stands; nothing for one that ended otherwise than by a ranking."""
    names = [
        _("Dossier"), _("Rendez-vous"), _("Visite"), _("Décision"), _("Certificat"), _("Délai de refus"),
    ]  # fmt: skip
    order = [Stage.RECEIVED, Stage.COMPLETE, Stage.SCHEDULED, Stage.VISITED, Stage.DECIDED, Stage.NOTIFIED]
    if asked.stage == Stage.ACQUIRED:
        return {"steps": names, "current": len(names) + 1}
    if asked.stage not in order:
        return {"steps": []}
    return {"steps": names, "current": order.index(Stage(asked.stage)) + 1}


def _scored(asked: RankingRequest, visit: Visit | None) -> dict[str, Any]:
    """The score of the visit for each number of stars, its conflicts and its photos."""
    if visit is None or visit.started_at is None:
        return {}
    answers = list(visit.answers.all())
    seen = seen_of(visit, answers)
    grid = office_grid(asked.office)
    each, best = scores(seen, grid)
    shown = each[(best.stars if best else asked.requested_stars) - 1]
    asked_for = each[asked.requested_stars - 1]
    stars = asked.requested_stars if asked_for.granted or not best else best.stars
    return {
        "scores": each,
        "best": best,
        "asked_for": asked_for,
        "derivation": explain(asked_for, grid),
        "unseen": len(shown.unseen),
        "seen_count": len(answers),
        "conflicts": [(one, _other(one)) for one in answers if one.other],
        "photos": list(visit.photos.all()[:60]),
        "decision_form": DecisionForm(initial={"stars": str(stars), "decided_on": timezone.localdate()}),
    }


def _other(answer: CriterionAnswer) -> str:
    other = answer.other or {}
    return str(dict(CriterionAnswer.Value.choices).get(other.get("value", ""), ""))


@screen(RANK)
@require_GET
def ranking_certificate(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The certificate as PDF."""
    decision = getattr(request_or_404(pk), "decision", None)
    if decision is None:
        raise Http404("nothing is decided")
    return pdf_response(certificate_pdf(decision), f"certificat-{decision.number}.pdf")


@screen(RANK)
@require_GET
def ranking_photos(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The photos of the visit as the annex of its certificate."""
    asked = request_or_404(pk)
    visit = (
        asked.visits.filter(cancelled_at=None).select_related("request__lodging", "request__office").first()
    )
    if visit is None or not visit.photos.exists():
        raise Http404("no photo is kept")
    return pdf_response(annex_pdf(visit), f"photos-{asked.number}.pdf")


@screen(RANK)
@require_GET
def ranking_ical(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The appointment for a calendar."""
    visit = visit_of(request_or_404(pk))
    if visit is None:
        raise Http404("no appointment")
    return attachment(appointment_file(visit), "rendez-vous.ics")


def _asked_lodging(request: OfficeRequest) -> Lodging | None:
    number = whole(request.GET.get("hebergement"))
    return None if number is None else get_object_or_404(queries.lodgings(), pk=number)


def _parties(lodging: Lodging) -> list[Party]:
    """Those who hold the lodging, the one who declares first."""
    hostings = lodging.hostings.select_related("party").order_by("-declares", "-since", "pk")
    return list(dict.fromkeys(one.party for one in hostings))


def _party(form: RequestForm) -> Party:
    return Party.objects.get(pk=form.cleaned_data["party"])


def to_ranking(request: OfficeRequest, asked: RankingRequest) -> HttpResponseBase:
    """Back to the page of a request."""
    return redirect("lodging_ranking", office=request.office.slug, pk=asked.pk)
