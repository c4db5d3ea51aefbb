"""What does not agree between platforms, hosts, register and rules; each finding has its rows and its state."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import amount as amount_text
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.territory import reference
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Declaration, DeclarationLine, Platform, PlatformFinding, PlatformLine
from buron.tourist_tax.rules import end_of_month
from buron.tourist_tax.rules.platform_line import Checked, is_off
from buron.tourist_tax.services.declarations import OWN
from buron.tourist_tax.services.platforms.assessing import Assessor

DECLARE = "tourist_tax.declare"
Kind = PlatformFinding.Kind
LEAST_ALIKE = 20
"""Person-nights of a month under which two equal totals are taken for chance."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding before it is kept."""

    kind: str
    key: str
    month: dt.date
    text: str
    lodging_id: int | None = None
    line_id: int | None = None
    platform_id: int | None = None
    difference: int | None = None


def run_checks(*, actor: Actor, months: Collection[dt.date], platform: Platform | None = None) -> int:
    """Look at some months again; what was judged keeps its state. Returns how many findings stand there.

    With a ``platform``, only its own lines are computed again; what opposes platforms and hosts always is.
    """
    actor.require(DECLARE)
    if not months:
        return 0
    with transaction.atomic():
        found = {(one.kind, one.key): one for one in _all(sorted(months), platform)}
        held_before = PlatformFinding.objects.filter(month__in=months)
        if platform is not None:
            held_before = held_before.filter(Q(platform=platform) | Q(kind__in=[Kind.GAP, Kind.DOUBLE]))
        known = {(one.kind, one.key): one for one in held_before}
        for key, held in known.items():
            held.gone = key not in found
            if key in found:
                held.text, held.difference = found[key].text[:400], found[key].difference
        PlatformFinding.objects.bulk_update(known.values(), ["gone", "text", "difference"], batch_size=500)
        PlatformFinding.objects.bulk_create(
            [_row(actor, one) for key, one in found.items() if key not in known], batch_size=500
        )
    return len(found)


def settle_finding(
    *, actor: Actor, finding: PlatformFinding, state: str, reason: str = ""
) -> PlatformFinding:
    """Say what was done of a finding; « sans suite » says why. Raises :class:`TaxError`."""
    actor.require(DECLARE)
    if state not in PlatformFinding.State.values:
        raise TaxError(_("Choisissez un état de la liste."), "state")
    if state == PlatformFinding.State.DISMISSED and not reason.strip():
        raise TaxError(_("Dites pourquoi ce constat reste sans suite."), "reason")
    with transaction.atomic():
        held = PlatformFinding.objects.select_for_update().get(pk=finding.pk)
        before = {"state": held.state, "reason": held.reason}
        held.state, held.reason = state, reason.strip()[:300]
        held.save(update_fields=["state", "reason"])
        journal.record(
            actor=actor,
            action="tourist_tax.finding.settled",
            target=held,
            before=before,
            after={"state": held.state, "reason": held.reason},
        )
    return held


def _row(actor: Actor, one: Found) -> PlatformFinding:
    return PlatformFinding(
        office_id=actor.office_id,
        kind=one.kind,
        key=one.key,
        month=one.month,
        text=one.text[:400],
        lodging_id=one.lodging_id,
        line_id=one.line_id,
        platform_id=one.platform_id,
        difference=one.difference,
    )


def _all(months: Sequence[dt.date], platform: Platform | None) -> Iterator[Found]:
    lines = list(PlatformLine.objects.filter(live=True, month__in=months).order_by("pk"))
    places = {one.pk: one for one in Lodging.objects.prefetch_related("rankings")} if lines else {}
    senders, offices = Platform.objects.in_bulk(), Office.objects.in_bulk({line.office_id for line in lines})
    for line in lines:
        line.lodging = places.get(line.lodging_id or 0)
        line.platform, line.office = senders[line.platform_id], offices[line.office_id]
    rules = Assessor()
    for line in lines:
        if platform is None or line.platform_id == platform.pk:
            yield from _of_line(line, rules)
    yield from _gaps(months, lines)
    yield from _doubles(months, lines)


def _of_line(line: PlatformLine, rules: Assessor) -> Iterator[Found]:
    if not line.detailed:
        return
    if wrong := _commune(line):
        yield _found(line, Kind.COMMUNE, wrong)
    if line.lodging is None:
        return
    found = rules.check(line, line.lodging)
    if found.flat and line.collected:
        yield _found(
            line,
            Kind.FLAT,
            _("%(collected)s perçus sur un hébergement au forfait : la taxe est due par le logeur.")
            % {"collected": amount_text(line.collected)},
            line.collected,
        )
    elif minors := _minors(line, found):
        yield _found(line, Kind.MINORS, minors, (line.collected or 0) - (found.due or 0))
    elif is_off(line.collected, found.due, found.charge.nights_taxed):
        words = {
            "collected": amount_text(line.collected),
            "due": amount_text(found.due),
            "nights": found.charge.nights_taxed,
        }
        text = _("Perçu %(collected)s ; la règle donne %(due)s pour %(nights)s nuitées taxées.") % words
        yield _found(line, Kind.RATE, text, (line.collected or 0) - (found.due or 0))


def _found(line: PlatformLine, kind: str, text: str, difference: int | None = None) -> Found:
    return Found(kind, str(line.pk), line.month, text, line.lodging_id, line.pk, line.platform_id, difference)


def _minors(line: PlatformLine, found: Checked) -> str:
    """Only where the file says that there were minors."""
    if not line.minors or not line.persons:
        return ""
    adults = line.persons - line.minors
    words = {"persons": line.persons, "minors": line.minors}
    if line.taxed is not None and line.taxed > adults:
        return _("%(taxed)s personnes taxées sur %(persons)s, dont %(minors)s mineurs.") % {
            **words,
            "taxed": line.taxed,
        }
    nights = line.nights or line.persons
    paid_by_all = found.every != found.due and not is_off(line.collected, found.every, nights)
    if line.taxed is None and paid_by_all and is_off(line.collected, found.due, found.charge.nights_taxed):
        return _("La taxe perçue est celle des %(persons)s personnes, dont %(minors)s mineurs.") % words
    return ""


def _commune(line: PlatformLine) -> str:
    office: Office = line.office
    number = line.registration_number[:5] if len(line.registration_number) == 13 else ""
    lodging = line.lodging
    if lodging is not None:
        for said, where in ((number, _("numéro d’enregistrement")), (line.insee, _("adresse du fichier"))):
            if said and said != lodging.insee:
                return _("%(where)s : %(said)s, et au registre : %(here)s.") % {
                    "where": where.capitalize(),
                    "said": reference.commune_name(said),
                    "here": reference.commune_name(lodging.insee),
                }
    elif line.insee and office.epci_siren and not _ours(line.insee, office.epci_siren):
        return _("%(said)s n’est pas une commune du territoire.") % {
            "said": reference.commune_name(line.insee)
        }
    if line.siren_council and office.epci_siren and line.siren_council != office.epci_siren:
        return _("Le fichier dit une autre collectivité (SIREN %(siren)s).") % {"siren": line.siren_council}
    return ""


def _ours(insee: str, epci: str) -> bool:
    commune = reference.commune(insee)
    return commune is not None and commune.epci == epci


def _gaps(months: Sequence[dt.date], lines: Sequence[PlatformLine]) -> Iterator[Found]:
    """Months that a host says are for platforms only, when platforms sent that month and none names the lodging."""
    told = {line.month for line in lines}
    named = {(line.lodging_id, line.month) for line in lines}
    stated = Declaration.objects.filter(
        month__in=[month for month in months if month in told],
        state=Declaration.State.SENT,
        kind=Declaration.Kind.PLATFORMS,
        channel__in=OWN,
    )
    for pk, month in stated.values_list("lodging_id", "month"):
        if (pk, month) not in named:
            yield Found(
                Kind.GAP,
                f"{pk}:{month:%Y-%m}",
                month,
                _("L’hébergeur annonce des locations par plateformes ; aucun fichier ne nomme ce logement."),
                pk,
            )


def _doubles(months: Sequence[dt.date], lines: Sequence[PlatformLine]) -> Iterator[Found]:
    """The same nights twice: stays that overlap, totals that are the same, or more nights than the month has beds."""
    by_account: dict[tuple[int, dt.date], list[PlatformLine]] = defaultdict(list)
    for line in lines:
        if line.lodging_id:
            by_account[line.lodging_id, line.month].append(line)
    own = _own_nights(months)
    stays = _own_stays(months)
    for (pk, month), there in by_account.items():
        nights, amount = own.get((pk, month), (0, 0))
        if not nights:
            continue
        text = (
            _overlap(there, stays.get((pk, month), ()))
            or _same(there, nights, amount)
            or _too_many(there, nights, month)
        )
        if text:
            yield Found(Kind.DOUBLE, f"{pk}:{month:%Y-%m}", month, text, pk, None, there[0].platform_id)


def _own_nights(months: Sequence[dt.date]) -> dict[tuple[int, dt.date], tuple[int, int]]:
    """Person-nights and cents that hosts declared themselves."""
    rows = (
        Declaration.objects.filter(month__in=months, state=Declaration.State.SENT, channel__in=OWN)
        .order_by()
        .values_list("lodging_id", "month")
        .annotate(
            nights=Sum(F("nights_taxed") + F("nights_exempt")),
            due=Sum(F("base") + F("department") + F("region")),
        )
    )
    return {(pk, month): (nights, due) for pk, month, nights, due in rows}


def _own_stays(months: Sequence[dt.date]) -> dict[tuple[int, dt.date], list[tuple[dt.date, dt.date]]]:
    found: dict[tuple[int, dt.date], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = DeclarationLine.objects.filter(
        declaration__month__in=months,
        declaration__state=Declaration.State.SENT,
        declaration__kind=Declaration.Kind.STAYS,
        declaration__channel__in=OWN,
        arrival__isnull=False,
    ).values_list("declaration__lodging_id", "declaration__month", "arrival", "departure")
    for pk, month, arrival, departure in rows:
        if arrival and departure:
            found[pk, month].append((arrival, departure))
    return found


def _overlap(lines: Sequence[PlatformLine], stays: Sequence[tuple[dt.date, dt.date]]) -> str:
    if lines[0].lodging is None or (lines[0].lodging.units or 1) > 1:
        # Two parties may sleep there at once.
        stays = ()
    for line in lines:
        for arrival, departure in stays:
            if line.arrival and line.departure and arrival < line.departure and line.arrival < departure:
                return _("Séjour du %(first)s au %(last)s déclaré par l’hébergeur et par %(platform)s.") % {
                    "first": f"{max(arrival, line.arrival):%d/%m/%Y}",
                    "last": f"{min(departure, line.departure):%d/%m/%Y}",
                    "platform": line.platform.name,
                }
    return ""


def _same(lines: Sequence[PlatformLine], nights: int, amount: int) -> str:
    """The host typed what the platform had collected; few nights are the same by chance, which proves nothing."""
    told, collected = sum(line.nights or 0 for line in lines), sum(line.collected or 0 for line in lines)
    if nights < LEAST_ALIKE or nights != told or is_off(collected, amount, nights):
        return ""
    return _("%(nights)s nuitées et %(amount)s chez l’hébergeur, autant chez %(platform)s.") % {
        "nights": nights,
        "amount": amount_text(amount),
        "platform": lines[0].platform.name,
    }


def _too_many(lines: Sequence[PlatformLine], nights: int, month: dt.date) -> str:
    lodging = lines[0].lodging
    told = sum(line.nights or 0 for line in lines)
    if lodging is None or not lodging.capacity:
        return ""
    most = lodging.capacity * end_of_month(month).day
    if nights + told <= most:
        return ""
    return _("%(own)s nuitées de l’hébergeur et %(told)s de la plateforme, pour %(most)s possibles.") % {
        "own": nights,
        "told": told,
        "most": most,
    }
