"""Keys of the programming interface."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from buron.kernel.models import ApiToken
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.services.tokens import create_token, revoke_token


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("À quoi sert cette clé ?"),
        max_length=80,
        help_text=gettext_lazy("Par exemple : site de la commune, borne, prestataire du site."),
    )
    can_write = forms.BooleanField(label=gettext_lazy("Elle peut aussi modifier l’offre"), required=False)


@screen("kernel.tokens")
def tokens(request: OfficeRequest) -> HttpResponseBase:
    """The keys, and the form that makes one; the secret is shown on that answer only."""
    form = TokenForm(posted(request))
    secret = ""
    if request.method == "POST" and form.is_valid():
        _token, secret = create_token(actor=request.actor, **form.cleaned_data)
        form = TokenForm()
    page = page_of(request, ApiToken.objects.filter(office=request.office))
    context = {"form": form, "page_obj": page, "secret": secret}
    return render(request, "kernel/tokens.html", context, status=422 if form.errors else 200)


@screen("kernel.tokens")
@require_POST
def token_revoke(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Make a key useless."""
    token = get_object_or_404(ApiToken, pk=pk, office=request.office)
    revoke_token(actor=request.actor, token=token)
    messages.success(request, _("La clé « %(name)s » ne sert plus.") % {"name": token})
    return redirect("kernel_tokens", office=request.office.slug)
