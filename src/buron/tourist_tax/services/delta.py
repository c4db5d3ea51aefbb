"""The national file of délibérations as a proposal: read, shown beside what is in force, made a draft in one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import date_text, number
from buron.kernel.models import Office
from buron.territory.queries import office_commune_codes
from buron.tourist_tax.delta import DeltaError, Reading, as_body, read_delta
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import Law, current_law
from buron.tourist_tax.models import Decision, DeltaFile, DeltaProposal
from buron.tourist_tax.rules import Season
from buron.tourist_tax.rules.decision import first_day_applied
from buron.tourist_tax.services.decisions import DECIDE, Voted, draft_decision

MOST_PROPOSALS = 50
RENTS = ("night", "week", "month")


def import_delta(*, actor: Actor, name: str, file: IO[bytes]) -> DeltaFile:
    """Read a national file and keep what it says of the office's councils and communes. Raises :class:`TaxError`."""
    actor.require(DECIDE)
    office = Office.objects.get(pk=actor.office_id)
    codes = office_commune_codes(office)
    law = current_law()

    def wants(siren: str, communes: set[str]) -> bool:
        return bool(siren and siren == office.epci_siren) or bool(codes & communes)

    try:
        found = read_delta(file, law, wants)
    except DeltaError as error:
        raise TaxError(str(error), "file") from error
    with transaction.atomic():
        kept = DeltaFile.objects.create(
            office_id=actor.office_id,
            name=name[:200],
            version=found.version,
            dated=found.dated,
            count=found.count,
            problems=_problems(found, law),
            read_by=actor.label[:120],
        )
        DeltaProposal.objects.bulk_create(_proposals(actor, kept, found, codes))
        journal.record(
            actor=actor,
            action="tourist_tax.delta.read",
            target=kept,
            after={"name": kept.name, "count": found.count, "kept": len(found.wanted)},
        )
    return kept


def take_proposal(*, actor: Actor, proposal: DeltaProposal) -> Decision:
    """Make a draft of a proposal, as printed; a second click gives the same draft."""
    actor.require(DECIDE)
    with transaction.atomic():
        held = DeltaProposal.objects.select_for_update().get(pk=proposal.pk)
        if held.decision is not None:
            return held.decision
        body, file = held.body, held.file
        begins = applies_from(held)
        draft = draft_decision(
            actor=actor,
            voted=voted_of(body),
            title=_("Tarifs %(year)s de la taxe de séjour") % {"year": begins.year},
            council=held.council,
            siren=held.siren,
            voted_on=held.voted_on,
            valid_from=begins,
            percent=Decimal(body["percent"]) if body["percent"] else None,
            department_tax=body["flags"].get("department_tax"),
            communes=_perimeter(actor, held),
            source=Decision.Source.DELTA,
            source_note=_source_note(file),
            **{f"rent_threshold_{name}": body["rents"].get(name) for name in RENTS},
        )
        held.decision = draft
        held.save(update_fields=["decision"])
        journal.record(actor=actor, action="tourist_tax.delta.taken", target=draft, after={"file": file.name})
    return draft


def applies_from(proposal: DeltaProposal) -> dt.date:
    """The first day on which a printed decision can apply: the file does not say it, the day of the vote does."""
    if proposal.voted_on is None:
        return dt.date(proposal.file.read_at.year, 1, 1)
    return first_day_applied(current_law(), proposal.voted_on)


def voted_of(body: Mapping[str, Any]) -> Voted:
    """The content of a proposal, as a draft takes it."""
    return Voted(
        tariffs=body["tariffs"],
        regimes={nature: regime for nature, regime in body["regimes"].items() if nature != "sans_classement"},
        seasons=[Season(divmod(first, 100), divmod(last, 100)) for first, last in body["seasons"]],
        abatements=[("", least, most, Decimal(rate)) for rate, least, most in body["abatements"]],
    )


def _perimeter(actor: Actor, proposal: DeltaProposal) -> list[str]:
    """The communes of a council that shares the office with another; nothing for a council that holds them all."""
    office = Office.objects.get(pk=actor.office_id)
    whole = office_commune_codes(office)
    covered = set(proposal.communes)
    return [] if not covered or whole <= covered else sorted(covered)


def _source_note(file: DeltaFile) -> str:
    parts = [_("Fichier national DELTA")]
    if file.version:
        parts.append(_("version %(version)s") % {"version": file.version})
    if file.dated:
        parts.append(_("du %(day)s") % {"day": date_text(file.dated)})
    return " ".join(parts)[:200]


def _proposals(actor: Actor, kept: DeltaFile, found: Reading, codes: frozenset[str]) -> list[DeltaProposal]:
    return [
        DeltaProposal(
            office_id=actor.office_id,
            file=kept,
            siren=one.siren[:9],
            council=one.council[:160] or _("Collectivité sans nom"),
            voted_on=one.voted_on,
            communes=sorted(codes & set(one.communes)),
            body=as_body(one),
        )
        for one in found.wanted[:MOST_PROPOSALS]
    ]


def _problems(found: Reading, law: Law) -> list[str]:
    """Sentences on what the file has that Buron does not know, and on limits that differ from the law it applies."""
    sentences = [
        _("%(what)s (%(count)d fois) : laissé de côté.")
        % {"what": what[:1].upper() + what[1:], "count": count}
        for what, count in found.problems.most_common()
    ]
    if len(found.wanted) > MOST_PROPOSALS:
        sentences.append(
            _("Seules les %(count)d premières délibérations sont gardées.") % {"count": MOST_PROPOSALS}
        )
    if found.dated is None:
        return [*sentences, _("Le fichier ne dit pas sa date : ses plafonds n’ont pas été comparés.")]
    for line in law.lines.values():
        bounds = zip(
            ("plancher", "plafond"),
            law.limits(line.key, found.dated),
            found.limits.get(line.number, ()),
            strict=False,
        )
        for name, known, printed in bounds:
            if known is not None and printed is not None and known.decimal != printed:
                sentences.append(
                    _(
                        "Ligne %(line)d : le fichier donne un %(name)s de %(printed)s, Buron applique %(known)s."
                    )
                    % {
                        "line": line.number,
                        "name": name,
                        "printed": number(printed, 2),
                        "known": number(known.decimal, 2),
                    }
                )
    return sentences
