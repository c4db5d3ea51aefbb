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

__all__ = [
    "Observation",
    "TerritoryError",
    "add_commune",
    "choose_epci",
    "close_desk",
    "create_brand",
    "create_desk",
    "forget_commune_position",
    "join_brand",
    "learn_positions",
    "leave_brand",
    "remove_commune",
    "renew_brand_code",
    "reopen_desk",
    "set_commune_position",
    "update_desk",
]
