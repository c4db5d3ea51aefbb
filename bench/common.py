"""What every measure shares: a promise held or not, the machine, percentiles, a private data folder."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Measure:
    """One promise: a value, its bound (``most``; None for what is only told), and what was measured."""

    name: str
    value: float
    unit: str
    most: float | None = None
    detail: str = ""

    @property
    def held(self) -> bool:
        return self.most is None or self.value <= self.most

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "held": self.held}


def percentile(values: Sequence[float], rank: float) -> float:
    """The value below which ``rank`` hundredths of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(rank / 100 * len(ordered) + 0.5) - 1))]


def machine() -> dict[str, Any]:
    """Where the figures were taken."""
    from buron.project import sqlite

    return {
        "cpus": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "sqlite": ".".join(map(str, sqlite.version())),
        "engine": "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite",
        "load": round(os.getloadavg()[0], 2),
    }


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder that lives as long as the measure."""
    with tempfile.TemporaryDirectory(prefix="buron-bench-") as folder:
        os.environ["BURON_DATA"] = folder
        yield Path(folder)


def run_self(module: str, *arguments: str, data: Path | None = None) -> str:
    """Run a module of ours in a process of its own and give what it printed."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    if data is not None:
        environment["BURON_DATA"] = str(data)
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
