"""Entries of an account, and what is done to them by choice: a payment split by hand, a remission, its contrary."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.directory.models import Party
from buron.kernel.formats import amount as amount_text
from buron.kernel.gestures import attempt, refusals_beside
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.tourist_tax import collection_forms as forms
from buron.tourist_tax.models import LedgerLine, Payment, Remission
from buron.tourist_tax.queries import accounts
from buron.tourist_tax.rules.settling import spread
from buron.tourist_tax.services import payments as paying
from buron.tourist_tax.services.ledger import reverse_line
from buron.tourist_tax.services.remissions import Decided, waive
from buron.tourist_tax.views.collect_board import account_page, back, joined_paper, typed_payment


@screen("tourist_tax.accounts")
@require_GET
def line(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One entry of the ledger: what it comes from, and its contrary if there is one."""
    found = _line(pk)
    context = {
        "line": found,
        "remission": Remission.objects.filter(line=found).defer("content").first(),
        "undone": LedgerLine.objects.filter(reverses=found).first(),
        "can_undo": _can_undo(request, found),
        "form": forms.BecauseForm(),
    }
    return render(request, "tourist_tax/collect/line.html", context)


@screen("tourist_tax.collect")
@require_POST
def line_undo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Undo a remission or interest by a contrary line."""
    found = _line(pk)
    if not _can_undo(request, found):
        raise Http404("this entry is undone where it comes from")
    done = _("L’écriture est annulée par son contraire.")
    attempt(request, done, reverse_line, line=found, because=request.POST.get("because", ""))
    return back(request, "line", pk)


def _line(pk: int) -> LedgerLine:
    related = ("lodging", "party", "period", "declaration", "payment", "reverses")
    return get_object_or_404(LedgerLine.objects.select_related(*related), pk=pk)


def _can_undo(request: OfficeRequest, found: LedgerLine) -> bool:
    """A remission of a claim goes with the money that it paid back: it stays."""
    own = found.kind == LedgerLine.Kind.INTEREST or Remission.objects.filter(line=found).exists()
    reversed_since = found.reverses_id or LedgerLine.objects.filter(reverses=found).exists()
    return request.actor.can("tourist_tax.collect") and own and not reversed_since


@screen("tourist_tax.collect")
def split(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A payment whose parts are chosen. The button of the account brings what was typed there, spread as usual."""
    party = get_object_or_404(Party, pk=pk)
    places = _places(party)
    proposes = "proposer" in request.POST
    if proposes:
        whole = forms.PaymentForm(request.POST)
        if not whole.is_valid():
            return account_page(request, party, 422, payment_form=whole)
        form = forms.SplitForm(places=places, initial=_proposed(party, whole.cleaned_data))
    else:
        form = forms.SplitForm(posted(request), places=places)
        if request.method == "POST" and form.is_valid():
            with refusals_beside(form):
                payment = _pay(request, party, form)
                messages.success(request, _("Paiement nº %d enregistré.") % payment.number)
                return back(request, "payment", payment.pk)
    status = 422 if form.is_bound else 200
    return render(request, "tourist_tax/collect/split.html", {"party": party, "form": form}, status=status)


def _pay(request: OfficeRequest, party: Party, form: forms.SplitForm) -> Payment:
    targets = [paying.Target(*accounts.place_of(key), cents) for key, cents in form.chosen().items()]
    return typed_payment(request, party, form.cleaned_data, targets=targets)


def _proposed(party: Party, given: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with the parts that the usual order would give."""
    open_now = accounts.owed(accounts.Holder(party.pk))
    first = given["period"].pk if given["period"] else None
    parts, _rest = spread(given["amount"], open_now, first=first)
    shown = {f"part_{accounts.place_text(one.key)}": _euros(one.shares.total) for one in parts}
    return {**given, "amount": _euros(given["amount"]), **shown}


@screen("tourist_tax.collect")
def remission(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Record a remission that the collectivity decided."""
    party = get_object_or_404(Party, pk=pk)
    places = _places(party)
    form = forms.WaiveForm(posted(request), request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        title, content = given["paper"] or ("", b"")
        decided = Decided(
            given["kind"], given["authority"], given["decided_on"], given["because"], title, content
        )
        with refusals_beside(form):
            made = waive(
                actor=request.actor,
                party=party,
                at=accounts.place_of(given["place"]),
                amount=given["amount"],
                decided=decided,
            )
            messages.success(request, _("La remise est portée au compte."))
            return back(request, "line", made.line_id)
    context = {"party": party, "form": form, "places": places}
    return render(
        request, "tourist_tax/collect/remission.html", context, status=422 if form.is_bound else 200
    )


@screen("tourist_tax.accounts")
@require_GET
def remission_paper(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The paper of a decision."""
    return joined_paper(get_object_or_404(Remission.objects.exclude(media_type=""), pk=pk))


def _places(party: Party) -> list[tuple[str, str]]:
    """Where a host owes something, as a form names it and as a person reads it."""
    found = [one for one in accounts.positions(accounts.Holder(party.pk)) if one.amount > 0]
    names = accounts.names_of(found)
    return [
        (
            accounts.place_text(one.key),
            _("%(period)s, %(lodging)s : reste %(amount)s")
            % {
                "period": names[one.key][1],
                "lodging": names[one.key][0] or _("sans hébergement"),
                "amount": amount_text(one.amount),
            },
        )
        for one in found
    ]


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
