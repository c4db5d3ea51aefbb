"""Screens of the council's decisions: what applies when, one decision, its entry with live checks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel import journal
from buron.kernel.gestures import refusals_beside, refused
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole
from buron.territory.queries import office_communes, office_department
from buron.tourist_tax.clocks import clocks
from buron.tourist_tax.decision_forms import DecisionForm, NotifyForm, PeriodsForm, WithdrawForm, initial_of
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import CollectionPeriod, Decision, DeltaFile
from buron.tourist_tax.queries import decisions as queries
from buron.tourist_tax.queries.decisions import abatement_text, places_text, season_text
from buron.tourist_tax.rules.decision import Remark, check_decision, vote_deadline
from buron.tourist_tax.services import decisions as services
from buron.tourist_tax.tariff_rows import tariff_rows

RECENT = 12


@screen("tourist_tax.view")
@require_GET
def decisions(request: OfficeRequest) -> HttpResponseBase:
    """What applies when, what is being prepared, and the two dates of the year."""
    today = timezone.localdate()
    others = Decision.objects.exclude(state=Decision.State.IN_FORCE)
    context = {
        "lanes": queries.lanes(today),
        "drafts": others.filter(state=Decision.State.DRAFT),
        "page": page_of(request, others.filter(state=Decision.State.WITHDRAWN), size=20),
        "clocks": clocks(today),
        "files": DeltaFile.objects.count(),
        "today": today,
        "can_decide": request.actor.can("tourist_tax.decide"),
    }
    return render(request, "tourist_tax/decisions.html", context)


def decision_or_404(pk: int) -> Decision:
    """A decision of the office in scope, with its rows."""
    rows = Decision.objects.prefetch_related("tariffs", "regimes", "seasons", "abatements")
    return get_object_or_404(rows, pk=pk)


def to_decision(request: OfficeRequest, decision: Decision) -> HttpResponseBase:
    """To the decision's page."""
    return redirect("tourist_tax_decision", office=request.office.slug, pk=decision.pk)


@screen("tourist_tax.view")
@require_GET
def decision(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One decision: tariffs with what a guest pays, limits, regimes, periods, and what the law says of it."""
    found = decision_or_404(pk)
    return render(request, "tourist_tax/decision.html", decision_context(request, found))


def decision_context(request: OfficeRequest, found: Decision, **more: Any) -> dict[str, Any]:
    """What the page of a decision shows."""
    law = current_law()
    remarks = services.remarks(found)
    initial = {"notified_on": found.notified_on or timezone.localdate()}
    return {
        "decision": found,
        "rows": tariff_rows(found, office_department(request.office) or ""),
        "flat": [
            law.natures[one.nature].title
            for one in found.regimes.all()
            if one.nature in law.natures and one.regime == one.Regime.FORFAIT
        ],
        "seasons": [season_text(one.first, one.last) for one in found.seasons.all()],
        "abatements": [
            (law.natures[one.nature].title if one.nature in law.natures else "", _band(one))
            for one in found.abatements.all()
        ],
        "places": places_text(found.communes),
        "refused": [one.finding for one in remarks if one.finding.level == "refused"],
        "doubtful": _brief([one for one in remarks if one.finding.level == "doubtful"]),
        "withdraw_form": WithdrawForm(),
        "notify_form": NotifyForm(initial=initial),
        "history": journal.history(found, limit=12),
        "is_draft": found.state == Decision.State.DRAFT,
        "is_withdrawn": found.state == Decision.State.WITHDRAWN,
        "can_decide": request.actor.can("tourist_tax.decide"),
        "can_simulate": request.actor.can("tourist_tax.accounts"),
        **more,
    }


def _band(one: Any) -> str:
    return abatement_text(one.percent, one.nights_from, one.nights_to)


def _brief(remarks: list[Remark]) -> list[tuple[str, str]]:
    """Doubts said once each, whatever the number of lines that they are about."""
    found: dict[str, tuple[str, str]] = {}
    for remark in remarks:
        found.setdefault(remark.finding.message, (remark.finding.message, remark.finding.article))
    return list(found.values())


@screen("tourist_tax.decide")
def decision_new(request: OfficeRequest) -> HttpResponseBase:
    """Note a decision; ``copie`` starts from another one, for the next year that can still be voted."""
    model = Decision.objects.filter(pk=whole(request.GET.get("copie")) or 0).first()
    form = _form(request, _first_values(request, model), model)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, None)
        if saved is not None:
            return to_decision(request, saved)
    return _edit_page(request, form, None)


@screen("tourist_tax.decide")
def decision_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Correct a draft."""
    found = decision_or_404(pk)
    if found.state != Decision.State.DRAFT:
        messages.info(
            request, _("Ce qui est en vigueur ne se modifie pas : enregistrez une nouvelle délibération.")
        )
        return to_decision(request, found)
    form = _form(request, initial_of(found), found)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, found)
        if saved is not None:
            return to_decision(request, saved)
    return _edit_page(request, form, found)


def _form(request: OfficeRequest, initial: dict[str, Any] | None, model: Decision | None) -> DecisionForm:
    return DecisionForm(
        posted(request),
        request.FILES or None,
        initial=initial,
        communes=office_communes(request.office),
        seasons=model.seasons.count() if model else 0,
        abatements=model.abatements.count() + 1 if model and model.abatements.exists() else 0,
    )


def _first_values(request: OfficeRequest, model: Decision | None) -> dict[str, Any]:
    """A new decision: the next 1 January whose vote is still possible, and the values of the model or the last one."""
    today = timezone.localdate()
    following = today.replace(year=today.year + 1, month=1, day=1)
    last = vote_deadline(current_law(), following)
    if last is not None and today >= last:
        following = following.replace(year=following.year + 1)
    model = model or queries.applying_on(today)
    found = initial_of(model) if model else {"siren": request.office.epci_siren}
    return {
        **found,
        "title": _("Tarifs %(year)s de la taxe de séjour") % {"year": following.year},
        "reference": "",
        "voted_on": None,
        "valid_from": following,
        "valid_until": None,
    }


def _save(request: OfficeRequest, form: DecisionForm, draft: Decision | None) -> Decision | None:
    """Keep what was typed, then its text; None with the error beside its field."""
    try:
        if draft is None:
            saved = services.draft_decision(actor=request.actor, voted=form.voted(), **form.description())
        else:
            saved = services.update_draft(
                actor=request.actor, decision=draft, changes=form.description(), voted=form.voted()
            )
    except TaxError as error:
        refused(form, error)
        return None
    file = form.cleaned_data["text"]
    if file:
        try:
            services.attach_text(actor=request.actor, decision=saved, name=file.name, content=file.read())
        except TaxError as error:
            messages.error(
                request, _("Le projet est enregistré, mais pas son texte : %(why)s") % {"why": error}
            )
    messages.success(request, _("Projet enregistré."))
    return saved


def _edit_page(request: OfficeRequest, form: DecisionForm, draft: Decision | None) -> HttpResponseBase:
    said = _checks(form) if form.is_bound else []
    context = {"form": form, "decision": draft, "told": said, "rows": _checked_rows(form, said)}
    return render(request, "tourist_tax/decision_form.html", context, status=422 if form.errors else 200)


def _checked_rows(form: DecisionForm, told: list[Remark]) -> list[tuple[Any, Any]]:
    by_field = {remark.field: remark.finding for remark in told}
    return [(row, by_field.get(row.key)) for row in form.tariff_rows()]


def _checks(form: DecisionForm) -> list[Remark]:
    """What the law says of what is typed so far, errors of form left to the form."""
    form.is_valid()
    day = form.day()
    if day is None:
        return []
    said = form.cleaned_data
    remarks = check_decision(
        current_law(),
        valid_from=day,
        voted_on=said.get("voted_on"),
        tariffs=form.tariffs(),
        percent=said.get("percent"),
        abatements=[one[3] for one in form.abatements()],
    )
    return [one for one in remarks if one.field not in form.errors]


@screen("tourist_tax.decide")
@require_POST
def decision_check(request: OfficeRequest) -> HttpResponseBase:
    """The checks of what is being typed; nothing is kept."""
    form = DecisionForm(request.POST, communes=office_communes(request.office))
    told = _checks(form)
    day = form.day()
    context = {"form": form, "told": told, "rows": _checked_rows(form, told), "day": day, "swapped": True}
    return render(request, "tourist_tax/parts/decision_checks.html", context)


@screen("tourist_tax.decide")
@require_POST
def decision_enter(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put a draft in force."""
    found = decision_or_404(pk)
    try:
        services.enter_into_force(actor=request.actor, decision=found)
    except TaxError as error:
        messages.error(request, str(error))
        return to_decision(request, found)
    messages.success(request, _("Délibération en vigueur à sa date."))
    return to_decision(request, found)


@screen("tourist_tax.decide")
@require_POST
def decision_withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Withdraw a decision or throw a draft away, with the reason."""
    found = decision_or_404(pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        context = decision_context(request, found, withdraw_form=form)
        return render(request, "tourist_tax/decision.html", context, status=422)
    try:
        services.withdraw_decision(actor=request.actor, decision=found, because=form.cleaned_data["because"])
    except TaxError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Délibération retirée."))
    return to_decision(request, found)


@screen("tourist_tax.decide")
@require_POST
def decision_notify(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Note that it was entered in DELTA."""
    found = decision_or_404(pk)
    form = NotifyForm(request.POST)
    if form.is_valid():
        try:
            services.notify_decision(
                actor=request.actor, decision=found, notified_on=form.cleaned_data["notified_on"]
            )
        except TaxError as error:
            form.add_error("notified_on", str(error))
        else:
            messages.success(request, _("Notification notée."))
            return to_decision(request, found)
    return render(
        request, "tourist_tax/decision.html", decision_context(request, found, notify_form=form), status=422
    )


@screen("tourist_tax.view")
@require_GET
def decision_text(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The PDF of the délibération."""
    found = get_object_or_404(Decision, pk=pk)
    if not found.text:
        raise Http404("no text was attached")
    try:
        file = found.text.open("rb")
    except FileNotFoundError as error:
        raise Http404("the file is gone") from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"deliberation-{found.valid_from.year}.pdf",
        content_type="application/pdf",
    )


@screen("tourist_tax.decide")
def periods(request: OfficeRequest) -> HttpResponseBase:
    """The collection periods, and the opening of a year's."""
    today = timezone.localdate()
    latest = CollectionPeriod.objects.order_by("-first").first()
    initial = {"year": latest.first.year + 1 if latest else today.year, "rhythm": "quadrimestre"}
    form = PeriodsForm(posted(request), initial={**initial, "declare_days": 15, "pay_days": 30})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            opened = services.open_periods(
                actor=request.actor,
                decision=queries.applying_on(today.replace(year=form.cleaned_data["year"], month=1, day=1)),
                **form.cleaned_data,
            )
            _say_opened(request, len(opened))
            return redirect("tourist_tax_periods", office=request.office.slug)
    page = page_of(request, CollectionPeriod.objects.select_related("decision").order_by("-first"))
    context = {"form": form, "page": page, "today": today}
    return render(request, "tourist_tax/periods.html", context, status=422 if form.errors else 200)


def _say_opened(request: OfficeRequest, count: int) -> None:
    if count:
        messages.success(request, _("Périodes ouvertes : %(count)d.") % {"count": count})
    else:
        messages.info(request, _("Ces mois ont déjà leurs périodes : rien n’a changé."))
