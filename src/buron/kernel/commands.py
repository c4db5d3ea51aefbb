"""What the commands of the rooms have in common."""

from __future__ import annotations

from django.core.management.base import CommandError

from buron.kernel.models import Office

USAGE = 2
"""Exit code: nothing was done, because the request or the installation is at fault."""
SHOWN = 20


def office_named(slug: str | None, *, code: int = USAGE) -> Office:
    """The office of that short address, or the only one; raises :class:`CommandError` with ``code`` otherwise."""
    offices = list(Office.objects.order_by("slug")[: SHOWN + 1])
    if slug:
        found = Office.objects.filter(slug=slug).first()
        if found is not None:
            return found
        refused = f"Aucun office n’a l’adresse courte « {slug} »."
    elif len(offices) == 1:
        return offices[0]
    else:
        refused = "Il y a plusieurs offices : dites lequel par --office."
    if not offices:
        refused = "Il n’y a pas encore d’office."
    known = ", ".join(office.slug for office in offices[:SHOWN])
    known += "…" if len(offices) > SHOWN else ""
    hint = f"Adresses courtes : {known}." if offices else "« ./buron serve » ouvre le premier."
    raise CommandError(f"{refused} {hint}", returncode=code)
