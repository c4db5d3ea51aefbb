"""The agent's board, the account of a host, the statements and reminders of a period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.directory.models import Party
from buron.directory.queries import find_parties
from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import attempt
from buron.kernel.models import Job
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import wholes
from buron.tourist_tax import collection_forms as forms
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import (
    ClaimPaper,
    CollectionPeriod,
    Declaration,
    Payment,
    Procedure,
    Reminder,
    Remission,
    Statement,
    StatementBatch,
)
from buron.tourist_tax.papers.notices import reminder_letters_pdf
from buron.tourist_tax.papers.statements import statement_pdf
from buron.tourist_tax.queries import accounts
from buron.tourist_tax.queries.board import board as read_board
from buron.tourist_tax.queries.board import latest_period, missing_months, parties_of, sorted_rows
from buron.tourist_tax.queries.statements import drafts
from buron.tourist_tax.reminder_starters import WORDS
from buron.tourist_tax.services import reminders as reminding
from buron.tourist_tax.services import statements as stating
from buron.tourist_tax.services.payments import record_payment

PAGE = 50


@screen("tourist_tax.accounts")
@require_GET
def board(request: OfficeRequest) -> HttpResponseBase:
    """What each host was to declare, declared, owes and paid for a period."""
    today = timezone.localdate()
    latest = latest_period(today)
    form = forms.BoardForm({"periode": latest.pk if latest else "", **request.GET.dict()})
    chosen = form.cleaned_data if form.is_valid() else {}
    period = chosen.get("periode") or latest
    if period is None:
        return render(request, "tourist_tax/collect/board.html", {"form": form, "period": None})
    found = read_board(period, today)
    words = chosen.get("mots", "")
    ids = set(find_parties(words, limit=None).values_list("pk", flat=True)) if words else None
    page = page_of(request, sorted_rows(found.rows, state=chosen.get("etat", ""), party_ids=ids), size=PAGE)
    parties = parties_of(page)
    context = {
        "form": form,
        "period": period,
        "board": found,
        "page": page,
        "lines": [(parties[row.party_id], row) for row in page],
        "today": today,
        "can_collect": request.actor.can("tourist_tax.collect"),
        "narrowed": bool(words or chosen.get("etat")),
    }
    part = request.headers.get("HX-Request")
    return render(request, f"tourist_tax/collect/{'parts/board' if part else 'board'}.html", context)


@screen("tourist_tax.accounts")
@require_GET
def account(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One host: what is owed where, every line, payments, statements, reminders, procedures."""
    return account_page(request, get_object_or_404(Party, pk=pk))


def account_page(request: OfficeRequest, party: Party, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of an account, with a form that was refused if there is one."""
    holder = accounts.Holder(party.pk)
    positions = accounts.positions(holder)
    names = accounts.names_of(positions)
    lines = holder.lines.select_related("lodging", "period", "declaration", "payment").order_by("-number")
    context = {
        "party": party,
        "positions": [(one, *names[one.key]) for one in positions],
        "balance": accounts.balance_of(holder),
        "credit": accounts.credit_of(holder),
        "page": page_of(request, lines, size=40),
        "payments": Payment.objects.filter(party=party).select_related("cancels", "cancelled_by", "receipt")[
            :40
        ],
        "statements": Statement.objects.filter(party=party).select_related("period")[:24],
        "reminders": Reminder.objects.filter(party=party).select_related("period")[:24],
        "procedures": Procedure.objects.filter(party=party).select_related("period")[:12],
        "payment_form": forms.PaymentForm(),
        "give_back_form": forms.GiveBackForm(prefix="rendre"),
        "procedure_form": forms.ProcedureForm(prefix="procedure"),
        "interest_form": forms.ProcedureForm(prefix="interet"),
        "missing": _missing(party),
        "can_collect": request.actor.can("tourist_tax.collect"),
        **bound,
    }
    return render(request, "tourist_tax/collect/account.html", context, status=status)


def _missing(party: Party) -> list[tuple[CollectionPeriod, int]]:
    """Months not declared, for the periods of the last two years; none before the office's first declaration."""
    today = timezone.localdate()
    first = Declaration.objects.order_by("month").values_list("month", flat=True).first()
    if first is None:
        return []
    since = max(first, today.replace(year=today.year - 2, day=1))
    periods = CollectionPeriod.objects.filter(last__gte=since, first__lte=today).order_by("-first")[:12]
    counts = ((one, len(missing_months(one, today, [party.pk]).get(party.pk, []))) for one in periods)
    return [(one, count) for one, count in counts if count]


@screen("tourist_tax.accounts")
@require_GET
def period(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The work of a period: statements to issue, reminders to send, closing."""
    found = get_object_or_404(CollectionPeriod, pk=pk)
    today = timezone.localdate()
    waiting = drafts(found)
    issued = Statement.objects.filter(period=found).select_related("party").order_by("-year", "-number")
    context = {
        "period": found,
        "board": read_board(found, today),
        "waiting": waiting[:20],
        "waiting_count": len(waiting),
        "waiting_sum": sum(draft.due.total for draft in waiting),
        "page": page_of(request, issued, size=PAGE),
        "letters": issued.filter(channel=Statement.Channel.LETTER, sent_at=None).count(),
        "batches": StatementBatch.objects.filter(period=found)[:10],
        "job": Job.objects.filter(office=request.office, name=stating.ISSUE_JOB, args__batch_id__isnull=False)
        .order_by("-pk")
        .first(),
        "can_collect": request.actor.can("tourist_tax.collect"),
        "over": found.pay_by < today,
    }
    return render(request, "tourist_tax/collect/period.html", context)


@screen("tourist_tax.collect")
@require_POST
def issue(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Ask for the statements of a period."""
    found = get_object_or_404(CollectionPeriod, pk=pk)
    attempt(request, _("Les états sont en cours d’émission."), stating.ask_statements, period=found)
    return back(request, "period", pk)


@screen("tourist_tax.collect")
@require_POST
def close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Close a period."""
    found = get_object_or_404(CollectionPeriod, pk=pk)
    attempt(request, _("La période est close."), stating.close_period, period=found)
    return back(request, "period", pk)


@screen("tourist_tax.collect")
@require_POST
def posted_letters(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The letters of a period were posted."""
    found = get_object_or_404(CollectionPeriod, pk=pk)
    letters = list(found.statements.filter(channel=Statement.Channel.LETTER, sent_at=None))
    attempt(request, _("Les courriers sont notés comme partis."), stating.mark_sent, statements=letters)
    return back(request, "period", pk)


@screen("tourist_tax.accounts")
@require_GET
def batch_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The file of an issue, for the printer."""
    batch = get_object_or_404(StatementBatch, pk=pk)
    if not batch.file:
        raise Http404("this issue has no file yet")
    return FileResponse(batch.file.open(), as_attachment=True, filename=Path(batch.file.name or "").name)


@screen("tourist_tax.accounts")
@require_GET
def statement_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A statement as it was issued."""
    found = get_object_or_404(Statement.objects.select_related("office", "period"), pk=pk)
    return pdf_response(statement_pdf(found), f"etat-{found.reference}.pdf")


@screen("tourist_tax.accounts")
def remind(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Who would be reminded today, and of what; sending is a second gesture."""
    found = get_object_or_404(CollectionPeriod, pk=pk)
    if request.method == "POST":
        request.actor.require("tourist_tax.collect")
        chosen = wholes(request.POST.getlist("party"))
        attempt(
            request,
            _("Les relances sont parties ; celles sur papier attendent d’être imprimées."),
            reminding.send_reminders,
            period=found,
            party_ids=chosen,
        )
        return back(request, "remind", pk)
    context = {
        "period": found,
        "page": page_of(request, reminding.planned(found, request.office, timezone.localdate()), size=100),
        "history": page_of(
            request,
            Reminder.objects.filter(period=found).select_related("party"),
            size=PAGE,
            name="historique",
        ),
        "letters": Reminder.objects.filter(
            period=found, channel=Reminder.Channel.LETTER, result=Reminder.Result.WAITING
        ).count(),
        "can_collect": request.actor.can("tourist_tax.collect"),
        "today": timezone.localdate(),
    }
    return render(request, "tourist_tax/collect/remind.html", context)


@screen("tourist_tax.collect")
def reminder_letters(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The reminders on paper of a period: read as PDF, then said to be posted."""
    found = get_object_or_404(CollectionPeriod, pk=pk)
    waiting = list(
        Reminder.objects.filter(
            period=found, channel=Reminder.Channel.LETTER, result=Reminder.Result.WAITING
        ).select_related("party")[: stating.AT_ONCE]
    )
    if request.method == "POST":
        attempt(request, _("Les courriers sont notés comme partis."), reminding.mark_left, reminders=waiting)
        return back(request, "remind", pk)
    if not waiting:
        raise Http404("no letter waits")
    return pdf_response(reminder_letters_pdf(request.office, waiting), "relances.pdf")


@screen("tourist_tax.collect")
def rhythm(request: OfficeRequest) -> HttpResponseBase:
    """The rhythm and the words of the reminders."""
    initial = [
        {name: getattr(step, name) for name in ("days", "title", "subject", "text", "is_active")}
        for step in reminding.steps(request.office.pk)
    ]
    rows = forms.ReminderStepFormSet(posted(request), initial=initial)
    if request.method == "POST" and rows.is_valid():
        kept = [row.cleaned_data for row in rows if not row.cleaned_data.get("DELETE")]
        texts = [
            reminding.StepText(one["days"], one["title"], one["subject"], one["text"], one["is_active"])
            for one in kept
        ]
        try:
            reminding.change_steps(actor=request.actor, chosen=texts)
        except TaxError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Le rythme des relances est enregistré."))
            return back(request, "rhythm")
    status = 422 if request.method == "POST" else 200
    context = {"rows": rows, "words": WORDS}
    return render(request, "tourist_tax/collect/rhythm.html", context, status=status)


def back(request: OfficeRequest, screen_name: str, pk: int | None = None) -> HttpResponseBase:
    """To a screen of collection once a button has done its work."""
    keys: dict[str, Any] = {} if pk is None else {"pk": pk}
    answer: HttpResponseBase = redirect(
        f"tourist_tax_collect_{screen_name}", office=request.office.slug, **keys
    )
    return answer


def typed_payment(request: OfficeRequest, party: Party, given: dict[str, Any], **where: Any) -> Payment:
    """Enter the payment that a form describes; ``where`` it goes is the caller's."""
    return record_payment(
        actor=request.actor,
        method=given["method"],
        amount=given["amount"],
        received_on=given["received_on"],
        party=party,
        reference=given["reference"],
        **where,
    )


def joined_paper(found: ClaimPaper | Remission) -> HttpResponse:
    """A paper as it was joined; its type is the one that its bytes told, so that a browser guesses nothing."""
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'inline; filename="piece-{found.pk}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
