"""The office's closed lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.screens import OfficeRequest, screen
from buron.reception.forms.common import day_field
from buron.reception.models import ListItem
from buron.reception.queries.lists import Labels, versions
from buron.reception.rules.facts import FactsError
from buron.reception.rules.lists import CORE, LIST_TITLES
from buron.reception.services import add_list_item, arrange_list, rename_list_item, retire_list_item
from buron.reception.services.lists import LABEL_LENGTH


class AddForm(forms.Form):
    """An answer of the office's own."""

    label = forms.CharField(label=gettext_lazy("Nom"), max_length=LABEL_LENGTH)
    core_code = forms.ChoiceField(
        label=gettext_lazy("Compte avec"),
        required=False,
        help_text=gettext_lazy(
            "La réponse commune à laquelle elle s’ajoute dans les comparaisons entre offices."
        ),
    )

    def __init__(self, data: Any, *, key: str, labels: Labels, **options: Any) -> None:
        super().__init__(data, **options)
        pairs = [(item.code, labels.get(key, item.code)) for item in CORE[key]]
        self.fields["core_code"].choices = [("", gettext_lazy("Rien : propre à l’office")), *pairs]  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    """Another word for the same thing, from a day on."""

    label = forms.CharField(label=gettext_lazy("Nouveau nom"), max_length=LABEL_LENGTH)
    valid_from = day_field(label=gettext_lazy("À partir du"), required=False)


@screen("reception.lists")
@require_GET
def all_lists(request: OfficeRequest) -> HttpResponseBase:
    """Every list with its answers in use."""
    today = timezone.localdate()
    items = versions()
    lists = [
        {
            "key": key,
            "title": title,
            "items": [item for item in items if item.key == key and item.is_valid_on(today)],
        }
        for key, title in LIST_TITLES.items()
    ]
    return render(request, "reception/lists.html", {"lists": lists})


@screen("reception.lists")
def one_list(request: OfficeRequest, key: str) -> HttpResponseBase:
    """One list: its answers in order, those that were retired, a form to add."""
    if key not in CORE:
        raise Http404("no such list")
    form = AddForm(request.POST or None, key=key, labels=Labels())
    if form.is_valid():
        said = form.cleaned_data
        with refusals_beside(form):
            item = add_list_item(
                actor=request.actor, key=key, label=said["label"], core_code=said["core_code"]
            )
            messages.success(request, _("« %s » est ajouté.") % item.label)
            return redirect("reception_list", office=request.office.slug, key=key)
    return _page(request, key, form)


def _page(request: OfficeRequest, key: str, form: AddForm) -> HttpResponseBase:
    items = [item for item in versions() if item.key == key]
    labels = Labels(items)
    context = {
        "key": key,
        "title": LIST_TITLES[key],
        "items": [item for item in items if item.valid_until is None],
        "retired": [item for item in items if item.valid_until is not None],
        "core": {item.code: labels.get(key, item.code) for item in CORE[key]},
        "form": form,
    }
    return render(request, "reception/list.html", context, status=422 if form.errors else 200)


@screen("reception.lists")
def item_rename(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give an answer another name; its acts of before keep theirs."""
    item = get_object_or_404(ListItem, pk=pk)
    form = RenameForm(request.POST or None, initial={"label": item.label, "valid_from": timezone.localdate()})
    if form.is_valid():
        said = form.cleaned_data
        with refusals_beside(form):
            rename_list_item(
                actor=request.actor, item=item, label=said["label"], valid_from=said["valid_from"]
            )
            messages.success(request, _("Le nouveau nom est enregistré."))
            return redirect("reception_list", office=request.office.slug, key=item.key)
    context = {"item": item, "title": LIST_TITLES[item.key], "form": form}
    return render(request, "reception/list_rename.html", context, status=422 if form.errors else 200)


@screen("reception.lists")
@require_POST
def item_retire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Stop offering an answer."""
    item = get_object_or_404(ListItem, pk=pk)
    try:
        retire_list_item(actor=request.actor, item=item)
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("« %s » ne sera plus proposé à partir de demain.") % item.label)
    return redirect("reception_list", office=request.office.slug, key=item.key)


@screen("reception.lists")
@require_POST
def list_arrange(request: OfficeRequest, key: str) -> HttpResponseBase:
    """Move an answer one place up or down; digits follow the order."""
    if key not in CORE:
        raise Http404("no such list")
    items = [item for item in versions() if item.key == key and item.valid_until is None]
    codes = list(dict.fromkeys(item.code for item in items))
    code, step = request.POST.get("code", ""), {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)
    if code in codes and step:
        place = codes.index(code)
        other = min(max(place + step, 0), len(codes) - 1)
        codes[place], codes[other] = codes[other], codes[place]
        arrange_list(actor=request.actor, key=key, codes=codes)
    return redirect("reception_list", office=request.office.slug, key=key)
