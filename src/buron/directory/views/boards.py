"""Doubles to be made one, contacts to be asked again, the register of erasures."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from buron.directory import queries, services
from buron.directory.errors import DirectoryError
from buron.directory.jobs import ask_office
from buron.directory.mails import has_server, site_address
from buron.directory.models import Erasure, Party
from buron.directory.roles import role_title
from buron.directory.services.merging import references
from buron.directory.services.parties import DESCRIBED
from buron.directory.upkeep import erase_silent
from buron.directory.views.parties import back, party_or_404
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole

MOST_GROUPS = 60


@screen("directory.view")
@require_GET
def doubles(request: OfficeRequest) -> HttpResponseBase:
    """Contacts that share an e-mail address, or a name and a city, side by side."""
    emails = list(queries.shared_emails()[: MOST_GROUPS * 2])
    names = list(queries.shared_names()[: MOST_GROUPS * 2])
    seen = {party.pk for party in emails}
    groups = [
        *[(_("même adresse électronique"), list(same)) for _key, same in groupby(emails, _email)],
        *[(_("même nom et même ville"), list(same)) for _key, same in groupby(names, _words)],
    ]
    shown = [
        (reason, same)
        for reason, same in groups
        if len(same) > 1 and (reason == _("même adresse électronique") or not {p.pk for p in same} <= seen)
    ]
    context = {"groups": shown[:MOST_GROUPS], "can_edit": request.actor.can("directory.edit")}
    return render(request, "directory/doubles.html", context)


def _email(party: Party) -> str:
    return party.email_key


def _words(party: Party) -> str:
    return party.search_words


@screen("directory.edit")
def merge(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Two contacts side by side; the one that is kept is chosen, then they are made one."""
    first = party_or_404(pk)
    asked = request.POST.get("other") or request.GET.get("avec", "")
    second = _other(asked, first)
    if request.method == "POST" and second is not None:
        winner, loser = (second, first) if request.POST.get("keep") == str(second.pk) else (first, second)
        try:
            kept = services.merge_parties(actor=request.actor, winner=winner, loser=loser)
        except DirectoryError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Les deux contacts n’en font plus qu’un."))
            return back(request, kept)
    words = request.GET.get("mots", "")[:120]
    context = {
        "party": first,
        "other": second,
        "rows": _side_by_side(first, second) if second else [],
        "sides": [_weight(one) for one in (first, second) if one] if second else [],
        "words": words,
        "found": _choices(first, words),
    }
    return render(request, "directory/merge.html", context)


def _choices(first: Party, words: str) -> list[Party]:
    """Whom it may be made one with: what was searched, or the likely doubles."""
    if words:
        return [one for one in queries.find_parties(words) if one.pk != first.pk]
    return [double.party for double in queries.likely_doubles(first)]


def _other(text: str, first: Party) -> Party | None:
    number = whole(text)
    return queries.current().filter(pk=number).exclude(pk=first.pk).first() if number else None


def _side_by_side(first: Party, second: Party) -> list[tuple[str, str, str, bool]]:
    """What each says, field by field; the last value is whether they differ."""
    rows = []
    for name in DESCRIBED:
        label = str(getattr(Party._meta.get_field(name), "verbose_name", name))
        left, right = _said(first, name), _said(second, name)
        if left or right:
            rows.append((label, left, right, bool(left and right and left != right)))
    return rows


def _said(party: Party, name: str) -> str:
    shown = getattr(party, f"get_{name}_display", None)
    return str(shown() if shown else getattr(party, name))


def _weight(party: Party) -> tuple[Party, list[str], int]:
    """A contact with its qualities and how many rows of the house point at it."""
    rows = sum(model._default_manager.filter(**{field: party}).count() for model, field in references())
    return party, [role_title(role.code) for role in party.roles.all()], rows


@screen("directory.view")
@require_GET
def retention(request: OfficeRequest) -> HttpResponseBase:
    """What the rule of the three years would do today, before it does it; the register of what it did."""
    today = timezone.localdate()
    context = {
        "to_ask": queries.to_ask_again(today).count(),
        "without_email": queries.to_ask_again(today).filter(email="").count(),
        "waiting": queries.current().exclude(asked_again_on=None).count(),
        "to_erase": queries.to_erase(today).count(),
        "since": queries.silent_since(today),
        "days": queries.DAYS_TO_ANSWER,
        "site": site_address(request.office),
        "has_server": has_server(),
        "page": page_of(request, Erasure.objects.order_by("-pk")),
        "can_run": request.actor.can("directory.erase"),
    }
    return render(request, "directory/retention.html", context)


@screen("directory.erase")
@require_POST
def ask_now(request: OfficeRequest) -> HttpResponseBase:
    """Ask the silent contacts at once, without waiting for the night."""
    if not has_server():
        messages.error(request, _("Il n’y a pas de serveur de courriel : aucune question ne peut partir."))
        return redirect("directory_retention", office=request.office.slug)
    if not site_address(request.office):
        messages.error(
            request, _("L’adresse du site n’est pas connue (BURON_HOSTS) : la question n’aurait pas de lien.")
        )
        return redirect("directory_retention", office=request.office.slug)
    asked = ask_office(request.office, request.actor)
    text = ngettext("%(count)s question part.", "%(count)s questions partent.", asked)
    messages.success(request, text % {"count": asked})
    return redirect("directory_retention", office=request.office.slug)


@screen("directory.erase")
@require_POST
def erase_now(request: OfficeRequest) -> HttpResponseBase:
    """Erase those who did not answer in time."""
    count = erase_silent(request.office)
    text = ngettext("%(count)s contact effacé.", "%(count)s contacts effacés.", count)
    messages.success(request, text % {"count": count})
    return redirect("directory_retention", office=request.office.slug)
