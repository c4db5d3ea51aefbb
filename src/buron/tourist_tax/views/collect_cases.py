"""Cases: formal procedures, and claims for money back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from buron.directory.models import Party
from buron.kernel import journal, periods
from buron.kernel.downloads import pdf_response
from buron.kernel.formats import date_text
from buron.kernel.gestures import attempt, refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.lodging.queries import lodgings_of
from buron.tourist_tax import collection_forms as forms
from buron.tourist_tax.models import Claim, ClaimPaper, Procedure
from buron.tourist_tax.papers.notices import assessment_pdf, notice_pdf, position_pdf
from buron.tourist_tax.queries.statements import month_of
from buron.tourist_tax.services import claims
from buron.tourist_tax.services import procedures as acting
from buron.tourist_tax.services.regularised import OVER
from buron.tourist_tax.views.collect_board import account_page, back, joined_paper

PAPERS = {"mise-en-demeure": notice_pdf, "avis": assessment_pdf, "position": position_pdf}


@dataclass(frozen=True, slots=True)
class Step:
    """A gesture of a procedure: in which states, its button, what it asks, what it does."""

    key: str
    states: tuple[str, ...]
    title: Any
    work: Callable[..., Any]
    asks: Any = ""
    word: str = ""
    letter: bool = False


S = Procedure.State
STEPS = (
    Step("envoi", (S.DRAFT,), lazy("La mise en demeure est partie"), acting.send_notice, letter=True),
    Step("notification", (S.NOTICE,), lazy("L’avis de réception est revenu"), acting.notice_notified),
    Step(
        "avis",
        (S.NOTIFIED,),
        lazy("L’avis de taxation d’office est parti"),
        acting.send_assessment,
        lazy("Observations antérieures, et pourquoi elles ne suffisent pas"),
        "exchanges",
    ),
    Step("avis-recu", (S.ASSESSED,), lazy("L’avis de taxation a été reçu"), acting.assessment_notified),
    Step(
        "observations",
        (S.ASSESSED,),
        lazy("L’hébergeur a répondu"),
        acting.record_observations,
        lazy("Observations reçues"),
        "text",
    ),
    Step(
        "position",
        (S.ASSESSED, S.OBSERVED),
        lazy("Le président a pris sa position définitive"),
        acting.take_position,
        lazy("Position définitive, motivée"),
        "position",
    ),
    Step("titre", (S.FINAL,), lazy("Le titre de recettes est proposé"), acting.propose_title),
)


@screen("tourist_tax.accounts")
@require_GET
def procedures(request: OfficeRequest) -> HttpResponseBase:
    """The procedures, those that run first."""
    running = Procedure.objects.exclude(state__in=OVER).select_related("party", "period")
    over = Procedure.objects.filter(state__in=OVER).select_related("party", "period")
    context = {"page": page_of(request, running), "over": page_of(request, over, name="closes")}
    return render(request, "tourist_tax/collect/procedures.html", context)


@screen("tourist_tax.collect")
@require_POST
def open_procedure(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Open a procedure against a host."""
    party = get_object_or_404(Party, pk=pk)
    form = forms.ProcedureForm(request.POST, prefix="procedure")
    if form.is_valid():
        with refusals_beside(form):
            made = acting.open_procedure(actor=request.actor, party=party, **form.cleaned_data)
            return back(request, "procedure", made.pk)
    return account_page(request, party, 422, procedure_form=form)


@screen("tourist_tax.accounts")
@require_GET
def procedure(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One procedure: where it stands, its clocks, its papers, the next step."""
    return _procedure_page(request, _procedure(pk))


def _procedure(pk: int) -> Procedure:
    return get_object_or_404(Procedure.objects.select_related("party", "period", "office"), pk=pk)


def _procedure_page(
    request: OfficeRequest, found: Procedure, status: int = 200, **bound: Any
) -> HttpResponse:
    today = timezone.localdate()
    can_collect = request.actor.can("tourist_tax.collect")
    steps = [
        (step, bound.get(f"step_{step.key}") or _step_form(step))
        for step in STEPS
        if found.state in step.states
    ]
    context = {
        "procedure": found,
        "clocks": [(clock, clock.is_over(today)) for clock in acting.clocks_of(found)],
        "lines": found.lines.select_related("lodging", "declaration"),
        "total": sum(line.amount for line in found.lines.all()),
        "steps": steps,
        "nights_form": _nights_form(found),
        "close_form": forms.BecauseForm(prefix="clore"),
        "can_hold": can_collect and found.state in (S.DRAFT, S.NOTICE, S.NOTIFIED),
        "is_over": found.state in OVER,
        "can_collect": can_collect,
        "history": [(entry, _told(entry.after)) for entry in journal.history(found, limit=40)],
        "today": today,
        **bound,
    }
    return render(request, "tourist_tax/collect/procedure.html", context, status=status)


def _told(after: Mapping[str, Any]) -> str:
    """What an entry of the journal says of a step: its state and date, the lodging and month, the reason."""
    state = dict(S.choices).get(after.get("state", ""), "")
    days = [_day(value) for key, value in after.items() if key.endswith("_on")]
    parts = (state, *days, after.get("lodging"), after.get("month"), after.get("because"))
    return ", ".join(str(part) for part in parts if part)


def _day(text: str) -> str:
    return date_text(dt.date.fromisoformat(text)) if text else ""


def _step_form(step: Step, data: Any = None) -> forms.StepForm:
    return forms.StepForm(data, prefix=step.key, asks=step.asks, letter=step.letter)


def _nights_form(found: Procedure, data: Any = None) -> forms.NightsForm:
    touched = periods.custom(found.period.first, found.period.last).months()
    months = [(f"{month.start:%Y-%m}", month.label) for month in touched]
    return forms.NightsForm(data, prefix="nuits", lodgings=lodgings_of(found.party), months=months)


@screen("tourist_tax.collect")
@require_POST
def advance(request: OfficeRequest, pk: int, step: str) -> HttpResponseBase:
    """A step of a procedure was taken."""
    found = _procedure(pk)
    chosen = next((one for one in STEPS if one.key == step), None)
    if chosen is None:
        raise Http404("no such step")
    form = _step_form(chosen, request.POST)
    if form.is_valid():
        given = {"on": form.cleaned_data["on"]}
        if chosen.word:
            given[chosen.word] = form.cleaned_data["words"]
        if chosen.letter:
            given["letter_number"] = form.cleaned_data["letter_number"]
        with refusals_beside(form):
            chosen.work(actor=request.actor, procedure=found, **given)
            messages.success(request, _("L’étape est enregistrée."))
            return back(request, "procedure", pk)
    return _procedure_page(request, found, 422, **{f"step_{step}": form})


@screen("tourist_tax.collect")
@require_POST
def hold(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hold nights taxable for a lodging and a month."""
    found = _procedure(pk)
    form = _nights_form(found, request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "month": month_of(form.cleaned_data["month"])}
        with refusals_beside(form):
            acting.hold_nights(actor=request.actor, procedure=found, **given)
            messages.success(request, _("Les nuitées sont retenues."))
            return back(request, "procedure", pk)
    return _procedure_page(request, found, 422, nights_form=form)


@screen("tourist_tax.collect")
@require_POST
def close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """End a procedure."""
    found = _procedure(pk)
    attempt(
        request,
        _("La procédure est close."),
        acting.close_procedure,
        procedure=found,
        settled=request.POST.get("issue") != "abandon",
        because=request.POST.get("clore-because", ""),
    )
    return back(request, "procedure", pk)


@screen("tourist_tax.accounts")
@require_GET
def paper(request: OfficeRequest, pk: int, name: str) -> HttpResponseBase:
    """A paper of a procedure, to be signed by the président."""
    found = _procedure(pk)
    if name not in PAPERS:
        raise Http404("no such paper")
    return pdf_response(PAPERS[name](found), f"procedure-{found.number}-{name}.pdf")


@screen("tourist_tax.accounts")
@require_GET
def claim_list(request: OfficeRequest) -> HttpResponseBase:
    """The claims, those that wait first."""
    over = (Claim.State.REFUSED, Claim.State.REFUNDED)
    rows = Claim.objects.select_related("lodging", "party")
    context = {
        "page": page_of(request, rows.exclude(state__in=over).order_by("received_on", "pk")),
        "over": page_of(request, rows.filter(state__in=over), name="closes"),
        "can_collect": request.actor.can("tourist_tax.collect"),
    }
    return render(request, "tourist_tax/collect/claims.html", context)


@screen("tourist_tax.collect")
def claim_new(request: OfficeRequest) -> HttpResponseBase:
    """Enter a claim."""
    form = forms.ClaimForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        paper = given.pop("paper")
        papers = (paper,) if paper else ()
        with refusals_beside(form):
            made = claims.receive_claim(actor=request.actor, stated=claims.Stated(**given, papers=papers))
            messages.success(request, _("La réclamation nº %d est enregistrée.") % made.number)
            return back(request, "claim", made.pk)
    return render(
        request,
        "tourist_tax/collect/claim_form.html",
        {"form": form},
        status=422 if request.method == "POST" else 200,
    )


@screen("tourist_tax.accounts")
@require_GET
def claim(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One claim: what is asked, its papers, the decision."""
    return _claim_page(request, get_object_or_404(Claim.objects.select_related("lodging", "payment"), pk=pk))


def _claim_page(request: OfficeRequest, found: Claim, status: int = 200, **bound: Any) -> HttpResponse:
    waits = found.state in (Claim.State.RECEIVED, Claim.State.PAPERS)
    can_collect = request.actor.can("tourist_tax.collect")
    context = {
        "claim": found,
        "papers": found.papers.defer("content"),
        "decision_form": forms.DecisionForm(),
        "can_decide": can_collect and waits,
        "can_refund": can_collect and found.state == Claim.State.ACCEPTED,
        "history": journal.history(found, limit=20),
        **bound,
    }
    return render(request, "tourist_tax/collect/claim.html", context, status=status)


@screen("tourist_tax.collect")
@require_POST
def claim_papers(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Ask for papers."""
    found = get_object_or_404(Claim, pk=pk)
    attempt(
        request,
        _("Les pièces à fournir sont notées : écrivez au demandeur."),
        claims.ask_papers,
        claim=found,
        wanted=request.POST.get("wanted", ""),
    )
    return back(request, "claim", pk)


@screen("tourist_tax.collect")
@require_POST
def claim_decide(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Record the decision."""
    found = get_object_or_404(Claim, pk=pk)
    form = forms.DecisionForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            claims.decide_claim(actor=request.actor, claim=found, **form.cleaned_data)
            messages.success(request, _("La décision est enregistrée."))
            return back(request, "claim", pk)
    return _claim_page(request, found, 422, decision_form=form)


@screen("tourist_tax.collect")
@require_POST
def claim_refund(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The refund was paid."""
    found = get_object_or_404(Claim, pk=pk)
    attempt(
        request,
        _("Le remboursement est enregistré."),
        claims.refund_claim,
        claim=found,
        on=timezone.localdate(),
    )
    return back(request, "claim", pk)


@screen("tourist_tax.accounts")
@require_GET
def claim_paper(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A paper of a claim."""
    return joined_paper(get_object_or_404(ClaimPaper, pk=pk))
