"""What is done from the page of a lodging: who holds it, how it is ranked, when it is let, its fiche, its double."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import attempt, told
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.lodging import forms, services
from buron.lodging.models import Hosting, Lodging, Ranking
from buron.lodging.queries.finding import find_lodgings
from buron.lodging.queries.likeness import doubtful_pairs
from buron.lodging.rules import KIND_NATURES
from buron.lodging.services import following, merging
from buron.lodging.services.register import DESCRIBED
from buron.lodging.views.register import EDIT, VIEW, back, lodging_or_404
from buron.offer.likeness import name_likeness
from buron.offer.models import Fiche
from buron.territory import reference

MOST_CHOICES = 20


@screen(EDIT)
@require_POST
def hosting_add(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One who holds the lodging."""
    found, form = lodging_or_404(pk), forms.HostingForm(request.POST)
    if told(request, form):
        attempt(
            request, _("L’hébergeur est rattaché."), services.add_hosting, lodging=found, **form.cleaned_data
        )
    return back(request, found)


@screen(EDIT)
@require_POST
def hosting_end(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One who holds it no more."""
    hosting = get_object_or_404(Hosting.objects.select_related("lodging"), pk=pk)
    form = forms.EndForm(request.POST)
    if told(request, form):
        attempt(
            request,
            _("La période de cet hébergeur est terminée."),
            services.end_hosting,
            hosting=hosting,
            last_day=form.cleaned_data["last_day"],
        )
    return back(request, hosting.lodging)


@screen(EDIT)
@require_POST
def ranking_add(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A ranking decision."""
    found, form = lodging_or_404(pk), forms.RankingForm(request.POST)
    if told(request, form):
        attempt(
            request,
            _("Le classement est enregistré."),
            services.add_ranking,
            lodging=found,
            **form.decision(),
        )
    return back(request, found)


@screen(EDIT)
@require_POST
def ranking_end(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A ranking that ends before its term."""
    ranking = get_object_or_404(Ranking.objects.select_related("lodging"), pk=pk)
    form = forms.EndForm(request.POST)
    if told(request, form):
        attempt(
            request, _("Le classement prend fin."), services.end_ranking, ranking=ranking, **form.cleaned_data
        )
    return back(request, ranking.lodging)


@screen(EDIT)
@require_POST
def close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """It is let no more."""
    found, form = lodging_or_404(pk), forms.EndForm(request.POST)
    if told(request, form):
        attempt(
            request,
            _("La fin de location est notée."),
            services.close_lodging,
            lodging=found,
            last_day=form.cleaned_data["last_day"],
        )
    return back(request, found)


@screen(EDIT)
@require_POST
def reopen(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """It is let again."""
    found = lodging_or_404(pk)
    attempt(request, _("L’hébergement est de nouveau en location."), services.reopen_lodging, lodging=found)
    return back(request, found)


@screen(EDIT)
def fiche(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Choose the fiche of a lodging."""
    found = lodging_or_404(pk)
    if request.method == "POST":
        chosen = get_object_or_404(Fiche, pk=whole(request.POST.get("fiche")))
        done = _("L’hébergement et la fiche ne font plus qu’un.")
        if attempt(request, done, following.link_fiche, lodging=found, fiche=chosen):
            return back(request, found)
    words = request.GET.get("mots", "")[:120]
    context = {"lodging": found, "words": words, "fiches": _fiches(found, words)}
    return render(request, "lodging/fiche.html", context)


def _fiches(lodging: Lodging, words: str) -> list[Fiche]:
    """Free fiches of lodgings: what was searched, else those of the commune, the most alike by name first."""
    free = Fiche.objects.filter(kind__in=KIND_NATURES, lodging__isnull=True, merged_into__isnull=True)
    free = free.exclude(state=Fiche.State.ARCHIVED)
    if words:
        for word in words.split()[:6]:
            free = free.filter(name__icontains=word)
        return list(free[:MOST_CHOICES])
    nearby = list(free.filter(insee=lodging.insee))
    return sorted(nearby, key=lambda one: -name_likeness(one.name, lodging.name))[:MOST_CHOICES]


@screen(EDIT)
@require_POST
def fiche_unlink(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The fiche is that of another lodging."""
    found = lodging_or_404(pk)
    attempt(request, _("L’hébergement et la fiche sont séparés."), following.unlink_fiche, lodging=found)
    return back(request, found)


@screen(EDIT)
@require_POST
def settle(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Whose word is right where the register and the fiche differ."""
    found = lodging_or_404(pk)
    attempt(
        request,
        _("Les deux disent maintenant la même chose."),
        following.settle_difference,
        lodging=found,
        field=request.POST.get("field", ""),
        keep=request.POST.get("keep", ""),
    )
    return back(request, found)


@screen(VIEW)
@require_GET
def doubles(request: OfficeRequest) -> HttpResponseBase:
    """Lodgings that look the same, side by side."""
    page = page_of(request, doubtful_pairs(), size=30)
    context = {"page": page, "total": page.paginator.count, "can_edit": request.actor.can(EDIT)}
    return render(request, "lodging/doubles.html", context)


@screen(EDIT)
@require_POST
def distinct(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Two that look the same and are not."""
    found, other = lodging_or_404(pk), lodging_or_404(whole(request.POST.get("other")) or 0)
    attempt(request, _("Ils ne seront plus rapprochés."), merging.say_distinct, one=found, other=other)
    return redirect("lodging_doubles", office=request.office.slug)


@screen(EDIT)
def merge(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Two lodgings side by side; the one that is kept is chosen, then they are made one."""
    first = lodging_or_404(pk)
    second = _other(request.POST.get("other") or request.GET.get("avec", ""), first)
    if request.method == "POST" and second is not None:
        winner, loser = (second, first) if request.POST.get("keep") == str(second.pk) else (first, second)
        done = _("Les deux hébergements n’en font plus qu’un.")
        if attempt(request, done, merging.merge_lodgings, winner=winner, loser=loser):
            return back(request, winner)
    words = request.GET.get("mots", "")[:120]
    context = {
        "lodging": first,
        "other": second,
        "rows": _side_by_side(first, second) if second else [],
        "sides": [(one, merging.weight(one)) for one in (first, second)] if second else [],
        "words": words,
        "found": _choices(first, words),
    }
    return render(request, "lodging/merge.html", context)


def _other(text: str, first: Lodging) -> Lodging | None:
    return find_lodgings({"etat": "all"}).filter(pk=whole(text) or 0).exclude(pk=first.pk).first()


def _choices(first: Lodging, words: str) -> list[Lodging]:
    asked = {"mots": words} if words else {"commune": first.insee, "mots": first.name.split()[-1]}
    return list(find_lodgings({**asked, "etat": "all"}).exclude(pk=first.pk)[:MOST_CHOICES])


def _side_by_side(first: Lodging, second: Lodging) -> list[tuple[str, str, str, bool]]:
    """What each says, field by field; the last value is whether they differ."""
    rows = []
    for name in DESCRIBED:
        label = str(getattr(Lodging._meta.get_field(name), "verbose_name", name))
        left, right = _said(first, name), _said(second, name)
        if left or right:
            rows.append((label, left, right, bool(left and right and left != right)))
    return rows


def _said(lodging: Lodging, name: str) -> str:
    if name == "insee":
        return reference.commune_name(lodging.insee)
    shown = getattr(lodging, f"get_{name}_display", None)
    value = shown() if shown else getattr(lodging, name)
    return "" if value in (None, [], "") else str(value)
