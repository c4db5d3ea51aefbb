"""What the card gateway and the payer open: notification, return, and the page of the simulator."""

from __future__ import annotations

import urllib.parse
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from buron.kernel.screens import public_screen
from buron.tourist_tax.models import CardTransaction
from buron.tourist_tax.payfip import PENDING, Simulator
from buron.tourist_tax.services.cards import operation, settle_card

MOST = 64


@csrf_exempt
@public_screen("la passerelle de paiement prévient ici qu’une opération est finie ; on lui redemande tout")
@require_POST
def notification(request: HttpRequest) -> HttpResponseBase:
    """The gateway says that an operation is over: only its identifier is believed."""
    id_op = request.POST.get("idop") or request.POST.get("idOp") or ""
    made = operation(id_op=id_op) if 0 < len(id_op) <= MOST else None
    if made is not None:
        settle_card(made=made)
    return HttpResponse(status=200)


@public_screen("le payeur revient de la page de paiement avec la clé de son opération")
def back(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The payer comes back: what became of the payment."""
    made = operation(key=str(key))
    if made is None:
        raise Http404("no such operation")
    made = settle_card(made=made)
    return render(request, "tourist_tax/pay/back.html", {"made": made, "office": made.office})


@public_screen("page d’essai qui tient la place de celle de PayFiP ; aucun argent n’y passe")
def simulator(request: HttpRequest, id_op: str) -> HttpResponseBase:
    """The simulator's page: choose how the payment ends; it then does what PayFiP does, notification first."""
    held = Simulator.held(id_op) if len(id_op) <= MOST else None
    if held is None:
        raise Http404("no such operation")
    if request.method == "POST":
        held = Simulator.finish(id_op, request.POST.get("fin", "")) or held
        made = operation(id_op=id_op)
        if made is not None and held["result"] != PENDING and request.POST.get("notifier") != "non":
            settle_card(made=made)
        return redirect(urllib.parse.urlsplit(held["back"]).path)
    return render(request, "tourist_tax/pay/simulator.html", {"held": held})


def urls_of(request: HttpRequest, made: CardTransaction) -> tuple[str, str]:
    """The addresses given to the gateway: where it notifies, where it sends the payer back."""
    notify = request.build_absolute_uri(reverse("tourist_tax_payfip_notification"))
    return notify, request.build_absolute_uri(reverse("tourist_tax_payfip_back", kwargs={"key": made.key}))
