"""How long contacts are kept, and how one knows that the rule is followed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buron.directory.errors import DirectoryError
from buron.directory.holdings import reasons_to_keep
from buron.directory.models import Erasure
from buron.directory.queries import to_ask_again, to_erase
from buron.directory.services import erase_parties
from buron.kernel.actors import Actor
from buron.kernel.contributions import Health, HealthCheck, Retention
from buron.kernel.models import Office

SILENCE_MONTHS = 36
MOST_AT_ONCE = 500


def erase_silent(office: Any) -> int:
    """Erase the contacts that were asked and did not answer, as one line of the register; returns how many."""
    if not isinstance(office, Office):
        return 0
    due = [party for party in to_erase(timezone.localdate())[:MOST_AT_ONCE] if not reasons_to_keep(party)]
    if not due:
        return 0
    try:
        line = erase_parties(
            actor=Actor.system("directory.retention", office), parties=due, reason=Erasure.Reason.SILENCE
        )
    except DirectoryError:  # a contact changed meanwhile: the next night begins again
        return 0
    return line.count


RETENTION = (
    Retention(
        "directory.parties",
        gettext_lazy("Contacts sans nouvelles"),
        SILENCE_MONTHS,
        gettext_lazy(
            "Trois ans après le dernier signe venu de la personne, l’office lui demande s’il peut garder ses "
            "coordonnées ; sans réponse dans les soixante jours, elles sont effacées et le registre en garde la date, "
            "le nombre et le motif. Hébergeurs, prestataires et autres professionnels suivent leurs propres règles."
        ),
        erase_silent,
    ),
)


def check_silence() -> Health:
    """Nobody waits to be asked again for long."""
    waiting = to_ask_again(timezone.localdate()).count()
    if waiting:
        text = ngettext(
            "%(count)s contact est sans nouvelles depuis trois ans : il faut lui redemander son accord.",
            "%(count)s contacts sont sans nouvelles depuis trois ans : il faut leur redemander leur accord.",
            waiting,
        )
        return Health(
            "warning", text % {"count": waiting}, _("Ouvrez Répertoire, « Durée de conservation ».")
        )
    return Health("ok", _("Aucun contact n’est gardé au-delà de trois ans sans nouvelles."))


HEALTH_CHECKS = (
    HealthCheck(
        "directory.silence",
        gettext_lazy("Durée de conservation des contacts"),
        check_silence,
        per_office=True,
    ),
)
