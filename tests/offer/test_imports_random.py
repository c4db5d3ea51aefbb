"""Whatever is imported, edited, merged and gone back on, in any order, what must hold holds."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from buron.offer import services
from buron.offer.columns import columns_of
from buron.offer.models import Doubt, Fiche, Run, SearchRow, Session, SourceRecord
from buron.offer.rules import compose
from buron.offer.services.compose import sources_of
from tests.offer.import_kit import Feed, export, snapshot, thing

STEPS = 25
NAMES = (
    "Hôtel du Lac",
    "Hotel du lac",
    "Auberge des Cimes",
    "Auberge de la Cime",
    "Le Refuge",
    "Buron d’en haut",
)
PATHS = (
    ("name.fr", "Chez nous"),
    ("short.fr", "Notre texte."),
    ("short.fr", None),
    ("pets", True),
    ("contacts", []),
)


class World:
    """Two sources, an office that edits, and the chance that decides."""

    def __init__(self, system, folder, seed: int) -> None:
        self.rng = random.Random(seed)
        self.system = system
        self.feeds = []
        for name, priority in (("Une", 10), ("Deux", 20)):
            place = folder / name
            place.mkdir()
            self.feeds.append(Feed(system, place, name, priority=priority))

    def step(self) -> None:
        work = self.rng.choices(
            [self.take, self.part, self.edit, self.drop, self.settle, self.reopen, self.state, self.order],
            weights=[8, 3, 4, 2, 3, 1, 1, 1],
        )[0]
        with suppress(services.BadFiche, services.ImportProblem):
            work()

    def some_things(self, count: int):
        numbers = self.rng.sample(range(1, 13), count)
        return [self.thing(number) for number in sorted(numbers)]

    def thing(self, number: int):
        made = thing(number, self.rng.choice(NAMES))
        if self.rng.random() < 0.3:
            made["presentation"] = {"descriptifCourt": {"libelleFr": "Autre.", "libelleEn": "Other."}}
        if self.rng.random() < 0.2:
            made["type"] = "FETE_ET_MANIFESTATION"
            day = f"2026-07-{self.rng.randint(1, 28):02}"
            made["ouverture"] = {"periodesOuvertures": [{"dateDebut": day, "dateFin": day}]}
        return made

    def take(self) -> None:
        feed = self.rng.choice(self.feeds)
        things = self.some_things(self.rng.randint(1, 12))
        feed.take(*things, confirmed=self.rng.random() < 0.8)
        if Run.objects.filter(source=feed.source).first().state == "applied":
            before = snapshot()
            feed.take(*things)
            assert snapshot() == before

    def part(self) -> None:
        feed = self.rng.choice(self.feeds)
        services.change_source(actor=self.system, source=feed.source, complete=False)
        feed.source.refresh_from_db()
        feed.take_file(
            export(feed.folder, self.some_things(2), self.rng.sample(range(1, 13), 2)), confirmed=True
        )
        services.change_source(actor=self.system, source=feed.source, complete=True)
        feed.source.refresh_from_db()

    def any_fiche(self) -> Fiche:
        return self.rng.choice(list(Fiche.objects.order_by("pk")) or [None])

    def edit(self) -> None:
        fiche = self.any_fiche()
        if fiche is not None:
            path, value = self.rng.choice(PATHS)
            services.override(actor=self.system, fiche=fiche, path=path, value=value)

    def drop(self) -> None:
        edited = [fiche for fiche in Fiche.objects.order_by("pk") if fiche.local]
        if edited:
            fiche = self.rng.choice(edited)
            services.drop_override(actor=self.system, fiche=fiche, path=self.rng.choice(sorted(fiche.local)))

    def settle(self) -> None:
        services.find_doubts(actor=self.system)
        doubt = Doubt.objects.filter(answer="open").order_by("pk").first()
        if doubt is None:
            return
        if self.rng.random() < 0.3:
            services.settle_different(actor=self.system, doubt=doubt)
            return
        both = [doubt.first_id, doubt.second_id]
        choices = {field: self.rng.choice(both) for field in ("name", "short") if self.rng.random() < 0.5}
        services.settle_same(actor=self.system, doubt=doubt, keep=self.rng.choice(both), choices=choices)

    def reopen(self) -> None:
        settled = list(Doubt.objects.exclude(answer="open").order_by("pk"))
        if settled:
            services.reopen_doubt(actor=self.system, doubt=self.rng.choice(settled))

    def state(self) -> None:
        fiche = self.any_fiche()
        if fiche is not None:
            self.rng.choice([services.hide, services.publish])(actor=self.system, fiche=fiche)

    def order(self) -> None:
        feed = self.rng.choice(self.feeds)
        services.change_source(actor=self.system, source=feed.source, priority=self.rng.randint(1, 30))
        feed.source.refresh_from_db()


def check(seen: set[int]) -> None:
    """Nothing is ever removed; every body is what its sources and edits make it; columns and dates repeat it."""
    fiches = list(Fiche.objects.all())
    assert seen <= {fiche.pk for fiche in fiches}
    seen |= {fiche.pk for fiche in fiches}
    for fiche in fiches:
        records = sources_of(fiche)
        if fiche.merged_into_id is not None:
            assert (fiche.state, records) == ("archived", [])
            continue
        if any(record.body is None for record in records):
            assert len(records) == 1
            assert fiche.local == {}
        winners, local = dict(fiche.winners), dict(fiche.local)
        ranks = {record.source_id: rank for rank, record in reversed(list(enumerate(records)))}
        bodies = [services.source_body(record, fiche) for record in records]
        preferred = {field: ranks[source] for field, source in winners.items() if source in ranks}
        assert fiche.body == compose(bodies, local, preferred)
        columns, sessions = columns_of(fiche.body)
        assert (fiche.kind, fiche.name, fiche.insee) == (columns.kind, columns.name, columns.insee)
        assert Session.objects.filter(fiche=fiche).count() == len(sessions)
        live = any(record.missing_since is None for record in records)
        assert not (live and fiche.missing_since)
    assert SearchRow.objects.count() == len(fiches)
    assert SourceRecord.objects.filter(fiche__isnull=True).count() == 0


@pytest.mark.usefixtures("scoped")
@pytest.mark.parametrize("seed", range(2))
def test_what_must_hold_holds(system, tmp_path, seed):
    world, seen = World(system, tmp_path, seed), set()
    for _ in range(STEPS):
        world.step()
        check(seen)
