"""A real office served for real, driven by a real browser (Debian's chromium)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.served import Server

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# A tile server out of reach is expected without internet; the other answers are those that journeys ask for.
EXPECTED = (
    "data.geopf.fr",
    "net::ERR",
    "status of 409",
    "status of 410",
    "status of 422",
    "status of 429",
    "GL Driver Message",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package")
def server(tmp_path_factory) -> Iterator[Server]:
    """The demonstration office, made once for all journeys."""
    running = Server(tmp_path_factory.mktemp("demo"), "demo").start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def site(server: Server) -> str:
    """Its address."""
    return server.url


# Of the package, not of the session: while it runs, Django refuses the database to this process.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is installed by .ci/run")
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is installed by .ci/run")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def signed_in(browser) -> Callable[[str, str], Any]:
    """The cookies of somebody who signed in once: the sign-in counts attempts, as it must."""
    kept: dict[tuple[str, str], Any] = {}

    def state(site: str, email: str) -> Any:
        if (site, email) not in kept:
            context = browser.new_context(base_url=site, locale="fr-FR")
            context.set_default_timeout(15_000)
            sign_in(context.new_page(), email)
            kept[site, email] = context.storage_state()
            context.close()
        return kept[site, email]

    return state


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the pages; a journey that breaks something on purpose clears it."""
    return []


@pytest.fixture
def open_page(browser, site, signed_in, faults) -> Iterator[Callable[..., Any]]:
    """Opens a page signed in as one of the demonstration's accounts; any fault of a page fails the test."""
    contexts: list[Any] = []

    def open_as(
        email: str = "",
        *,
        width: int = 1440,
        height: int = 900,
        path: str = "/",
        at: str = "",
        **options: Any,
    ) -> Any:
        where = at or site
        context = browser.new_context(
            base_url=where,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": width, "height": height},
            storage_state=signed_in(where, email) if email else None,
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("page", lambda page: watch(page, faults))
        page = context.new_page()
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def watch(page: Any, faults: list[str]) -> None:
    """Note errors of scripts, errors of the console and answers that no user should get."""
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if _is_fault(said) else None)
    page.on(
        "response",
        lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )


def _is_fault(message: Any) -> bool:
    return message.type == "error" and not any(text in message.text for text in EXPECTED)


def sign_in(page: Any, email: str, password: str = "") -> None:
    from buron.demo.people import PASSWORD

    page.goto("/comptes/login/")
    page.get_by_label("Adresse électronique").or_(page.get_by_label("E-mail")).first.fill(email)
    page.get_by_label("Mot de passe").first.fill(password or PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/comptes/login" not in url)


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Serious and critical findings of axe on a page opened with ``bypass_csp=True``."""

    def run(page: Any) -> list[str]:
        if not page.evaluate("Boolean(window.axe)"):
            page.add_script_tag(path=str(AXE))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{page.url} {rule['id']}: {node['html'][:160]}"
            for rule in result["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"][:4]
        ]

    return run
