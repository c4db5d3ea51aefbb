"""Start-up of the house: each room's contributions are registered, then every reference between them is
checked.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

from buron.kernel import contributions


class RoomConfig(AppConfig):
    """Base of every room's ``AppConfig``: registers its ``contrib`` module and imports its ``jobs``."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if find_spec(f"{self.name}.contrib"):
            contributions.register_room(import_module(f"{self.name}.contrib"))
        if find_spec(f"{self.name}.jobs"):
            import_module(f"{self.name}.jobs")


class KernelConfig(RoomConfig):
    name = "buron.kernel"
    label = "kernel"
    verbose_name = "Noyau"

    def ready(self) -> None:
        super().ready()
        import_module("buron.kernel.jobs.tidy")
