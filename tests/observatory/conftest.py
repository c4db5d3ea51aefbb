import os
from unittest import mock

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from tests.observatory import double


@pytest.fixture
def room(db):
    """The room of tests, alone in the registries of indicators, dashboards and sections."""
    with double.registered():
        yield double


@pytest.fixture
def acts(room, office):
    """The acts of the first office, to be filled by the test."""
    return room.ACTS.setdefault(office.pk, [])


if os.environ.get("BURON_WITH_DEMO"):  # twenty seconds that the fast suite does not spend

    @pytest.fixture(scope="session", autouse=True)
    def demo_office(django_db_setup, django_db_blocker, tmp_path_factory):
        """The whole demonstration, made before any test opens its own transaction, and rolled back at the end."""
        from buron.demo.build import build

        folder = tmp_path_factory.mktemp("demo")
        storages = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": folder / "media"},
            },
        }
        with (
            override_settings(DATA=folder, MEDIA_ROOT=folder / "media", STORAGES=storages),
            django_db_blocker.unblock(),
            transaction.atomic(),
        ):
            with mock.patch.object(transaction, "on_commit", lambda work, *args, **options: work()):
                office = build(today=timezone.localdate(), say=lambda text: None)
            yield office
            transaction.set_rollback(True)
