"""What leaves: mails that wait, letters to print, what came back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.messages.constants import DEFAULT_TAGS
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.downloads import pdf_response
from buron.kernel.gestures import attempt
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import wholes
from buron.reception.models import EnquiryMessage
from buron.reception.request_letters import letters_pdf
from buron.reception.request_mails import has_server
from buron.reception.services import requests as services
from buron.reception.services.requests.common import RequestError

MOST_LETTERS = 60
PUT_BACK = dt.timedelta(days=7)
"""How long after it was noted as gone a letter is offered to be put back."""
OUT = EnquiryMessage.Direction.OUT


@screen("reception.requests")
@require_GET
def outbox(request: OfficeRequest) -> HttpResponseBase:
    """Letters to print together, mails that wait or could not leave, what left last and what came back."""
    sent = EnquiryMessage.objects.filter(direction=OUT).select_related("enquiry", "enquiry__party", "author")
    sent = sent.defer("raw", "text")
    context = {
        "letters": sent.filter(state="to_print").order_by("at", "pk")[:MOST_LETTERS],
        "mails": sent.filter(state__in=("waiting", "failed")).order_by("at", "pk")[:200],
        "page": page_of(request, sent.filter(state="sent").exclude(kind="phone").order_by("-sent_at", "-pk")),
        "has_server": has_server(),
        "now": timezone.now(),
        "since": timezone.localdate() - PUT_BACK,
    }
    return render(request, "reception/requests/outbox.html", context)


def _chosen(request: OfficeRequest, values: Sequence[str], **filters: str) -> list[EnquiryMessage]:
    """The letters that the page names; nonsense names none."""
    found = EnquiryMessage.objects.filter(
        pk__in=wholes(values[:MOST_LETTERS]), kind="letter", direction=OUT, **filters
    )
    return list(
        found.select_related("office", "enquiry", "enquiry__party", "enquiry__desk")
        .prefetch_related("enclosures")
        .order_by("at", "pk")
    )


@screen("reception.requests")
@require_GET
def letters(request: OfficeRequest) -> HttpResponseBase:
    """The chosen letters as one file; all those that wait when none is chosen."""
    named = request.GET.getlist("m")
    if not named:
        waiting = EnquiryMessage.objects.filter(kind="letter", state="to_print").order_by("at", "pk")
        named = [str(pk) for pk in waiting.values_list("pk", flat=True)[:MOST_LETTERS]]
    found = _chosen(request, named)
    if not found:
        messages.error(request, _("Aucun courrier à imprimer."))
        return redirect("reception_outbox", office=request.office.slug)
    return pdf_response(letters_pdf(found), "courriers.pdf")


@screen("reception.requests")
@require_POST
def letters_printed(request: OfficeRequest) -> HttpResponseBase:
    """They are in their envelopes."""
    found = _chosen(request, request.POST.getlist("m"), state="to_print")
    done = services.mark_printed(actor=request.actor, messages=found)
    if done:
        text = ngettext("%(n)s courrier est noté parti.", "%(n)s courriers sont notés partis.", done)
        names = "&".join(f"m={one.pk}" for one in found)
        undo = reverse("reception_letters_back", kwargs={"office": request.office.slug})
        messages.success(request, text % {"n": done}, extra_tags=f"undo:{undo}?{names}")
    else:
        messages.error(request, _("Cochez les courriers qui sont partis."))
    return redirect("reception_outbox", office=request.office.slug)


@screen("reception.requests")
@require_POST
def letters_back(request: OfficeRequest) -> HttpResponseBase:
    """They had not left: to print again."""
    found = _chosen(request, request.GET.getlist("m") or request.POST.getlist("m"), state="sent")
    try:
        done = services.put_back_letters(actor=request.actor, messages=found)
        text = ngettext(
            "%(n)s courrier est de nouveau à imprimer ; ses documents sont rendus au stock.",
            "%(n)s courriers sont de nouveau à imprimer ; leurs documents sont rendus au stock.",
            done,
        )
        text, level = text % {"n": done}, messages.SUCCESS
    except RequestError as error:
        text, level = str(error), messages.ERROR
    return _told(request, text, level) or redirect("reception_outbox", office=request.office.slug)


def _told(request: OfficeRequest, text: str, level: int) -> HttpResponseBase | None:
    """Say how it went: by a toast to a script that undoes (its answer is given), else on the page that follows."""
    if not request.headers.get("HX-Request"):
        messages.add_message(request, level, text)
        return None
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "level": DEFAULT_TAGS[level]}})
    return response


@screen("reception.requests")
@require_POST
def letter_returned(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A letter came back: NPAI."""
    message = get_object_or_404(EnquiryMessage, pk=pk)
    attempt(
        request,
        _("Courrier noté NPAI : l’adresse ne servira plus avant d’être corrigée."),
        services.mark_letter_returned,
        message=message,
    )
    return redirect("reception_request", office=request.office.slug, pk=message.enquiry_id)


@screen("reception.requests")
@require_POST
def answer_withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take an answer back before it leaves."""
    message = get_object_or_404(EnquiryMessage, pk=pk)
    try:
        services.withdraw_answer(actor=request.actor, message=message)
        text, level = _("La réponse est reprise : elle n’est pas partie."), messages.SUCCESS
    except RequestError as error:
        text, level = str(error), messages.ERROR
    return _told(request, text, level) or redirect(
        "reception_request", office=request.office.slug, pk=message.enquiry_id
    )


@screen("reception.requests")
@require_POST
def answer_retry(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Send again what the server refused."""
    message = get_object_or_404(EnquiryMessage, pk=pk)
    done = (
        _("La réponse repart.") if has_server() else _("Le courriel attend toujours un serveur de courriel.")
    )
    attempt(request, done, services.retry_answer, message=message)
    return redirect("reception_outbox", office=request.office.slug)
