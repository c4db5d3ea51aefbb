"""kill -9 in the middle of an import: all of it is there, or nothing, and nothing is left behind."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.offer.import_kit import answer, thing

ROOT = Path(__file__).resolve().parents[2]
COUNT = 6_000
REPEATED = 50

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="each run has an SQLite database of its own"
)


class Process:
    """The same process, on a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "BURON_DATA": str(data),
            "BURON_SECRET_KEY": "tests",
            "DJANGO_SETTINGS_MODULE": "buron.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }

    def start(self, mode: str, feed: Path | None = None) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.offer.import_process", mode, str(feed or "")]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def do(self, mode: str, feed: Path | None = None) -> str:
        process = self.start(mode, feed)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0, out
        return out.strip()


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A data folder with an office, a source, and a first import of half the things."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "data").mkdir()
    for name, count in (("half.json", COUNT // 2), ("whole.json", COUNT)):
        (folder / name).write_bytes(answer(*(thing(number, f"{name} {number}") for number in range(count))))
    assert Process(folder / "data").do("prepare", folder / "half.json") == "applied"
    return folder


def kill_once(template: Path, folder: Path, rng: random.Random, after: str) -> str:
    """Kill an import some time after it said where it is; check what it left; returns what was there."""
    data = folder / "data"
    shutil.copytree(template / "data", data)
    process = Process(data)
    killed = process.start("run", template / "whole.json")
    for line in killed.stdout:
        if line.strip() == after:
            break
    time.sleep(rng.uniform(0, 0.6))
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    left = json.loads(process.do("report"))
    assert left["sound"]
    assert left["fiches"] == left["records"]
    assert left["fiches"] in (COUNT // 2, COUNT), left
    whole = left["fiches"] == COUNT
    assert all(name.startswith("whole" if whole else "half") for name in left["names"])

    after_all = json.loads(process.do("again", template / "whole.json"))
    assert after_all["outcome"] == "applied"
    assert (after_all["fiches"], after_all["indexed"]) == (COUNT, COUNT)
    assert not {"reading", "applying"} & set(after_all["states"])
    assert all(
        name.startswith(("run-", "lock")) and not name.endswith(".part") for name in after_all["files"]
    )
    payloads = [name for name in after_all["files"] if "payload" in name]
    assert payloads == after_all["kept"]
    return "whole" if whole else "half"


@pytest.mark.slow
def test_a_killed_import_leaves_all_or_nothing_fifty_times(template, tmp_path):
    rng, outcomes = random.Random(50), set()
    for number in range(REPEATED):
        folder = tmp_path / str(number)
        folder.mkdir()
        outcomes.add(kill_once(template, folder, rng, "ready" if number % 3 else "begun"))
        shutil.rmtree(folder)
    assert outcomes == {"half", "whole"}, "the moments of the killings no longer surround the transaction"
