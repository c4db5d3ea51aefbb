"""The migrations make the tables that the models describe: the other tests, and every new installation
(:mod:`buron.kernel.tables`), make theirs from the models.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import OperationCategory


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_no_migration_adds_what_models_do_not_tell() -> None:
    """A new installation would lack the rows that a migration writes: services write them when an office is made."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("buron.")}
    loader = MigrationLoader(None)
    beyond = [
        (label, name, operation)
        for (label, name), migration in loader.disk_migrations.items()
        if label in ours
        for operation in migration.operations
        if operation.category in (OperationCategory.SQL, OperationCategory.PYTHON)
        and not getattr(operation, "elidable", False)
    ]
    assert loader.disk_migrations and not beyond
