"""Commands that need the sources: the tests and the measures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OF_THE_OFFICE = frozenset({"BURON_DATA", "BURON_DEMO", "DJANGO_SETTINGS_MODULE"})
"""What the tests decide for themselves."""


def checkout() -> Path | None:
    """The clone that the launcher runs from; an installed wheel has none."""
    named = os.environ.get("BURON_CHECKOUT")
    return Path(named) if named else None


def run_tests(arguments: list[str]) -> int:
    """The fast suite on the configured engine; extra arguments go to pytest."""
    root = checkout()
    if root is None:
        sys.stderr.write("Les tests se lancent depuis les sources : ./buron test\n")
        return 2
    chosen = arguments or ["-q", "-n", "2", "-m", "not journey and not slow"]
    environment = {key: value for key, value in os.environ.items() if key not in OF_THE_OFFICE}
    return subprocess.call([sys.executable, "-m", "pytest", *chosen], cwd=root, env=environment)


def run_bench(arguments: list[str]) -> int:
    """The measured promises; see ``bench/``."""
    root = checkout()
    if root is None:
        sys.stderr.write("Les mesures se lancent depuis les sources : ./buron bench\n")
        return 2
    return subprocess.call([sys.executable, "-m", "bench", *arguments], cwd=root)
