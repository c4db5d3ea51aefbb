"""Actors: who does a thing. Every write has one, never none.

A user acts through a membership of an office; a device (kiosk, counter) through its token; a guest through a
signed link; the system through
a named task. The actor carries its office and its rights, so that a service needs nothing else to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import PermissionDenied

from buron.kernel.contributions import permissions, permissions_of

if TYPE_CHECKING:
    from buron.kernel.models import Membership, Office

ActorKind = Literal["user", "device", "guest", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    id: str
    label: str
    office_id: int
    permissions: frozenset[str] = field(default_factory=frozenset)

    def can(self, permission: str) -> bool:
        """Whether the actor holds a named right; an unknown name raises rather than answering no."""
        permissions.get(permission)
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise :class:`PermissionDenied` unless the actor holds the right."""
        if not self.can(permission):
            raise PermissionDenied(f"{self.label} n’a pas le droit « {permissions.get(permission).title} ».")

    @classmethod
    def system(cls, name: str, office: Office) -> Actor:
        """The program itself, for a job or a command: holds every right in that office."""
        return cls("system", name, f"Système ({name})", office.pk, permissions.keys())

    @classmethod
    def member(cls, membership: Membership) -> Actor:
        """A person at work in an office."""
        user = membership.user
        return cls(
            "user",
            str(user.pk),
            user.name or user.email,
            membership.office_id,
            permissions_of(membership.roles),
        )

    @classmethod
    def guest(cls, link_id: str, label: str, office: Office, granted: frozenset[str]) -> Actor:
        """Somebody who holds a signed link that grants named rights."""
        return cls("guest", link_id, label, office.pk, granted)

    @classmethod
    def device(cls, device_id: str, label: str, office: Office, granted: frozenset[str]) -> Actor:
        """A machine that holds a token."""
        return cls("device", device_id, label, office.pk, granted)
