"""The team: who works in the office, with which roles, and who is invited."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel import services
from buron.kernel.account_forms import InvitationForm, RolesForm
from buron.kernel.contributions import ROLE_TITLES, permissions
from buron.kernel.models import Invitation, Membership
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, forbidden, posted, screen


def accept_url(request: HttpRequest) -> str:
    """Absolute address of an invitation, with ``{token}`` in the place of the token."""
    return request.build_absolute_uri(reverse("invitation", kwargs={"token": "TOKEN"})).replace(
        "TOKEN", "{token}"
    )


@screen("kernel.team")
def members(request: OfficeRequest) -> HttpResponseBase:
    """The list, and the form that invites for those who may."""
    can_invite = request.actor.can("kernel.members")
    if request.method == "POST" and not can_invite:
        return forbidden(request, "kernel.members")
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.invite(
                actor=request.actor,
                office=request.office,
                email=data["email"],
                name=data["name"],
                roles=data["roles"],
                accept_url=accept_url(request),
            )
        except services.MemberError as error:
            form.add_error("email", str(error))
        else:
            _tell_sent(request, data["email"])
            return redirect("kernel_members", office=request.office.slug)
    people = Membership.objects.filter(office=request.office, is_active=True).select_related("user")
    page = page_of(request, people.order_by("user__name", "user__email"))
    context = {
        "form": form,
        "page_obj": page,
        "protected": services.protected_users([member.user_id for member in page]),
        "can_invite": can_invite,
        "can_reset": request.actor.can("kernel.second_factor"),
        "invitations": Invitation.objects.filter(office=request.office, accepted_at=None)[:50],
        "roles": [(title, _rights(role)) for role, title in ROLE_TITLES.items()],
    }
    return render(request, "kernel/members.html", context, status=422 if form.errors else 200)


def _tell_sent(request: HttpRequest, email: str) -> None:
    if "filebased" in settings.EMAIL_BACKEND:
        text = _(
            "L’invitation de %(email)s attend dans le dossier « mail » des données : aucun serveur de messagerie n’est "
            "réglé. Ouvrez-y le dernier message et transmettez son lien."
        )
        messages.warning(request, text % {"email": email})
    else:
        messages.success(request, _("L’invitation est partie à %(email)s.") % {"email": email})


def _rights(role: str) -> list[str]:
    return [str(permission.title) for permission in permissions if role in permission.roles]


def _member(request: OfficeRequest, pk: int) -> Membership:
    return get_object_or_404(Membership, pk=pk, office=request.office, is_active=True)


@screen("kernel.members")
def member_roles(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Change somebody's roles."""
    member = _member(request, pk)
    form = RolesForm(posted(request), initial={"roles": member.roles})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_roles(actor=request.actor, membership=member, roles=form.cleaned_data["roles"])
        except services.MemberError as error:
            form.add_error("roles", str(error))
        else:
            messages.success(request, _("Les rôles de %(name)s sont changés.") % {"name": member.user})
            return redirect("kernel_members", office=request.office.slug)
    context = {"form": form, "member": member}
    return render(request, "kernel/member_roles.html", context, status=422 if form.errors else 200)


@screen("kernel.members")
@require_POST
def member_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Close somebody's access."""
    member = _member(request, pk)
    try:
        services.remove_member(actor=request.actor, membership=member)
    except services.MemberError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s n’a plus accès à l’office.") % {"name": member.user})
    return redirect("kernel_members", office=request.office.slug)


@screen("kernel.second_factor")
@require_POST
def member_second_factor(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Erase a colleague's lost second factor."""
    member = _member(request, pk)
    try:
        services.reset_second_factor(actor=request.actor, membership=member)
    except services.MemberError as error:
        messages.error(request, str(error))
    else:
        text = _("La double authentification de %(name)s est remise à zéro ; un message le lui dit.")
        messages.success(request, text % {"name": member.user})
    return redirect("kernel_members", office=request.office.slug)


@screen("kernel.members")
@require_POST
def invitation_withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Make a pending link useless."""
    invitation = get_object_or_404(Invitation, pk=pk, office=request.office, accepted_at=None)
    services.withdraw_invitation(actor=request.actor, invitation=invitation)
    messages.success(request, _("L’invitation de %(email)s est retirée.") % {"email": invitation.email})
    return redirect("kernel_members", office=request.office.slug)
