"""Accreditations, the rule's open points, mails to read over, rankings that end."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.models import Membership
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.lodging.errors import LodgingError
from buron.lodging.models import Accreditation, RankingMail
from buron.lodging.queries import rankings as board_queries
from buron.lodging.queries.ranking_scores import office_grid
from buron.lodging.ranking.clocks import clocks_on
from buron.lodging.ranking_forms import CHOSEN, AccreditationForm, DayForm, MailForm, ScoringForm
from buron.lodging.services import accreditations as services
from buron.lodging.services import ranking_decisions, ranking_mails

RANK, SETUP = "lodging.rank", "lodging.rank_setup"
SOON = 90


@screen(RANK)
def ranking_accreditations(request: OfficeRequest) -> HttpResponseBase:
    """Who is accredited and until when; whoever sets up adds one."""
    members = list(
        Membership.objects.filter(office=request.office, is_active=True)
        .select_related("user")
        .order_by("pk")[:200]
    )
    can_set_up = request.actor.can(SETUP)
    form = AccreditationForm(posted(request) if can_set_up else None, members=members)
    if request.method == "POST" and can_set_up and form.is_valid():
        chosen = {str(one.pk): one for one in members}.get(form.cleaned_data["member"])
        with refusals_beside(form):
            services.grant_accreditation(
                actor=request.actor,
                member=chosen,
                place=form.cleaned_data["place"],
                reference=form.cleaned_data["reference"],
                valid_from=form.cleaned_data["valid_from"],
                valid_until=form.cleaned_data["valid_until"],
            )
            messages.success(request, _("L’habilitation est enregistrée."))
            return redirect("lodging_ranking_accreditations", office=request.office.slug)
    today = timezone.localdate()
    page = page_of(request, Accreditation.objects.order_by("-valid_until", "name", "pk"))
    context = {
        "page": page,
        "lines": [(one, (one.valid_until - today).days, one.valid_from <= today) for one in page.object_list],
        "soon": SOON,
        "form": form,
        "can_set_up": can_set_up,
        "today": today,
    }
    status = 422 if form.errors else 200
    return render(request, "lodging/ranking_accreditations.html", context, status=status)


@screen(SETUP)
@require_POST
def ranking_accreditation_end(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """It holds no more after a day."""
    accreditation = get_object_or_404(Accreditation, pk=pk)
    form = DayForm(request.POST)
    try:
        if not form.is_valid():
            raise LodgingError(_("Indiquez le dernier jour, par exemple 12/04/2026."))
        services.end_accreditation(
            actor=request.actor, accreditation=accreditation, last_day=form.cleaned_data["day"]
        )
    except LodgingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("L’habilitation est terminée à cette date."))
    return redirect("lodging_ranking_accreditations", office=request.office.slug)


@screen(RANK)
def ranking_scoring(request: OfficeRequest) -> HttpResponseBase:
    """The rule of decision, and the points that the texts leave open."""
    grid = office_grid(request.office)
    can_set_up = request.actor.can(SETUP)
    form = ScoringForm(posted(request) if can_set_up else None, grid=grid)
    if request.method == "POST" and can_set_up and form.is_valid():
        chosen = {key: form.cleaned_data[key] for key in CHOSEN}
        ranking_decisions.choose_scoring(actor=request.actor, chosen=chosen)
        messages.success(request, _("La règle est réglée ; les avis déjà rendus gardent la leur."))
        return redirect("lodging_ranking_scoring", office=request.office.slug)
    context = {
        "form": form,
        "grid": grid,
        "quotas": list(enumerate(grid.quotas, 1)),
        "clocks": clocks_on(timezone.localdate()),
        "can_set_up": can_set_up,
    }
    return render(request, "lodging/ranking_scoring.html", context, status=422 if form.errors else 200)


@screen(RANK)
@require_GET
def ranking_mails_list(request: OfficeRequest) -> HttpResponseBase:
    """Mails to read over, then the rankings that end."""
    today = timezone.localdate()
    context = {
        "page": page_of(request, board_queries.waiting_mails()),
        "ending": page_of(request, board_queries.ending_rankings(today), name="fins", size=30),
        "today": today,
    }
    return render(request, "lodging/ranking_mails.html", context)


@screen(RANK)
def ranking_mail(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Read a mail over; save, send or drop it."""
    mail = get_object_or_404(
        RankingMail.objects.select_related("office", "request__lodging", "ranking__lodging"), pk=pk
    )
    initial = {"to": mail.to, "subject": mail.subject, "text": mail.text}
    form = MailForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            said = _mail_deed(request, mail, form)
            messages.success(request, said)
            if mail.request_id:
                return redirect("lodging_ranking", office=request.office.slug, pk=mail.request_id)
            return redirect("lodging_ranking_mails", office=request.office.slug)
    context = {
        "mail": mail,
        "form": form,
        "lodging": mail.request.lodging if mail.request else mail.ranking and mail.ranking.lodging,
    }
    return render(request, "lodging/ranking_mail.html", context, status=422 if form.errors else 200)


def _mail_deed(request: OfficeRequest, mail: RankingMail, form: MailForm) -> str:
    """What the button says; the words are kept before they leave."""
    asked = request.POST.get("do", "")
    if asked == "drop":
        ranking_mails.drop_mail(actor=request.actor, mail=mail)
        return _("Le courriel est écarté.")
    ranking_mails.save_mail(actor=request.actor, mail=mail, **form.cleaned_data)
    if asked != "send":
        return _("Le courriel est enregistré.")
    ranking_mails.send_mail(actor=request.actor, mail=mail)
    return _("Le courriel est envoyé.")
