"""Health of the territory: what is missing before the office can work, and what will soon be."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.contributions import Health
from buron.kernel.formats import date_text
from buron.territory import calendars, queries
from buron.territory.models import OfficeCommune

# A season is prepared a good half-year ahead, with its school holidays.
CALENDAR_AHEAD = timedelta(days=240)


def communes_chosen() -> Health:
    """An office without communes cannot sort its offer by commune nor recognise what is not its own."""
    if OfficeCommune.objects.exists():
        return Health("ok", _("Les communes du territoire sont choisies."))
    return Health(
        "warning",
        _("Aucune commune n’est choisie."),
        _("Ouvrez « Territoire » et choisissez votre intercommunalité."),
    )


def desks_open() -> Health:
    """Without a desk nobody can record a welcome."""
    if queries.desks(active_on=timezone.localdate()).exists():
        return Health("ok", _("Un bureau au moins est en service."))
    return Health(
        "warning",
        _("Aucun bureau n’est en service aujourd’hui."),
        _("Ouvrez « Territoire » et ajoutez un bureau d’accueil, ou remettez-en un en service."),
    )


def school_calendar_ahead(today: date | None = None) -> Health:
    """School holidays should be known for the season being prepared."""
    problem = calendars.override_problem()
    if problem is not None:
        return Health("error", problem, _("Remplacez ce fichier ou retirez-le du dossier de données."))
    until = calendars.school_holidays_known_until()
    message = _("Les vacances scolaires sont connues jusqu’au %(day)s.") % {"day": date_text(until)}
    if until >= (today or timezone.localdate()) + CALENDAR_AHEAD:
        return Health("ok", message)
    return Health(
        "warning",
        message,
        _(
            "Déposez dans le dossier de données le fichier « Vacances scolaires par zones » de data.gouv.fr, "
            "sous le nom %(name)s."
        )
        % {"name": calendars.OVERRIDE_NAME},
    )
