"""The dashboard of the printed documents, and the warning that one of them runs low."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Dashboard, Health, HealthCheck, Panel
from buron.reception.queries.printed.outlook import late_outlooks
from buron.reception.queries.printed.stock import low_lines

MOST_NAMED = 5

DASHBOARDS = (
    Dashboard(
        "reception.documents",
        gettext_lazy("Documents imprimés"),
        "reception.view",
        (
            Panel("reception.documents_handed", "key"),
            Panel("reception.documents_stock", "key"),
            Panel("reception.documents_printed", "key"),
            Panel("reception.documents_handed", "months", title=gettext_lazy("Remis et déposés"), wide=True),
            Panel(
                "reception.documents_handed",
                "table",
                split="print_title",
                title=gettext_lazy("Remis et déposés, par document"),
            ),
            Panel(
                "reception.documents_stock",
                "table",
                split="print_title",
                title=gettext_lazy("En stock, par document"),
            ),
            Panel(
                "reception.documents_handed",
                "shares",
                split="print_kind",
                title=gettext_lazy("Remis ou déposé"),
            ),
            Panel("reception.documents_handed", "bars", split="print_place", title=gettext_lazy("Par lieu")),
        ),
        order=14,
    ),
)


def check_documents() -> Health:
    """No document is at the threshold that the office set, and none should have been ordered already."""
    today = timezone.localdate()
    low = [str(line.edition) for line in low_lines(today)]
    late = [str(one.edition) for one in late_outlooks(today)]
    names = list(dict.fromkeys([*low, *late]))
    if not names:
        return Health("ok", _("Aucun document imprimé n’est au seuil d’alerte."))
    shown = " ; ".join(names[:MOST_NAMED]) + (" ; …" if len(names) > MOST_NAMED else "")
    return Health(
        "warning",
        _("Documents imprimés à recommander ou à redistribuer : %s.") % shown,
        _("Ouvrez Documents imprimés, Prévision : elle dit quand chacun s’épuise et quel tirage commander."),
    )


HEALTH_CHECKS = (
    HealthCheck(
        "reception.documents", gettext_lazy("Stock des documents imprimés"), check_documents, per_office=True
    ),
)
