"""The ranking requests as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Export
from buron.kernel.figures import Column, Rows
from buron.lodging.models import RankingRequest

COLUMNS = (
    Column("number", "Demande", "integer"),
    Column("received_on", "Reçue le", "date"),
    Column("complete_on", "Complète le", "date"),
    Column("lodging", "Meublé"),
    Column("insee", "Commune (INSEE)"),
    Column("requested", "Étoiles demandées", "integer"),
    Column("stage", "Étape"),
    Column("certificate", "Certificat"),
    Column("stars", "Étoiles proposées", "integer"),
    Column("notified_on", "Certificat remis le", "date"),
    Column("acquired_on", "Acquis le", "date"),
)


def request_rows(parameters: Mapping[str, str]) -> Rows:
    """Every request of the office."""
    found = RankingRequest.objects.select_related("lodging", "decision").order_by("-received_on", "-pk")

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [_line(one) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, found.count(), page)


def _line(one: RankingRequest) -> Sequence[object]:
    decision = getattr(one, "decision", None)
    return (
        one.number,
        one.received_on,
        one.complete_on,
        one.lodging.name,
        one.lodging.insee,
        one.requested_stars,
        str(one.get_stage_display()),
        decision.number if decision else "",
        decision.stars if decision and decision.favourable else None,
        decision.notified_on if decision else None,
        decision.acquired_on if decision else None,
    )


EXPORTS = (
    Export(
        "lodging.ranking_requests",
        _("Demandes de classement"),
        "lodging.rank",
        request_rows,
        "classement-meubles",
    ),
)
