"""A real office served for real, driven by a real browser (Debian's chromium)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The demonstration office, on a port of its own; gives its address."""
    data = tmp_path_factory.mktemp("demo")
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "BURON_SECRET_KEY")},
        "BURON_DATA": str(data),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "buron.project.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "buron", "demo", "--port", str(port)], cwd=ROOT, env=environment
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/sante", seconds=240)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is installed by .ci/run")
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is installed by .ci/run")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, site) -> Iterator[Callable[..., Any]]:
    """Opens a page signed in as one of the demonstration's accounts; fails the test on any console error."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_as(email: str = "", *, width: int = 1440, height: int = 900, path: str = "/", **options: Any) -> Any:
        context = browser.new_context(
            base_url=site,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: faults.append(f"{page.url}: {message.text}") if _is_fault(message) else None,
        )
        if email:
            sign_in(page, email)
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _is_fault(message: Any) -> bool:
    """Errors of the page itself; a tile server out of reach is expected on a machine without internet."""
    return message.type == "error" and "data.geopf.fr" not in message.text and "net::ERR" not in message.text


def sign_in(page: Any, email: str) -> None:
    from buron.demo.people import PASSWORD

    page.goto("/comptes/login/")
    page.get_by_label("Adresse électronique").or_(page.get_by_label("E-mail")).first.fill(email)
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/comptes/" not in url)


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Serious and critical findings of axe on a page opened with ``bypass_csp=True``."""

    def run(page: Any) -> list[str]:
        page.add_script_tag(path=str(AXE))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{page.url} {rule['id']}: {node['html'][:160]}"
            for rule in result["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"][:4]
        ]

    return run
