"""The forms of passkeys, with labels in words (those of allauth are the names of its fields)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

NAME = _("Nom de la clé d’accès")
HELP = _("Pour la reconnaître : ordinateur de l’accueil, téléphone, clé USB…")


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey to add."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        self.fields["name"].help_text = HELP


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """A passkey to name otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        self.fields["name"].help_text = HELP
