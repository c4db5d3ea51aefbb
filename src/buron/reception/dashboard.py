"""The dashboard of the reception."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Panel

DASHBOARDS = (
    Dashboard(
        "reception.welcome",
        _("Accueil"),
        "reception.view",
        (
            Panel("reception.acts", "key"),
            Panel("reception.visitors", "key"),
            Panel("reception.visitors_per_act", "key"),
            Panel("reception.foreign_share", "key"),
            Panel("reception.not_asked", "key"),
            Panel("reception.outings", "key"),
            Panel("reception.acts", "months", title=_("Actes d’accueil au fil du temps"), wide=True),
            Panel("reception.visitors", "months", title=_("Visiteurs au fil du temps"), wide=True),
            Panel("reception.acts", "table", split="desk", title=_("Par bureau")),
            Panel("reception.acts", "shares", split="channel", title=_("Par canal")),
            Panel("reception.party", "shares", split="party"),
            Panel("reception.themes", "shares", split="theme"),
            Panel("reception.stay", "shares", split="stay"),
            Panel("reception.lodging", "shares", split="lodging"),
            Panel(
                "reception.french",
                "table",
                split="origin_department",
                title=_("Premiers départements"),
                limit=10,
            ),
            Panel("reception.foreign_countries", "shares", split="origin_country", limit=6),
            Panel("reception.french", "bars", split="origin_region", title=_("Régions d’origine"), limit=8),
            Panel("reception.languages", "shares", split="language"),
            Panel("reception.acts", "bars", split="weekday", title=_("Jours de la semaine")),
            Panel("reception.acts", "bars", split="hour", title=_("Heures de la journée")),
            Panel("reception.acts", "heat", title=_("Chaque jour de l’année"), wide=True),
        ),
        order=10,
    ),
)
