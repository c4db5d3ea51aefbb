"""Opening an account from an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from buron.kernel import services
from buron.kernel.account_forms import NewAccountForm
from buron.kernel.models import Invitation, User
from buron.kernel.ratelimit import limited
from buron.kernel.screens import posted, public_screen


@public_screen("the person has no account yet; the link's token is the right")
@limited("invitation", limit=20, per_seconds=600, methods=("GET", "POST"))
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a name and a password; somebody who already has an account signs in instead."""
    invitation = services.find_invitation(token)
    if invitation is None:
        return render(request, "kernel/invitation_over.html", status=410)
    known = User.objects.filter(email=invitation.email).first()
    if known is not None:
        return _join_known(request, invitation, known)
    form = NewAccountForm(posted(request), email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        user = User.objects.create_user(
            invitation.email, form.cleaned_data["password"], name=form.cleaned_data["name"]
        )
        services.accept_invitation(invitation=invitation, user=user)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("office_home", office=invitation.office.slug)
    context = {"form": form, "invitation": invitation}
    return render(request, "kernel/invitation.html", context, status=422 if form.errors else 200)


def _join_known(request: HttpRequest, invitation: Invitation, known: User) -> HttpResponseBase:
    if request.user.pk != known.pk:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if request.method == "POST":
        services.accept_invitation(invitation=invitation, user=known)
        return redirect("office_home", office=invitation.office.slug)
    return render(request, "kernel/invitation.html", {"form": None, "invitation": invitation})
