"""Statements of a bank as credits: CSV of any bank through a mapping, CAMT.053, CFONB 120. Pure and tolerant.

CAMT.053 (ISO 20022) and CFONB 120 are read from memory of the formats, only for what is needed here: date, amount,
payer, label, the bank's reference. A line that cannot be read is told, never guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from buron.kernel.money import AmountError, cents
from buron.tourist_tax.rules.values import CalculationError

MOST_BYTES = 20_000_000
MOST_LINES = 20_000
MOST_CENTS = 1_000_000_000
AMOUNT = re.compile(r"[-+\d\s.,€\u2212]{1,30}")
FIELDS = ("day", "amount", "credit", "label", "payer", "reference")
GUESSES = {
    "day": ("date operation", "date comptable", "date de valeur", "date", "booking date"),
    "credit": ("credit", "montant credit", "credit euros"),
    "amount": ("montant", "montant eur", "amount"),
    "label": ("libelle", "libelle operation", "detail", "description", "communication"),
    "payer": ("donneur d'ordre", "emetteur", "tiers", "contrepartie", "nom"),
    "reference": ("reference", "reference operation", "id operation", "numero d'operation"),
}
CFONB_SIGNS = {"{": "+0", "}": "-0"} | {
    letter: f"{sign}{digit}"
    for sign, letters in (("+", "ABCDEFGHI"), ("-", "JKLMNOPQR"))
    for digit, letter in enumerate(letters, start=1)
}


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came in: ``identity`` tells two credits apart, and finds the same one again in another file."""

    identity: str
    day: dt.date
    amount: int
    payer: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: credits, how many lines it had, what could not be read."""

    credits: tuple[Credit, ...]
    lines: int
    faults: tuple[str, ...]


def text_of(payload: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 (with its mark) or Windows-1252."""
    if len(payload) > MOST_BYTES:
        raise CalculationError("Le fichier dépasse 20 Mo : demandez un relevé plus court à la banque.")
    if payload[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return payload.decode("utf-16", errors="replace")
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        return payload.decode("cp1252", errors="replace")


def format_of(payload: bytes) -> str:
    """``camt``, ``cfonb`` or ``csv``. Raises :class:`CalculationError` for what is none of them."""
    if not payload.strip():
        raise CalculationError("Le fichier est vide.")
    if payload[:4] in (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise CalculationError(
            "Ce fichier n’est pas un relevé lisible : demandez un CSV, un CAMT.053 ou un CFONB 120."
        )
    text = text_of(payload[:4000])
    if "camt.05" in text or "<BkToCstmrStmt" in text:
        return "camt"
    if re.match(r"0[147]\d{5}", text.lstrip()) and len(text.lstrip().splitlines()[0].rstrip()) >= 100:
        return "cfonb"
    return "csv"


def table_of(payload: bytes) -> list[list[str]]:
    """The rows of a CSV, its title row first; lines before it (holder, balance) are passed over."""
    text = text_of(payload)
    if "\x00" in text:
        raise CalculationError("Ce fichier n’est pas un texte : demandez un CSV à la banque.")
    sample = text[:8000]
    separator = max(";\t,|", key=sample.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise CalculationError(f"Le tableau ne peut pas être lu : {error}") from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    start = next((rank for rank, row in enumerate(rows[:20]) if "day" in guess(row)), 0)
    if len(rows) - start < 2:
        raise CalculationError("Le tableau n’a pas de ligne sous ses titres.")
    if len(rows) > MOST_LINES:
        raise CalculationError(f"Le tableau a plus de {MOST_LINES} lignes : coupez-le.")
    return [[cell.strip() for cell in row] for row in rows[start:]]


def guess(titles: Sequence[str]) -> dict[str, str]:
    """The column of each field, as far as titles tell."""
    folded = {_fold(title): title for title in titles if title.strip()}
    found: dict[str, str] = {}
    for field, names in GUESSES.items():
        exact = next((folded[name] for name in names if name in folded), "")
        loose = next((folded[key] for name in names for key in folded if key.startswith(name)), "")
        if exact or loose:
            found[field] = exact or loose
    return found


def read(payload: bytes, form: str, mapping: Mapping[str, str]) -> Reading:
    """The credits of a file. Raises :class:`CalculationError` when nothing of it can be read."""
    if form == "camt":
        return _camt(payload)
    if form == "cfonb":
        return _cfonb(text_of(payload))
    return _csv(table_of(payload), mapping)


def _csv(rows: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> Reading:
    titles = list(rows[0])
    places = {field: titles.index(title) for field, title in mapping.items() if title in titles}
    if "day" not in places or not {"amount", "credit"} & places.keys():
        raise CalculationError("Dites quelles colonnes donnent la date et le montant.")
    credits, faults, seen = [], [], Counter[str]()
    for number, row in enumerate(rows[1:], start=2):
        cell = {field: row[place] if place < len(row) else "" for field, place in places.items()}
        try:
            amount = _amount(cell.get("credit") or cell.get("amount", ""))
            if amount > 0:
                day = _likely(_day(cell["day"]))
                known = cell.get("reference", ""), cell.get("label", ""), cell.get("payer", "")
                credits.append(_credit(day, amount, *known, seen))
        except ValueError as error:
            faults.append(f"Ligne {number} : {error}")
    return Reading(tuple(credits), len(rows) - 1, tuple(faults[:200]))


def _camt(payload: bytes) -> Reading:
    if b"<!DOCTYPE" in payload[:2000] or b"<!ENTITY" in payload:
        raise CalculationError("Ce fichier XML contient des déclarations interdites.")
    try:
        root = ET.fromstring(payload)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise CalculationError("Ce fichier XML est incomplet ou abîmé.") from error
    credits, faults, seen, lines = [], [], Counter[str](), 0
    for number, entry in enumerate(_all(root, "Ntry"), start=1):
        lines += 1
        if _one(entry, "CdtDbtInd") != "CRDT":
            continue
        try:
            details = _all(entry, "TxDtls")
            amount = _amount(_one(entry, "Amt"))
            day = _likely(_day(_one(entry, "BookgDt") or _one(entry, "ValDt")))
            label = " ".join(_one(detail, "Ustrd") for detail in details).strip() or _one(
                entry, "AddtlNtryInf"
            )
            payer = next((_name(detail) for detail in details if _name(detail)), "")
            credits.append(_credit(day, amount, _one(entry, "AcctSvcrRef"), label, payer, seen))
        except ValueError as error:
            faults.append(f"Écriture {number} : {error}")
    if not lines:
        raise CalculationError("Ce fichier XML n’est pas un relevé CAMT.053 : aucune écriture.")
    return Reading(tuple(credits), lines, tuple(faults))


def _name(detail: ET.Element) -> str:
    debtors = _all(detail, "Dbtr")
    return _one(debtors[0], "Nm") if debtors else ""


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in element.iter() if one.tag.rpartition("}")[2] == name]


def _one(element: ET.Element, name: str) -> str:
    found = _all(element, name)
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def _cfonb(text: str) -> Reading:
    credits: list[Credit] = []
    faults: list[str] = []
    seen, lines = Counter[str](), 0
    pending: list[str] = []
    for number, line in enumerate([*text.splitlines(), "07"], start=1):
        if line[:2] == "05" and pending:
            pending.append(line[48:118].strip())
            continue
        if pending:
            _close_cfonb(pending, credits, faults, seen)
            pending = []
        if line[:2] == "04":
            lines += 1
            pending = [str(number), line]
    return Reading(tuple(credits), lines, tuple(faults))


def _close_cfonb(pending: list[str], credits: list[Credit], faults: list[str], seen: Counter[str]) -> None:
    number, line, *more = pending
    try:
        amount = _cfonb_amount(line[90:104], int(line[19:20] or 2))
        if amount > 0:
            day = dt.datetime.strptime(line[34:40], "%d%m%y").date()  # noqa: DTZ007 - a day has no zone
            label = " ".join([line[48:79].strip(), *more]).strip()
            credits.append(_credit(day, amount, "", label, "", seen))
    except (ValueError, KeyError, IndexError):
        faults.append(f"Ligne {number} : date ou montant illisible.")


def _cfonb_amount(text: str, decimals: int) -> int:
    """Fourteen figures whose last one carries the sign; cents whatever the decimals of the account."""
    signed = CFONB_SIGNS[text[-1]]
    value = int(text[:-1] + signed[1])
    cents_of_it: int = value * 100 // 10**decimals
    if cents_of_it > MOST_CENTS:
        raise ValueError(text)
    return -cents_of_it if signed[0] == "-" else cents_of_it


def _credit(day: dt.date, amount: int, reference: str, label: str, payer: str, seen: Counter[str]) -> Credit:
    """Equal credits of one file are told apart by their rank, which is the same in a file that overlaps."""
    plain = "|".join((day.isoformat(), str(amount), _fold(label), _fold(payer), reference.strip()))
    digest = hashlib.sha256(plain.encode()).hexdigest()[:40]
    seen[digest] += 1
    return Credit(f"{digest}-{seen[digest]}", day, amount, payer[:160], label[:300])


def _amount(text: str) -> int:
    """Cents; nothing is 0. :class:`ValueError` in French, whatever is in the cell."""
    if not text.strip():
        return 0
    if not AMOUNT.fullmatch(text):
        raise ValueError(f"« {text[:20]} » n’est pas un montant.")
    try:
        found = cents(text.replace("+", ""))
    except AmountError as error:
        raise ValueError(f"« {text[:20]} » n’est pas un montant.") from error
    if abs(found) > MOST_CENTS:
        raise ValueError(f"« {text[:20]} » : montant invraisemblable.")
    return found


def _likely(day: dt.date) -> dt.date:
    if not 2000 <= day.year < 2100:
        raise ValueError(f"« {day:%d/%m/%Y} » : année invraisemblable.")
    return day


def _day(text: str) -> dt.date:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d"):
        try:
            return dt.datetime.strptime(text.strip()[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"« {text[:20]} » n’est pas une date.")


def _fold(text: str) -> str:
    """Lower case without accents nor doubled spaces; signs stay, for the identity of a known credit hangs on them."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())
