"""How long the liaison book keeps its words, and whether the letters to communes leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buron.kernel.contributions import Health, HealthCheck, Retention
from buron.reception.models import UnmetLetter
from buron.reception.services.liaison import forget_notes

LIAISON_MONTHS = 36
DAYS_OF_MONTH = 31
PATIENCE = dt.timedelta(hours=6)
UNREAD = dt.timedelta(days=10)


def purge_liaison(office: Any) -> int:
    """Forget the words of old entries."""
    return forget_notes(timezone.localdate() - dt.timedelta(days=LIAISON_MONTHS * DAYS_OF_MONTH))


RETENTION = (
    Retention(
        "reception.liaison",
        gettext_lazy("Cahier de liaison : textes, lieux, suites, appels"),
        LIAISON_MONTHS,
        gettext_lazy(
            "Il sert au travail de l’équipe et peut nommer des personnes. Au-delà, il ne reste que le type, le jour et "
            "le bureau, pour compter les incidents."
        ),
        purge_liaison,
    ),
)


def check_letters() -> Health:
    """No letter to a commune waits for too long to leave by mail."""
    late = UnmetLetter.objects.filter(
        state=UnmetLetter.State.SENT, delivered_at=None, sent_at__lt=timezone.now() - PATIENCE
    ).count()
    if not late and (unread := _unread()):
        return unread
    if not late:
        return Health("ok", _("Aucun courrier à une commune n’attend de partir."))
    text = ngettext(
        "%(count)s courrier à une commune n’a pas pu partir par courriel.",
        "%(count)s courriers à des communes n’ont pas pu partir par courriel.",
        late,
    )
    remedy = _(
        "Vérifiez l’adresse et l’envoi de courriels, puis « Essayer de nouveau » sur la page du courrier."
    )
    return Health("warning", text % {"count": late}, remedy)


def _unread() -> Health | None:
    """Letters that nobody has sent ten days after the end of their month."""
    first = (timezone.localdate() - UNREAD).replace(day=1)
    count = UnmetLetter.objects.filter(month__lt=first).exclude(state=UnmetLetter.State.SENT).count()
    if not count:
        return None
    text = ngettext(
        "%(count)s courrier à une commune attend d’être relu et envoyé.",
        "%(count)s courriers à des communes attendent d’être relus et envoyés.",
        count,
    )
    return Health(
        "warning", text % {"count": count}, _("Ouvrez Demandes sans réponse, « Courriers aux communes ».")
    )


HEALTH_CHECKS = (
    HealthCheck(
        "reception.town_letters", gettext_lazy("Courriers aux communes"), check_letters, per_office=True
    ),
)
