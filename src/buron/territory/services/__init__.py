"""Every write of the territory."""

from buron.territory.errors import TerritoryError
from buron.territory.services.brands import create_brand, join_brand, leave_brand, renew_brand_code
from buron.territory.services.communes import (
    Observation,
    add_commune,
    choose_epci,
    forget_commune_position,
    learn_positions,
    remove_commune,
    set_commune_position,
)
from buron.territory.services.desks import close_desk, create_desk, reopen_desk, update_desk
from buron.territory.services.openings import (
    copy_year,
    plan_days,
    record_actual,
    remove_actual,
    remove_season,
    save_season,
    unplan_days,
)
from buron.territory.services.reasons import add_reason, rename_reason, retire_reason, setup_reasons

__all__ = [
    "Observation",
    "TerritoryError",
    "add_commune",
    "add_reason",
    "choose_epci",
    "close_desk",
    "copy_year",
    "create_brand",
    "create_desk",
    "forget_commune_position",
    "join_brand",
    "learn_positions",
    "leave_brand",
    "plan_days",
    "record_actual",
    "remove_actual",
    "remove_commune",
    "remove_season",
    "rename_reason",
    "renew_brand_code",
    "reopen_desk",
    "retire_reason",
    "save_season",
    "set_commune_position",
    "setup_reasons",
    "unplan_days",
    "update_desk",
]
