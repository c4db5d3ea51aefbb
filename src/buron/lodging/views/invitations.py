"""Inviting to declare: who, with which words; what left, and what was answered."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.downloads import pdf_response
from buron.kernel.forms import DateInput
from buron.kernel.gestures import attempt, told
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.lodging.errors import LodgingError
from buron.lodging.models import Invitation, Sighting
from buron.lodging.papers.invitations import invitation_letters, usual_text
from buron.lodging.queries.invitations import invitations, invitees, letters_of
from buron.lodging.services.invitations import LONGEST, MOST_AT_ONCE, PLACE, answer_invitation, invite
from buron.lodging.views.register import EDIT, VIEW


class AnswerForm(forms.Form):
    """What somebody answered."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Réponse"),
        required=False,
        choices=[("", gettext_lazy("Pas encore")), *Invitation.Answer.choices],
    )
    answered_on = forms.DateField(
        label=gettext_lazy("Le"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": gettext_lazy("Ce n’est pas une date.")},
    )
    note = forms.CharField(label=gettext_lazy("Précision"), required=False, max_length=500)


@screen(EDIT)
def invitation_new(request: OfficeRequest) -> HttpResponseBase:
    """Those who can be invited, narrowed as on the map, with the words that they will read."""
    source, insee = request.GET.get("source", ""), request.GET.get("commune", "")[:5]
    today = timezone.localdate()
    found = invitees(source, insee, day=today)
    labels = dict(Sighting.Source.choices)
    text, fault = usual_text(request.office), ""
    chosen: set[str] | None = None
    if request.method == "POST":
        text, chosen = (
            request.POST.get("text", "")[: LONGEST + 1].replace("\x00", ""),
            set(request.POST.getlist("key")),
        )
        try:
            made = invite(
                actor=request.actor,
                invitees=[one for one in found if one.key in chosen],
                text=text,
                day=today,
            )
        except LodgingError as error:
            fault = str(error)
        else:
            return _sent(request, made)
    context = {
        "lines": [
            (one, labels.get(one.source, _("Le registre seul")), chosen is None or one.key in chosen)
            for one in found[:MOST_AT_ONCE]
        ],
        "left": max(0, len(found) - MOST_AT_ONCE),
        "text": text,
        "fault": fault,
        "place": PLACE,
    }
    return render(request, "lodging/invitation_new.html", context, status=422 if fault else 200)


def _sent(request: OfficeRequest, made: list[Invitation]) -> HttpResponse:
    letters = sum(one.channel == Invitation.Channel.LETTER for one in made)
    text = ngettext("%(n)s invitation enregistrée", "%(n)s invitations enregistrées", len(made))
    paper = ngettext("dont %(n)s lettre à imprimer.", "dont %(n)s lettres à imprimer.", letters)
    messages.success(request, f"{text % {'n': len(made)}}, {paper % {'n': letters}}")
    return redirect("lodging_invitations", office=request.office.slug)


@screen(VIEW)
@require_GET
def invitation_list(request: OfficeRequest) -> HttpResponseBase:
    """What left, the latest first, and what was answered."""
    answer = request.GET.get("reponse", "")
    page = page_of(request, invitations(answer))
    context = {
        "page": page,
        "lines": [(one, AnswerForm(initial=_initial(one), prefix=f"i{one.pk}")) for one in page],
        "answer": answer,
        "answers": Invitation.Answer.choices,
        "total": page.paginator.count,
        "days": list(
            Invitation.objects.filter(channel=Invitation.Channel.LETTER)
            .order_by("-sent_on")
            .values_list("sent_on", flat=True)
            .distinct()[:12]
        ),
        "can_edit": request.actor.can(EDIT),
    }
    return render(request, "lodging/invitations.html", context)


def _initial(one: Invitation) -> dict[str, object]:
    day = one.answered_on or timezone.localdate()
    return {"answer": one.answer, "answered_on": day, "note": one.answer_note}


@screen(VIEW)
@require_GET
def invitation_papers(request: OfficeRequest, day: str) -> HttpResponseBase:
    """The letters of a day."""
    try:
        found = letters_of(dt.date.fromisoformat(day))
    except ValueError as error:
        raise Http404("no such day") from error
    if not found:
        raise Http404("no letter left that day")
    return pdf_response(invitation_letters(request.office, found), f"invitations-{day}.pdf")


@screen(EDIT)
@require_POST
def invitation_answer(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Note an answer, or take it back."""
    found = get_object_or_404(Invitation, pk=pk)
    form = AnswerForm(request.POST, prefix=f"i{found.pk}")
    if told(request, form):
        attempt(
            request,
            _("La réponse est notée."),
            answer_invitation,
            invitation=found,
            answer=form.cleaned_data["answer"],
            day=form.cleaned_data["answered_on"],
            note=form.cleaned_data["note"],
        )
    return redirect(reverse("lodging_invitations", kwargs={"office": request.office.slug}))
