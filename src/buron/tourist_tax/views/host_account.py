"""The host's account, its history, its lodgings and the year at the forfait."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.downloads import pdf_response
from buron.kernel.jobs import enqueue
from buron.kernel.paging import page_of
from buron.lodging.models import Lodging
from buron.lodging.papers.declaration import declaration_pdf, is_declared_at_mairie
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.host_forms import FactsForm, FlatForm
from buron.tourist_tax.models import (
    CardAccount,
    Declaration,
    FactsProposal,
    LedgerLine,
    PayingTerms,
    PlatformAttestation,
    Statement,
)
from buron.tourist_tax.papers.statements import statement_pdf
from buron.tourist_tax.queries.decisions import all_applying_on
from buron.tourist_tax.queries.flat import flat_of_year
from buron.tourist_tax.queries.hosts import declarations_of, may_declare, owed_by
from buron.tourist_tax.queries.terms import holding_in
from buron.tourist_tax.services import send_forfait
from buron.tourist_tax.services.cards import start_card
from buron.tourist_tax.services.hosts import propose_facts, withdraw_attestation
from buron.tourist_tax.services.monthly import RECEIPT_JOB
from buron.tourist_tax.tariff_link import page_address, tariff_path
from buron.tourist_tax.tariff_sheet import tariff_document
from buron.tourist_tax.tariff_words import LANGUAGES
from buron.tourist_tax.views.collect_public import urls_of
from buron.tourist_tax.views.decision_papers import departments_of
from buron.tourist_tax.views.door import Door, show


@require_safe
def account(request: HttpRequest, door: Door) -> HttpResponseBase:
    """What is owed by period, how to pay it, the statements, every line."""
    owed = owed_by(door.party, timezone.localdate())
    statements = (
        Statement.objects.filter(party=door.party).select_related("period").order_by("-issued_on", "-pk")
    )
    issued = list(statements[:60])
    context = {
        "owed": owed,
        "balance": sum(one.balance for one in owed),
        "terms": PayingTerms.objects.filter(office=door.office).first(),
        "statements": issued,
        "by_card": door.may_write and CardAccount.objects.filter(is_active=True).exists(),
        "reference": issued[0].reference
        if issued
        else _("Hébergeur nº %(number)s") % {"number": door.party.pk},
        "page_obj": page_of(
            request,
            LedgerLine.objects.filter(party=door.party)
            .select_related("lodging", "period", "declaration")
            .order_by("-number"),
            size=30,
        ),
    }
    return show(request, door, "account", context)


@require_POST
def pay(request: HttpRequest, door: Door) -> HttpResponseBase:
    """Open a payment by card of all that is owed, and lead to the gateway's own page by a link."""
    owed = sum(one.balance for one in owed_by(door.party, timezone.localdate()))
    latest = Statement.objects.filter(party=door.party, balance__gt=0).order_by("-issued_on", "-pk").first()
    try:
        made, address = start_card(
            actor=door.actor,
            party=door.party,
            amount=owed,
            urls=lambda one: urls_of(request, one),
            email=door.party.email,
            statement=latest,
        )
    except TaxError as error:
        messages.error(request, str(error))
        return redirect(door.url("account"))
    return show(request, door, "pay", {"amount": made.amount, "address": address})


@require_safe
def statement(request: HttpRequest, door: Door, pk: int) -> HttpResponseBase:
    """A statement as PDF, as it was issued."""
    found = get_object_or_404(Statement, pk=pk, party=door.party)
    return pdf_response(statement_pdf(found), f"{found.reference}.pdf")


@require_safe
def history(request: HttpRequest, door: Door) -> HttpResponseBase:
    """Everything that was declared."""
    page = page_of(request, declarations_of(door.party), size=30)
    return show(request, door, "history", {"page_obj": page})


def lodging(request: HttpRequest, door: Door, lodging: int) -> HttpResponseBase:
    """What the office knows of a lodging, and what its host proposes to correct."""
    found = door.lodging(lodging)
    sending = request.method == "POST" and door.may_write
    # A copy, so that nothing of what is typed reaches the record.
    form = FactsForm(request.POST if sending else None, instance=Lodging.objects.get(pk=found.pk))
    if sending and form.is_valid():
        try:
            propose_facts(
                actor=door.actor,
                lodging=found,
                party=door.party,
                changes=form.changes(),
                note=form.cleaned_data["note"],
            )
        except TaxError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Merci. L’office regarde votre correction et vous répond ici."))
            return redirect(door.url("lodging", lodging=found.pk))
    today = timezone.localdate()
    context = {
        "lodging": found,
        "form": form,
        "ranking": _ranking(found, today),
        "at_mairie": is_declared_at_mairie(found),
        "sheets": LANGUAGES.items() if tariff_path(door.office, "fr") else (),
        "proposals": FactsProposal.objects.filter(lodging=found, party=door.party)[:5],
        "attestations": PlatformAttestation.objects.filter(
            lodging=found, party=door.party, withdrawn_at=None
        ),
    }
    return show(request, door, "lodging", context, 422 if form.errors else 200)


@require_safe
def tariffs(request: HttpRequest, door: Door, lodging: int) -> HttpResponseBase:
    """The sheet to post in a lodging, its own line first, in the language asked for."""
    found, today = door.lodging(lodging), timezone.localdate()
    decision = next(iter(reversed(holding_in(all_applying_on(today), found.insee))), None)
    if decision is None:
        raise Http404("no decision applies today")
    asked = request.GET.get("langue", "")
    language = asked if asked in LANGUAGES else "fr"
    document = tariff_document(
        door.office,
        decision,
        day=today,
        language=language,
        departments=departments_of(door.office, decision),
        lodging=found,
        address=page_address(request, door.office, language),
    )
    return pdf_response(pdf_bytes(document), f"taxe-de-sejour-{language}.pdf")


@require_safe
def mairie(request: HttpRequest, door: Door, lodging: int) -> HttpResponseBase:
    """What the declaration at the mairie asks, told from the register."""
    found = door.lodging(lodging)
    if not is_declared_at_mairie(found):
        raise Http404("nothing is declared at the mairie for this nature")
    return pdf_response(
        declaration_pdf(found, timezone.localdate()), f"declaration-mairie-{found.number}.pdf"
    )


def _ranking(found: Lodging, today: dt.date) -> Any:
    rankings = found.rankings.filter(valid_from__lte=today).order_by("-valid_from")
    return next((one for one in rankings if one.valid_until is None or one.valid_until >= today), None)


@require_POST
def unattest(request: HttpRequest, door: Door, lodging: int, pk: int) -> HttpResponseBase:
    """The lodging is let directly again."""
    found = door.lodging(lodging)
    held = get_object_or_404(PlatformAttestation, pk=pk, lodging=found, party=door.party)
    withdraw_attestation(actor=door.actor, attestation=held)
    messages.success(request, _("C’est noté : les mois de cette année vous seront de nouveau demandés."))
    return redirect(door.url("lodging", lodging=found.pk))


def flat(request: HttpRequest, door: Door, lodging: int, year: int) -> HttpResponseBase:
    """The year at the forfait: capacity, opening, what it comes to, sent."""
    found = door.lodging(lodging)
    first = dt.date(year, 1, 1) if 2015 <= year <= timezone.localdate().year + 1 else None
    if first is None or not may_declare(door.party, found, first):
        raise Http404("another host's year")
    form = FlatForm(request.POST or request.GET or None, year=year, initial=_flat_initial(found, year))
    context: dict[str, Any] = {"lodging": found, "year": year, "form": form, "charge": None}
    context["former"] = Declaration.objects.filter(
        lodging=found, month=first, kind=Declaration.Kind.FORFAIT, state=Declaration.State.SENT
    ).first()
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            charge = flat_of_year(
                found, year, capacity=values["capacity"], openings=[(values["first"], values["last"])]
            )
        except TaxError as error:
            form.add_error(None, str(error))
        else:
            if request.method == "POST" and door.may_write:
                sent = send_forfait(
                    actor=door.actor, lodging=found, year=year, found=charge, channel=door.channel
                )
                enqueue(door.actor, RECEIPT_JOB, key=f"{RECEIPT_JOB}:{sent.pk}", declaration_id=sent.pk)
                return redirect(door.url("receipt", pk=sent.pk))
            context["charge"] = charge
            context["steps"] = [step for line in charge.lines for step in line.steps]
    return show(request, door, "flat", context, 422 if form.errors else 200)


def _flat_initial(found: Lodging, year: int) -> dict[str, Any]:
    spans = found.openings or [["01-01", "12-31"]]
    return {
        "capacity": found.capacity,
        "first": f"{year}-{spans[0][0]}",
        "last": f"{year}-{spans[-1][1]}",
    }
