"""What platforms, figures and the yearly statement give to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import MenuEntry, Place
from buron.tourist_tax import dashboard, exports, report
from buron.tourist_tax.figures import indicators

GROUP = _("Taxe de séjour")

MENU = (
    MenuEntry(
        key="tourist_tax.platforms",
        title=_("Plateformes"),
        url_name="tourist_tax_platforms",
        icon="globe",
        permission="tourist_tax.accounts",
        group=GROUP,
        order=640,
    ),
    MenuEntry(
        key="tourist_tax.statement",
        title=_("Bilan de l’année"),
        url_name="tourist_tax_statement",
        icon="chart-column",
        permission="tourist_tax.view",
        group=GROUP,
        order=660,
    ),
)

PLACES = (
    Place(
        "tourist_tax.platformfile",
        _("Fichier de plateforme"),
        "tourist_tax_platform_file",
        "tourist_tax.accounts",
    ),
)

INDICATORS = indicators.INDICATORS
DASHBOARDS = dashboard.DASHBOARDS
REPORT_SECTIONS = report.REPORT_SECTIONS
EXPORTS = exports.EXPORTS
