"""The calculation and the periods as hosts of other languages read them: whole, with the law's own words in French."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import translation

from buron.kernel.documents.html import html_fragment
from buron.tourist_tax.host_derivation import QUOTED, told_steps
from buron.tourist_tax.host_words import period_words
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import CollectionPeriod
from buron.tourist_tax.papers.host_receipt import receipt_document
from buron.tourist_tax.rules import DeclaredTotal
from buron.tourist_tax.rules.wording import Days, counted, from_json, in_words, joined, said, to_json
from buron.tourist_tax.services import send_declaration
from tests.tourist_tax.hosts.conftest import LAST


def test_every_title_that_the_law_gives_to_a_calculation_can_be_told():
    law = current_law()
    titles = {one.title for one in law.categories.values()} | {one.rule.title for one in law.surtaxes}
    assert titles <= set(QUOTED)


def test_a_sentence_comes_back_from_json_as_it_was():
    sentence = said(
        "Nuits %s : %s.", Days(dt.date(2026, 5, 1), dt.date(2026, 5, 4)), counted(3, "%s nuit", "%s nuits")
    )
    whole = joined(" ; ", (sentence, Days(dt.date(2026, 5, 1)), "100 %"))
    assert from_json(to_json(whole)) == whole
    assert (
        in_words(whole).replace("\u00a0", " ")
        == "Nuits du 1er au 4 mai 2026 : 3 nuits. ; 1er mai 2026 ; 100 %"
    )


def test_the_receipt_and_its_calculation_speak_the_language_of_the_host(pages, host, system):
    declared = [DeclaredTotal(40, {"exemption.minors": 3})]
    sent = send_declaration(actor=system, lodging=host[1], month=LAST, kind="total", declared=declared)
    told = {}
    for code in ("fr", "de", "es"):
        text = pages.get(f"/hebergeur/page/declaration/{sent.pk}/?langue={code}").content.decode()
        with translation.override(code):
            text += html_fragment(receipt_document(sent, host[0]))
        told[code] = re.sub(r"[\u00a0\u202f]", " ", text)
    assert told["fr"].count("Tarif voté : 1,00 € par personne et par nuit.") == 2
    assert told["de"].count("Beschlossener Tarif: 1,00 € pro Person und Nacht.") == 2
    assert told["es"].count("Recargo del departamento (taxe additionnelle)") >= 2
    assert (
        "Ferienwohnung mit 3 Sternen (meublé)" in told["de"] and "40 besteuerte Übernachtungen" in told["de"]
    )
    assert "Récépissé de déclaration" in told["fr"] and "Bestätigung der Meldung (récépissé)" in told["de"]
    assert "Tarif voté" not in told["de"] + told["es"]


def test_a_calculation_kept_before_languages_is_told_in_french_and_says_so():
    with translation.override("en"):
        (step,) = told_steps([{"line": 1, "text": "Tarif voté : 1 €.", "article": "CGCT", "kind": "step"}])
    assert (step.text, step.language) == ("Tarif voté : 1 €.", "fr")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ((2026, 1, 1), (2026, 1, 31), "January 2026"),
        ((2026, 1, 1), (2026, 4, 30), '<span>January – April 2026 (<span lang="fr">Titre</span>)</span>'),
        (
            (2025, 12, 1),
            (2026, 3, 31),
            '<span>December 2025 – March 2026 (<span lang="fr">Titre</span>)</span>',
        ),
        (
            (2026, 1, 10),
            (2026, 4, 30),
            '<span>Jan. 10, 2026 – April 30, 2026 (<span lang="fr">Titre</span>)</span>',
        ),
    ],
)
def test_a_period_is_told_by_its_months(first, last, told):
    period = CollectionPeriod(title="Titre", first=dt.date(*first), last=dt.date(*last))
    with translation.override("en"):
        assert period_words(period) == told
    with translation.override("fr"):
        assert period_words(period) == "Titre"
