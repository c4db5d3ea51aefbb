"""What is done to a ranking request from its page: each deed says how it went and comes back to the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.screens import OfficeRequest, screen
from buron.lodging.errors import LodgingError
from buron.lodging.models import RankingDecision, RankingRequest, Visit
from buron.lodging.queries import rankings as board_queries
from buron.lodging.queries.ranking_scores import office_grid, scores, seen_of
from buron.lodging.ranking_forms import AppointmentForm, DayForm, DecisionForm
from buron.lodging.services import ranking_decisions, ranking_mails, ranking_requests, ranking_visits
from buron.lodging.views.rankings import RANK, ranking_page, request_or_404, to_ranking, visit_of

Deed = Callable[[OfficeRequest, RankingRequest], str]


def _deed(request: OfficeRequest, pk: int, deed: Deed) -> HttpResponseBase:
    """Do a thing to a request, say so or say why not, and come back to it."""
    asked = request_or_404(pk)
    try:
        said = deed(request, asked)
    except LodgingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return to_ranking(request, asked)


def _day(request: OfficeRequest) -> DayForm:
    """The day and the reason that were sent. Raises :class:`LodgingError`."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise LodgingError(_("Indiquez le jour, par exemple 12/04/2026."), "day")
    return form


def _held(asked: RankingRequest) -> Visit:
    visit = visit_of(asked)
    if visit is None:
        raise LodgingError(_("Il n’y a pas encore de visite."))
    return visit


def _decision(asked: RankingRequest) -> RankingDecision:
    decision: RankingDecision | None = getattr(asked, "decision", None)
    if decision is None:
        raise LodgingError(_("Aucun avis n’est rendu."))
    return decision


@screen(RANK)
@require_POST
def ranking_complete(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The file is whole."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        day = _day(request).cleaned_data["day"]
        ranking_requests.complete_request(actor=request.actor, request=asked, day=day)
        return _("Le dossier est complet : prenez le rendez-vous.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The host gives up."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        because = request.POST.get("because", "")
        ranking_requests.withdraw_request(actor=request.actor, request=asked, because=because)
        return _("La demande est retirée.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_ask_missing(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Write the mail that says what is missing."""
    mail = ranking_mails.draft_missing(actor=request.actor, request=request_or_404(pk))
    return redirect("lodging_ranking_mail", office=request.office.slug, pk=mail.pk)


@screen(RANK)
@require_POST
def ranking_schedule(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Make or move the appointment, and write the mail that says it."""
    asked = request_or_404(pk)
    visitors = board_queries.visitors()
    form = AppointmentForm(request.POST, visitors=visitors)
    if form.is_valid():
        with refusals_beside(form):
            visit = ranking_visits.schedule_visit(
                actor=request.actor,
                request=asked,
                appointment=form.cleaned_data["appointment"],
                visitor=visitors.get(pk=form.cleaned_data["visitor"]),
                meets=form.cleaned_data["meets"],
            )
            ranking_mails.draft_appointment(actor=request.actor, visit=visit)
            messages.success(request, _("Le rendez-vous est pris ; le courriel au loueur est prêt à relire."))
            return to_ranking(request, asked)
    return ranking_page(request, asked, form=form)


@screen(RANK)
@require_POST
def ranking_visit_cancel(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The visit will not be held."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        because = request.POST.get("because", "")
        ranking_visits.cancel_visit(actor=request.actor, visit=_held(asked), because=because)
        return _("La visite est annulée : prenez un autre rendez-vous.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_visit_finish(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The visit is over."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        day = _day(request).cleaned_data["day"]
        comment = request.POST.get("comment", "")
        ranking_visits.finish_visit(actor=request.actor, visit=_held(asked), held_on=day, comment=comment)
        return _("La visite est terminée : rendez votre avis.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_visit_reopen(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Something was forgotten."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        ranking_visits.reopen_visit(actor=request.actor, visit=_held(asked))
        return _("La visite est rouverte : ses réponses peuvent changer.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_decide(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take the decision that the rule leads to for these stars."""
    asked = request_or_404(pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            visit = _held(asked)
            stars = int(form.cleaned_data["stars"])
            seen = seen_of(visit, visit.answers.all())
            granted = scores(seen, office_grid(asked.office))[0][stars - 1].granted
            decision = ranking_decisions.decide(
                actor=request.actor,
                visit=visit,
                stars=stars,
                favourable=granted,
                decided_on=form.cleaned_data["decided_on"],
                words=form.cleaned_data["words"],
            )
            ranking_mails.draft_certificate(actor=request.actor, decision=decision)
            messages.success(request, _("L’avis est rendu ; relisez le certificat, puis remettez-le."))
            return to_ranking(request, asked)
    return ranking_page(request, asked, decision_form=form)


@screen(RANK)
@require_POST
def ranking_notify(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The certificate was handed over otherwise than by mail."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        day = _day(request).cleaned_data["day"]
        ranking_decisions.notify_decision(actor=request.actor, decision=_decision(asked), day=day)
        return _("La remise du certificat est notée.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_refuse(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The host refuses."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        form = _day(request)
        ranking_decisions.refuse_decision(
            actor=request.actor,
            decision=_decision(asked),
            day=form.cleaned_data["day"],
            because=form.cleaned_data["because"],
        )
        return _("Le refus est noté : rien ne change au registre.")

    return _deed(request, pk, deed)


@screen(RANK)
@require_POST
def ranking_acquire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The days of refusal are over."""

    def deed(request: OfficeRequest, asked: RankingRequest) -> str:
        ranking_decisions.acquire_ranking(
            actor=request.actor, decision=_decision(asked), today=timezone.localdate()
        )
        return _("Le classement est au registre : la fiche et la taxe le suivent.")

    return _deed(request, pk, deed)
