"""Lines matched to the register, counted into declarations; totals without detail entered apart."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.lodging.models import Lodging, Sighting
from buron.lodging.queries import lodgings
from buron.lodging.services.seen import Seen, match_seen, note_seen
from buron.tourist_tax.models import Declaration, LedgerLine, Platform, PlatformLine
from buron.tourist_tax.queries import period_of
from buron.tourist_tax.rules import LineCharge, MonthCharge
from buron.tourist_tax.services.platforms.assessing import Assessor
from buron.tourist_tax.services.platforms.checks import run_checks
from buron.tourist_tax.services.takeover import PastDeclaration, take_over_declarations, write_entries

DECLARE = "tourist_tax.declare"
Account = tuple[int, dt.date]
"""Lodging and month."""


@dataclass(slots=True)
class Index:
    """How a line finds its lodging: by number, by what was learnt, by name or address within a commune."""

    numbers: dict[str, Lodging] = field(default_factory=dict)
    learnt: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    by_pk: dict[int, Lodging] = field(default_factory=dict)

    def find(self, line: PlatformLine) -> tuple[Lodging | None, str]:
        """The lodging of a line and by what it was found; none when two could be meant."""
        if line.registration_number in self.numbers:
            return self.numbers[line.registration_number], PlatformLine.Match.NUMBER
        if line.listing in self.learnt:
            return self.by_pk.get(self.learnt[line.listing]), PlatformLine.Match.LEARNT
        if not line.insee:
            return None, ""
        keys = [(line.insee, fold(text)) for text in (line.name, line.address) if text]
        met = [self.places[key] for key in keys if key in self.places]
        both = set.intersection(*met) if met else set()
        if len(both) == 1:
            return self.by_pk[next(iter(both))], PlatformLine.Match.ADDRESS
        return None, ""


def index_of(platform: Platform) -> Index:
    """The register, read once for a whole file."""
    found = Index()
    for lodging in lodgings().prefetch_related("rankings"):
        found.by_pk[lodging.pk] = lodging
        if lodging.registration_number:
            found.numbers[lodging.registration_number] = lodging
        for text in (lodging.name, lodging.address):
            if text:
                found.places[lodging.insee, fold(text)].add(lodging.pk)
    sightings = Sighting.objects.filter(
        source=Sighting.Source.PLATFORM, origin=platform.name, lodging__isnull=False
    )
    found.learnt = dict(sightings.values_list("external_id", "lodging_id"))
    return found


def match_lines(actor: Actor, platform: Platform, lines: Sequence[PlatformLine], index: Index) -> None:
    """Say of unsaved lines which lodging they are about, and keep what the platform shows as sightings."""
    seen: dict[str, Seen] = {}
    for line in lines:
        if not line.detailed:
            continue
        line.lodging, line.match = index.find(line)
        seen[line.listing] = Seen(
            line.listing, line.name, line.address, line.insee, line.registration_number, line.lodging
        )
    today = timezone.localdate()
    note_seen(
        actor=actor, source=Sighting.Source.PLATFORM, origin=platform.name, seen=seen.values(), on=today
    )


def recount(
    actor: Actor,
    platform: Platform,
    accounts: Iterable[Account],
    origin: str,
    by_pk: dict[int, Lodging],
    fresh: Sequence[PlatformLine] = (),
) -> None:
    """Declare anew each lodging and month from the platform's living lines; the account takes the difference.

    ``fresh`` lines are not saved yet: they take their amount and their declaration, the caller saves them.
    """
    wanted = sorted(set(accounts))
    if not wanted:
        return
    rules, at = Assessor(), timezone.now()
    live: dict[Account, list[PlatformLine]] = defaultdict(list)
    months = [month for _pk, month in wanted]
    for line in PlatformLine.objects.filter(
        platform=platform, live=True, lodging_id__in={pk for pk, _month in wanted}
    ).filter(month__gte=min(months), month__lte=max(months)):
        live[line.lodging_id or 0, line.month].append(line)
    before = {line.pk: (line.due, line.declaration_id) for there in live.values() for line in there}
    for line in fresh:
        if line.lodging_id:
            live[line.lodging_id, line.month].append(line)
    pasts = [_past(platform, by_pk[pk], month, live.get((pk, month), []), rules, at) for pk, month in wanted]
    for sent in take_over_declarations(actor=actor, declarations=pasts, origin=origin, terms=rules.terms):
        for line in live.get((sent.lodging_id, sent.month), ()):
            line.declaration = sent
    moved = [
        line
        for key in wanted
        for line in live.get(key, ())
        if line.pk and before[line.pk] != (line.due, line.declaration_id)
    ]
    PlatformLine.objects.bulk_update(moved, ["due", "declaration"], batch_size=500)


def _past(
    platform: Platform,
    lodging: Lodging,
    month: dt.date,
    lines: Sequence[PlatformLine],
    rules: Assessor,
    at: dt.datetime,
) -> PastDeclaration:
    charges: list[LineCharge] = []
    for line in lines:
        found = rules.check(line, lodging)
        line.due = found.due
        charges.append(found.charge)
    stays = bool(lines) and all(line.arrival and line.departure and line.persons for line in lines)
    kind = Declaration.Kind.NONE
    if lines:
        kind = Declaration.Kind.STAYS if stays else Declaration.Kind.TOTAL
    told = [line.collected for line in lines if line.collected is not None]
    return PastDeclaration(
        lodging,
        month,
        kind,
        at,
        [one.declared for one in charges],
        channel=Declaration.Channel.PLATFORM,
        platform=platform.name[:40],
        collected=sum(told) if told else None,
        charge=MonthCharge(month, tuple(charges)),
    )


def enter_totals(actor: Actor, platform: Platform, lines: Sequence[PlatformLine]) -> None:
    """What a platform announces without saying where: due by the platform, on no lodging.

    The caller saves the lines.
    """
    entries = [_total_entry(actor, platform, line) for line in lines]
    write_entries(actor, entries)
    for line, entry in zip(lines, entries, strict=True):
        line.ledger = entry


def _total_entry(actor: Actor, platform: Platform, line: PlatformLine) -> LedgerLine:
    label = _("%(platform)s, %(month)s, sans détail") % {
        "platform": platform.name,
        "month": f"{line.month:%m/%Y}",
    }
    return LedgerLine(
        office_id=actor.office_id,
        kind=LedgerLine.Kind.DUE,
        day=timezone.localdate(),
        platform=platform.name[:40],
        period=period_of(line.month),
        base=line.collected or 0,
        label=label[:200],
    )


def undo_totals(actor: Actor, lines: Iterable[PlatformLine], because: str) -> None:
    """The contrary of each entry of a total without detail."""
    entries = []
    for line in lines:
        held = line.ledger
        if held is None:
            continue
        entries.append(
            LedgerLine(
                office_id=actor.office_id,
                kind=LedgerLine.Kind.CORRECTION,
                day=timezone.localdate(),
                platform=held.platform,
                period_id=held.period_id,
                base=-held.base,
                department=-held.department,
                region=-held.region,
                reverses=held,
                label=(_("Fichier annulé : %s") % because)[:200],
            )
        )
    write_entries(actor, entries)


def match_listing(*, actor: Actor, line: PlatformLine, lodging: Lodging) -> int:
    """Say which lodging an announcement is: all its lines move there, and the next files follow. Returns the lines."""
    actor.require(DECLARE)
    with transaction.atomic():
        platform = Platform.objects.select_for_update().get(pk=line.platform_id)
        rows = list(
            PlatformLine.objects.filter(platform=platform, live=True, detailed=True, listing=line.listing)
        )
        moved = {(row.lodging_id, row.month) for row in rows if row.lodging_id}
        for row in rows:
            row.lodging, row.match = lodging, PlatformLine.Match.HAND
        PlatformLine.objects.bulk_update(rows, ["lodging", "match"], batch_size=500)
        match_seen(
            actor=actor,
            source=Sighting.Source.PLATFORM,
            origin=platform.name,
            external_id=line.listing,
            lodging=lodging,
        )
        accounts = {(lodging.pk, row.month) for row in rows} | moved
        by_pk = {
            one.pk: one
            for one in Lodging.objects.filter(pk__in=[pk for pk, _m in accounts]).prefetch_related("rankings")
        }
        recount(actor, platform, accounts, platform.name, by_pk)
        run_checks(actor=actor, months={row.month for row in rows}, platform=platform)
        journal.record(
            actor=actor,
            action="tourist_tax.platform.matched",
            target=lodging,
            after={"platform": platform.name, "listing": line.listing, "lines": len(rows)},
        )
    return len(rows)
