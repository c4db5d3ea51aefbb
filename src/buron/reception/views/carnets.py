"""The carnets, for the staff: made at the desk, printed, mailed, shown as a code, closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.documents.pictures import qr_svg
from buron.kernel.downloads import pdf_response
from buron.kernel.screens import OfficeRequest, screen
from buron.reception.documents import carnet_pdf
from buron.reception.models import Carnet
from buron.reception.queries.carnets import cards_of
from buron.reception.request_mails import has_server
from buron.reception.rules.facts import FactsError
from buron.reception.services import make_carnet, revoke_carnet, send_carnet
from buron.reception.views.entries import body_of, ids_of, number_of, text_of, uuid_of
from buron.territory.models import Desk

PAGE = 50


def public_link(request: OfficeRequest, carnet: Carnet) -> str:
    """The full address of the carnet's public page; empty once it was forgotten."""
    if carnet.token is None:
        return ""
    return request.build_absolute_uri(reverse("reception_public_carnet", kwargs={"token": carnet.token}))


@screen("reception.record")
@require_POST
def carnet_make(request: OfficeRequest) -> HttpResponseBase:
    """Make or bring up to date the carnet of the welcome on screen."""
    try:
        body = body_of(request)
        desk = Desk.objects.filter(pk=number_of(body, "desk") or 0).first()
        if desk is None:
            raise FactsError("desk", _("Ce bureau n’existe plus : rechargez la page."))
        carnet = make_carnet(
            actor=request.actor,
            client_id=uuid_of(body),
            desk=desk,
            fiches=ids_of(body, "fiches"),
            language=text_of(body, "language", 2) or "fr",
        )
    except FactsError as error:
        return JsonResponse({"field": error.field, "message": str(error)}, status=422)
    link = public_link(request, carnet)
    names = {"office": request.office.slug, "pk": carnet.pk}
    return JsonResponse(
        {
            "id": carnet.pk,
            "url": link,
            "qr": qr_svg(link),
            "pdf": reverse("reception_carnet_pdf", kwargs=names),
            "send": reverse("reception_carnet_send", kwargs=names),
        }
    )


@screen("reception.record")
@require_POST
def carnet_send(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Send it by mail; the address is used, then forgotten."""
    carnet = get_object_or_404(Carnet.objects.select_related("office"), pk=pk)
    if not has_server():
        text = _(
            "Il n’y a pas de serveur de courriel : le carnet n’est pas parti. Montrez son code, ou imprimez-le."
        )
        return JsonResponse({"field": "email", "message": text}, status=422)
    try:
        email = text_of(body_of(request), "email", 254)
        send_carnet(actor=request.actor, carnet=carnet, email=email, link=public_link(request, carnet))
    except FactsError as error:
        return JsonResponse({"field": error.field, "message": str(error)}, status=422)
    return JsonResponse({"message": _("Le carnet part par courriel.")})


@screen("reception.record")
@require_GET
def carnet_pdf_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The carnet to print."""
    carnet = get_object_or_404(Carnet.objects.select_related("office", "desk"), pk=pk)
    lines = cards_of(carnet, carnet.language, timezone.localdate())
    link = public_link(request, carnet)
    content = carnet_pdf(carnet, lines, carnet.language, link)
    return pdf_response(content, f"carnet-{carnet.pk}.pdf")


@screen("reception.view")
@require_GET
def carnets(request: OfficeRequest) -> HttpResponseBase:
    """The carnets that were handed out, newest first."""
    found = Carnet.objects.select_related("desk", "act").prefetch_related("items").order_by("-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    lines = [(carnet, len(carnet.items.all()), carnet.is_over(today)) for carnet in page]
    return render(request, "reception/carnets.html", {"page": page, "lines": lines})


@screen("reception.view")
@require_GET
def carnet_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One carnet: what it holds, its code, its address."""
    carnet = get_object_or_404(Carnet.objects.select_related("office", "desk", "act"), pk=pk)
    link = public_link(request, carnet)
    over = carnet.is_over(timezone.localdate())
    context = {
        "carnet": carnet,
        "items": carnet.items.select_related("fiche"),
        "link": link,
        "over": over,
        "qr": qr_svg(link) if link and not over else "",
        "can_record": request.actor.can("reception.record"),
    }
    return render(request, "reception/carnet.html", context)


@screen("reception.record")
@require_POST
def carnet_revoke(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Close its public page at once."""
    revoke_carnet(actor=request.actor, carnet=get_object_or_404(Carnet, pk=pk))
    messages.success(request, _("Le carnet est fermé : son adresse ne montre plus rien."))
    return redirect("reception_carnet", office=request.office.slug, pk=pk)
