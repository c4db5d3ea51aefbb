"""The year's figures: the two tables of receipts come out as an office printed them, from rows that add up to them."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.kernel import periods
from buron.kernel.contributions import exports
from buron.kernel.figures import FigureQuery
from buron.kernel.formats import amount
from buron.lodging import services as register
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.figures import account, declared
from buron.tourist_tax.models import CollectionPeriod, Declaration, LedgerLine, Payment, Platform, RevenueUse
from buron.tourist_tax.queries.receipts import receipts_of, shares_to_pay, statement_of
from buron.tourist_tax.services.yearly import add_use, remove_use, set_spending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

YEAR = periods.year(2019)
COMMUNES = {
    "15013": 220_879, "15058": 14_849, "15081": 114_992, "15146": 852_025, "15154": 503_210, "15160": 107_705,
    "15180": 242_323, "15183": 56_055, "15192": 3_989_785, "15236": 1_212_087, "15258": 4_555_800,
}  # fmt: skip
"""What each commune brought in, by INSEE code, in cents."""
NATURES = {
    "hotels": 3_851_590, "villages": 2_313_825, "meubles": 3_836_685, "chambres_hotes": 282_850, "campings": 1_584_760,
}  # fmt: skip
OPERATORS = 1_584_711


@pytest.fixture
def period(office) -> CollectionPeriod:
    return CollectionPeriod.objects.create(
        office=office,
        title="Année 2019",
        first=dt.date(2019, 1, 1),
        last=dt.date(2019, 12, 31),
        declare_by=dt.date(2020, 1, 15),
        pay_by=dt.date(2020, 1, 31),
    )


def pour(office) -> list[tuple[str, str, int]]:
    """Commune, nature, cents: rows whose sums are those of both tables."""
    found, natures = [], dict(NATURES)
    for insee, left in COMMUNES.items():
        for nature in natures:
            part = min(left, natures[nature])
            if part:
                found.append((insee, nature, part))
                left, natures[nature] = left - part, natures[nature] - part
    return found


def pay(office, period, cents, lodging=None, platform="", kind="paid", **more) -> LedgerLine:
    number = LedgerLine.objects.count() + 1
    payment = Payment.objects.create(
        office=office,
        number=number,
        method="platform" if platform else "transfer",
        received_on=dt.date(2020, 2, 1),
        amount=cents,
        platform=platform,
    )
    return LedgerLine.objects.create(
        office=office,
        number=number,
        kind=kind,
        day=dt.date(2020, 2, 1),
        lodging=lodging,
        platform=platform,
        period=period,
        payment=payment,
        base=-cents,
        label="Paiement",
        **more,
    )


@pytest.fixture
def printed(system, office, period) -> None:
    """The rows of the year, those of two digital operators among them."""
    for rank, (insee, nature, cents) in enumerate(pour(office)):
        place = register.register_lodging(actor=system, name=f"H{rank}", nature=nature, insee=insee)
        pay(office, period, cents, place)
    pay(office, period, OPERATORS - 100_000, Lodging.objects.first(), "Airbnb")
    pay(office, period, 100_000, None, "Leboncoin")


def test_the_two_tables_come_out_as_printed(printed):
    found = receipts_of(2019)
    assert [(one.label, amount(one.value)) for one in found.natures] == [
        ("Hôtel de tourisme", "38\u202f515,90\u00a0€"),
        ("Meublé de tourisme", "38\u202f366,85\u00a0€"),
        ("Village de vacances", "23\u202f138,25\u00a0€"),
        ("Chambre d’hôtes", "2\u202f828,50\u00a0€"),
        ("Camping, caravanage ou autre plein air", "15\u202f847,60\u00a0€"),
        ("Opérateurs numériques", "15\u202f847,11\u00a0€"),
    ]
    assert {one.code: one.value for one in found.communes} == {**COMMUNES, "operateurs": OPERATORS}
    assert found.communes[-1].label == "Opérateurs numériques"
    assert amount(found.total) == "134\u202f544,21\u00a0€"
    assert sum(one.value for one in found.communes) == sum(one.value for one in found.natures) == found.total


def test_each_line_of_the_tables_opens_on_its_rows(printed):
    for split in ("place", "sort"):
        for one in account.RECEIVED.compute(FigureQuery(YEAR, split)).slices:
            rows = account.RECEIVED.rows(FigureQuery(YEAR, None, {split: one.code}))
            assert sum(row[-1] for row in rows.page(0, 100)) == one.value
            assert rows.total == one.n


def test_a_platform_may_be_counted_with_the_lodgings(printed, office):
    Platform.objects.create(office=office, key="airbnb", name="Airbnb", with_natures=True)
    found = receipts_of(2019)
    assert found.natures[-1].value == 100_000
    assert found.total == 13_454_421


def test_shares_revenue_and_uses_of_the_year(system, office, period):
    line = pay(office, period, 100_000)
    LedgerLine.objects.filter(pk=line.pk).update(department=-10_000, region=-34_000)
    add_use(actor=system, year=2019, label="Sentiers", amount=40_000)
    assert [(one.base, one.department, one.region, one.total) for one in shares_to_pay(2019)] == [
        (100_000, 10_000, 34_000, 144_000)
    ]
    found = statement_of(2019)
    assert (found.revenue, found.used, found.left) == (100_000, 40_000, 60_000)
    remove_use(actor=system, use=RevenueUse.objects.get())
    with pytest.raises(TaxError):
        add_use(actor=system, year=2019, label=" ", amount=1)
    asked = {"start": "2019-01-01", "end": "2020-12-31"}
    assert exports.get("tourist_tax.shares").rows(asked).page(0, 9)[0][3:] == (
        100_000,
        10_000,
        34_000,
        144_000,
    )
    assert exports.get("tourist_tax.receipts").rows(asked).total == 1


def sent(office, lodging, month, nights, **more) -> Declaration:
    return Declaration.objects.create(
        office=office,
        lodging=lodging,
        month=month,
        kind="total",
        channel=more.pop("channel", "host"),
        state="sent",
        sent_at=dt.datetime(2019, 7, 1, tzinfo=dt.UTC),
        nights_taxed=nights,
        **more,
    )


def test_impact_is_unknown_without_an_amount_and_follows_its_dates(system, office):
    place = register.register_lodging(actor=system, name="A", nature="meubles", insee="15258", capacity=4)
    sent(office, place, dt.date(2019, 5, 1), 100)
    sent(office, place, dt.date(2019, 6, 1), 10, nights_exempt=5)
    assert declared.impact(FigureQuery(YEAR)).value is None
    set_spending(actor=system, valid_from=dt.date(2018, 1, 1), cents=4300, low=3500, source="Enquête")
    set_spending(actor=system, valid_from=dt.date(2019, 6, 1), cents=5000, source="Enquête")
    assert declared.impact(FigureQuery(YEAR)).value == 100 * 4300 + 15 * 5000
    assert [one.value for one in declared.impact(FigureQuery(YEAR, "month")).slices] == [430_000, 75_000]
    with pytest.raises(TaxError, match="hypothèses"):
        set_spending(actor=system, valid_from=dt.date(2019, 6, 1), cents=5000, low=6000, source="Enquête")


def test_beds_say_who_told_and_unknown_is_not_zero(system, office):
    told, silent, bare = (
        register.register_lodging(actor=system, name=name, nature="meubles", insee="15258", capacity=capacity)
        for name, capacity in (("A", 4), ("B", 2), ("C", None))
    )
    june = periods.month(2019, 6)
    sent(office, told, dt.date(2019, 6, 1), 60)
    figure = account.BEDS.compute(FigureQuery(june, "told"))
    assert {one.code: (one.value, one.n) for one in figure.slices} == {"host": (120, 1), "unknown": (60, 2)}
    assert account.OCCUPANCY.compute(FigureQuery(june)).value == 50
    sent(office, told, dt.date(2019, 6, 1), 20, channel="platform", platform="Airbnb")
    assert {one.code for one in account.BEDS.compute(FigureQuery(june, "told")).slices} == {"both", "unknown"}
    nobody = account.OCCUPANCY.compute(FigureQuery(periods.month(2018, 6)))
    assert (nobody.value, nobody.n) == (None, 0)
