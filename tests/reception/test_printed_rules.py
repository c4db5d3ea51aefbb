"""The forecast of a title, by cases that can be checked by hand."""

from __future__ import annotations

import datetime as dt

from buron.reception.rules.printed import forecast, languages_text, means, whole_months

TODAY = dt.date(2026, 1, 1)


def year_of(copies_by_month: dict[int, int], year: int = 2025) -> dict[tuple[int, int], int]:
    return {(year, month): copies for month, copies in copies_by_month.items()}


def test_only_whole_months_count():
    assert whole_months(dt.date(2025, 10, 2), TODAY) == [(2025, 11), (2025, 12)]
    assert whole_months(dt.date(2025, 11, 1), dt.date(2025, 11, 30)) == []


def test_a_short_history_foresees_nothing():
    foreseen = forecast(stock=100, consumed={}, first=dt.date(2025, 2, 1), today=TODAY)
    assert not foreseen.is_known
    assert (foreseen.months, foreseen.run, foreseen.runs_out) == (11, None, None)
    assert forecast(stock=0, consumed={}, first=None, today=TODAY).months == 0


def test_a_steady_title_ends_when_its_months_say():
    consumed = year_of(dict.fromkeys(range(1, 13), 31))
    foreseen = forecast(
        stock=31, consumed=consumed, first=dt.date(2025, 1, 1), today=TODAY, delay=20, per_box=50
    )
    assert foreseen.runs_out == dt.date(2026, 1, 31)
    assert foreseen.order_by == dt.date(2026, 1, 11)
    assert foreseen.yearly == 372
    assert foreseen.run == 400, "372 copies in whole boxes of 50"


def test_a_season_waits_for_its_months():
    consumed = year_of({7: 310, 8: 310})
    foreseen = forecast(stock=310, consumed=consumed, first=dt.date(2025, 1, 1), today=TODAY)
    assert foreseen.runs_out == dt.date(2026, 7, 31)
    assert foreseen.order_by is None, "the printer's delay is not known"


def test_nothing_leaves_lasts():
    foreseen = forecast(stock=10, consumed={}, first=dt.date(2024, 1, 1), today=TODAY)
    assert foreseen.lasts
    assert foreseen.yearly == 0


def test_an_empty_stock_is_out_today():
    consumed = year_of({1: 31})
    foreseen = forecast(stock=0, consumed=consumed, first=dt.date(2025, 1, 1), today=TODAY, delay=5)
    assert foreseen.runs_out == TODAY
    assert foreseen.is_late(TODAY)


def test_means_keep_three_years():
    months = [(year, 7) for year in range(2020, 2026)]
    consumed = {(2020, 7): 1000, (2023, 7): 30, (2024, 7): 60, (2025, 7): 90}
    assert means(consumed, months) == {7: 60}


def test_languages_have_one_order():
    assert languages_text(["it", "en", "fr", "fr"], ("fr", "en")) == "fr,en,it"
