"""Small gestures of a page: a little form or one button, whose outcome is told in a message."""

from __future__ import annotations

from typing import Any

from django.contrib import messages

from buron.kernel.errors import Refusal
from buron.kernel.screens import OfficeRequest


def told(request: OfficeRequest, form: Any) -> bool:
    """Whether a small form is right; otherwise its first fault becomes a message."""
    if form.is_valid():
        return True
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
        break
    return False


def attempt(request: OfficeRequest, done: str, service: Any, undo: str = "", **arguments: Any) -> Any:
    """Call a service and say how it went, with an address that undoes it; None when it refused."""
    try:
        made = service(actor=request.actor, **arguments)
    except Refusal as error:
        messages.error(request, str(error))
        return None
    messages.success(request, done, extra_tags=f"undo:{undo}" if undo else "")
    return made


def refused(form: Any, error: Refusal, **names: str) -> None:
    """Put what a service refused beside the field that it is about, or above the form.

    ``names`` gives the form's own name of a field that the service calls otherwise.
    """
    field = names.get(error.field or "", error.field)
    form.add_error(field if field in form.fields else None, str(error))


class refusals_beside:
    """``with refusals_beside(form):`` what the services called within refuse is :func:`refused` of the form.

    The page then goes on to show the form again: return from within once all is done.
    """

    def __init__(self, form: Any, **names: str) -> None:
        self.form, self.names = form, names

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Refusal):
            return False
        refused(self.form, error, **self.names)
        return True
