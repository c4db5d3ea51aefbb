"""Screens of the territory: communes, desks, brands, calendar."""

from buron.territory.views.brands import brand_code, brand_join, brand_leave, brand_new
from buron.territory.views.calendar import calendar
from buron.territory.views.communes import (
    commune,
    commune_add,
    commune_forget,
    commune_remove,
    epci_choice,
    epci_preview,
)
from buron.territory.views.desks import desk_close, desk_edit, desk_new, desk_reopen
from buron.territory.views.openings import (
    opening_copy,
    opening_gap,
    opening_plan,
    opening_reasons,
    opening_table,
    opening_year,
    openings,
    reason_change,
    season_edit,
    season_new,
    season_remove,
)
from buron.territory.views.territory import territory

__all__ = [
    "brand_code",
    "brand_join",
    "brand_leave",
    "brand_new",
    "calendar",
    "commune",
    "commune_add",
    "commune_forget",
    "commune_remove",
    "desk_close",
    "desk_edit",
    "desk_new",
    "desk_reopen",
    "epci_choice",
    "epci_preview",
    "opening_copy",
    "opening_gap",
    "opening_plan",
    "opening_reasons",
    "opening_table",
    "opening_year",
    "openings",
    "reason_change",
    "season_edit",
    "season_new",
    "season_remove",
    "territory",
]
