"""The hosts' pages without network: the page that a phone keeps, its service worker, what waited and arrives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from buron.kernel.kept_pages import keepable, worker_answer
from buron.kernel.screens import public_screen
from buron.kernel.whole import whole
from buron.lodging.models import Lodging
from buron.lodging.queries import lodgings_of
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.host_forms import SpanForm, first_fault, span_forms
from buron.tourist_tax.models import Declaration
from buron.tourist_tax.queries import Book, book
from buron.tourist_tax.queries.hosts import OWN_CHANNELS, tasks_of, terms_of_month
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.rules.spans import MonthTerms
from buron.tourist_tax.services.monthly import send_waiting, totals_of
from buron.tourist_tax.views.door import Door, language_of, private, show, uuid_of
from buron.tourist_tax.views.host_register import kept_registers

FAMILY, WHO = "hebergeur:", "hebergeur-qui"
"""Begins the names of what a phone keeps of these pages."""
PATIENCE_MS = 4000
MOST_TASKS = 12
MOST_DONE = 3
MOST_REGISTERS = 12
WAYS = (
    (Declaration.Kind.NONE.value, gettext_lazy("Aucun client ce mois-là")),
    (Declaration.Kind.PLATFORMS.value, gettext_lazy("Loué seulement par des plateformes")),
)
STATES = (Declaration.State.DRAFT, Declaration.State.SENT)
Key = tuple[int, dt.date]


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """A month that can be declared without network, with the fields of its totals."""

    lodging: Lodging
    month: dt.date
    forms: list[SpanForm]
    former: Declaration | None
    is_late: bool = False


@public_screen("the script that opens the hosts' page without the network: it holds nothing of anybody")
@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker of the hosts' pages; it never sees the link, which stands after the "#"."""
    return worker_answer(
        family=FAMILY,
        pages=[reverse("tax_host_kept")],
        patience_ms=PATIENCE_MS,
        who=WHO,
        closed=reverse("tax_host_away", kwargs={"which": "ferme"}),
        away=reverse("tax_host_away", kwargs={"which": "absent"}),
    )


@public_screen(
    "what is shown without network in the place of a page that is not kept: it holds nothing of anybody"
)
@require_safe
def away(request: HttpRequest, which: str) -> HttpResponseBase:
    """In the place of a page that needs the network, or of the kept page once its time is over."""
    if which not in ("absent", "ferme"):
        raise Http404("no such page")
    with translation.override(language_of(request, None)):
        return private(render(request, "tourist_tax/host/away.html", {"which": which, "without_htmx": True}))


@require_safe
def kept(request: HttpRequest, door: Door) -> HttpResponseBase:
    """The months to declare with their fields: the one page that a phone keeps for the days without network."""
    lodgings = {one.pk: one for one in lodgings_of(door.party).prefetch_related("rankings")}
    terms = book()
    registers = list(islice(kept_registers(lodgings.values(), terms), MOST_REGISTERS))
    context = {"months": _months(door, lodgings, terms), "ways": WAYS, "registers": registers}
    return keepable(show(request, door, "kept", context))


def _months(door: Door, lodgings: dict[int, Lodging], terms: Book) -> list[KeptMonth]:
    """What is left to declare, then the last months that were, to correct. As many queries for any number."""
    today = timezone.localdate()
    tasks = [task for task in tasks_of(door.party, today) if not task.is_flat]
    tasks = sorted(tasks, key=lambda task: task.month, reverse=True)[:MOST_TASKS]
    known = _declared(lodgings)
    sent = sorted(
        (
            key
            for key, held in known.items()
            if Declaration.State.SENT in held and key[1] < today.replace(day=1)
        ),
        key=lambda key: (key[1], key[0]),
        reverse=True,
    )
    late = {(task.lodging.pk, task.month): task.is_late for task in tasks}
    wanted = [*late, *[key for key in sent if key not in late][:MOST_DONE]]
    found = []
    for key in wanted:
        try:
            asked = terms_of_month(lodgings[key[0]], key[1], terms)
        except CalculationError:
            continue
        if asked.spans:
            found.append(_kept(lodgings[key[0]], asked, known.get(key, {}), late.get(key, False)))
    return found


def _declared(lodgings: Iterable[int]) -> dict[Key, dict[str, Declaration]]:
    """The draft and the sent declaration of each month of these lodgings, those of the last year and a half."""
    since = timezone.localdate() - dt.timedelta(days=550)
    rows = Declaration.objects.filter(
        lodging__in=list(lodgings), month__gte=since, channel__in=OWN_CHANNELS, platform="", state__in=STATES
    ).exclude(kind=Declaration.Kind.FORFAIT)
    found: dict[Key, dict[str, Declaration]] = {}
    for one in rows.order_by("sent_at", "pk").prefetch_related("lines"):
        found.setdefault((one.lodging_id, one.month), {})[one.state] = one
    return found


def _kept(lodging: Lodging, asked: MonthTerms, held: dict[str, Declaration], is_late: bool) -> KeptMonth:
    draft, former = held.get(Declaration.State.DRAFT), held.get(Declaration.State.SENT)
    basis = next((one for one in (draft, former) if one and one.kind == Declaration.Kind.TOTAL), None)
    auto_id = f"id_{lodging.pk}_{asked.month:%Y-%m}_%s"
    forms = span_forms(asked, None, totals_of(basis) if basis else [], auto_id)
    return KeptMonth(lodging, asked.month, forms, former, is_late)


@require_POST
def waited(request: HttpRequest, door: Door, lodging: int, month: str, kind: str) -> HttpResponseBase:
    """A month that waited on a phone: sent once, or kept as a draft with the reason. Answers JSON to its script."""
    found = door.lodging(lodging)
    first = door.month(found, month)
    if kind not in (Declaration.Kind.TOTAL, Declaration.Kind.NONE, Declaration.Kind.PLATFORMS):
        raise Http404("no such way")
    where = door.url("total" if kind == Declaration.Kind.TOTAL else "choose", lodging=found.pk, month=month)
    client_id = uuid_of(request.POST.get("client_id", ""))
    if client_id is None:
        return _said(_("Cet envoi n’est pas complet : recommencez."), where)
    declared = []
    if kind == Declaration.Kind.TOTAL:
        try:
            forms = span_forms(terms_of_month(found, first), request.POST)
        except CalculationError as error:
            return _said(str(error), where)
        if not forms or not all(form.is_valid() for form in forms):
            return _said(first_fault(forms) or _("Il n’y a rien à déclarer pour ce mois."), where)
        declared = [form.total(len(forms) == 1) for form in forms]
    former = request.POST.get("former", "")
    try:
        sent = send_waiting(
            actor=door.actor,
            lodging=found,
            party=door.party,
            month=first,
            kind=kind,
            declared=declared,
            channel=door.channel,
            client_id=client_id,
            former=whole(former),
        )
    except TaxError as error:
        return _said(str(error), where)
    return JsonResponse({"url": door.url("receipt", pk=sent.pk)})


def _said(message: str, url: str) -> JsonResponse:
    return JsonResponse({"message": message, "url": url}, status=422)
