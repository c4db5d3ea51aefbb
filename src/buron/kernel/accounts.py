"""How allauth behaves here: accounts come from invitations, and signing in is throttled in the database."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: an account exists because an office invited somebody."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
