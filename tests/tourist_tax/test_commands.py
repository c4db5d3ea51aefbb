"""``buron taxe`` as a person or a program runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.kernel.jsonlines import LONGEST_LINE, answers
from buron.tourist_tax.law import current_law
from buron.tourist_tax.records import compute_record
from buron.tourist_tax.rules import CalculationError

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"id": "A", "nights": 2, "persons_total": 3, "persons_exempt": 1, "adopted_tariff_eur": 0.55}


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "-m", "buron", "taxe", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env=environment,
    )


def ask(*lines: bytes | dict) -> list[dict]:
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    law = current_law()
    stream = io.BytesIO(b"\n".join(written))
    return list(answers(stream, lambda record: compute_record(record, law), CalculationError))


def test_one_answer_for_each_line_and_the_exit_code():
    lines = [json.dumps(GOOD).encode(), b"", b"pas du json", json.dumps({**GOOD, "id": "B"}).encode()]
    found = run("calcul", given=b"\n".join(lines))
    answered = [json.loads(line) for line in found.stdout.decode().splitlines()]
    assert found.returncode == 1
    assert [one["id"] for one in answered] == ["A", None, "B"]
    assert answered[0]["stay"] == {"base": 2.2, "department": 0.0, "region": 0.0, "total": 2.2}
    assert answered[0]["per_person_night"]["total"] == 0.55
    assert answered[0]["capped"] is None
    assert answered[1]["error"] == "Ligne 3 : ce n’est pas du JSON (caractère 1)."
    assert run("calcul", given=lines[0]).returncode == 0


def test_it_starts_without_django():
    code = (
        "import sys, buron.tourist_tax.commands; "
        "sys.exit(any(name == 'django' or name.startswith('django.') for name in sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nights": 10000}, "« nights » : 10\u202f000 nuits, plus que 366"),
        ({"nights": -1}, "« nights » : un nombre négatif"),
        ({"nights": "2"}, "« nights » : un nombre est attendu"),
        ({"nights": True}, "« nights » : un nombre est attendu"),
        ({"nights": 1.5}, "un nombre entier de nuits"),
        ({"nights": None}, "« nights » : à renseigner"),
        ({"persons_total": 10**30}, "un nombre démesuré de personnes"),
        ({"persons_total": [2]}, "« persons_total » : un nombre est attendu"),
        ({"persons_exempt": 4}, "4 exonérées pour 3 personnes"),
        ({"date": "2026-02-30"}, "le 2026-02-30 n’existe pas"),
        ({"date": "01/07/2026"}, "AAAA-MM-JJ"),
        ({"date": "0026-07-01"}, "une année de 1910 à 2100"),
        ({"date": 20260701}, "« date » : un texte est attendu"),
        ({"adopted_tariff_eur": 1.005}, "2 décimales au plus"),
        ({"adopted_tariff_eur": 1e300}, "un nombre démesuré"),
        ({"adopted_tariff_eur": None}, "un seul des deux"),
        ({"adopted_rate_pct": 5}, "un seul des deux"),
        ({"adopted_tariff_eur": None, "adopted_rate_pct": 5}, "prix hors taxes"),
        ({"adopted_tariff_eur": None, "adopted_rate_pct": 500}, "« adopted_rate_pct » : 500, plus que 100"),
        ({"regime": "mixte"}, "« regime »"),
        ({"regime": "forfait"}, "« capacity_units » : à renseigner"),
        ({"regime": "forfait", "capacity_units": 4, "adopted_rate_pct": 5}, "toujours au réel"),
        ({"category": 3}, "« category » : un texte est attendu"),
        ({"person_total": 3, "persons_total": None}, "« persons_total » : à renseigner"),
    ],
)
def test_bad_values_are_named(change, message):
    (found,) = ask({**GOOD, **change})
    assert found["id"] == "A"
    assert message in found["error"]
    assert found["error"].startswith("Ligne 1 : ")


def test_a_slip_in_a_key_is_caught():
    (found,) = ask({"id": "A", "nigths": 2, "persons_total": 3, "adopted_tariff_eur": 1})
    assert found["error"] == "Ligne 1 : « nigths » : clé inconnue, vouliez-vous dire « nights » ?"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"id": "A", "nights": NaN}', "« NaN » n’est pas un nombre"),
        (b'{"nights": 1e999999999}', "un nombre démesuré"),
        (b'{"stay_price_excl_vat_eur": 1e-999999999}', "un nombre démesuré"),
        (b'{"id": "A", "nights": 1, "nights": 2}', "écrite deux fois"),
        ('{"place": "Saint-Flé"}'.encode("latin-1"), "l’octet 20 n’est pas de l’UTF-8"),
        ('{"id": "A"}'.encode("utf-16"), "UTF-16"),
        (b"[1, 2]", "un objet JSON est attendu"),
        (b"[" * 200_000, "trop de niveaux"),
        (b'{"nights": ' + b"9" * 5000 + b"}", "trop de chiffres"),
        (b'{"place": "' + b"x" * (LONGEST_LINE + 5) + b'"}', "un million de caractères"),
    ],
)
def test_lines_that_cannot_be_read(line, message):
    found = ask(line)
    assert len(found) == 1
    assert message in found[0]["error"]


def test_a_long_line_does_not_hide_the_next_one():
    found = ask(b"x" * (3 * LONGEST_LINE), GOOD)
    assert "million" in found[0]["error"]
    assert found[1]["stay"]["total"] == 2.2


def test_a_byte_order_mark_is_no_obstacle():
    found = ask(b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"\xef\xbb\xbf  ")
    assert [one["id"] for one in found] == ["A"]


def test_surtaxes_are_named_when_they_are_recognised():
    (found,) = ask({**GOOD, "place": "Paris (75)", "date": "2026-06-01", "region_surtax_pct": 215})
    lines = "\n".join(found["derivation"])
    assert "Île-de-France Mobilités" in lines and "CGCT, art. L2531-17" in lines
    (found,) = ask({**GOOD, "date": "2026-06-01", "region_surtax_pct": 34})
    assert "CGCT, art. L4332-4 ou CGCT, art. L4332-5 ou CGCT, art. L4332-6" in "\n".join(found["derivation"])


def test_what_does_not_stand_with_the_law_is_said():
    (found,) = ask(
        {
            **GOOD,
            "place": "Nice (06)",
            "date": "2026-06-01",
            "category": "hotel_3",
            "department_surtax_pct": 12,
        }
    )
    lines = [line for line in found["derivation"] if line.startswith("À vérifier")]
    assert len(lines) == 2
    assert "font 34\u00a0%, non 0\u00a0%" in lines[1] and "est de 10\u00a0%, non 12\u00a0%" in lines[0]
    (found,) = ask({**GOOD, "date": "2026-06-01", "category": "hotel_3", "adopted_tariff_eur": 0.4})
    assert "au-dessous du plancher de 0,50\u00a0€" in "\n".join(found["derivation"])
    (found,) = ask({**GOOD, "date": "2026-06-01", "category": "yourte"})
    assert "la catégorie n’est pas une ligne du barème" in "\n".join(found["derivation"])


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", *GOOD, "date", "regime", "cap_eur", "place", "category"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=2),
            max_leaves=3,
        ),
    )
)
def test_anything_gets_an_answer(record):
    (found,) = ask(record)
    assert ("error" in found) != ("stay" in found)


def test_the_rule_in_force():
    found = run("regle", "--date", "01/07/2026", "--departement", "34")
    text = found.stdout.decode()
    assert found.returncode == 0
    assert "Palaces : 0,70\u00a0€ à 4,90\u00a0€" in text
    assert "Montpellier-Perpignan : 34\u00a0%" in text and "Société des grands projets" not in text
    assert "non renseigné" in run("regle", "--date", "2027-07-01").stdout.decode()


def test_the_rule_as_json():
    found = json.loads(run("regle", "--date", "2026-07-01", "--json").stdout)
    limits = next(section for section in found["sections"] if section["key"] == "limits")["limits"]
    assert [limits[0]["floor"]["value"], limits[0]["ceiling"]["value"]] == ["0.70", "4.90"]
    rules = {rule["key"]: rule for section in found["sections"] for rule in section["rules"]}
    assert rules["interest.reel"]["value"] == "0.20"
    assert (
        rules["rounding.policy"]["status"] == "not_verified" and rules["rounding.policy"]["article"] is None
    )


@pytest.mark.parametrize("day", ["2026-02-30", "demain", "2026-7-1"])
def test_an_impossible_day(day):
    found = run("regle", "--date", day)
    assert found.returncode == 2
    assert day in found.stderr.decode("ascii", "backslashreplace")
