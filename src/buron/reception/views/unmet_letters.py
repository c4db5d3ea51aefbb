"""The letters to communes on screen: prepared, read over, sent, kept."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.downloads import pdf_response
from buron.kernel.formats import month_text
from buron.kernel.gestures import refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.reception.forms.unmet import LetterForm
from buron.reception.models import UnmetLetter
from buron.reception.papers.letters import letter_pdf
from buron.reception.queries.unmet import letter_lines, months_to_tell, rows_of_letter, told
from buron.reception.rules.facts import FactsError
from buron.reception.services import discard_letter, prepare_letters, review_letter, send_again, send_letter
from buron.territory.reference import commune_name

AGAIN = "again"


@screen("reception.unmet")
@require_GET
def letters(request: OfficeRequest) -> HttpResponseBase:
    """The letters, newest month first, and the months that none tells."""
    page = page_of(request, letter_lines())
    lines = [(one, commune_name(one.insee), month_text(one.month)) for one in page]
    months = [(one, month_text(one.month)) for one in months_to_tell(timezone.localdate())]
    return render(request, "reception/unmet_letters.html", {"page": page, "lines": lines, "months": months})


@screen("reception.unmet")
@require_POST
def letters_prepare(request: OfficeRequest) -> HttpResponseBase:
    """Make the letters of a month."""
    try:
        day = parse_date(request.POST.get("mois", ""))
    except ValueError:
        day = None
    try:
        if day is None:
            raise FactsError("month", _("Choisissez le mois."))
        made = prepare_letters(actor=request.actor, day=day)
    except FactsError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)s courrier à relire.", "%(count)s courriers à relire.", len(made))
        messages.success(request, text % {"count": len(made)})
    return redirect("reception_unmet_letters", office=request.office.slug)


def _letter(pk: int) -> UnmetLetter:
    return get_object_or_404(UnmetLetter.objects.select_related("office", "reviewed_by", "sent_by"), pk=pk)


@screen("reception.unmet")
def letter(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One letter: its words are read over here; once sent it only shows."""
    found = _letter(pk)
    form = LetterForm(posted(request), initial={"body": found.body, "email": found.email})
    if form.is_valid():
        with refusals_beside(form):
            review_letter(actor=request.actor, letter=found, **form.cleaned_data)
            messages.success(request, _("Le courrier est relu : il peut partir."))
            return redirect("reception_unmet_letter", office=request.office.slug, pk=pk)
    rows = list(rows_of_letter(found))
    context = {
        "letter": found,
        "commune": commune_name(found.insee),
        "month": month_text(found.month),
        "form": form,
        "lines": told(rows),
        "total": len(rows),
    }
    return render(request, "reception/unmet_letter.html", context, status=422 if form.errors else 200)


@screen("reception.unmet")
@require_GET
def letter_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The PDF: as it was sent, or as it would be sent today."""
    found = _letter(pk)
    kept = bytes(found.document) if found.document else None
    content = kept or letter_pdf(found, list(rows_of_letter(found)), timezone.localdate())
    return pdf_response(content, f"demandes-sans-reponse-{found.insee}-{found.month:%Y-%m}.pdf")


@screen("reception.unmet")
@require_POST
def letter_send(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Send it, by mail or on paper; or ask again for a mail that never left."""
    found, way = _letter(pk), request.POST.get("way", "")
    try:
        if way == AGAIN:
            send_again(actor=request.actor, letter=found)
        else:
            send_letter(actor=request.actor, letter=found, way=way)
    except FactsError as error:
        messages.error(request, str(error))
    else:
        said = {"mail": _("Le courrier part par courriel."), "post": _("Le courrier est prêt à imprimer.")}
        messages.success(request, said.get(way, said["mail"]))
    return redirect("reception_unmet_letter", office=request.office.slug, pk=pk)


@screen("reception.unmet")
@require_POST
def letter_discard(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give up a letter that was not sent."""
    try:
        discard_letter(actor=request.actor, letter=_letter(pk))
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le courrier est abandonné : ses demandes restent à transmettre."))
    return redirect("reception_unmet_letters", office=request.office.slug)
