"""Accounts: a person signs in once and may work in several offices, with roles in each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from buron.kernel.contributions import ROLE_TITLES
from buron.kernel.models.office import Office


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password it cannot sign in until one is chosen."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail. What she may do hangs on her memberships alone: nobody is above the offices."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


def no_roles() -> list[str]:
    return []


def titles_of(roles: list[str]) -> list[str]:
    """Roles in words; one of another version is left out."""
    return [ROLE_TITLES[role] for role in roles if role in ROLE_TITLES]


class Membership(models.Model):
    """A person's place in an office.

    Read before the scope is open (it decides whether to open it), hence not scoped.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="memberships")
    roles = models.JSONField(default=no_roles)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "office"], name="membership_once_per_office")]

    def __str__(self) -> str:
        return f"{self.user} · {self.office}"

    @property
    def role_titles(self) -> list[str]:
        return titles_of(self.roles)


class Invitation(models.Model):
    """A pending place in an office.

    Only a digest of the link's token is kept, so that reading the table opens nothing.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    roles = models.JSONField(default=no_roles)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} · {self.office}"

    @property
    def role_titles(self) -> list[str]:
        return titles_of(self.roles)
