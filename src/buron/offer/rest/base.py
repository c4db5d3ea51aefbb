"""What all operations share: the router, their errors, and who sends."""

from typing import Any

from django.utils import timezone
from ninja import Router

from buron.kernel.rest import ERRORS, ApiRequest, Problem
from buron.offer.outputs import Sender

router = Router(tags=["offer"])

CHANGED_SINCE: dict[int, Any] = {409: Problem, 412: Problem}
WRITES: dict[int, Any] = {**ERRORS, **CHANGED_SINCE}


def sender_of(request: ApiRequest, language: str) -> Sender:
    """The office of the key, today."""
    return Sender(request.office.slug, request.office.name, language, timezone.localdate())
