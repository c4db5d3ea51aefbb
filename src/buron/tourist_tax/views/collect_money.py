"""Money: payments of a host, the bank's files, the contract of card payments."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.directory.models import Party
from buron.directory.queries import find_parties
from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import attempt, refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole
from buron.tourist_tax import collection_forms as forms
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import (
    BankImport,
    BankLine,
    CardAccount,
    CardTransaction,
    CashReceipt,
    Payment,
)
from buron.tourist_tax.papers.notices import receipt_pdf
from buron.tourist_tax.queries.accounts import place_of
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.rules.bank_file import MOST_BYTES, table_of
from buron.tourist_tax.services import bank, cards, interest
from buron.tourist_tax.services import payments as paying
from buron.tourist_tax.views.collect_board import account_page, back, typed_payment


@screen("tourist_tax.collect")
@require_POST
def pay(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Enter a payment of a host."""
    party = get_object_or_404(Party, pk=pk)
    form = forms.PaymentForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_beside(form):
            payment = typed_payment(request, party, given, first=given["period"])
            messages.success(request, _("Paiement nº %d enregistré.") % payment.number)
            return back(request, "payment", payment.pk)
    return account_page(request, party, 422, payment_form=form)


@screen("tourist_tax.accounts")
@require_GET
def payment(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One payment: where it went, its receipt, how to undo it."""
    found = get_object_or_404(Payment.objects.select_related("party", "cancels"), pk=pk)
    lines = found.ledger.select_related("lodging", "period")
    context = {
        "payment": found,
        "lines": lines,
        "rest": found.amount + sum(line.amount for line in lines),
        "cancelled": Payment.objects.filter(cancels=found).first(),
        "receipt": CashReceipt.objects.filter(payment=found).first(),
        "form": forms.BecauseForm(),
        "can_collect": request.actor.can("tourist_tax.collect"),
    }
    return render(request, "tourist_tax/collect/payment.html", context)


@screen("tourist_tax.collect")
@require_POST
def cancel(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Undo a payment by its contrary."""
    found = get_object_or_404(Payment, pk=pk)
    attempt(
        request,
        _("Le paiement est annulé par une écriture contraire : ce qu’il réglait est de nouveau dû."),
        paying.cancel_payment,
        payment=found,
        because=request.POST.get("because", ""),
    )
    return back(request, "payment", pk)


@screen("tourist_tax.accounts")
@require_GET
def receipt(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The quittance of a payment in cash."""
    found = get_object_or_404(CashReceipt.objects.select_related("office", "payment__party"), payment_id=pk)
    return pdf_response(receipt_pdf(found), f"quittance-{found.number}.pdf")


@screen("tourist_tax.collect")
@require_POST
def credit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Spread the credit of a host over what it owes."""
    party = get_object_or_404(Party, pk=pk)
    attempt(request, _("Le crédit est réparti."), paying.apply_credit, party=party)
    return back(request, "account", pk)


@screen("tourist_tax.collect")
@require_POST
def give_back(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Pay back a credit, or what was paid too much at one place."""
    party = get_object_or_404(Party, pk=pk)
    form = forms.GiveBackForm(request.POST, prefix="rendre")
    if form.is_valid():
        chosen = request.POST.get("place", "")
        with refusals_beside(form):
            paying.give_back(
                actor=request.actor,
                party=party,
                at=place_of(chosen) if chosen else None,
                **form.cleaned_data,
            )
            messages.success(request, _("Le remboursement est enregistré."))
            return back(request, "account", pk)
    return account_page(request, party, 422, give_back_form=form)


@screen("tourist_tax.collect")
@require_POST
def carry(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Carry an excess over to what is owed."""
    party = get_object_or_404(Party, pk=pk)
    place = place_of(request.POST.get("place", ""))
    attempt(request, _("L’excédent est reporté."), paying.carry_over, party=party, source=place)
    return back(request, "account", pk)


@screen("tourist_tax.collect")
@require_POST
def charge_interest(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Charge late interest up to today."""
    party = get_object_or_404(Party, pk=pk)
    form = forms.ProcedureForm({**request.POST.dict(), "interet-reason": "unpaid"}, prefix="interet")
    if not form.is_valid():
        return account_page(request, party, 422, interest_form=form)
    attempt(
        request,
        _("Les intérêts de retard sont portés au compte."),
        interest.charge_interest,
        party=party,
        period=form.cleaned_data["period"],
    )
    return back(request, "account", pk)


@screen("tourist_tax.collect")
def bank_files(request: OfficeRequest) -> HttpResponseBase:
    """The credits to be matched, and the files that brought them."""
    form = forms.BankFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MOST_BYTES:
                raise TaxError(_("Le fichier dépasse 20 Mo : demandez un relevé plus court."), "file")
            taken = bank.take_bank_file(actor=request.actor, name=upload.name, payload=upload.read())
            if taken.format != BankImport.Format.CSV:
                taken = bank.read_bank_file(actor=request.actor, source=taken)
        except TaxError as error:
            form.add_error("file", str(error))
        else:
            return _after_taking(request, taken)
    state = request.GET.get("etat", "new")
    lines = BankLine.objects.select_related("party", "statement", "payment").order_by("-day", "-pk")
    context = {
        "form": form,
        "state": state if state in BankLine.State.values else "new",
        "states": BankLine.State.choices,
        "page": page_of(
            request, lines.filter(state=state if state in BankLine.State.values else "new"), size=30
        ),
        "sure": BankLine.objects.filter(state=BankLine.State.NEW, certainty=BankLine.Certainty.SURE).count(),
        "files": BankImport.objects.defer("payload")[:12],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "tourist_tax/collect/bank.html", context, status=status)


def _after_taking(request: OfficeRequest, taken: BankImport) -> HttpResponseBase:
    if taken.lines_read is None:
        return back(request, "columns", taken.pk)
    told = _("%(read)d lignes lues, %(new)d nouvelles.") % {
        "read": taken.lines_read,
        "new": taken.lines_new or 0,
    }
    messages.success(request, told)
    if taken.faults:
        unread = ngettext(
            "%(count)d ligne n’a pas été lue : elle est dite sous « Fichiers reçus ».",
            "%(count)d lignes n’ont pas été lues : elles sont dites sous « Fichiers reçus ».",
            len(taken.faults),
        )
        messages.warning(request, unread % {"count": len(taken.faults)})
    return back(request, "bank")


@screen("tourist_tax.collect")
def columns(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Which column of a CSV gives what, with its first lines."""
    source = get_object_or_404(BankImport, pk=pk)
    if source.lines_read is not None or source.format != BankImport.Format.CSV:
        return back(request, "bank")
    try:
        rows = table_of(bytes(source.payload))
    except CalculationError as error:
        messages.error(request, str(error))
        return back(request, "bank")
    form = forms.ColumnsForm(posted(request), columns=rows[0], initial=source.mapping)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            read = bank.read_bank_file(actor=request.actor, source=source, mapping=form.cleaned_data)
            return _after_taking(request, read)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "source": source, "titles": rows[0], "sample": rows[1:6]}
    return render(request, "tourist_tax/collect/columns.html", context, status=status)


@screen("tourist_tax.collect")
@require_GET
def bank_line(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One credit: choose whose it is among the hosts that a search finds."""
    found = get_object_or_404(BankLine.objects.select_related("party", "statement"), pk=pk)
    words = request.GET.get("mots", "")[:80]
    hosts = find_parties(words, limit=20) if words else Party.objects.none()
    return render(
        request, "tourist_tax/collect/bank_line.html", {"line": found, "hosts": hosts, "words": words}
    )


@screen("tourist_tax.collect")
@require_POST
def confirm(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Enter one credit, for the proposed host or the chosen one."""
    found = get_object_or_404(BankLine, pk=pk)
    chosen = whole(request.POST.get("party"))
    party = None if chosen is None else get_object_or_404(Party, pk=chosen)
    attempt(request, _("La ligne est encaissée."), bank.confirm_line, line=found, party=party)
    return back(request, "bank")


@screen("tourist_tax.collect")
@require_POST
def ignore(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put one credit aside."""
    found = get_object_or_404(BankLine, pk=pk)
    attempt(request, _("La ligne est écartée."), bank.ignore_line, line=found)
    return back(request, "bank")


@screen("tourist_tax.collect")
@require_POST
def confirm_sure(request: OfficeRequest) -> HttpResponseBase:
    """Enter all the sure ones."""
    attempt(request, _("Les lignes sûres sont encaissées."), bank.confirm_sure)
    return back(request, "bank")


@screen("tourist_tax.collect")
def card(request: OfficeRequest) -> HttpResponseBase:
    """The contract with the card gateway, and the last operations."""
    account = CardAccount.objects.first()
    form = forms.CardForm(posted(request), instance=account)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            cards.configure_card(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("Le paiement par carte est réglé."))
            return back(request, "card")
    operations = CardTransaction.objects.select_related("party", "payment")
    context = {"form": form, "account": account, "page": page_of(request, operations, size=30)}
    return render(
        request, "tourist_tax/collect/card.html", context, status=422 if request.method == "POST" else 200
    )
