"""Erasing a contact cuts what lets it in; what it declared stays in the accounts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from buron.directory import services as directory
from buron.directory.errors import DirectoryError
from buron.lodging import services as lodgings
from buron.lodging.models import Hosting
from buron.tourist_tax.models import CollectionPeriod, HostLink, LedgerLine
from buron.tourist_tax.services import hosts as services


def test_an_erased_host_has_no_link_any_more(office, system, host, link, pages):
    party, lodging = host
    today = timezone.localdate()
    with pytest.raises(DirectoryError, match="déclare la taxe"):
        directory.erase_party(actor=system, party=party, reason="request")
    hosting = Hosting.objects.get(party=party)
    lodgings.end_hosting(actor=system, hosting=hosting, last_day=today - dt.timedelta(days=1))
    lodgings.add_hosting(actor=system, lodging=lodging, party=party, quality="contact", declares=False)
    line = LedgerLine.objects.create(
        office=office, number=1, kind="interest", day=today, lodging=lodging, party=party, base=1200,
        period=CollectionPeriod.objects.get(), label="Taxe",
    )  # fmt: skip
    with pytest.raises(DirectoryError, match="12,00"):
        directory.erase_party(actor=system, party=party, reason="request")
    assert HostLink.objects.get().is_alive  # refused, nothing is cut
    LedgerLine.objects.create(
        office=office, number=2, kind="waiver", day=today, lodging=lodging, party=party, base=-1200,
        period=line.period, label="Remise",
    )  # fmt: skip
    services.propose_facts(
        actor=services.host_actor(link), lodging=lodging, party=party, changes={"capacity": 6}
    )
    directory.erase_party(actor=system, party=party, reason="request")
    link.refresh_from_db()
    assert (link.token, link.is_alive) == (None, False)
    assert [one.declares for one in Hosting.objects.filter(party=party)] == [True]
    assert LedgerLine.objects.filter(party=party).count() == 2
    assert pages.get("/hebergeur/page/").status_code != 200  # the phone that was in is out
