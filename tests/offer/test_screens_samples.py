"""Real payloads through the screens: every fiche is shown, and no form changes what nobody touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from buron.kernel.tenancy import office_scope
from buron.offer.forms import TABS
from buron.offer.models import Fiche
from buron.offer.queries import SearchQuery, cards, search
from tests.offer.test_screens_edit import shown_data

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FEEDS = (
    ("apidae", "apidae/export_zip"),
    ("apidae", "apidae/export_2017_5_events.zip"),
    ("apidae", "apidae/export_HOTELLERIE_898922_fr_en.json"),
    ("apidae", "apidae/api_FETE_ET_MANIFESTATION_323154.json"),
    ("apidae", "apidae/api_trek_synthetic.json"),
    ("datatourisme", "datatourisme/flux_2020"),
    ("datatourisme", "datatourisme/objects_2023"),
)


def bring_in(office, samples: Path) -> list[Fiche]:
    for number, (connector, place) in enumerate(FEEDS):
        try:
            call_command(
                "buron_import",
                connector,
                str(samples / place),
                office=office.slug,
                source=f"S{number}",
                confirm=True,
                json=True,
            )
        except SystemExit as error:
            assert error.code == 2, place
    return list(Fiche.objects.order_by("pk"))


def test_real_fiches_are_shown_found_and_edited_without_loss(scoped, samples, make_client, capsys):
    fiches = bring_in(scoped, samples)
    client = make_client(scoped, "etourisme")
    assert len(fiches) > 20
    for fiche in fiches:
        page = client.get(f"/{scoped.slug}/offre/fiches/{fiche.pk}/")
        assert page.status_code == 200, fiche
        for tab in TABS:
            data = shown_data(tab, fiche.body)
            answer = client.post(f"/{scoped.slug}/offre/fiches/{fiche.pk}/modifier/{tab}/", data)
            errors = answer.context and answer.context["form"].errors
            assert answer.status_code == 302, (fiche, tab, errors)
        after = Fiche.objects.get(pk=fiche.pk)
        assert (after.local, after.body) == ({}, fiche.body), fiche
    with office_scope(scoped):
        assert search(SearchQuery(states=("published", "hidden"))).total == len(fiches)
        for language in ("fr", "en", "de"):
            assert len(cards([fiche.pk for fiche in fiches], language)) == len(fiches)
        for fiche in fiches[:40]:
            found = search(SearchQuery(fiche.name, states=("published", "hidden"), page_size=200, exact=True))
            assert fiche.pk in [hit.id for hit in found.hits], fiche.name
