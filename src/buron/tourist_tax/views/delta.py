"""The national file of délibérations: dropped, compared with what is in force, made a draft in one click."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.tourist_tax.decision_forms import DeltaForm
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import DeltaFile, DeltaProposal
from buron.tourist_tax.queries.decisions import applying_on, compared, places_text
from buron.tourist_tax.services import delta as services
from buron.tourist_tax.views.decisions import to_decision


@screen("tourist_tax.decide")
def delta(request: OfficeRequest) -> HttpResponseBase:
    """The files that were read, and the place to drop another."""
    form = DeltaForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = services.import_delta(actor=request.actor, name=file.name, file=file)
        except TaxError as error:
            form.add_error("file", str(error))
        else:
            return redirect("tourist_tax_delta_file", office=request.office.slug, pk=kept.pk)
    files = DeltaFile.objects.prefetch_related("proposals")
    context = {"form": form, "page": page_of(request, files, size=20)}
    return render(request, "tourist_tax/delta.html", context, status=422 if form.errors else 200)


@screen("tourist_tax.decide")
@require_GET
def delta_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """What a file says of the office, council by council, beside what is in force."""
    file = get_object_or_404(DeltaFile, pk=pk)
    day = file.dated or timezone.localdate()
    found = []
    own = request.office.epci_siren
    for proposal in sorted(file.proposals.select_related("decision"), key=lambda one: one.siren != own):
        current = applying_on(timezone.localdate(), proposal.communes)
        lines = compared(proposal, current, current_law(), day)
        found.append(
            {
                "proposal": proposal,
                "current": current,
                "lines": lines,
                "changes": sum(line.changes for line in lines),
                "findings": [line for line in lines if line.finding],
                "places": places_text(proposal.communes),
                "begins": services.applies_from(proposal),
            }
        )
    return render(request, "tourist_tax/delta_file.html", {"file": file, "found": found, "day": day})


@screen("tourist_tax.decide")
@require_POST
def delta_take(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Make a draft of a proposal."""
    proposal = get_object_or_404(DeltaProposal, pk=pk)
    try:
        draft = services.take_proposal(actor=request.actor, proposal=proposal)
    except TaxError as error:
        messages.error(request, str(error))
        return redirect("tourist_tax_delta_file", office=request.office.slug, pk=proposal.file_id)
    messages.success(
        request, _("Projet fait depuis le fichier national : vérifiez-le, puis mettez-le en vigueur.")
    )
    return to_decision(request, draft)
