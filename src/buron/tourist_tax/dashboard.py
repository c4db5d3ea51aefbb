"""The dashboard of the tourist tax."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Panel

DASHBOARDS = (
    Dashboard(
        "tourist_tax.year",
        _("Taxe de séjour"),
        "tourist_tax.view",
        (
            Panel("tourist_tax.nights", "key"),
            Panel("tourist_tax.nights_taxed", "key"),
            Panel("tourist_tax.occupancy", "key"),
            Panel("tourist_tax.stay_length", "key"),
            Panel("tourist_tax.due", "key"),
            Panel("tourist_tax.received", "key"),
            Panel("tourist_tax.late", "key"),
            Panel("tourist_tax.impact", "key"),
            Panel("tourist_tax.nights", "months", title=_("Nuitées au fil du temps"), wide=True),
            Panel("tourist_tax.declared", "months", title=_("Taxe déclarée au fil du temps"), wide=True),
            Panel("tourist_tax.nights", "shares", split="nature", title=_("Nuitées par nature")),
            Panel("tourist_tax.nights", "bars", split="commune", title=_("Nuitées par commune"), limit=10),
            Panel("tourist_tax.received", "table", split="place", title=_("Encaissé par commune")),
            Panel("tourist_tax.received", "table", split="sort", title=_("Encaissé par type")),
            Panel("tourist_tax.declared", "shares", split="channel", title=_("Par voie de déclaration")),
            Panel("tourist_tax.possible", "shares", split="told", title=_("Ce que l’on sait des lits")),
            Panel("tourist_tax.late", "bars", split="nature", title=_("Retards par nature")),
        ),
        order=40,
    ),
)
