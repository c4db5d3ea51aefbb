import pytest
from django.core.exceptions import PermissionDenied

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.kernel.models.journal import JournalError
from buron.kernel.registry import RegistryError
from buron.kernel.tenancy import ScopeError, across_offices, current_office_id, office_scope


def test_a_query_without_an_office_raises(db):
    with pytest.raises(ScopeError):
        JournalEntry.objects.count()
    with pytest.raises(ScopeError):
        current_office_id()


def test_each_office_sees_its_own_rows(office, other_office):
    for mine in (office, other_office):
        journal.record(actor=Actor.system("test", mine), action="kernel.test.done", target=mine)
    with office_scope(office):
        assert JournalEntry.objects.count() == 1
        assert journal.history(office).get().target_label == office.name
    with across_offices("test"):
        assert JournalEntry.objects.count() == 2


def test_the_journal_is_never_edited(system, scoped):
    entry = journal.record(actor=system, action="kernel.test.done")
    with pytest.raises(JournalError):
        entry.save()
    with pytest.raises(JournalError):
        entry.delete()


def test_rights_come_from_roles(office, make_member):
    agent = Actor.member(make_member(office, "accueil"))
    assert not agent.can("kernel.members")
    with pytest.raises(PermissionDenied, match="Gérer les comptes"):
        agent.require("kernel.members")
    with pytest.raises(RegistryError):
        agent.can("kernel.unknown")
