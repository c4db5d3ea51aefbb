"""What all operations share: the router, its errors, conditional answers, and who sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import conditional_page
from ninja import Router

from buron.kernel.rest import ERRORS, ApiRequest, Problem
from buron.offer.outputs import Sender

router = Router(tags=["offer"])

NOT_MODIFIED: dict[int, Any] = {304: None}
CHANGED_SINCE: dict[int, Any] = {409: Problem, 412: Problem}
READS: dict[int, Any] = {**ERRORS, **NOT_MODIFIED}
WRITES: dict[int, Any] = {**ERRORS, **CHANGED_SINCE}

Run = Callable[..., HttpResponseBase]


def conditional(run: Run) -> Run:
    """Answer 304 to a client that has it already; kept by that client only, and asked again each time."""
    checked = conditional_page(run)

    @wraps(run)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        response = checked(request, **parameters)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization"])
        return response

    return answer


def sender_of(request: ApiRequest, language: str) -> Sender:
    """The office of the key, today."""
    return Sender(request.office.slug, request.office.name, language, timezone.localdate())
