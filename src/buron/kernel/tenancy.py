"""Offices as tenants: every row belongs to one, and a query that does not say which raises.

The scope is opened by the screen, the job or the command (``with office_scope(office)``). Inside it
``Model.objects`` sees only that office's rows, so
another office's identifier is simply not found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django_scopes import ScopedManager, get_scope, scope, scopes_disabled
from django_scopes.exceptions import ScopeError

if TYPE_CHECKING:
    from buron.kernel.models import Office

__all__ = ["OfficeModel", "ScopeError", "across_offices", "current_office_id", "office_scope"]


class OfficeModel(models.Model):
    """Base of every table that holds an office's rows."""

    office = models.ForeignKey("kernel.Office", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Self]] = ScopedManager(office="office_id")

    class Meta:
        abstract = True


@contextmanager
def office_scope(office: Office) -> Iterator[None]:
    """See only this office's rows."""
    if office.pk is None:
        raise ScopeError("an office that is not saved cannot be in scope")
    with scope(office=office.pk):
        yield


@contextmanager
def across_offices(reason: str) -> Iterator[None]:
    """See the rows of all offices, for maintenance that is not an office's business; the reason is for
    the reader of the code.
    """
    if not reason:
        raise ScopeError("say why all offices must be seen")
    with scopes_disabled():
        yield


def current_office_id() -> int:
    """The office in scope; :class:`ScopeError` when there is none."""
    state: dict[str, Any] = get_scope()
    office_id = state.get("office")
    if office_id is None or not state.get("_enabled", True):
        raise ScopeError("no office is in scope")
    return int(office_id)
