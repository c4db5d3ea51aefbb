"""The bank's files: three formats, nothing twice, proposals that say why, a person confirms."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import BankLine, Payment
from buron.tourist_tax.queries.accounts import Holder, balance_of
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.rules.bank_file import format_of, guess, read, table_of
from buron.tourist_tax.services.bank import (
    confirm_line,
    confirm_sure,
    ignore_line,
    read_bank_file,
    take_bank_file,
)
from buron.tourist_tax.services.statements import statement_for

CSV = """Compte;FR76 0000
Date opération;Libellé;Débit;Crédit
20/07/2025;VIR TS2025-00001 MERCI;;11,00
21/07/2025;VIR INST MME VIDAL JEANNE;;33,00
21/07/2025;FRAIS;-2,50;
22/07/2025;VIR INCONNU;;77,40
32/07/2025;VIR FAUX;;1,00
"""
CAMT = """<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Ntry><Amt Ccy="EUR">33.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2025-07-21</Dt></BookgDt>
<AcctSvcrRef>A1</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>VIDAL</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>taxe juin</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2025-07-21</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def cfonb(amount: str, label: str) -> str:
    row = f"04{'30003':5}    {'01234':5}EUR2 {'00012345678':11}05210725  210725{label:31}  {'':7}  "
    return (row[:90].ljust(90) + amount).ljust(120)


def test_a_csv_is_read_through_its_titles():
    rows = table_of(CSV.encode("cp1252"))
    assert guess(rows[0]) == {"day": "Date opération", "credit": "Crédit", "label": "Libellé"}
    found = read(CSV.encode("cp1252"), "csv", guess(rows[0]))
    assert [credit.amount for credit in found.credits] == [1100, 3300, 7740]
    assert found.lines == 5 and found.faults == ("Ligne 6 : « 32/07/2025 » n’est pas une date.",)


def test_camt_and_cfonb_are_read():
    assert format_of(CAMT.encode()) == "camt"
    (credit,) = read(CAMT.encode(), "camt", {}).credits
    assert (credit.amount, credit.payer, credit.label, credit.day) == (
        3300, "VIDAL", "taxe juin", dt.date(2025, 7, 21),
    )  # fmt: skip
    lines = cfonb("0000000000330{", "VIR VIDAL") + "\n" + cfonb("0000000000050}", "FRAIS")
    assert format_of(lines.encode()) == "cfonb"
    (credit,) = read(lines.encode(), "cfonb", {}).credits
    assert (credit.amount, credit.label) == (3300, "VIR VIDAL")


def test_twins_of_one_file_are_two_credits_and_the_same_in_another():
    twice = "Date;Montant;Libellé\n01/07/2025;5;x\n01/07/2025;5;x\n"
    mapping = {"day": "Date", "amount": "Montant", "label": "Libellé"}
    one, two = read(twice.encode(), "csv", mapping).credits
    assert one.identity != two.identity
    more = read((twice + "01/07/2025;5;x\n").encode(), "csv", mapping).credits
    assert [credit.identity for credit in more][:2] == [one.identity, two.identity]


@pytest.mark.parametrize(
    "payload", [b"", b"%PDF-1.7 x", b"Date;Montant\n", b"<?xml?><camt.053", b"a\x00b;c\nd;e\nf;g"]
)
def test_what_is_not_a_statement_is_refused(payload):
    with pytest.raises(CalculationError):
        read(payload, format_of(payload), {"day": "Date", "amount": "Montant"})


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(payload):
    try:
        form = format_of(payload)
        read(payload, form, guess(table_of(payload)[0]) if form == "csv" else {})
    except CalculationError:
        pass


def test_what_cannot_be_an_amount_nor_a_day_is_told_in_french_by_line():
    cells = ("zz", "1e9", "1e999999999", "1,234", "1000000000000", "NaN", "=1+1")
    rows = [f"01/02/2026;x;{cell}" for cell in cells] + ["31/02/2026;x;1", "01/01/1900;x;1", ";x;1"]
    found = read(
        "\n".join(["Date;Libellé;Crédit", *rows]).encode(), "csv", {"day": "Date", "credit": "Crédit"}
    )
    assert (found.credits, len(found.faults)) == ((), len(rows))
    assert all(
        re.fullmatch(r"Ligne \d+ : « .* ».*(pas un|pas une|invraisemblable).*", one) for one in found.faults
    )


@pytest.mark.django_db
class TestMatching:
    @pytest.fixture
    def hosts(self, system, make_host, declare, periods):
        ferrand, vidal = make_host("Ferrand"), make_host("Vidal")
        declare(ferrand[1], 5, 10)
        declare(vidal[1], 5, 30)
        issued = statement_for(actor=system, party=ferrand[0], period=periods[0])
        self.csv = CSV.replace("TS2025-00001", issued.reference)
        return ferrand[0], vidal[0]

    def test_proposals_then_confirmation(self, system, hosts):
        source = take_bank_file(actor=system, name="juillet.csv", payload=self.csv.encode())
        source = read_bank_file(actor=system, source=source)
        assert (source.lines_read, source.lines_new, len(source.faults)) == (5, 3, 1)
        assert bytes(source.payload) == b""
        by_amount = {line.amount: line for line in BankLine.objects.all()}
        assert (by_amount[1100].certainty, by_amount[1100].party) == ("sure", hosts[0])
        assert (by_amount[3300].certainty, by_amount[3300].party) == ("likely", hosts[1])
        assert by_amount[7740].certainty == "none"
        assert Payment.objects.count() == 0
        assert confirm_sure(actor=system) == 1 and confirm_sure(actor=system) == 0
        confirm_line(actor=system, line=by_amount[3300])
        assert [balance_of(Holder(party.pk)) for party in hosts] == [0, 0]
        with pytest.raises(TaxError, match="Choisissez"):
            confirm_line(actor=system, line=by_amount[7740])
        ignore_line(actor=system, line=by_amount[7740])
        for deed in (confirm_line, ignore_line):
            with pytest.raises(TaxError, match="déjà traitée"):
                deed(actor=system, line=by_amount[7740])

    def test_the_same_file_and_one_that_overlaps_enter_nothing_twice(self, system, hosts):
        read_bank_file(
            actor=system, source=take_bank_file(actor=system, name="a.csv", payload=self.csv.encode())
        )
        with pytest.raises(TaxError, match="déjà entré"):
            take_bank_file(actor=system, name="b.csv", payload=self.csv.encode())
        longer = self.csv + "23/07/2025;VIR NEUF;;9,00\n"
        source = read_bank_file(
            actor=system, source=take_bank_file(actor=system, name="c.csv", payload=longer.encode())
        )
        assert source.lines_new == 1 and BankLine.objects.count() == 4

    def test_columns_that_nobody_guesses_are_asked(self, system, hosts):
        odd = b"Quand;Combien;Quoi\n2025-07-20;11.00;TS2025-00001\n"
        source = take_bank_file(actor=system, name="odd.csv", payload=odd)
        with pytest.raises(TaxError, match="colonnes"):
            read_bank_file(actor=system, source=source)
        columns = {"day": "Quand", "amount": "Combien", "label": "Quoi"}
        assert read_bank_file(actor=system, source=source, mapping=columns).lines_new == 1
        again = take_bank_file(actor=system, name="odd2.csv", payload=odd + b"2025-07-21;3;x\n")
        assert again.mapping == columns
