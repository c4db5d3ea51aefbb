"""The office's side of the partner-run desks: links, posters, sheets."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.documents.pictures import qr_svg
from buron.kernel.downloads import pdf_response
from buron.kernel.screens import OfficeRequest, screen
from buron.reception.models import PartnerLink
from buron.reception.papers.partners import poster_pdf, sheet_pdf
from buron.reception.queries.lists import items_on
from buron.reception.queries.origins import quick
from buron.reception.queries.partners import partner_lines
from buron.reception.rules.facts import FactsError
from buron.reception.services import open_partner_link, renew_partner_link, revoke_partner_link
from buron.territory.models import Desk
from buron.territory.queries import office_department


def full_link(request: OfficeRequest, link: PartnerLink) -> str:
    """The address to give: the token stands after the "#", so that no server ever logs it."""
    return request.build_absolute_uri(reverse("reception_partner_page")) + f"#{link.token}"


@screen("reception.partners")
@require_GET
def partners(request: OfficeRequest) -> HttpResponseBase:
    """The partner-run desks: link, last use, acts of the month."""
    today = timezone.localdate()
    context = {
        "lines": partner_lines(today),
        "today": today,
        "can_add": request.actor.can("territory.manage"),
    }
    return render(request, "reception/partners.html", context)


@screen("reception.partners")
@require_GET
def partner_link(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One link: its code, its address, its poster."""
    link = get_object_or_404(PartnerLink.objects.select_related("desk", "author"), pk=pk)
    address = full_link(request, link) if link.is_alive else ""
    context = {"link": link, "address": address, "qr": qr_svg(address) if address else ""}
    return render(request, "reception/partner_link.html", context)


@screen("reception.partners")
@require_POST
def partner_open(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give a desk its link."""
    desk = get_object_or_404(Desk, pk=pk)
    try:
        link = open_partner_link(actor=request.actor, desk=desk)
    except FactsError as error:
        messages.error(request, str(error))
        return redirect("reception_partners", office=request.office.slug)
    messages.success(request, _("Le lien est prêt : imprimez l’affiche, ou montrez le code."))
    return redirect("reception_partner_link", office=request.office.slug, pk=link.pk)


@screen("reception.partners")
@require_POST
def partner_renew(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Another link for the same desk: the old poster is dead."""
    old = get_object_or_404(PartnerLink.objects.select_related("desk"), pk=pk)
    try:
        link = renew_partner_link(actor=request.actor, link=old)
    except FactsError as error:
        messages.error(request, str(error))
        return redirect("reception_partners", office=request.office.slug)
    messages.success(
        request, _("Le lien est changé : l’ancien ne marche plus, imprimez la nouvelle affiche.")
    )
    return redirect("reception_partner_link", office=request.office.slug, pk=link.pk)


@screen("reception.partners")
@require_POST
def partner_revoke(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Shut a link at once."""
    revoke_partner_link(actor=request.actor, link=get_object_or_404(PartnerLink, pk=pk))
    messages.success(request, _("Le lien est coupé. Ce qu’il a compté reste."))
    return redirect("reception_partners", office=request.office.slug)


@screen("reception.partners")
@require_GET
def partner_poster(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The poster with the code."""
    link = get_object_or_404(PartnerLink.objects.select_related("desk__office"), pk=pk, revoked_at=None)
    return pdf_response(poster_pdf(link.desk, full_link(request, link)), f"affiche-{link.desk.slug}.pdf")


@screen("reception.record")
@require_GET
def partner_sheet(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The tally sheet of a desk, with the categories of its entry screen."""
    desk = get_object_or_404(Desk.objects.select_related("office"), pk=pk)
    today = timezone.localdate()
    lists = items_on(today)
    origins = quick(desk.pk, today, office_department(request.office) or "")
    return pdf_response(sheet_pdf(desk, lists, origins), f"feuille-{desk.slug}.pdf")
