"""The inbox, one request, its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import attempt, refusals_beside, refused
from buron.kernel.models import Membership
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole
from buron.reception.forms.requests import AnswerForm, InboxForm, RequestForm
from buron.reception.models import AnswerTemplate, Carnet, Enquiry, EnquiryFile, EnquiryMessage, Mailbox
from buron.reception.queries import requests as queries
from buron.reception.request_letters import envelope_of
from buron.reception.request_mails import has_server
from buron.reception.request_texts import completed, filled, values_of
from buron.reception.rules.answers import Filled, fill
from buron.reception.services import requests as services
from buron.reception.services.requests.answering import UNDO_SECONDS
from buron.reception.services.requests.common import RequestError, RequestSettings
from buron.reception.views.carnets import public_link

CHANNEL_ICONS = {"email": "mail", "web": "globe", "phone": "phone", "letter": "inbox"}


@screen("reception.requests")
@require_GET
def inbox(request: OfficeRequest) -> HttpResponseBase:
    """What is to be answered, the late ones first."""
    form = InboxForm(request.GET)
    chosen = form.chosen
    page = page_of(request, queries.inbox(chosen, request.membership.user_id))
    lines = [(one, queries.days_late(one), CHANNEL_ICONS.get(one.channel, "inbox")) for one in page]
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "chosen": {name: value for name, value in chosen.items() if (name, value) != ("etat", "a-traiter")},
        "counts": queries.counts(timezone.localdate()),
        "has_box": Mailbox.objects.filter(is_active=True).exists(),
        "can_set_up": request.actor.can("reception.requests_setup"),
        "today": timezone.localdate(),
    }
    if request.headers.get("HX-Request"):
        return render(request, "reception/requests/parts/inbox.html", context)
    return render(request, "reception/requests/inbox.html", context)


@screen("reception.requests")
def request_new(request: OfficeRequest) -> HttpResponseBase:
    """Write down a letter or a call."""
    initial = {"received_on": timezone.localdate(), "language": "fr", "country": "FR", "channel": "letter"}
    form = RequestForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with refusals_beside(form):
            made = services.receive_enquiry(
                actor=request.actor,
                client_id=values["client_id"],
                channel=values["channel"],
                subject=values["subject"],
                body=values["body"],
                language=values["language"],
                received_at=form.moment(),
                desk=values["desk"],
                contact=form.contact(),
            )
            messages.success(request, _("La demande nº %(pk)s est enregistrée.") % {"pk": made.pk})
            return redirect("reception_request", office=request.office.slug, pk=made.pk)
    status = 422 if form.errors else 200
    return render(request, "reception/requests/new.html", {"form": form}, status=status)


def request_or_404(pk: int) -> Enquiry:
    """A request of the office in scope, with what its page reads."""
    return get_object_or_404(
        Enquiry.objects.select_related("party", "assigned_to", "desk", "office", "act"), pk=pk
    )


@screen("reception.requests")
def request_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One request: the exchange, who deals with it, the answer."""
    found = request_or_404(pk)
    form = AnswerForm(posted(request), initial=_initial(request, found))
    preview: Filled | None = None
    if request.method == "POST" and form.is_valid():
        preview = _filled(request, found, form)
        if preview is not None and "preview" not in request.POST:
            message = _send(request, found, form, preview.text)
            if message is not None:
                _say_leaving(request, message)
                return redirect("reception_requests", office=request.office.slug)
    status = 422 if form.errors else 200
    return render(
        request, "reception/requests/request.html", _page(request, found, form, preview), status=status
    )


def _initial(request: OfficeRequest, found: Enquiry) -> dict[str, Any]:
    """The answer as it begins: by the way that the person chose, with the ready answer of the address."""
    party = found.party
    has_email = bool(found.sender_email or (party and party.email))
    initial: dict[str, Any] = {
        "kind": "mail" if has_email else "letter" if found.channel == "letter" else "phone",
        "subject": _reply_subject(found.subject),
        "survey": bool(RequestSettings.of(found.office).survey_url),
    }
    template = _template(request.GET.get("modele", ""))
    if template is not None:
        subject, body = filled(template, found.language, values_of(found, _adviser(request)))
        initial |= {"text": body.text, "template": template.pk}
        if found.channel != "email" or not found.subject:
            initial["subject"] = subject.text
    return initial


def _reply_subject(subject: str) -> str:
    if not subject or subject.lower().startswith(("re:", "re :", "aw:", "ré:")):
        return subject
    return f"Re: {subject}"


def _template(text: str) -> AnswerTemplate | None:
    number = whole(text)
    return AnswerTemplate.objects.filter(pk=number, retired_at=None).first() if number else None


def _carnet(text: str) -> Carnet | None:
    number = whole(text)
    return Carnet.objects.filter(pk=number).first() if number else None


def _adviser(request: OfficeRequest) -> str:
    user = request.membership.user
    return user.name or user.email


def _filled(request: OfficeRequest, found: Enquiry, form: AnswerForm) -> Filled | None:
    """The text as it would leave; None, with the error told, when the carnet is not there."""
    chosen = form.cleaned_data
    carnet = _carnet(chosen["carnet"])
    if chosen["carnet"] and (carnet is None or carnet.is_over(timezone.localdate())):
        form.add_error("carnet", _("Aucun carnet en ligne ne porte ce numéro."))
        return None
    values = values_of(
        found,
        _adviser(request),
        carnet_link=public_link(request, carnet) if carnet else "",
        brochures=list(chosen["brochures"]),
        printed=list(chosen["printed"]),
    )
    wanted = ["carnet", "brochures", *(["enquete"] if chosen["survey"] else [])]
    text = fill(chosen["text"].replace("\r\n", "\n"), values)
    if chosen["kind"] == "phone":
        return text
    return Filled(completed(text.text, found.language, values, wanted), text.missing)


def _send(request: OfficeRequest, found: Enquiry, form: AnswerForm, text: str) -> EnquiryMessage | None:
    chosen = form.cleaned_data
    try:
        return services.answer(
            actor=request.actor,
            enquiry=found,
            kind=chosen["kind"],
            subject=chosen["subject"],
            text=text,
            template=_template(chosen["template"]),
            carnet=_carnet(chosen["carnet"]),
            brochures=list(chosen["brochures"]),
            printed=list(chosen["printed"]),
            postal=form.postal(),
        )
    except RequestError as error:
        refused(form, error)
        return None


def _say_leaving(request: OfficeRequest, message: EnquiryMessage) -> None:
    """What becomes of the answer, and how to take it back."""
    names = {"office": request.office.slug, "pk": message.pk}
    undo = f"undo:{reverse('reception_answer_withdraw', kwargs=names)}"
    if message.kind == "phone":
        messages.success(request, _("L’appel est noté."))
    elif message.kind == "letter":
        messages.success(request, _("Le courrier attend d’être imprimé."), extra_tags=undo)
    elif has_server():
        text = _("La réponse part dans %(seconds)s secondes.") % {"seconds": UNDO_SECONDS}
        messages.success(request, text, extra_tags=undo)
    else:
        messages.info(
            request,
            _("Le courriel attend dans la boîte d’envoi : il n’y a pas de serveur de courriel."),
            extra_tags=undo,
        )


def _page(request: OfficeRequest, found: Enquiry, form: AnswerForm, preview: Filled | None) -> dict[str, Any]:
    thread = found.messages.select_related("author", "carnet").defer("raw")
    thread = thread.prefetch_related("files", "enclosures")
    party = found.party
    return {
        "enquiry": found,
        "late": queries.days_late(found),
        "icon": CHANNEL_ICONS.get(found.channel, "inbox"),
        "thread": list(thread),
        "lost": queries.lost_answers(found).defer("raw").first(),
        "form": form,
        "preview": preview,
        "templates": AnswerTemplate.objects.filter(retired_at=None),
        "colleagues": Membership.objects.filter(office=request.office, is_active=True)
        .select_related("user")
        .order_by("user__name", "pk"),
        "envelope": envelope_of(party) if party and (party.address or party.city) else [],
        "has_server": has_server(),
        "can_set_up": request.actor.can("reception.requests_setup"),
        "mine": request.membership.user_id,
    }


def _back(request: OfficeRequest, pk: int) -> HttpResponseBase:
    return redirect("reception_request", office=request.office.slug, pk=pk)


@screen("reception.requests")
@require_POST
def request_assign(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give it to somebody."""
    found = request_or_404(pk)
    user_id = whole(request.POST.get("user"))
    attempt(request, _("C’est noté."), services.assign, enquiry=found, user_id=user_id)
    return _back(request, pk)


@screen("reception.requests")
@require_POST
def request_close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Close it without an answer."""
    found = request_or_404(pk)
    reason = request.POST.get("reason", "")
    attempt(request, _("La demande est classée."), services.close_enquiry, enquiry=found, reason=reason)
    return _back(request, pk)


@screen("reception.requests")
@require_POST
def request_reopen(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put it back among those to deal with."""
    attempt(request, _("La demande est à traiter."), services.reopen_enquiry, enquiry=request_or_404(pk))
    return _back(request, pk)


@screen("reception.requests")
@require_GET
def file_download(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """An attachment, always as a file: nothing that came by mail is shown as a page of ours."""
    found = get_object_or_404(EnquiryFile.objects.exclude(content=None), pk=pk)
    return _as_file(bytes(found.content or b""), found.name)


@screen("reception.requests")
@require_GET
def message_original(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The raw message, as it came."""
    found = get_object_or_404(EnquiryMessage.objects.exclude(raw=None), pk=pk)
    return _as_file(bytes(found.raw or b""), f"message-{found.pk}.eml")


def _as_file(content: bytes, name: str) -> HttpResponse:
    from django.utils.http import content_disposition_header

    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
