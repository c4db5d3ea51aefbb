"""The bank's files: read once, each credit proposed to an account, entered only when a person confirms."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.directory.queries import current
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import BankImport, BankLine, LedgerLine, Payment, Statement
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.rules.bank_file import FIELDS, Credit, format_of, guess, read, table_of
from buron.tourist_tax.services.payments import COLLECT, lock, record_payment

REFERENCE = re.compile(r"TS\s?(20\d\d)\s?-?\s?(\d{5})", re.IGNORECASE)
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Guess:
    """Whom a credit seems to come from, how sure that is, and why."""

    party: Party | None = None
    statement: Statement | None = None
    certainty: str = BankLine.Certainty.NONE
    why: str = ""


def take_bank_file(*, actor: Actor, name: str, payload: bytes) -> BankImport:
    """Keep a file and find out how it is made; a file that came before is refused, with its day."""
    actor.require(COLLECT)
    digest = hashlib.sha256(payload).hexdigest()
    known = BankImport.objects.filter(digest=digest).first()
    if known is not None:
        if known.lines_read is None:
            return known
        raise TaxError(
            _("Ce fichier est déjà entré le %s : rien n’a été ajouté.") % f"{known.imported_at:%d/%m/%Y}",
            "file",
        )
    try:
        form = format_of(payload)
        mapping = _proposed(table_of(payload)[0]) if form == BankImport.Format.CSV else {}
    except CalculationError as error:
        raise TaxError(str(error), "file") from error
    return BankImport.objects.create(
        office_id=actor.office_id,
        name=name[:160],
        digest=digest,
        format=form,
        payload=payload,
        mapping=mapping,
        imported_by=actor.label[:120],
    )


def read_bank_file(
    *, actor: Actor, source: BankImport, mapping: Mapping[str, str] | None = None
) -> BankImport:
    """Enter the credits of a file and propose an account for each; those that are known are passed over."""
    actor.require(COLLECT)
    with transaction.atomic():
        lock(actor)
        held = BankImport.objects.select_for_update().get(pk=source.pk)
        if held.lines_read is not None:
            raise TaxError(_("Ce fichier est déjà lu."))
        if mapping is not None:
            held.mapping = {field: mapping.get(field, "") for field in FIELDS if mapping.get(field)}
        try:
            reading = read(bytes(held.payload), held.format, held.mapping)
        except CalculationError as error:
            raise TaxError(str(error), "mapping") from error
        known = (
            set(
                BankLine.objects.filter(identity__in=[one.identity for one in reading.credits]).values_list(
                    "identity", flat=True
                )
            )
            if len(reading.credits) < MOST_AT_ONCE
            else set(BankLine.objects.values_list("identity", flat=True))
        )
        fresh = [one for one in reading.credits if one.identity not in known]
        guesses = propose(fresh)
        BankLine.objects.bulk_create(
            _line(actor, held, credit, guess) for credit, guess in zip(fresh, guesses, strict=True)
        )
        held.lines_read, held.lines_new, held.faults = reading.lines, len(fresh), list(reading.faults)
        held.payload = b""
        held.save(update_fields=["mapping", "lines_read", "lines_new", "faults", "payload"])
        journal.record(
            actor=actor,
            action="tourist_tax.bank.imported",
            target=held,
            after={"read": reading.lines, "new": len(fresh)},
        )
    return held


def confirm_line(*, actor: Actor, line: BankLine, party: Party | None = None) -> Payment:
    """Enter a credit of the bank in the account of the proposed host, or of the one that is chosen."""
    actor.require(COLLECT)
    with transaction.atomic():
        lock(actor)
        held = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if held.state != BankLine.State.NEW:
            raise TaxError(_("Cette ligne est déjà traitée."))
        payer = party or held.party
        if payer is None:
            raise TaxError(_("Choisissez l’hébergeur qui a payé."), "party")
        statement = held.statement if held.statement and held.statement.party_id == payer.pk else None
        payment = record_payment(
            actor=actor,
            method=Payment.Method.TRANSFER,
            amount=held.amount,
            received_on=held.day,
            party=payer,
            payer=held.payer,
            reference=statement.reference if statement else held.label,
            external_id=held.identity,
            first=statement.period if statement else None,
        )
        held.state, held.party, held.payment = BankLine.State.DONE, payer, payment
        held.save(update_fields=["state", "party", "payment"])
        journal.record(actor=actor, action="tourist_tax.bank.confirmed", target=held)
    return payment


def confirm_sure(*, actor: Actor) -> int:
    """Enter every credit whose account is sure; gives how many."""
    actor.require(COLLECT)
    sure = BankLine.objects.filter(state=BankLine.State.NEW, certainty=BankLine.Certainty.SURE)
    lines = list(sure.order_by("day", "pk")[:MOST_AT_ONCE])
    with transaction.atomic():
        for line in lines:
            confirm_line(actor=actor, line=line)
    return len(lines)


def ignore_line(*, actor: Actor, line: BankLine) -> BankLine:
    """Put aside a credit that is not of the tourist tax."""
    actor.require(COLLECT)
    with transaction.atomic():
        changed = BankLine.objects.filter(pk=line.pk, state=BankLine.State.NEW).update(
            state=BankLine.State.IGNORED
        )
        if not changed:
            raise TaxError(_("Cette ligne est déjà traitée."))
        line.refresh_from_db()
        journal.record(actor=actor, action="tourist_tax.bank.ignored", target=line)
    return line


def propose(credits: Sequence[Credit]) -> list[Guess]:
    """For each credit: sure with the reference of a statement, likely by the payer's name or the amount that is due."""
    statements = _quoted(credits)
    hosts = _hosts()
    balances = _balances()
    return [_guess(credit, statements, hosts, balances) for credit in credits]


def _guess(
    credit: Credit,
    statements: Mapping[tuple[int, int], Statement],
    hosts: Mapping[str, list[Party]],
    balances: Mapping[int, int],
) -> Guess:
    quoted = REFERENCE.search(f"{credit.label} {credit.payer}")
    statement = statements.get((int(quoted[1]), int(quoted[2]))) if quoted else None
    if statement is not None:
        exact = balances.get(statement.party_id) == credit.amount or statement.balance == credit.amount
        why = _("Référence %s") % statement.reference + ("" if exact else _(", montant différent"))
        return Guess(statement.party, statement, BankLine.Certainty.SURE, why)
    named = _named(credit, hosts)
    owing = [party for party in named if balances.get(party.pk) == credit.amount]
    if len(owing) == 1:
        return Guess(owing[0], None, BankLine.Certainty.LIKELY, _("Nom et montant dû"))
    if len(named) == 1:
        return Guess(named[0], None, BankLine.Certainty.LIKELY, _("Nom du donneur d’ordre"))
    same = [pk for pk, balance in balances.items() if balance == credit.amount]
    if len(same) == 1:
        party = next(one for parties in hosts.values() for one in parties if one.pk == same[0])
        return Guess(party, None, BankLine.Certainty.LIKELY, _("Seul à devoir ce montant"))
    return Guess()


def _quoted(credits: Sequence[Credit]) -> dict[tuple[int, int], Statement]:
    found = (REFERENCE.search(f"{credit.label} {credit.payer}") for credit in credits)
    years = {int(one[1]) for one in found if one}
    issued = Statement.objects.filter(year__in=years).select_related("party")
    return {(one.year, one.number): one for one in issued} if years else {}


def _hosts() -> dict[str, list[Party]]:
    """The hosts of the accounts, by the words of their name that tell them apart."""
    by_word: dict[str, list[Party]] = defaultdict(list)
    known = LedgerLine.objects.filter(party__isnull=False).order_by().values("party_id").distinct()
    for party in current().filter(pk__in=known):
        for word in set(_words(party.organisation_name or party.last_name)):
            by_word[word].append(party)
    return by_word


def _named(credit: Credit, hosts: Mapping[str, list[Party]]) -> list[Party]:
    """The hosts whose whole name is in the credit; a first name that is there too decides between namesakes."""
    words = set(_words(f"{credit.payer} {credit.label}"))
    found: dict[int, Party] = {}
    for word in words:
        for party in hosts.get(word, []):
            if set(_words(party.organisation_name or party.last_name)) <= words:
                found[party.pk] = party
    exact = [one for one in found.values() if one.first_name and set(_words(one.first_name)) <= words]
    return exact or list(found.values())


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if len(word) > 2]


def _balances() -> dict[int, int]:
    rows = LedgerLine.objects.filter(party__isnull=False).order_by().values("party_id")
    summed = rows.annotate(balance=Sum("base") + Sum("department") + Sum("region"))
    return {row["party_id"]: row["balance"] for row in summed if row["balance"] > 0}


def _proposed(titles: Sequence[str]) -> dict[str, str]:
    """The mapping of the last file that had these titles, or a guess."""
    for earlier in BankImport.objects.filter(format=BankImport.Format.CSV).exclude(lines_read=None)[:5]:
        if earlier.mapping and set(earlier.mapping.values()) <= set(titles):
            return dict(earlier.mapping)
    return guess(titles)


def _line(actor: Actor, source: BankImport, credit: Credit, found: Guess) -> BankLine:
    return BankLine(
        office_id=actor.office_id,
        source=source,
        identity=credit.identity,
        day=credit.day,
        amount=credit.amount,
        payer=credit.payer,
        label=credit.label,
        party=found.party,
        statement=found.statement,
        certainty=found.certainty,
        why=found.why[:200],
    )
