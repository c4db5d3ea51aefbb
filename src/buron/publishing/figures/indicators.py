"""The indicators of the kiosks, ranks 21 to 24 of the reference list, and the means that offices print."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Indicator, Panel, Text
from buron.publishing.figures import days, uses
from buron.publishing.figures.days import Measure

VIEW = "publishing.view"
LOG = _("Bornes de l’office : gestes comptés par l’appareil, sans rien qui désigne une personne")
SIGNS = _("Bornes de l’office : signes de vie de l’appareil, heure par heure")


def _of_days(
    key: str,
    measure: Measure,
    title: Text,
    definition: Text,
    *,
    unit: Text = "%",
    source: Text = SIGNS,
    formula: Text = "",
    number: int | None = None,
    decimals: int = 0,
) -> Indicator:
    return Indicator(
        key=f"publishing.{key}",
        title=title,
        definition=definition,
        unit=unit,
        source=source,
        compute=partial(days.compute, measure),
        rows=partial(days.rows, measure),
        permission=VIEW,
        number=number,
        dimensions=days.DIMENSIONS,
        decimals=decimals,
        formula=formula,
        better="up",
    )


INDICATORS = (
    Indicator(
        key="publishing.kiosk_uses",
        title=_("Bornes : interactions"),
        definition=_(
            "Gestes du public sur les bornes qui ont ouvert un écran. Le retour automatique à l’accueil n’en est "
            "pas un."
        ),
        unit=_("interactions"),
        source=LOG,
        compute=uses.interactions,
        rows=uses.interaction_rows,
        permission=VIEW,
        number=21,
        dimensions=uses.DIMENSIONS,
        better="up",
    ),
    Indicator(
        key="publishing.kiosk_sessions",
        title=_("Bornes : sessions"),
        definition=_(
            "Séries d’interactions séparées par une pause au moins égale au seuil choisi par l’office (60 secondes à "
            "défaut) : une approximation du nombre de visiteurs. Une session compte au jour, au thème et dans la "
            "langue de son premier geste."
        ),
        unit=_("sessions"),
        source=LOG,
        compute=uses.sessions,
        rows=uses.session_rows,
        permission=VIEW,
        number=22,
        dimensions=uses.DIMENSIONS,
        formula=_("gestes venus après une pause ≥ au seuil"),
        better="up",
    ),
    _of_days(
        "kiosk_activity",
        days.ACTIVITY,
        _("Bornes : taux d’activité"),
        _(
            "Part des jours de service d’une borne où elle a reçu au moins une interaction. Une borne éteinte compte ; "
            "un jour hors des heures prévues ne compte pas. Le détail dit les jours où elle était allumée sans usage "
            "et ceux où elle était éteinte."
        ),
        formula=_("jours avec au moins une interaction ÷ jours de service de la période"),
        number=23,
        source=LOG,
    ),
    _of_days(
        "kiosk_availability",
        days.AVAILABILITY,
        _("Bornes : disponibilité"),
        _(
            "Part des heures prévues où la borne était allumée, d’après ses signes de vie : une borne sans réseau les "
            "garde et les rend à son retour. Les jours sans heure prévue ne comptent pas."
        ),
        formula=_("heures prévues où la borne était allumée ÷ heures prévues"),
        number=24,
    ),
    _of_days(
        "kiosk_connection",
        days.CONNECTION,
        _("Bornes : réseau"),
        _("Part des heures où la borne était allumée et a pu joindre l’office."),
        formula=_("heures jointe par l’office ÷ heures allumée"),
    ),
    _of_days(
        "kiosk_days",
        days.SERVICE,
        _("Bornes : jours de service"),
        _("Jours de service des bornes, selon qu’elles ont été utilisées, allumées sans usage ou éteintes."),
        unit=_("jours"),
    ),
    _of_days(
        "kiosk_uses_per_day",
        days.TOUCHES_PER_DAY,
        _("Bornes : interactions par jour actif"),
        _(
            "Interactions rapportées aux seuls jours où la borne a servi : un jour éteint n’abaisse pas la moyenne."
        ),
        unit=_("interactions par jour"),
        source=LOG,
        formula=_("interactions ÷ jours actifs"),
        decimals=1,
    ),
    _of_days(
        "kiosk_sessions_per_day",
        days.SESSIONS_PER_DAY,
        _("Bornes : sessions par jour actif"),
        _("Sessions rapportées aux seuls jours où la borne a servi."),
        unit=_("sessions par jour"),
        source=LOG,
        formula=_("sessions ÷ jours actifs"),
        decimals=1,
    ),
)

USES, SESSIONS = "publishing.kiosk_uses", "publishing.kiosk_sessions"

DASHBOARDS = (
    Dashboard(
        "publishing.kiosks",
        _("Bornes"),
        VIEW,
        (
            Panel(USES, "key"),
            Panel(SESSIONS, "key"),
            Panel("publishing.kiosk_activity", "key"),
            Panel("publishing.kiosk_availability", "key"),
            Panel("publishing.kiosk_uses_per_day", "key"),
            Panel("publishing.kiosk_sessions_per_day", "key"),
            Panel(SESSIONS, "months", title=_("Sessions au fil du temps"), wide=True),
            Panel(
                "publishing.kiosk_days", "shares", split="state", title=_("Utilisée, sans usage ou éteinte")
            ),
            Panel(SESSIONS, "table", split="kiosk", title=_("Sessions par borne")),
            Panel(
                "publishing.kiosk_availability", "table", split="kiosk", title=_("Disponibilité par borne")
            ),
            Panel(USES, "bars", split="theme", title=_("Thèmes ouverts")),
            Panel(SESSIONS, "shares", split="language", title=_("Langues")),
            Panel(SESSIONS, "bars", split="weekday", title=_("Jours de la semaine")),
            Panel(SESSIONS, "bars", split="hour", title=_("Heures de la journée")),
            Panel(SESSIONS, "heat", title=_("Chaque jour de l’année"), wide=True),
        ),
        order=40,
    ),
)
