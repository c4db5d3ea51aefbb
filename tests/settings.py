"""Settings of the tests: a data folder of their own, fast hashing, no network, stricter than production."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["BURON_DATA"] = tempfile.mkdtemp(prefix="buron-tests-")
os.environ["BURON_SECRET_KEY"] = "tests"

from buron.project.settings import *  # noqa: E402, F403
from buron.project.settings import DATA, DATABASES, STORAGES  # noqa: E402

(Path(DATA) / "static").mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
BURON_REQUIRE_SECOND_FACTOR = False
if "postgresql" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# The tables are made from the models: replaying the migrations costs each worker many seconds and shows nothing
# more, since ``test_migrations`` compares the two.
DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False
