"""The indicators of the tourist tax, with the numbers of the reference list of tourist offices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dimension, Indicator
from buron.kernel.figures import MONTH
from buron.tourist_tax.figures import account, declared

VIEW = "tourist_tax.view"
ACCOUNTS = "tourist_tax.accounts"
NATURE = Dimension("nature", _("Nature"))
COMMUNE = Dimension("commune", _("Commune"))
MONTHS = Dimension(MONTH, _("Mois"))
CHANNEL = Dimension("channel", _("Voie de déclaration"))
OPERATOR = Dimension("operator", _("Plateforme"))
PLACE = Dimension("place", _("Commune, opérateurs numériques à part"))
SORT = Dimension("sort", _("Type d’hébergement, opérateurs numériques à part"))
TOLD = Dimension("told", _("Qui le dit"))
SOURCE = _("Déclarations de taxe de séjour en vigueur")
LEDGER = _("Comptes de la taxe de séjour")

INDICATORS = (
    Indicator(
        key="tourist_tax.nights",
        number=62,
        title=_("Nuitées déclarées"),
        definition=_(
            "Nuitées taxées et exonérées des mois déclarés, dernière version de chaque déclaration."
        ),
        unit=_("nuitées"),
        source=SOURCE,
        compute=declared.NIGHTS_DECLARED.compute,
        rows=declared.NIGHTS_DECLARED.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, MONTHS, CHANNEL),
        better="up",
    ),
    Indicator(
        key="tourist_tax.nights_taxed",
        title=_("Nuitées taxées"),
        definition=_(
            "Nuitées des personnes qui paient la taxe : les mineurs et autres exonérés n’y sont pas."
        ),
        unit=_("nuitées"),
        source=SOURCE,
        compute=declared.NIGHTS_TAXED.compute,
        rows=declared.NIGHTS_TAXED.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, MONTHS, CHANNEL),
        better="up",
    ),
    Indicator(
        key="tourist_tax.occupancy",
        number=63,
        title=_("Taux d’occupation des lits"),
        definition=_(
            "Nuitées déclarées rapportées aux nuitées possibles, pour les hébergements et les mois déclarés dont la "
            "capacité est connue."
        ),
        unit="%",
        source=SOURCE,
        compute=account.OCCUPANCY.compute,
        rows=account.OCCUPANCY.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, MONTHS),
        decimals=1,
        formula=_("nuitées déclarées ÷ (capacité × jours loués)"),
        better="up",
    ),
    Indicator(
        key="tourist_tax.stay_length",
        number=64,
        title=_("Durée moyenne de séjour"),
        definition=_("Nuitées pour une arrivée, sur les séjours déclarés un par un."),
        unit=_("nuits"),
        source=SOURCE,
        compute=declared.stay_length,
        rows=declared.STAYS.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, MONTHS),
        decimals=1,
        formula=_("nuitées ÷ personnes arrivées"),
    ),
    Indicator(
        key="tourist_tax.possible",
        title=_("Nuitées possibles"),
        definition=_(
            "Capacité × jours de location de chaque hébergement du registre, selon ce que l’on sait de ses mois : dit "
            "par l’hébergeur, par une plateforme, ou non renseigné."
        ),
        unit=_("nuitées"),
        source=_("Registre des hébergements"),
        compute=account.BEDS.compute,
        rows=account.BEDS.rows,
        permission=VIEW,
        dimensions=(TOLD, NATURE, COMMUNE, MONTHS),
        formula=_("capacité × jours loués du mois"),
    ),
    Indicator(
        key="tourist_tax.declared",
        title=_("Taxe déclarée"),
        definition=_("Taxe et parts additionnelles des mois déclarés, calculées selon la règle."),
        unit="€",
        source=SOURCE,
        compute=declared.DECLARED.compute,
        rows=declared.DECLARED.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, MONTHS, CHANNEL),
        better="up",
    ),
    Indicator(
        key="tourist_tax.due",
        title=_("Taxe due"),
        definition=_(
            "Sommes dues pour les périodes de perception entières de la période : déclarations, corrections, totaux de "
            "plateformes sans détail, taxations d’office et intérêts."
        ),
        unit="€",
        source=LEDGER,
        compute=account.DUE.compute,
        rows=account.DUE.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, OPERATOR, PLACE, SORT),
    ),
    Indicator(
        key="tourist_tax.received",
        title=_("Taxe encaissée"),
        definition=_(
            "Sommes encaissées, remboursements déduits, pour les périodes de perception entières de la période, quel "
            "que soit le jour du paiement."
        ),
        unit="€",
        source=LEDGER,
        compute=account.RECEIVED.compute,
        rows=account.RECEIVED.rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, OPERATOR, PLACE, SORT),
        better="up",
    ),
    Indicator(
        key="tourist_tax.late",
        title=_("Taxe en retard"),
        definition=_("Reste dû des périodes de perception dont la date de paiement est passée."),
        unit="€",
        source=LEDGER,
        compute=account.LATE.compute,
        rows=account.LATE.rows,
        permission=ACCOUNTS,
        dimensions=(NATURE, COMMUNE, OPERATOR),
        better="down",
    ),
    Indicator(
        key="tourist_tax.impact",
        number=69,
        title=_("Retombées économiques"),
        definition=_(
            "Nuitées déclarées multipliées par la dépense par nuitée que l’office a retenue ; ni excursionnistes, ni "
            "résidences secondaires, ni séjours chez des proches."
        ),
        unit="€",
        source=_("Déclarations de taxe de séjour et dépense par nuitée"),
        compute=declared.impact,
        rows=declared.impact_rows,
        permission=VIEW,
        dimensions=(NATURE, COMMUNE, MONTHS),
        formula=_("nuitées × dépense par nuitée, au montant en vigueur chaque mois"),
        better="up",
    ),
)
