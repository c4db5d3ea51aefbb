"""The figures of the offer: counted right, opening on their rows, silent about what is not known."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from buron.kernel import periods
from buron.kernel.contributions import indicators, report_sections
from buron.kernel.figures import NOT_ASKED, FigureQuery
from buron.kernel.tenancy import office_scope
from buron.observatory.addresses import Links
from buron.observatory.figures import FigureBook
from buron.observatory.report.context import ReportBook
from buron.offer.figures.stock import beds_of
from buron.offer.health import search_index
from buron.offer.models import Fiche, Photo, SearchRow, StockDay
from buron.offer.services.stock import keep_stock
from tests.observatory.test_registry_contract import check_promises
from tests.offer.fiches import make_fiche

pytestmark = pytest.mark.django_db

VIC, THIEZAC = ({"insee": code} for code in ("15258", "15236"))
KEYS = [one.key for one in indicators if one.key.startswith("offer.")]


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


@pytest.fixture
def offer(scoped):
    make_fiche(
        scoped,
        "Hôtel du Lac",
        "hotel",
        address=VIC,
        capacity={"rooms": 10},
        checked_on=days_ago(10),
        subkind="Hôtel",
    )
    make_fiche(
        scoped,
        "Gîte du Roc",
        "rental",
        address=VIC,
        capacity={"persons": 6, "rooms": 3},
        checked_on=days_ago(400),
        subkind="Meublé",
        labels=[
            {"key": "gites-de-france", "label": "Gîtes de France"},
            {"key": "c", "stars": 3, "ranking": True},
        ],
        short={"fr": "Un gîte.", "en": "A cottage."},
        media=[
            {"type": "image", "url": "https://example.org/a.jpg"},
            {"type": "image", "url": "https://example.org/b.jpg", "credit": "OT", "until": "2020-01-01"},
            {"type": "image", "url": "https://example.org/c.jpg", "credit": "OT"},
            {"type": "document", "url": "https://example.org/d.pdf"},
        ],
    )
    make_fiche(scoped, "Gîte sans capacité", "rental", address=THIEZAC, subkind="Meublé")
    make_fiche(scoped, "Camping", "camping", capacity={"pitches": 20}, owner="Office " + "d" * 100)
    make_fiche(scoped, "Cascade", "nature", description={"fr": "De l’eau."}, checked_on=days_ago(200))
    make_fiche(scoped, "Caché", "hotel", state="hidden", capacity={"persons": 100})
    photo = Photo(
        office=scoped, fiche=Fiche.objects.get(name="Cascade"), file="x", width=1, height=1, digest="d"
    )
    photo.save()
    return scoped


def figure(key: str, split: str | None = None, period=None, **filters: str):
    asked = FigureQuery(period or periods.year(timezone.localdate().year), split, filters)
    return indicators.get(key).compute(asked)


def parts(key: str, split: str) -> dict[str, object]:
    return {one.code: one.value for one in figure(key, split).slices}


@pytest.mark.parametrize("key", KEYS)
def test_every_figure_keeps_the_promises_of_the_registry(key, offer):
    year = timezone.localdate().year
    for period in (periods.year(year), periods.year(year - 3), periods.year(year + 2)):
        check_promises(indicators.get(key), period)


def test_what_is_published_is_counted(offer):
    assert figure("offer.fiches").value == 5
    assert parts("offer.fiches", "kind") == {"hotel": 1, "camping": 1, "rental": 2, "nature": 1}
    by_commune = figure("offer.fiches", "commune")
    assert {one.label: one.value for one in by_commune.slices} == {"Vic-sur-Cère": 2, "Thiézac": 1}
    assert by_commune.not_asked == 2


def test_freshness_is_the_share_checked_within_a_year(offer):
    assert figure("offer.freshness").value == Decimal(40)
    assert parts("offer.freshness", "kind")["rental"] == 0
    assert parts("offer.fiches", "freshness") == {"fresh": 1, "over_6": 1, "over_12": 1, "never": 2}


def test_beds_that_are_not_known_are_not_zero(offer):
    beds = figure("offer.beds")
    assert (beds.value, beds.n) == (10 * 2 + 6 + 20 * 3, 3)
    assert "1 hébergement n’a pas" in beds.note
    assert parts("offer.beds", "subkind") == {"Hôtel": 20, "Meublé": 6}
    shares = [one.share for one in figure("offer.beds", "subkind").slices]
    assert shares == [Decimal(20) * 100 / 26, Decimal(6) * 100 / 26]
    assert figure("offer.lodgings").value == 4
    Fiche.objects.exclude(name="Gîte sans capacité").update(state="hidden")
    assert figure("offer.beds").value is None


@pytest.mark.parametrize(
    ("kind", "capacity", "beds"),
    [
        ("rental", {"persons": 4, "beds": 3, "rooms": 2}, 4),
        ("rental", {"beds": 3, "rooms": 2}, 3),
        ("rental", {"rooms": 2}, None),
        ("hotel", {"rooms": 12}, 24),
        ("camping", {"pitches": 50}, 150),
        ("camping", {"persons": 0}, 0),
        ("hotel", None, None),
    ],
)
def test_beds_follow_the_convention(kind, capacity, beds):
    assert beds_of((kind, capacity)) == beds


def test_labels_and_languages_are_counted_each(offer):
    assert {one.label: one.value for one in figure("offer.labels").slices} == {
        "Gîtes de France": 1,
        "3 étoiles": 1,
    }
    languages = figure("offer.languages")
    assert {one.code: one.value for one in languages.slices} == {"fr": 2, "en": 1}
    assert languages.not_asked == 3


def test_pictures_without_credit_or_past_their_end_are_listed(offer):
    found = figure("offer.unfit_photos")
    assert found.value == 3
    assert {one.code: one.value for one in found.slices} == {"no_credit": 2, "ended": 1}
    rows = indicators.get("offer.unfit_photos").rows(FigureQuery(periods.year(timezone.localdate().year)))
    own = next(row for row in rows.page(0, 10) if row[5] == "office")
    assert own[-1].endswith("/photos/")


def test_the_offer_of_another_time_is_not_known(offer):
    year = timezone.localdate().year
    for period in (periods.year(year - 3), periods.year(year + 1)):
        past = figure("offer.fiches", period=period)
        assert (past.value, past.n) == (None, 0)
        assert "n’est pas conservée" in past.note
    assert figure("offer.unfit_photos", period=periods.year(year - 3)).value is None


def test_rows_lead_to_the_fiche(offer):
    rows = indicators.get("offer.fiches").rows(
        FigureQuery(periods.year(timezone.localdate().year), None, {"kind": "nature"})
    )
    (row,) = rows.page(0, 5)
    assert row[0] == "Cascade" and row[-1].endswith(f"/offre/fiches/{row[7]}/")


def test_not_known_opens_its_rows_too(offer):
    asked = FigureQuery(periods.year(timezone.localdate().year), None, {"commune": NOT_ASKED})
    assert {row[0] for row in indicators.get("offer.fiches").rows(asked).page(0, 9)} == {"Camping", "Cascade"}


@pytest.mark.parametrize(
    "section", [one for one in report_sections if one.key.startswith("offer.")], ids=lambda one: one.key
)
def test_sections_are_written_with_their_figures(section, offer):
    period = periods.year(timezone.localdate().year)
    context = ReportBook(
        offer,
        period,
        book=FigureBook(timezone.localdate()),
        links=Links(offer.slug),
        may_read=lambda key: True,
    )
    text = repr(section.build(context))
    assert "Compté le" in text
    assert {"offer.overview": "Vic-sur-Cère", "offer.lodging": "Meublé", "offer.quality": "Gîtes de France"}[
        section.key
    ] in text


def test_an_index_with_holes_is_told_and_mended(offer, capsys):
    assert search_index().level == "ok"
    SearchRow.objects.filter(fiche__name="Cascade").delete()
    found = search_index()
    assert found.level == "warning" and "1 fiche sur 6" in str(found.message)
    call_command("buron_reindex", office=offer.slug)
    assert search_index().level == "ok"
    assert json.dumps(offer.name, ensure_ascii=False).strip('"') in capsys.readouterr().out


class TestStatesThatWereKept:
    """Last year's offer, once one of its days was kept."""

    @pytest.fixture
    def kept(self, offer, system):
        """The offer of the end of last year; one lodging has closed since and another opened."""
        day = dt.date(timezone.localdate().year - 1, 12, 31)
        stock = keep_stock(actor=system, day=day)
        assert stock is not None and stock.fiches == 5
        Fiche.objects.filter(name="Camping").update(state="archived")
        Fiche.objects.filter(name="Hôtel du Lac").update(name="Hôtel neuf", subkind="Auberge")
        make_fiche(offer, "Gîte neuf", "rental", address=THIEZAC, capacity={"persons": 4})
        return day

    @pytest.fixture
    def year(self, kept):
        return periods.year(kept.year)

    @pytest.fixture(autouse=True)
    def in_november(self, monkeypatch):
        """Half a year after the end of the year, so that today does not answer for it."""
        now = dt.datetime(timezone.localdate().year, 11, 20, 9, tzinfo=dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)

    def test_the_year_before_is_counted_as_it_was(self, year, kept):
        assert figure("offer.fiches", period=year).value == 5
        assert figure("offer.lodgings", period=year).value == 4
        assert figure("offer.beds", period=year).value == 20 + 6 + 60
        assert figure("offer.unfit_photos", period=year).value == 3
        assert f"31\N{NO-BREAK SPACE}décembre {kept.year}" in figure("offer.fiches", period=year).note
        assert figure("offer.fiches").value == 5 and figure("offer.beds").value == 20 + 6 + 4

    def test_freshness_is_that_of_the_day(self, offer, system):
        day = timezone.localdate() - dt.timedelta(days=200)
        keep_stock(actor=system, day=day)
        then = periods.custom(day - dt.timedelta(days=5), day)
        slices = {one.code: one.n for one in figure("offer.fiches", "freshness", period=then).slices}
        assert slices == {"fresh": 2, "over_6": 1, "never": 2}, "that day the oldest was 200 days old"

    @pytest.mark.parametrize("key", KEYS)
    def test_figures_of_a_kept_day_keep_the_promises(self, key, year):
        for split in (None, *(one.key for one in indicators.get(key).dimensions)):
            found = indicators.get(key).compute(FigureQuery(year, split))
            assert indicators.get(key).rows(FigureQuery(year)).total == found.n
            for one in found.slices:
                rows = indicators.get(key).rows(FigureQuery(year, None, {split: one.code} if split else {}))
                assert not split or rows.total == len(rows.page(0, 100)) == one.n
            if split and found.not_asked:
                rows = indicators.get(key).rows(FigureQuery(year, None, {split: NOT_ASKED}))
                assert rows.total == found.not_asked

    def test_rows_say_what_the_fiche_was(self, year):
        rows = indicators.get("offer.fiches").rows(FigureQuery(year, None, {"kind": "hotel"}))
        (row,) = rows.page(0, 5)
        assert row[0] == "Hôtel du Lac" and row[2] == "Hôtel" and "/offre/fiches/" in row[-1]

    def test_before_the_first_state_nothing_is_known(self, kept):
        found = figure("offer.fiches", period=periods.year(kept.year - 1))
        assert found.value is None and f"31\N{NO-BREAK SPACE}décembre {kept.year}" in found.note

    def test_a_state_too_far_from_the_end_does_not_stand(self, kept):
        assert figure("offer.fiches", period=periods.month(kept.year + 1, 2)).value is None
        assert figure("offer.fiches", period=periods.month(kept.year + 1, 1)).value == 5

    def test_the_last_day_of_a_month_stays(self, offer, system, kept):
        earlier = kept.replace(day=10)
        assert keep_stock(actor=system, day=earlier) is None
        assert StockDay.objects.get().day == kept
        with pytest.raises(ValueError, match="not come"):
            keep_stock(actor=system, day=timezone.localdate() + dt.timedelta(days=1))

    def test_each_office_keeps_its_own(self, kept, year, other_office):
        with office_scope(other_office):
            assert figure("offer.fiches", period=year).value is None


def test_an_office_without_fiches_keeps_nothing(scoped, system):
    assert keep_stock(actor=system) is None


def test_the_report_compares_with_the_year_before(offer, system):
    today = timezone.localdate()
    keep_stock(actor=system, day=today - dt.timedelta(days=365))
    book = ReportBook(
        offer,
        periods.year(today.year).to_date(today),
        book=FigureBook(today),
        links=Links(offer.slug),
        may_read=lambda _key: True,
    )
    blocks = report_sections.get("offer.overview").build(book)
    assert blocks[0].figures[0].evolution_text
    assert [one.name for one in blocks[1].chart.series] == [str(today.year - 1), str(today.year)]
    assert [column.title for column in blocks[2].columns][3] == str(today.year - 1)
