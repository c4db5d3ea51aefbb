"""The indicators of the offer, by their rank in the reference list of tourist offices' indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Dimension, Indicator, Panel
from buron.offer.figures import pictures, stock
from buron.offer.figures.axes import AXES, dimensions
from buron.offer.figures.stock import Stock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

VIEW = "offer.view"
SOURCE = _("Fiches de l’offre, telles que les sources et l’office les tiennent")


def _counted(
    what: Stock,
    title: Text,
    definition: Text,
    unit: Text,
    *,
    number: int | None = None,
    decimals: int = 0,
    formula: Text = "",
    better: Literal["up", "down", "none"] = "none",
) -> Indicator:
    return Indicator(
        key=f"offer.{what.key}",
        title=title,
        definition=definition,
        unit=unit,
        source=SOURCE,
        compute=partial(stock.compute, what),
        rows=partial(stock.rows, what),
        permission=VIEW,
        number=number,
        dimensions=dimensions(*what.splits),
        decimals=decimals,
        formula=formula,
        better=better,
    )


INDICATORS = (
    _counted(
        stock.FICHES,
        _("Fiches publiées"),
        _("Fiches de l’offre que l’office publie, tous types, comptées le jour où le chiffre est lu."),
        _("fiches"),
    ),
    _counted(
        stock.FRESHNESS,
        _("Fraîcheur des fiches"),
        _(
            "Part des fiches publiées que leur source ou l’office a dites justes depuis moins de douze mois. Une fiche "
            "que personne n’a jamais vérifiée compte comme ancienne."
        ),
        "%",
        number=59,
        decimals=1,
        formula=_("fiches vérifiées depuis moins de 12 mois ÷ fiches publiées"),
        better="up",
    ),
    _counted(
        stock.LODGINGS,
        _("Hébergements marchands"),
        _("Fiches publiées d’hôtels, campings, meublés, chambres d’hôtes et hébergements collectifs."),
        _("hébergements"),
        number=60,
    ),
    _counted(
        stock.BEDS,
        _("Lits marchands"),
        _(
            "Capacité d’accueil des hébergements publiés, en personnes. Un hébergement dont la capacité n’est pas "
            "renseignée n’est pas compté pour zéro : il est laissé de côté, et son nombre est dit."
        ),
        _("lits"),
        formula=_("personnes ; à défaut lits, 2 par chambre d’hôtel, 3 par emplacement de camping"),
    ),
    _counted(
        stock.LABELS,
        _("Fiches labellisées ou classées"),
        _("Fiches publiées qui portent au moins un label, une marque ou un classement officiel."),
        _("fiches"),
        number=57,
        better="up",
    ),
    _counted(
        stock.TRANSLATED,
        _("Langues des textes"),
        _(
            "Fiches publiées selon les langues où elles ont un texte ; une fiche en trois langues est dans "
            "trois parts."
        ),
        _("fiches"),
    ),
    Indicator(
        key="offer.unfit_photos",
        title=_("Photos sans crédit ou au droit échu"),
        definition=_(
            "Photos des fiches publiées dont l’auteur n’est pas nommé, ou dont le droit de publication a pris fin. Une "
            "photo au droit échu n’est plus montrée."
        ),
        unit=_("photos"),
        source=SOURCE,
        compute=pictures.compute,
        rows=pictures.rows,
        permission=VIEW,
        dimensions=(Dimension("reason", _("Défaut")), Dimension("kind", AXES["kind"].title)),
        better="down",
    ),
)

DASHBOARDS = (
    Dashboard(
        "offer.offer",
        _("Offre"),
        VIEW,
        (
            Panel("offer.fiches", "key"),
            Panel("offer.freshness", "key"),
            Panel("offer.lodgings", "key"),
            Panel("offer.beds", "key"),
            Panel("offer.labels", "key"),
            Panel("offer.unfit_photos", "key"),
            Panel("offer.fiches", "bars", split="kind", title=_("Fiches par type")),
            Panel(
                "offer.fiches", "shares", split="freshness", title=_("Depuis quand sont-elles vérifiées ?")
            ),
            Panel("offer.freshness", "table", split="kind", title=_("Fraîcheur par type")),
            Panel("offer.fiches", "table", split="commune", title=_("Fiches par commune"), limit=15),
            Panel("offer.beds", "table", split="subkind", title=_("Lits par type d’hébergement")),
            Panel("offer.beds", "bars", split="commune", title=_("Lits par commune"), limit=12),
            Panel("offer.languages", "bars", split="language", title=_("Fiches par langue")),
            Panel("offer.labels", "bars", split="label", title=_("Labels et classements"), limit=12),
        ),
        order=20,
    ),
)
