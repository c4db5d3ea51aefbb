"""The list of contacts, one contact, what it is made of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.directory import forms, queries, services
from buron.directory.holdings import holdings, reasons_to_keep
from buron.directory.models import Consent, Party, PartyLink, PartyRole
from buron.directory.roles import role_title
from buron.directory.rules import envelope_lines
from buron.directory.wordings import CHANNELS, PURPOSES
from buron.kernel import journal
from buron.kernel.gestures import attempt, refusals_beside, told
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.territory import reference


@screen("directory.view")
@require_GET
def parties(request: OfficeRequest) -> HttpResponseBase:
    """The contacts, by name, narrowed by words and quality."""
    form = forms.SearchForm(request.GET)
    chosen = form.chosen
    found = queries.find_parties(
        chosen.get("mots", ""), chosen.get("role", ""), kind=chosen.get("nature", ""), limit=None
    )
    page = page_of(request, found.prefetch_related("roles"))
    lines = [(party, _titles(party)) for party in page]
    context = {"form": form, "page": page, "lines": lines, "chosen": chosen, "total": page.paginator.count}
    if request.headers.get("HX-Request"):
        return render(request, "directory/parts/parties.html", context)
    return render(request, "directory/parties.html", context)


def _titles(party: Party) -> list[str]:
    return [role_title(role.code) for role in party.roles.all() if role.until is None]


def party_or_404(pk: int) -> Party:
    """A contact of the office in scope."""
    return get_object_or_404(Party.objects.select_related("merged_into"), pk=pk)


def back(request: OfficeRequest, party: Party) -> HttpResponseBase:
    """To the contact's page."""
    return redirect("directory_party", office=request.office.slug, pk=party.pk)


@screen("directory.view")
@require_GET
def party(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One contact: how to reach it, what it agreed to, what every room holds about it."""
    found = party_or_404(pk)
    if found.merged_into is not None:
        messages.info(request, _("Ce contact a été réuni à celui-ci."))
        return back(request, found.merged_into)
    return render(request, "directory/party.html", _page(request, found))


def _page(request: OfficeRequest, found: Party, **more: Any) -> dict[str, Any]:
    roles = [(role, role_title(role.code)) for role in found.roles.all()]
    consents = [
        (one, PURPOSES.get(one.purpose, one.purpose), CHANNELS.get(one.channel, one.channel))
        for one in found.consents.all()
    ]
    return {
        "party": found,
        "envelope": envelope_of(found),
        "roles": roles,
        "consents": consents,
        "people": found.people.select_related("person"),
        "functions": found.functions.select_related("organisation"),
        "held": _held(request, found),
        "doubles": queries.likely_doubles(found) if not found.erased_at else [],
        "role_form": forms.RoleForm(),
        "consent_form": forms.ConsentForm(),
        "link_form": forms.LinkForm(),
        "erasure_form": forms.ErasureForm(),
        "history": journal.history(found, limit=12),
        "can_edit": request.actor.can("directory.edit") and not found.erased_at,
        "can_erase": request.actor.can("directory.erase") and not found.erased_at,
        **more,
    }


def _held(request: OfficeRequest, found: Party) -> list[tuple[Any, Any]]:
    """What the rooms hold about it, as far as the reader may see."""
    lines = [(one, one.lines(found)) for one in holdings if request.actor.can(one.permission)]
    return [(one, held) for one, held in lines if held]


def envelope_of(found: Party) -> list[str]:
    """The lines of an envelope for a contact; at home the country is not written."""
    person = " ".join(part for part in (found.civility, found.first_name, found.last_name) if part)
    country = reference.country(found.country)
    abroad = country.names["fr"] if country and found.country != "FR" else ""
    return envelope_lines(
        [found.organisation_name, person], found.address, found.postcode, found.city, abroad
    )


@screen("directory.edit")
def party_new(request: OfficeRequest) -> HttpResponseBase:
    """Register a contact; those that look the same are shown first."""
    form = forms.PartyForm(
        posted(request), initial={"kind": Party.Kind.PERSON, "language": "fr", "country": "FR"}
    )
    doubles: list[queries.Double] = []
    if request.method == "POST" and form.is_valid():
        doubles = [] if form.cleaned_data["another"] else queries.doubles_of(**form.description())
        if not doubles:
            with refusals_beside(form):
                made = services.register_party(
                    actor=request.actor, roles=form.cleaned_data["roles"], **form.description()
                )
                messages.success(request, _("%(name)s est dans le répertoire.") % {"name": made})
                return back(request, made)
    status = 422 if form.errors or doubles else 200
    context = {"form": form, "doubles": doubles, "party": None}
    return render(request, "directory/party_form.html", context, status=status)


@screen("directory.edit")
def party_edit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change what describes a contact."""
    found = party_or_404(pk)
    form = forms.PartyForm(posted(request), initial=forms.PartyForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            services.update_party(actor=request.actor, party=found, changes=form.description())
            messages.success(request, _("Le contact est enregistré."))
            return back(request, found)
    context = {"form": form, "party": found, "doubles": []}
    return render(request, "directory/party_form.html", context, status=422 if form.errors else 200)


@screen("directory.edit")
@require_POST
def role_add(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One more quality."""
    found, form = party_or_404(pk), forms.RoleForm(request.POST)
    if told(request, form):
        attempt(request, _("La qualité est ajoutée."), services.add_role, party=found, **form.cleaned_data)
    return back(request, found)


@screen("directory.edit")
@require_POST
def role_end(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A quality that is over."""
    role = get_object_or_404(PartyRole.objects.select_related("party"), pk=pk)
    attempt(request, _("La qualité est terminée."), services.end_role, role=role)
    return back(request, role.party)


@screen("directory.edit")
@require_POST
def link_add(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A person's function in this organisation."""
    found, form = party_or_404(pk), forms.LinkForm(request.POST)
    if told(request, form):
        attempt(
            request,
            _("La personne est rattachée à l’organisme."),
            services.link_person,
            organisation=found,
            **form.cleaned_data,
        )
    return back(request, found)


@screen("directory.edit")
@require_POST
def link_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The person has left the organisation."""
    link = get_object_or_404(PartyLink.objects.select_related("organisation"), pk=pk)
    attempt(request, _("La personne n’est plus rattachée."), services.unlink_person, link=link)
    return back(request, link.organisation)


@screen("directory.edit")
@require_POST
def consent_add(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """An agreement given by mail, letter or word of mouth."""
    found, form = party_or_404(pk), forms.ConsentForm(request.POST)
    if told(request, form):
        attempt(
            request,
            _("L’accord est enregistré avec sa preuve."),
            services.give_consent,
            party=found,
            language=found.language,
            **form.cleaned_data,
        )
    return back(request, found)


@screen("directory.edit")
@require_POST
def consent_withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The person does not agree any more."""
    consent = get_object_or_404(Consent.objects.select_related("party"), pk=pk)
    attempt(request, _("L’accord est retiré."), services.withdraw_consent, consent=consent)
    return back(request, consent.party)


@screen("directory.edit")
@require_POST
def address_refused(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A letter came back: NPAI, in one click."""
    found = party_or_404(pk)
    attempt(
        request,
        _("Adresse notée NPAI : plus aucun courrier jusqu’à ce qu’elle soit corrigée."),
        services.mark_address_refused,
        party=found,
    )
    return back(request, found)


@screen("directory.edit")
@require_POST
def email_refused(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A mail came back to somebody's own mailbox."""
    found = party_or_404(pk)
    attempt(
        request,
        _("Adresse électronique notée refusée : plus aucun courriel jusqu’à ce qu’elle soit corrigée."),
        services.mark_email_refused,
        party=found,
    )
    return back(request, found)


@screen("directory.erase")
@require_POST
def party_erase(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Erase one contact in every room."""
    found, form = party_or_404(pk), forms.ErasureForm(request.POST)
    reasons = reasons_to_keep(found)
    if reasons:
        messages.error(request, " ".join(reasons))
    elif told(request, form):
        attempt(
            request,
            _("Le contact est effacé ; le registre en garde la date et le motif."),
            services.erase_party,
            party=found,
            reason=form.cleaned_data["reason"],
        )
    return back(request, found)
