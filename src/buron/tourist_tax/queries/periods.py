"""Collection periods by date."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CollectionPeriod


def period_of(day: dt.date) -> CollectionPeriod:
    """The collection period of a day. :class:`TaxError` when the office has not opened one."""
    found = CollectionPeriod.objects.filter(first__lte=day, last__gte=day).first()
    if found is None:
        raise TaxError(
            _("Aucune période de perception n’est ouverte pour %(month)s : l’office doit l’ouvrir.")
            % {"month": f"{day:%m/%Y}"}
        )
    return found
