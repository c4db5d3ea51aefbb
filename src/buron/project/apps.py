"""The last application to start: when it does, every room has given what it has."""

from __future__ import annotations

from django.apps import AppConfig

from buron.kernel.contributions import check_references


class ProjectConfig(AppConfig):
    name = "buron.project"
    label = "project"

    def ready(self) -> None:
        check_references()
