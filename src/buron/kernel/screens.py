"""Screens: every view says which right it needs, or why it is public.

``@screen("offer.view")`` wraps a view whose address begins with the office's slug. A stranger to the office gets
404 (he must not learn that it exists), a member without the right gets 403 with an explanation, everyone else
gets
the view inside the office's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from buron.kernel.actors import Actor
from buron.kernel.models import Membership, Office
from buron.kernel.tenancy import office_scope

if TYPE_CHECKING:
    from django.template.response import TemplateResponse


STAFF_LANGUAGE = "fr"
"""Only public pages follow the reader's language: half of a screen in another one would help nobody."""


class OfficeRequest(HttpRequest):
    """A request inside an office: what :func:`screen` adds to it."""

    office: Office
    actor: Actor
    membership: Membership


class View(Protocol):
    __name__: str

    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def membership_of(request: HttpRequest, slug: str) -> Membership:
    """The signed-in person's place in the office; :class:`Http404` when there is none."""
    membership = (
        Membership.objects.select_related("office", "user")
        .filter(user=request.user.pk, office__slug=slug, is_active=True)
        .first()
    )
    if membership is None:
        raise Http404("no such office for this person")
    return membership


def screen(permission: str) -> Callable[[View], View]:
    """Guard a staff view by a named right; the view receives the request without the slug."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: OfficeRequest, office: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in(request)
            membership = membership_of(request, office)
            request.office, request.membership = membership.office, membership
            request.actor = Actor.member(membership)
            if needs_second_factor(membership):
                return _ask_second_factor(request)
            if not request.actor.can(permission):
                return forbidden(request, permission)
            with office_scope(membership.office), translation.override(STAFF_LANGUAGE):
                return _rendered(view(request, **kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public_screen(reason: str) -> Callable[[View], View]:
    """Mark a view that anyone may see, with the reason."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.public_reason = reason  # type: ignore[attr-defined]
        return opened

    return decorate


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the fields that were sent, even none, and nothing when the page is only opened."""
    return request.POST if request.method == "POST" else None


def needs_second_factor(membership: Membership) -> bool:
    """Administration demands a second factor: whoever can give rights must not fall to a stolen password."""
    if "administration" not in membership.roles or not settings.BURON_REQUIRE_SECOND_FACTOR:
        return False
    from allauth.mfa.utils import is_mfa_enabled

    return not is_mfa_enabled(membership.user)


def _ask_second_factor(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request,
        _(
            "Votre compte peut donner des droits : il lui faut la double authentification, par une application de "
            "codes ou une clé d’accès. Choisissez ci-dessous, puis revenez."
        ),
    )
    return redirect("mfa_index")


def forbidden(request: HttpRequest, permission: str) -> HttpResponse:
    """The page that says which right is missing and whom to ask."""
    from buron.kernel.contributions import permissions

    return render(request, "403.html", {"right": permissions.get(permission).title}, status=403)


def door_to(request: OfficeRequest, name: str) -> str:
    """The address of a screen of a higher room; empty without that room, or without the right to open it."""
    try:
        address = reverse(name, kwargs={"office": request.office.slug})
    except NoReverseMatch:
        return ""
    return address if request.actor.can(getattr(resolve(address).func, "permission", "")) else ""


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = str(settings.LOGIN_URL)
        return response
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied("Votre session est terminée : reconnectez-vous.")
    return redirect_to_login(request.get_full_path())


def _rendered(response: HttpResponseBase | TemplateResponse) -> HttpResponseBase:
    """Render lazily built answers while the office is still in scope."""
    render_now = getattr(response, "render", None)
    return render_now() if callable(render_now) else response
