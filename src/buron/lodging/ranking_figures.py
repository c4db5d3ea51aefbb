"""The figures of the star ranking: requests, visits by stars, how long it takes (indicator 55)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Indicator, Panel, Text
from buron.kernel.counting import Count, Cut, Label, month_cut
from buron.kernel.figures import Column, Value
from buron.kernel.periods import Period
from buron.lodging.models import RankingRequest, Visit

FIGURES = "lodging.figures"
"""Of the élu too: rows name dwellings, never a host nor who visited."""
SOURCE = _("Dossiers de classement des meublés tenus par l’office")
NUMBER = 55


def _stars() -> Label:
    return lambda code: f"{code} étoile{'s' if code > '1' else ''}"


def _stages() -> Label:
    names = dict(RankingRequest.Stage.choices)
    return lambda code: str(names.get(code, code))


def _anything(period: Period) -> bool:
    """Whether the office ranked at all by the end of the period."""
    return RankingRequest.objects.filter(received_on__lte=period.end).exists()


def received(period: Period) -> QuerySet[RankingRequest]:
    """Requests received in a period."""
    return (
        RankingRequest.objects.filter(received_on__range=(period.start, period.end))
        .select_related("office", "lodging")
        .order_by("-received_on", "-pk")
    )


def held(period: Period) -> QuerySet[Visit]:
    """Visits held in a period. ``stars`` is what was proposed, or asked for as long as nothing is decided."""
    return (
        Visit.objects.filter(held_on__range=(period.start, period.end), cancelled_at=None)
        .select_related("office", "request__lodging")
        .annotate(stars=Coalesce("decision__stars", "request__requested_stars"))
        .order_by("-held_on", "-pk")
    )


def handed(period: Period) -> QuerySet[Visit]:
    """Visits whose certificate was handed over in a period, with the time since the file was complete."""
    return (
        Visit.objects.filter(
            decision__notified_on__range=(period.start, period.end), request__complete_on__isnull=False
        )
        .select_related("office", "request__lodging", "decision")
        .annotate(stars=F("decision__stars"), delay=F("decision__notified_on") - F("request__complete_on"))
        .order_by("-decision__notified_on", "-pk")
    )


def _request_line(one: RankingRequest) -> Sequence[object]:
    return (
        one.received_on,
        one.number,
        one.lodging.name,
        one.requested_stars,
        str(one.get_stage_display()),
        reverse("lodging_ranking", kwargs={"office": one.office.slug, "pk": one.pk}),
    )


def _visit_line(one: Any) -> Sequence[object]:
    return (
        one.held_on,
        one.request.number,
        one.request.lodging.name,
        one.stars,
        reverse("lodging_ranking", kwargs={"office": one.office.slug, "pk": one.request_id}),
    )


def _handed_line(one: Any) -> Sequence[object]:
    return (
        one.decision.notified_on,
        one.request.number,
        one.request.lodging.name,
        one.stars,
        one.delay.days,
        reverse("lodging_ranking", kwargs={"office": one.office.slug, "pk": one.request_id}),
    )


def _median_days(values: Sequence[Any]) -> Value:
    days = [value.days for value in values if value is not None]
    return Decimal(str(median(days))) if days else None


REQUESTS = Count(
    base=received,
    columns=(
        Column("day", "Reçue le", "date"),
        Column("number", "Demande", "integer"),
        Column("lodging", "Meublé"),
        Column("stars", "Étoiles demandées", "integer"),
        Column("stage", "Étape"),
    ),
    line=_request_line,
    cuts=(
        Cut("stage", _("Étape"), "stage", _stages),
        Cut("stars", _("Étoiles demandées"), "requested_stars", _stars, "key"),
        month_cut("received_on", _("Mois")),
    ),
    known_since=_anything,
)
VISITS = Count(
    base=held,
    columns=(
        Column("day", "Visite du", "date"),
        Column("number", "Demande", "integer"),
        Column("lodging", "Meublé"),
        Column("stars", "Étoiles", "integer"),
    ),
    line=_visit_line,
    cuts=(
        Cut("stars", _("Étoiles"), "stars", _stars, "key"),
        month_cut("held_on", _("Mois")),
    ),
    known_since=_anything,
)
DELAY = Count(
    base=handed,
    columns=(
        Column("day", "Certificat remis le", "date"),
        Column("number", "Demande", "integer"),
        Column("lodging", "Meublé"),
        Column("stars", "Étoiles", "integer"),
        Column("days", "Jours", "integer"),
    ),
    line=_handed_line,
    cuts=(Cut("stars", _("Étoiles"), "stars", _stars, "key"), month_cut("decision__notified_on", _("Mois"))),
    measured="delay",
    measure=_median_days,
    known_since=_anything,
    shares=False,
)


def _indicator(key: str, count: Count, title: Text, definition: Text, unit: Text, **more: Any) -> Indicator:
    return Indicator(
        key=f"lodging.{key}",
        title=title,
        definition=definition,
        unit=unit,
        source=SOURCE,
        compute=count.compute,
        rows=count.rows,
        permission=FIGURES,
        number=NUMBER,
        dimensions=count.dimensions,
        **more,
    )


INDICATORS = (
    _indicator(
        "ranking_requests",
        REQUESTS,
        _("Demandes de classement de meublés"),
        _("Demandes reçues pendant la période, quelle qu’en soit l’issue."),
        _("demandes"),
    ),
    _indicator(
        "ranking_visits",
        VISITS,
        _("Visites de classement"),
        _(
            "Visites de meublés terminées pendant la période, d’après le jour de la visite ; par étoiles proposées, ou "
            "demandées tant que l’avis n’est pas rendu."
        ),
        _("visites"),
    ),
    _indicator(
        "ranking_delay",
        DELAY,
        _("Délai du classement"),
        _("Médiane des jours entre le dossier complet et la remise du certificat de visite."),
        _("jours"),
        decimals=1,
        better="down",
    ),
)

DASHBOARDS = (
    Dashboard(
        "lodging.rankings",
        _("Classement des meublés"),
        FIGURES,
        (
            Panel("lodging.ranking_requests", "key"),
            Panel("lodging.ranking_visits", "key"),
            Panel("lodging.ranking_delay", "key"),
            Panel("lodging.ranking_visits", "months", title=_("Visites au fil du temps"), wide=True),
            Panel("lodging.ranking_visits", "shares", split="stars", title=_("Par étoiles")),
            Panel("lodging.ranking_requests", "bars", split="stage", title=_("Où en sont les demandes")),
        ),
        order=70,
    ),
)
