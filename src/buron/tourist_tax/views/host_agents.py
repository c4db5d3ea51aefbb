"""The office's side of the hosts' pages: who has a link, sending them all, letters, corrections to approve."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.directory.models import Party
from buron.kernel.documents.pictures import qr_svg
from buron.kernel.jobs import enqueue
from buron.kernel.models import Job
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.whole import whole
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.host_forms import PayingForm
from buron.tourist_tax.host_jobs import LINKS_JOB
from buron.tourist_tax.host_mails import link_address, link_letters
from buron.tourist_tax.models import FactsProposal, HostLink, PayingTerms
from buron.tourist_tax.queries.hosts import host_lines, hosts, owed_by, tasks_of
from buron.tourist_tax.services.hosts import (
    accept_facts,
    mark_link_sent,
    open_host_link,
    refuse_facts,
    renew_host_link,
    revoke_host_link,
    save_paying_terms,
)

STATES = (
    ("", _("Tous")),
    ("sans", _("Sans lien")),
    ("jamais", _("Lien jamais ouvert")),
    ("courrier", _("Sans adresse électronique")),
)
MOST_LETTERS = 400
SHOWN_TASKS = 12


@screen("tourist_tax.accounts")
@require_GET
def host_list(request: OfficeRequest) -> HttpResponseBase:
    """The hosts, their lodgings, and what became of their link."""
    words, state = request.GET.get("q", "")[:100], request.GET.get("lien", "")
    page = page_of(request, hosts(words, state))
    context = {
        "page_obj": page,
        "lines": host_lines(list(page)),
        "q": words,
        "state": state,
        "states": STATES,
        "proposals": FactsProposal.objects.filter(state=FactsProposal.State.NEW).count(),
        "job": Job.objects.filter(office=request.office, name=LINKS_JOB).order_by("-pk").first(),
        "can_manage": request.actor.can("tourist_tax.hosts"),
        "can_declare": request.actor.can("tourist_tax.declare"),
        "today": timezone.localdate(),
    }
    return render(request, "tourist_tax/hosts/list.html", context)


@screen("tourist_tax.accounts")
@require_GET
def host(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One host: its link, what it has to do, what it owes."""
    party = _party(pk)
    today = timezone.localdate()
    link = HostLink.objects.filter(party=party, revoked_at=None).select_related("author").first()
    can_manage = request.actor.can("tourist_tax.hosts")
    address = link_address(_site(request), link) if link and can_manage else ""
    owed = owed_by(party, today)
    tasks = tasks_of(party, today)
    context = {
        "party": party,
        "link": link,
        "address": address,
        "qr": qr_svg(address) if address else "",
        "tasks": tasks[:SHOWN_TASKS],
        "more": max(0, len(tasks) - SHOWN_TASKS),
        "balance": sum(one.balance for one in owed),
        "proposals": FactsProposal.objects.filter(party=party, state=FactsProposal.State.NEW).select_related(
            "lodging"
        ),
        "can_manage": can_manage,
        "can_declare": request.actor.can("tourist_tax.declare"),
        "today": today,
    }
    return render(request, "tourist_tax/hosts/host.html", context)


def _party(pk: int) -> Party:
    return get_object_or_404(hosts(), pk=pk)


def _site(request: OfficeRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@screen("tourist_tax.hosts")
@require_POST
def host_link(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Open, send, renew or cut the link of a host."""
    party = _party(pk)
    if "renew" in request.POST:
        renew_host_link(actor=request.actor, party=party)
        messages.success(
            request, _("Le lien est changé : l’ancien ne marche plus. Donnez le nouveau à l’hébergeur.")
        )
    elif "revoke" in request.POST:
        for link in HostLink.objects.filter(party=party, revoked_at=None):
            revoke_host_link(actor=request.actor, link=link)
        messages.success(request, _("Le lien est coupé. Ce qui a été déclaré reste."))
    elif "mail" in request.POST and party.email:
        key = f"{LINKS_JOB}:{party.pk}"
        enqueue(request.actor, LINKS_JOB, key=key, site=_site(request), party_ids=[party.pk])
        messages.success(request, _("Le courriel part à %(email)s.") % {"email": party.email})
    else:
        open_host_link(actor=request.actor, party=party)
        messages.success(request, _("Le lien est prêt : envoyez-le, imprimez-le ou montrez le code."))
    return redirect("tourist_tax_host", office=request.office.slug, pk=party.pk)


@screen("tourist_tax.hosts")
@require_POST
def host_mail_all(request: OfficeRequest) -> HttpResponseBase:
    """Send their link to all hosts that have an address and did not get it."""
    enqueue(request.actor, LINKS_JOB, key=f"{LINKS_JOB}:{request.office.pk}:all", site=_site(request))
    messages.success(
        request, _("Les courriels partent. Ceux qui ont déjà reçu leur lien ne sont pas dérangés.")
    )
    return redirect("tourist_tax_hosts", office=request.office.slug)


@screen("tourist_tax.hosts")
@require_POST
def host_letters(request: OfficeRequest) -> HttpResponseBase:
    """Letters with the code: of one host, or of all that have no mail address and did not get one."""
    pk = whole(request.POST.get("party"))
    chosen = _unprinted() if pk is None else [_party(pk)]
    if not chosen:
        messages.info(request, _("Aucun courrier à imprimer : tous l’ont déjà reçu."))
        return redirect("tourist_tax_hosts", office=request.office.slug)
    links = [open_host_link(actor=request.actor, party=party) for party in chosen]
    found = link_letters(request.office, links, _site(request))
    for link in links:
        mark_link_sent(actor=request.actor, link=link, printed=True)
    response = HttpResponse(found, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="liens-des-hebergeurs.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _unprinted() -> list[Party]:
    printed = HostLink.objects.filter(revoked_at=None, printed_at__isnull=False).values("party")
    return list(hosts(state="courrier").exclude(pk__in=printed)[:MOST_LETTERS])


@screen("tourist_tax.hosts")
@require_GET
def proposals(request: OfficeRequest) -> HttpResponseBase:
    """The corrections that wait for an answer."""
    waiting = FactsProposal.objects.filter(state=FactsProposal.State.NEW).select_related("lodging", "party")
    page = page_of(request, waiting.order_by("pk"), size=20)
    lines = [(one, _compared(one)) for one in page]
    return render(request, "tourist_tax/hosts/proposals.html", {"page_obj": page, "lines": lines})


def _compared(proposal: FactsProposal) -> list[tuple[str, object, object]]:
    """Label, value now and value proposed, field by field."""
    lodging = proposal.lodging
    return [
        (str(getattr(lodging._meta.get_field(name), "verbose_name", name)), getattr(lodging, name), value)
        for name, value in proposal.changes.items()
        if hasattr(lodging, name)
    ]


@screen("tourist_tax.hosts")
@require_POST
def proposal_answer(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Accept a correction, or say why not."""
    found = get_object_or_404(FactsProposal, pk=pk)
    try:
        if "accept" in request.POST:
            accept_facts(actor=request.actor, proposal=found)
            messages.success(request, _("La fiche de l’hébergement est corrigée partout."))
        else:
            refuse_facts(actor=request.actor, proposal=found, answer=request.POST.get("answer", ""))
            messages.success(request, _("L’hébergeur lira votre réponse sur sa page."))
    except TaxError as error:
        messages.error(request, str(error))
    return redirect("tourist_tax_proposals", office=request.office.slug)


@screen("tourist_tax.hosts")
def paying_terms(request: OfficeRequest) -> HttpResponseBase:
    """How hosts pay: what their page, their mails and their statements say."""
    known = PayingTerms.objects.filter(office=request.office).first()
    initial = {name: getattr(known, name) for name in ("payee", "iban", "bic", "other_ways")} if known else {}
    form = PayingForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_paying_terms(actor=request.actor, office=request.office, **form.cleaned_data)
        except TaxError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("C’est enregistré : les hébergeurs le lisent dès maintenant."))
            return redirect("tourist_tax_hosts", office=request.office.slug)
    context = {"form": form}
    return render(request, "tourist_tax/hosts/paying.html", context, status=422 if form.errors else 200)
