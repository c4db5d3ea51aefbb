"""The tally sheet, and taking a batch back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refused
from buron.kernel.kept_pages import keepable
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.reception.forms.tally import TallyForm
from buron.reception.models import Batch
from buron.reception.queries.lists import items_on
from buron.reception.queries.origins import of_country, quick
from buron.reception.rules.facts import FactsError
from buron.reception.rules.tally import TallyError
from buron.reception.services import cancel_batch, record_tally
from buron.reception.shell import page_knowledge
from buron.reception.views.desk import chosen_place
from buron.territory.queries import office_department

RECENT = 12
JSON = "application/json"


@screen("reception.record")
def tally(request: OfficeRequest) -> HttpResponseBase:
    """Half a day of sticks, made into as many anonymous acts."""
    desk_id, channel = asked_desk(request)
    today = timezone.localdate()
    origins = quick(desk_id or 0, today, office_department(request.office) or "")
    france = of_country("FR")
    form = TallyForm(
        request.POST or None,
        lists=items_on(today),
        origins=[*origins, *([france] if france else [])],
        initial={"desk": desk_id, "channel": channel},
    )
    if form.is_valid():
        batch = _record(request, form)
        if batch is not None:
            text = ngettext(
                "%(count)s accueil est enregistré.", "%(count)s accueils sont enregistrés.", batch.rows
            )
            undo = reverse("reception_batch_cancel", kwargs={"office": request.office.slug, "pk": batch.pk})
            messages.success(request, text % {"count": batch.rows}, extra_tags=f"undo:{undo}")
            if request.headers.get("Accept") == JSON:  # sent by the page's script, which opens the page again
                return JsonResponse({"recorded": batch.rows})
            return redirect("reception_tally", office=request.office.slug)
    context = {
        "form": form,
        "recent": Batch.objects.filter(kind=Batch.Kind.TALLY).select_related("author")[:RECENT],
        "can_correct": request.actor.can("reception.correct"),
        "offline": page_knowledge(request.office, request.actor),
    }
    is_plain = request.method == "GET" and not len(messages.get_messages(request))
    response = render(request, "reception/tally.html", context, status=422 if form.errors else 200)
    # A page that says what was just done is not one to keep.
    return keepable(response) if is_plain else response


def asked_desk(request: OfficeRequest) -> tuple[int | None, str]:
    """The desk and channel that the address names (the sheet of a partner-run desk), else the desk where one is."""
    desk = whole(request.GET.get("bureau"))
    if desk is not None:
        return desk, request.GET.get("canal", "")[:40]
    place = chosen_place(request)
    return (place[0].pk if place else None), ""


def _record(request: OfficeRequest, form: TallyForm) -> Batch | None:
    said = form.cleaned_data
    try:
        return record_tally(
            actor=request.actor,
            client_id=said["client_id"],
            desk=said["desk"],
            day=said["day"],
            half=said["half"],
            channel=said["channel"],
            sheet=form.sheet,
        )
    except TallyError as error:
        form.add_error(error.column if error.column in form.fields else "total", str(error))
    except FactsError as error:
        refused(form, error)
    return None


@screen("reception.record")
@require_POST
def batch_cancel(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take back a whole batch."""
    batch = get_object_or_404(Batch, pk=pk)
    back = "reception_tally" if batch.kind == Batch.Kind.TALLY else "reception_imports"
    try:
        cancel_batch(actor=request.actor, batch=batch, reason=request.POST.get("reason", "")[:200])
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le lot est annulé : ses lignes ne sont plus comptées."))
    if request.headers.get("HX-Request"):  # the "Annuler" of the message that followed the sheet
        address = reverse(back, kwargs={"office": request.office.slug})
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(back, office=request.office.slug)
