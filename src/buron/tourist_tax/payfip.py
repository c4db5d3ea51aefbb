"""Card payments: what a gateway must offer, PayFiP's web service, and its simulator.

What is known of PayFiP here is **from memory** of the DGFiP's guide for collectivities ("creerPaiementSecurise",
"recupererDetailPaiementSecurise", redirection with ``idOp``, notification by POST, results P, V, A, R, Z): it was not
checked against the service. The adapter is kept thin so that a difference is mended in one place; an office tries it in
test mode (``T``) with its public accountant before anything else.

The flow: we create a payment and get an ``idOp``; the payer is sent to the gateway's page with it; when it is over, the
gateway notifies us with the ``idOp``, and the payer comes back; each time we ask the gateway itself what happened.
Nothing that arrives by a notification is believed but the ``idOp``.
"""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CardAccount

SERVICE = "https://www.payfip.gouv.fr/tpa/services/securite"
PAGE = "https://www.payfip.gouv.fr/tpa/paiementws.web"
SPACE = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"
SECONDS = 15
MOST_BYTES = 200_000
HOURS = 24
PAID, PAID_BY_DEBIT, REFUSED, CANCELLED, PENDING = "P", "V", "R", "A", "Z"


class GatewayError(Exception):
    """The gateway did not answer, or refused; the message is French."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the gateway; ``amount`` in cents, ``reference`` letters and digits, at most 30."""

    amount: int
    reference: str
    subject: str
    email: str
    year: int
    notify_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gateway says of an operation; ``result`` is one of P, V, A, R, Z."""

    id_op: str
    result: str
    amount: int
    reference: str


class Gateway(Protocol):
    """What every card gateway must do."""

    def create(self, request: Request) -> str:
        """Open an operation, give its identifier. Raises :class:`GatewayError`."""
        ...

    def page(self, id_op: str) -> str:
        """The address of the page on which the payer gives the card."""
        ...

    def outcome(self, id_op: str) -> Outcome:
        """What became of an operation. Raises :class:`GatewayError`."""
        ...


def gateway_of(account: CardAccount) -> Gateway:
    """The gateway of an office's contract."""
    if account.gateway == CardAccount.Gateway.PAYFIP:
        return PayFip(account.client_number, account.mode)
    return Simulator()


class PayFip:
    """The web service of the DGFiP (SOAP), for a collectivity known by its client number."""

    def __init__(self, client_number: str, mode: str) -> None:
        if not (client_number.isdigit() and len(client_number) == 6):
            raise TaxError(_("Le numéro de client PayFiP a six chiffres : demandez-le au comptable public."))
        self.client_number, self.mode = client_number, mode

    def create(self, request: Request) -> str:
        answer = self._call(
            "creerPaiementSecurise",
            "creerPaiementSecuriseRequest",
            {
                "exer": str(request.year),
                "mel": request.email,
                "montant": str(request.amount),
                "numcli": self.client_number,
                "objet": request.subject[:100],
                "refdet": request.reference,
                "saisie": self.mode,
                "urlnotif": request.notify_url,
                "urlredirect": request.return_url,
            },
        )
        id_op = answer.get("idOp", "")
        if not id_op:
            raise GatewayError(answer.get("libelle") or _("PayFiP n’a pas ouvert le paiement."))
        return id_op

    def page(self, id_op: str) -> str:
        return f"{PAGE}?{urlencode({'idop': id_op})}"

    def outcome(self, id_op: str) -> Outcome:
        answer = self._call(
            "recupererDetailPaiementSecurise", "recupererDetailPaiementSecuriseRequest", {"idOp": id_op}
        )
        if "resultrans" not in answer:
            # P1 and P5 in the guide: nothing was paid yet under this identifier.
            return Outcome(id_op, PENDING, 0, "")
        return Outcome(id_op, answer["resultrans"], int(answer.get("montant") or 0), answer.get("refdet", ""))

    def _call(self, operation: str, wrapper: str, values: dict[str, str]) -> dict[str, str]:
        fields = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in values.items())
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:pai="{SPACE}">'
            f"<soapenv:Body><pai:{operation}><arg0>{fields}</arg0></pai:{operation}></soapenv:Body></soapenv:Envelope>"
        )
        return read_answer(_post(body.encode(), wrapper))


def read_answer(payload: bytes) -> dict[str, str]:
    """The leaves of an answer, by their names; entities are refused."""
    if b"<!DOCTYPE" in payload or b"<!ENTITY" in payload or len(payload) > MOST_BYTES:
        raise GatewayError(_("PayFiP a donné une réponse illisible."))
    try:
        root = ET.fromstring(payload)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise GatewayError(_("PayFiP a donné une réponse illisible.")) from error
    return {one.tag.rpartition("}")[2]: (one.text or "").strip() for one in root.iter() if len(one) == 0}


def _post(body: bytes, action: str) -> bytes:
    request = urllib.request.Request(  # noqa: S310 - the address is a constant in https
        SERVICE, data=body, headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": action}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - same address
            return bytes(answer.read(MOST_BYTES + 1))
    except urllib.error.HTTPError as error:
        return bytes(error.read(MOST_BYTES + 1))
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise GatewayError(_("PayFiP ne répond pas : essayez plus tard, rien n’a été débité.")) from error


class Simulator:
    """PayFiP without money, for trials: the same flow, on a page of Buron where one chooses how the payment ends."""

    def create(self, request: Request) -> str:
        id_op = str(uuid.uuid4())
        held = {
            "amount": request.amount,
            "reference": request.reference,
            "notify": request.notify_url,
            "back": request.return_url,
            "result": PENDING,
            "at": timezone.now().isoformat(),
        }
        cache.set(_key(id_op), held, HOURS * 3600)
        return id_op

    def page(self, id_op: str) -> str:
        return reverse("tourist_tax_payfip_page", kwargs={"id_op": id_op})

    def outcome(self, id_op: str) -> Outcome:
        held = self.held(id_op)
        if held is None:
            raise GatewayError(_("Le simulateur ne connaît pas cette opération."))
        return Outcome(id_op, held["result"], held["amount"], held["reference"])

    @staticmethod
    def held(id_op: str) -> dict[str, Any] | None:
        """What the simulator remembers of an operation, for a day."""
        held: dict[str, Any] | None = cache.get(_key(id_op))
        return held

    @staticmethod
    def finish(id_op: str, result: str) -> dict[str, Any] | None:
        """End an operation, once: what is paid cannot be refused after."""
        held = Simulator.held(id_op)
        if (
            held is not None
            and held["result"] == PENDING
            and result in (PAID, PAID_BY_DEBIT, REFUSED, CANCELLED)
        ):
            held["result"] = result
            cache.set(_key(id_op), held, HOURS * 3600)
        return held


def _key(id_op: str) -> str:
    return f"payfip-simulator:{id_op}"
