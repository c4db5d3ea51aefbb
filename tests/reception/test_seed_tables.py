"""The tables of a real activity report (2016 to 2019), from rows that add up to them and went through the import.

The rows are invented; their sums are the printed ones. Where the printed evolution contradicts the printed totals, the
rows prove it wrong: visitors of 2019 moved by −3.3 %, printed −3.2 %.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from uuid import uuid4

import pytest

from buron.kernel import formats, periods
from buron.kernel.contributions import indicators
from buron.kernel.figures import FigureQuery, evolution, share
from buron.reception.models import Batch
from buron.reception.services import apply_import, map_import, start_import
from buron.reception.services.imports import Mapping

ACTS = {2016: 6617, 2017: 6554, 2018: 6510, 2019: 5752}
VISITORS = {2016: 23492, 2017: 22622, 2018: 24487, 2019: 23691}
MONTHS = (3, 4, 4, 7, 8, 9, 20, 24, 9, 6, 3, 3)

# What the report prints for 2019, in hundredths, with this program's codes.
PARTY = {"couple": 46, "friends": 6, "group": 4, "solo": 10, "professional": 3, "resident": 4, "family": 27}
STAY = {"year_round": 8, "longer": 7, "week": 44, "midweek": 14, "weekend": 7, "passing": 13, "unknown": 7}
LODGING = {"motorhome": 8, "camping": 20, "guest_room": 12, "rental": 33, "hostel": 4, "hotel": 23}
THEMES = {
    "sports": 4, "snow": 1, "events": 8, "food": 6, "leisure": 2,
    "local": 27, "other": 1, "sights": 23, "hiking": 28,
}  # fmt: skip
COUNTRIES = {"BE": 39, "NL": 18, "GB": 14, "DE": 9, "ES": 5, "CH": 4, "IT": 1, "others": 10}
REGIONS = {
    "84": "23.16", "27": "2.95", "53": "7.05", "24": "5.97", "94": "0.00", "44": "2.53", "32": "4.67",
    "11": "12.58", "28": "3.89", "75": "12.37", "76": "9.39", "52": "11.35", "93": "4.08",
}  # fmt: skip
A_DEPARTMENT_OF = {
    "84": "15", "27": "21", "53": "35", "24": "37", "94": "2A", "44": "67", "32": "59",
    "11": "75", "28": "14", "75": "33", "76": "31", "52": "44", "93": "13",
}  # fmt: skip
FRENCH, FOREIGN = 5293, 338  # the one total under 5 752 whose regions all round as printed; 6 % of foreigners

WORDS = {
    "party": {"couple": "Couple", "friends": "Amis", "group": "Groupe", "solo": "Solo", "professional": "Prestataire",
              "resident": "Résident", "family": "Famille"},
    "stay": {"year_round": "Toute l'année", "longer": "Plus de 7 jours", "week": "1 Semaine",
             "midweek": "Mid Week (3 à 4 jours)", "weekend": "Week end (2 jours)", "passing": "PASSAGE",
             "unknown": "Non Renseigné"},
    "lodging": {"motorhome": "aire camping-cars", "camping": "campings", "guest_room": "chambres d'hôtes",
                "rental": "gîtes et meublés", "hostel": "gîtes d'étape", "hotel": "hôtels"},
    "theme": {"sports": "loisirs sportif", "snow": "neige", "events": "fêtes et animations",
              "food": "gastronomie, terroir", "leisure": "autres loisirs", "local": "infos locales, commerces…",
              "other": "divers, wifi…", "sights": "visite découverte", "hiking": "rando-balade"},
}  # fmt: skip


def dealt(total: int, weights) -> list[int]:
    """Integers in proportion to weights that sum to the total (largest remainders)."""
    whole = sum(Decimal(weight) for weight in weights)
    exact = [Decimal(weight) * total / whole for weight in weights]
    parts = [int(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def column(counts: dict[str, int], total: int) -> list[str]:
    """A column of that many cells, blank where nothing was asked."""
    cells = [text for text, count in counts.items() for _ in range(count)]
    return cells + [""] * (total - len(cells))


def origins() -> dict[str, int]:
    regions = dict(zip(REGIONS, dealt(FRENCH, REGIONS.values()), strict=True))
    found = {A_DEPARTMENT_OF[region]: count for region, count in regions.items()}
    countries = dict(zip(COUNTRIES, dealt(FOREIGN, COUNTRIES.values()), strict=True))
    others = countries.pop("others")
    names = {"BE": "Belgique", "NL": "Pays-Bas", "GB": "Royaume Uni", "DE": "Allemagne", "ES": "Espagne",
             "CH": "Suisse", "IT": "Italie"}  # fmt: skip
    found |= {names[code]: count for code, count in countries.items()}
    for name, count in zip(
        ["Canada", "États-Unis", "Portugal", "Pologne"], dealt(others, [4, 3, 2, 1]), strict=True
    ):
        found[name] = count
    return found


def acts_of_2019() -> list[str]:
    """Lines with a count: consecutive acts that are alike are one line."""
    total = ACTS[2019]
    columns = [column({f"{rank:02d}/2019": n for rank, n in enumerate(dealt(total, MONTHS), 1)}, total)]
    columns.append(column(origins(), total))
    for name, printed in (("party", PARTY), ("stay", STAY), ("lodging", LODGING), ("theme", THEMES)):
        counts = dealt(total, printed.values())
        columns.append(column({WORDS[name][code]: n for code, n in zip(printed, counts, strict=True)}, total))
    alike = groupby(zip(*columns, strict=True))
    return [";".join([*(f'"{cell}"' for cell in cells), str(len(list(same)))]) for cells, same in alike]


def acts_file() -> bytes:
    lines = ["Mois;Provenance;Type de clientèle;Durée de séjour;Hébergement;Demande;Nombre d'actes"]
    for year in (2016, 2017, 2018):
        for rank, count in enumerate(dealt(ACTS[year], MONTHS), 1):
            lines.append(f"{rank:02d}/{year};;;;;;{count}")
    return "\n".join(lines + acts_of_2019()).encode("cp1252")


def counters_file() -> bytes:
    """Raw passages of a device that counts both ways: twice the visitors."""
    lines = ["Mois,Passages"]
    for year, visitors in VISITORS.items():
        for rank, count in enumerate(dealt(2 * visitors, MONTHS), 1):
            lines.append(f"{year}-{rank:02d},{count}")
    return "\n".join(lines).encode()


@pytest.fixture
def report(desk, director):
    """The office with its four past years."""
    batch = start_import(
        actor=director, client_id=uuid4(), kind=Batch.Kind.ACTS, name="actes.csv", payload=acts_file()
    )
    proposed = Mapping.of_json(batch.mapping)
    assert set(proposed.columns) == {"date", "origin", "party", "stay", "lodging", "theme", "count"}
    values = {**proposed.values, "stay": {**proposed.values["stay"], "Non Renseigné": "unknown"}}
    mapping = Mapping(proposed.columns, desk.pk, "counter", values=values)
    plan = map_import(actor=director, batch=batch, mapping=mapping)
    assert (plan.refused, plan.problems, plan.count) == ([], [], sum(ACTS.values()))
    apply_import(actor=director, batch=batch)
    batch = start_import(
        actor=director,
        client_id=uuid4(),
        kind=Batch.Kind.COUNTERS,
        name="compteur.csv",
        payload=counters_file(),
    )
    proposed = Mapping.of_json(batch.mapping)
    map_import(actor=director, batch=batch, mapping=Mapping(proposed.columns, desk.pk, both_ways=True))
    apply_import(actor=director, batch=batch)
    return desk.office


def figure(key: str, year: int = 2019, split: str | None = None, **filters: str):
    return indicators.get(f"reception.{key}").compute(FigureQuery(periods.year(year), split, filters))


def rounded_shares(found, decimals: int = 0) -> dict[str, Decimal]:
    return {part.code: formats.rounded(part.share, decimals) for part in found.slices if part.n}


def test_the_values_proposed_for_the_words_of_the_report_are_right(desk, director):
    batch = start_import(
        actor=director, client_id=uuid4(), kind=Batch.Kind.ACTS, name="actes.csv", payload=acts_file()
    )
    proposed = Mapping.of_json(batch.mapping).values
    for name, words in WORDS.items():
        for code, word in words.items():
            expected = "" if word == "Non Renseigné" else code
            assert proposed[name][word] == expected, word


def check_acts_and_visitors_of_four_years():
    for year, expected in ACTS.items():
        assert figure("acts", year).value == expected
    for year, expected in VISITORS.items():
        assert figure("visitors", year).value == expected


def check_their_evolutions():
    def moved(key: str, year: int) -> Decimal:
        change = evolution(figure(key, year).value, figure(key, year - 1).value)
        return formats.rounded(change, 1)

    assert [moved("acts", year) for year in (2017, 2018, 2019)] == [
        Decimal("-1.0"),
        Decimal("-0.7"),
        Decimal("-11.6"),
    ]
    assert [moved("visitors", year) for year in (2017, 2018)] == [Decimal("-3.7"), Decimal("8.2")]
    assert moved("visitors", 2019) == Decimal("-3.3")  # printed −3.2


def check_months_add_up_to_the_year():
    for key, totals in (("acts", ACTS), ("visitors", VISITORS)):
        for year, total in totals.items():
            months = figure(key, year, "month")
            assert len(months.slices) == 12 and sum(part.value for part in months.slices) == total


def check_shares_of_2019_as_printed():
    for key, printed in (("party", PARTY), ("stay", STAY), ("lodging", LODGING), ("themes", THEMES)):
        shares_as_printed(key, printed)


def shares_as_printed(key, printed):
    found = figure(key)
    assert rounded_shares(found) == printed
    assert found.not_asked == 0 and sum(part.n for part in found.slices) == ACTS[2019]


def check_three_quarters_come_for_walks_visits_and_local_news():
    shares = rounded_shares(figure("themes"))
    assert 73 <= shares["hiking"] + shares["sights"] + shares["local"] <= 78


def check_french_and_foreign_visitors_as_printed():
    found = figure("foreign_share")
    assert formats.rounded(found.value, 0) == 6
    assert {part.code: formats.rounded(part.value, 0) for part in found.slices} == {"FR": 94, "etranger": 6}
    assert found.not_asked == ACTS[2019] - FRENCH - FOREIGN


def check_regions_as_printed():
    found = figure("french", split="origin_region")
    assert found.n == FRENCH and found.not_asked == 0
    shares = {part.code: formats.rounded(part.share, 2) for part in found.slices}
    assert shares == {code: Decimal(text) for code, text in REGIONS.items()}


def check_countries_as_printed():
    found = figure("foreign_countries")
    shares = rounded_shares(found)
    assert {code: shares[code] for code in COUNTRIES if code != "others"} == {
        code: value for code, value in COUNTRIES.items() if code != "others"
    }
    others = sum(part.n for part in found.slices if part.code not in COUNTRIES)
    assert formats.rounded(share(others, found.n), 0) == COUNTRIES["others"]


def check_visitors_for_one_act():
    assert formats.rounded(figure("visitors_per_act").value, 2) == Decimal("4.12")


def check_every_figure_opens_on_its_rows():
    for key in ("acts", "visitors", "party", "themes", "french", "foreign_countries"):
        query = FigureQuery(periods.year(2019))
        indicator = indicators.get(f"reception.{key}")
        assert indicator.rows(query).total == indicator.compute(query).n


CHECKS = (
    check_acts_and_visitors_of_four_years,
    check_their_evolutions,
    check_months_add_up_to_the_year,
    check_shares_of_2019_as_printed,
    check_three_quarters_come_for_walks_visits_and_local_news,
    check_french_and_foreign_visitors_as_printed,
    check_regions_as_printed,
    check_countries_as_printed,
    check_visitors_for_one_act,
    check_every_figure_opens_on_its_rows,
)


@pytest.mark.slow
def test_the_report_comes_out_as_printed(report, subtests):
    """One import of 25 433 acts for all the tables: it takes some seconds."""
    for check in CHECKS:
        with subtests.test(check.__name__):
            check()
