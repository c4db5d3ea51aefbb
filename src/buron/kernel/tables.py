"""The tables of the database: made at once when there is none, migrated otherwise."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import override_settings


def bring_up_to_date() -> None:
    """Leave the database with the tables of this version; one that has them is left as it is."""
    if not _make_in_an_empty_database() and pending_migrations():
        call_command("migrate", interactive=False, verbosity=0)


def pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _make_in_an_empty_database() -> bool:
    """Whether the database was empty: its tables are then made from the models, and all migrations count as applied.

    Replaying the migrations gives the same tables, but Django renders every model again for each of them: fourteen
    seconds in the place of one. All or nothing: a start that is killed meanwhile leaves the database empty.
    """
    if connection.introspection.table_names():
        return False
    with connection.constraint_checks_disabled(), transaction.atomic():
        if connection.introspection.table_names():
            return False
        with override_settings(MIGRATION_MODULES={config.label: None for config in apps.get_app_configs()}):
            call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
        call_command("migrate", fake=True, interactive=False, verbosity=0)
    return True
