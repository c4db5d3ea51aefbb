"""The journal speaks French: every action that is written has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.contributions import deeds
from buron.kernel.tenancy import office_scope
from buron.kernel.views.journal import matching

SOURCES = Path(journal.__file__).resolve().parents[1]
WRITTEN = re.compile(r'action="([a-z_]+\.[a-z_]+\.[a-z_]+)"')


def test_every_action_that_is_written_can_be_told() -> None:
    written = {key for path in SOURCES.rglob("*.py") for key in WRITTEN.findall(path.read_text())}
    assert len(written) > 40
    assert written <= deeds.keys()


@pytest.mark.django_db
def test_the_journal_is_searched_by_its_words(scoped, system) -> None:
    journal.record(actor=system, action="reception.carnet.made", target=scoped)
    journal.record(actor=system, action="kernel.member.invited", target=scoped)
    assert [entry.action for entry in matching("carnet")] == ["reception.carnet.made"]
    assert [entry.action for entry in matching("Invitée tests")] == ["kernel.member.invited"]
    assert matching("carnet\x00 invitée").count() == 0


@pytest.mark.django_db
def test_the_journal_shows_what_changed_whatever_its_names(office, make_client) -> None:
    client = make_client(office, "administration")
    with office_scope(office):
        journal.record(
            actor=Actor.system("tests", office),
            action="reception.list.arranged",
            before={"items": 3, "keys": None},
            after={"items": ["a", "b"], "values": {"x": True}},
        )
    text = client.get("/haut-pays/journal/").content.decode()
    assert "a, b" in text and "x : oui" in text
