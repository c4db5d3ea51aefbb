"""How long what is not needed any more is kept, and what should not be missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buron.kernel.contributions import Health, HealthCheck, Retention
from buron.lodging.models import Invitation, RegisterFile, Sighting
from buron.lodging.queries.finding import find_lodgings

MONTHS = 36
FILE_MONTHS = 12


def forget_sightings(office: Any) -> int:
    """The sightings that were set aside or never matched, and that their source has not shown for three years."""
    before = timezone.localdate() - dt.timedelta(days=MONTHS * 30)
    old = Sighting.objects.filter(last_seen_on__lt=before).exclude(state=Sighting.State.MATCHED)
    return old.delete()[0]


def forget_files(office: Any) -> int:
    """Files that came in over a year ago; one that still waits is forgotten too."""
    before = timezone.now() - dt.timedelta(days=FILE_MONTHS * 30)
    return RegisterFile.objects.filter(created_at__lt=before).delete()[0]


def forget_invitations(office: Any) -> int:
    """Invitations sent over three years ago: one could then be sent again."""
    before = timezone.localdate() - dt.timedelta(days=MONTHS * 30)
    return Invitation.objects.filter(sent_on__lt=before).delete()[0]


RETENTION = (
    Retention(
        "lodging.invitations",
        gettext_lazy("Invitations à déclarer la taxe"),
        MONTHS,
        gettext_lazy(
            "L’invitation, son adresse et la réponse sont effacées trois ans après l’envoi, avec le délai de reprise "
            "de la taxe."
        ),
        forget_invitations,
    ),
    Retention(
        "lodging.sightings",
        gettext_lazy("Signalements d’hébergements sans suite"),
        MONTHS,
        gettext_lazy(
            "Ce qu’une source a montré et que personne n’a rapproché du registre est effacé trois ans après avoir été "
            "vu pour la dernière fois : le délai de reprise de la taxe est alors passé."
        ),
        forget_sightings,
    ),
    Retention(
        "lodging.files",
        gettext_lazy("Fichiers d’hébergements reçus"),
        FILE_MONTHS,
        gettext_lazy("Le contenu d’un fichier est effacé dès qu’il est repris ; sa trace, un an après."),
        forget_files,
    ),
)


def check_declarants() -> Health:
    """Every lodging that is let has somebody who declares."""
    lonely = find_lodgings({"manque": "declarant"}).count()
    if not lonely:
        return Health("ok", _("Chaque hébergement en location a un déclarant."))
    text = ngettext(
        "%(count)s hébergement en location n’a pas de déclarant : personne n’y doit la taxe de séjour.",
        "%(count)s hébergements en location n’ont pas de déclarant : personne n’y doit la taxe de séjour.",
        lonely,
    )
    return Health(
        "warning", text % {"count": lonely}, _("Ouvrez Hébergements, « Ce qui manque : sans déclarant ».")
    )


HEALTH_CHECKS = (
    HealthCheck(
        "lodging.declarants", gettext_lazy("Déclarants des hébergements"), check_declarants, per_office=True
    ),
)
