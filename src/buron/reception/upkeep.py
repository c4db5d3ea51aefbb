"""How long the reception keeps what it keeps, and how one knows that it works."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buron.kernel.contributions import Health, HealthCheck, Retention
from buron.kernel.models import Job
from buron.kernel.tenancy import current_office_id
from buron.reception.models import Batch, ListItem
from buron.reception.rules.lists import CORE, LIST_TITLES
from buron.reception.services.carnets import SEND_JOB, purge_carnets

CARNET_MONTHS = 3
FILE_MONTHS = 36
DAYS_OF_MONTH = 31


def _before(months: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=months * DAYS_OF_MONTH)


def purge_addresses(office: Any) -> int:
    """Forget the address and the words of the carnets that ended long enough ago."""
    return purge_carnets(_before(CARNET_MONTHS))


def purge_files(office: Any) -> int:
    """Forget the files of past years once nobody asks where their rows came from."""
    old = Batch.objects.filter(created_at__date__lt=_before(FILE_MONTHS)).exclude(payload=None)
    return old.exclude(state=Batch.State.DRAFT).update(payload=None)


RETENTION = (
    Retention(
        "reception.carnets",
        gettext_lazy("Carnets : adresse, titre et mot du conseiller"),
        CARNET_MONTHS,
        gettext_lazy(
            "Un carnet ne nomme personne, mais son adresse a été confiée à quelqu’un : elle est oubliée trois mois "
            "après sa date de fin. Les actes d’accueil, anonymes, sont gardés pour comparer les années ; l’adresse "
            "électronique d’un envoi est oubliée dès qu’il est fait."
        ),
        purge_addresses,
    ),
    Retention(
        "reception.files",
        gettext_lazy("Fichiers des années reprises"),
        FILE_MONTHS,
        gettext_lazy(
            "Ils prouvent d’où viennent les premières années ; au-delà, les lignes elles-mêmes suffisent."
        ),
        purge_files,
    ),
)


def check_lists() -> Health:
    """Every list has answers."""
    used = set(ListItem.objects.filter(valid_until=None).values_list("key", flat=True))
    missing = [LIST_TITLES[key] for key in CORE if key not in used]
    if missing:
        return Health(
            "error",
            _("Ces listes de l’accueil sont vides : %s.") % ", ".join(missing),
            _("Ouvrez l’écran d’accueil une fois : il remet les réponses communes."),
        )
    return Health("ok", _("Les listes de l’accueil sont en place."))


def check_mails() -> Health:
    """No carnet waits to be sent, and none was given up."""
    since = timezone.now() - dt.timedelta(days=7)
    jobs = Job.objects.filter(office_id=current_office_id(), name=SEND_JOB, created_at__gte=since)
    failed = jobs.filter(state=Job.State.FAILED).count()
    if failed:
        text = ngettext(
            "%(count)s carnet n’a pas pu partir par courriel depuis une semaine.",
            "%(count)s carnets n’ont pas pu partir par courriel depuis une semaine.",
            failed,
        )
        return Health(
            "warning", text % {"count": failed}, _("Vérifiez le serveur de courriel de l’installation.")
        )
    return Health("ok", _("Les carnets partent par courriel."))


HEALTH_CHECKS = (
    HealthCheck("reception.lists", gettext_lazy("Listes de l’accueil"), check_lists, per_office=True),
    HealthCheck("reception.mails", gettext_lazy("Envoi des carnets"), check_mails, per_office=True),
)
