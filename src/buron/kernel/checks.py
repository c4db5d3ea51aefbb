"""Running every health check of the house."""

from __future__ import annotations

from dataclasses import dataclass

from buron.kernel.contributions import Health, HealthCheck, health_checks
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report; ``office`` is empty for the installation."""

    key: str
    title: str
    office: str
    level: str
    message: str
    remedy: str


def run_all() -> list[Outcome]:
    """Every check, for the installation then for each office; a check that fails to run is itself an
    error.
    """
    outcomes = [_outcome(check, "") for check in health_checks if not check.per_office]
    for office in Office.objects.order_by("slug"):
        with office_scope(office):
            outcomes += [_outcome(check, office.slug) for check in health_checks if check.per_office]
    return outcomes


def _outcome(check: HealthCheck, office: str) -> Outcome:
    try:
        health = check.run()
    except Exception as error:
        health = Health("error", f"La vérification n’a pas pu se faire : {error}")
    return Outcome(check.key, str(check.title), office, health.level, str(health.message), str(health.remedy))
