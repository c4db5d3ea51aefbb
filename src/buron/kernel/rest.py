"""The programming interface, version 1: thin over queries and services, one token per program.

A room's ``rest.py`` holds a ``router``; each operation wears ``@rest("room.permission")``, which opens the office's
scope for it. A token reads what the office shows at its desk; one that may write goes through the same services as a
person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from buron.kernel.actors import Actor
from buron.kernel.contributions import permissions
from buron.kernel.models import ApiToken, Office
from buron.kernel.ratelimit import allow
from buron.kernel.rest_words import UNREADABLE, in_french
from buron.kernel.services.tokens import token_digest
from buron.kernel.tenancy import office_scope

READ = frozenset({"view", "export"})
REQUESTS_PER_MINUTE = 600


class Problem(Schema):
    """What went wrong, in French."""

    detail: str


class Problems(Schema):
    """What is wrong in the parameters or the body."""

    detail: list[dict[str, Any]]


ERRORS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problems, 429: Problem}
"""Declared with each operation, so that the published description tells the truth."""


class ApiRequest(HttpRequest):
    """A request whose token is known."""

    office: Office
    actor: Actor
    auth: ApiToken


class TokenAuth(HttpBearer):
    """``Authorization: Bearer buron_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        if "\x00" in token:
            return None
        found = (
            ApiToken.objects.select_related("office")
            .filter(digest=token_digest(token), revoked_at=None)
            .first()
        )
        if found is None:
            return None
        if not allow(f"api:{found.pk}", limit=REQUESTS_PER_MINUTE, per_seconds=60):
            raise HttpError(429, "Trop de demandes en une minute ; réessayez dans un instant.")
        today = timezone.localdate()
        if found.last_used_on != today:
            ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
        request.office = found.office  # type: ignore[attr-defined]
        request.actor = actor_of(found)  # type: ignore[attr-defined]
        return found


def actor_of(token: ApiToken) -> Actor:
    """A token acts as a device: it reads all that is read at the desk, and writes the offer when it may."""
    granted = {entry.key for entry in permissions if entry.key.rpartition(".")[2] in READ}
    if token.can_write:
        granted |= {entry.key for entry in permissions if entry.key == "offer.edit"}
    return Actor.device(f"token:{token.pk}", token.name, token.office, frozenset(granted))


Operation = Callable[..., Any]


def rest(permission: str) -> Callable[[Operation], Operation]:
    """Guard an operation by a named right and run it in the token's office."""

    def decorate(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            request.actor.require(permission)
            with office_scope(request.office):
                return operation(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def make_api() -> NinjaAPI:
    """The interface without any room's routes; the project adds them."""
    api = NinjaAPI(
        title="Buron",
        version="1.0.0",
        description="L’offre et les hébergements de l’office : lecture avec une clé, écriture de l’offre avec une "
        "clé qui y est autorisée.",
        auth=TokenAuth(),
        urls_namespace="api-v1",
        docs_url=None,
    )
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        AuthenticationError: lambda request, _: _ask_key(api, request),
        PermissionDenied: lambda request, error: _say(api, request, 403, str(error)),
        Http404: lambda request, _: _say(api, request, 404, "Rien à cette adresse."),
        HttpError: lambda request, error: _say(api, request, error.status_code, _said(error)),
        ValidationError: lambda request, error: _say(api, request, 422, in_french(error.errors)),
    }
    for fault, handler in handlers.items():
        api.add_exception_handler(fault, handler)
    return api


def _ask_key(api: NinjaAPI, request: HttpRequest) -> HttpResponse:
    response = _say(api, request, 401, "Clé absente ou inconnue.")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _said(error: HttpError) -> str:
    """The only error that ninja itself words in English is about a body that it cannot read."""
    return UNREADABLE if str(error).startswith("Cannot parse request body") else str(error)


def _say(api: NinjaAPI, request: HttpRequest, status: int, detail: Any) -> HttpResponse:
    return api.create_response(request, {"detail": detail}, status=status)
