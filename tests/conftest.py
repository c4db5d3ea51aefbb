"""Stricter than production: no network, no query without an office."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("BURON_DATA", tempfile.mkdtemp(prefix="buron-tests-"))
os.environ.setdefault("BURON_SECRET_KEY", "tests")

pytest_plugins = ["tests.fixtures"]
