"""The links that let a person decide without an account: what they agreed to, and whether we may keep them.

A link holds the number of the contact and of its office, signed; nobody makes one by trying. It is not limited in
time: a consent can be withdrawn from an old letter too.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from buron.directory.models import Party
from buron.kernel.models import Office
from buron.kernel.tenancy import across_offices

SALT = "buron.directory.choices"


def choices_path(party: Party) -> str:
    """The path of a contact's own page, to be completed by the address of the site."""
    token = signing.dumps([party.office_id, party.pk], salt=SALT)
    return reverse("directory_choices", kwargs={"token": token})


def party_of(token: str) -> tuple[Office, Party] | None:
    """The contact of a link, followed through merges; None when the link is false or the contact was erased."""
    try:
        office_id, pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    with across_offices("a signed link names the office itself"):
        party = (
            Party.objects.select_related("office", "merged_into").filter(pk=pk, office_id=office_id).first()
        )
        found = party.merged_into if party and party.merged_into_id else party
    if party is None or found is None or found.erased_at is not None:
        return None
    return party.office, found
