"""The rules of situational ideas, and where the office puts its partners first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.screens import OfficeRequest, posted, screen
from buron.offer.ideas import SITUATIONS
from buron.offer.models import Selection
from buron.offer.queries.ideas import choice_of
from buron.offer.services.ideas import choose_partners


class PartnersForm(forms.Form):
    """Who the partners are, and in which situations they go first."""

    partners = forms.ModelChoiceField(
        label=gettext_lazy("Sélection des partenaires"),
        queryset=Selection.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucune : personne ne passe devant"),
        error_messages={"invalid_choice": gettext_lazy("Cette sélection n’est pas dans la liste.")},
    )
    situations = forms.MultipleChoiceField(
        label=gettext_lazy("Partenaires en premier quand"),
        choices=[(one.key, one.title) for one in SITUATIONS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Cette situation n’est pas dans la liste.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["partners"].queryset = Selection.objects.all()  # type: ignore[attr-defined]


@screen("offer.view")
def ideas_rules(request: OfficeRequest) -> HttpResponseBase:
    """The rules, as the desk and the kiosks apply them, and the office's choice."""
    choice = choice_of()
    initial = {"partners": choice.partners_id, "situations": choice.partners_first}
    form = PartnersForm(posted(request), initial=initial)
    if form.is_valid():
        choose_partners(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("La règle est enregistrée."))
        return redirect("offer_ideas", office=request.office.slug)
    context = {"form": form, "situations": SITUATIONS, "can_choose": request.actor.can("offer.edit")}
    return render(request, "offer/ideas.html", context, status=422 if form.errors else 200)
