"""The exported requirements are those of the lock file."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCK = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / "locked" / name).read_text()
    return dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;\\]+)", text, re.M))


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-postgresql.txt",
        "requirements-test.txt",
        "requirements-ci.txt",
        "constraints.txt",
    ],
)
def test_every_pin_is_the_one_of_the_lock(name):
    pins = pinned(name)
    assert pins
    assert {key: LOCK[key]["version"] for key in pins} == pins


def test_every_dependency_is_exported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {re.match(r"[A-Za-z0-9_-]+", line).group(0).lower() for line in project["dependencies"]}
    assert named <= set(pinned("requirements.txt"))


def test_every_pin_has_a_hash():
    text = (ROOT / "locked" / "requirements.txt").read_text()
    assert text.count("--hash=sha256:") >= text.count("==")
