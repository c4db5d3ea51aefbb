"""What the register of lodgings and the star ranking give to the house."""

from __future__ import annotations

from buron.lodging import deeds, ranking_contrib, register_contrib

PERMISSIONS = (*register_contrib.PERMISSIONS, *ranking_contrib.PERMISSIONS)
MENU = (*register_contrib.MENU, *ranking_contrib.MENU)
PLACES = (*register_contrib.PLACES, *ranking_contrib.PLACES)
INDICATORS = (*register_contrib.INDICATORS, *ranking_contrib.INDICATORS)
DASHBOARDS = (*register_contrib.DASHBOARDS, *ranking_contrib.DASHBOARDS)
REPORT_SECTIONS = (*register_contrib.REPORT_SECTIONS, *ranking_contrib.REPORT_SECTIONS)
EXPORTS = (*register_contrib.EXPORTS, *ranking_contrib.EXPORTS)
RETENTION = (*register_contrib.RETENTION, *ranking_contrib.RETENTION)
HEALTH_CHECKS = register_contrib.HEALTH_CHECKS
SCHEDULES = (*register_contrib.SCHEDULES, *ranking_contrib.SCHEDULES)
DEEDS = (*deeds.DEEDS, *ranking_contrib.DEEDS)
