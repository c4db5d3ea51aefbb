"""Search speed: 1 to 3 words, the last one a beginning of 3 or 4 letters, with exact facets and a page of answers.

``python -m bench.search_speed --fiches 200000`` (without ``--fiches``: 5,000 then 200,000). The question is asked the
way a person asks it: words of a fiche that is there, drawn at random. The first question loads the columns, and
that time is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from bench.common import Measure, data_folder, percentile

PROMISES = {200_000: (10.0, 80.0), 5_000: (None, 8.0)}
"""Fiches to the bounds of p50 and p99, in milliseconds."""
QUESTIONS = 600
BATCH = 5_000
_COMMON = """
    abbaye accueil activité aire alpage ambiance ancien animal appartement artisan atelier auberge automne
    balade bar basalte bastide bateau belvédère berger bière bleu boire bois bord boucherie boulangerie bourg
    brasserie burle buron calme camping canoë cascade cave centre chaleureux chambre chapelle charme château
    chemin cheval chien cirque circuit classé clocher col collection confort confortable coteau couchage
    couette coulée cour crêperie crypte cuisine cuivre culture découvrir demeure dégustation départ dernier
    dîner dolmen domaine douche draps eau éclairage école écurie église enfant ensemble entrée épicerie équipé
    équitation escalade estive étable étage étang été événement exposition façade famille ferme festival feu
    fête foire forêt four foyer fraîcheur fromage fruit galerie gare garage gîte glace gorge gourmand grange
    grenier grotte groupe guide habitat hameau haut herbage histoire hiver horloge hôtel jardin jeu journée
    lac lait lauze linge lit location loisir maison marais marché marmite matin menu meuble miel moulin
    montagne musée musique neige nuit œuf orgue oratoire orchidée ours paddock pain panorama parc parking
    paroisse parcours patrimoine pays paysage peintre piano pierre pique-nique piscine place plage plaine
    planèze plateau pont porche poterie prairie pré prieuré printemps produit promenade puy raquette randonnée
    réserve restaurant retable rive rivière roche roman rucher ruisseau saison salle salon sapin savoir-faire
    sculpture séjour sentier site ski soirée source spectacle sport table tablette tarif terrasse terroir
    théâtre toit tour tourbière traditionnel transhumance truffade truite vacances vache vallée vélo viande
    village vin visite vitrail voie volcan vue week-end yourte
"""
_SMALL = (
    "de la le les et des en un une du à au aux dans pour sur avec par vous est sont qui que se sa son ses"
)
_HEADS, _HEARTS = "b c ch cl cr d f fl g gr h j l m n p pl pr r s st t tr v", "a e i o u é ou ai on an in eu"
COMMON, SMALL, HEADS, HEARTS = (text.split() for text in (_COMMON, _SMALL, _HEADS, _HEARTS))
KINDS = (
    "rental",
    "restaurant",
    "heritage",
    "nature",
    "event",
    "activity",
    "shop",
    "hotel",
    "trail",
    "tasting",
    "camping",
)
LABELS = (
    "Gîtes de France",
    "Clévacances",
    "Accueil Vélo",
    "Logis",
    "Bienvenue à la ferme",
    "Tourisme et Handicap",
)


class Writer:
    """Bodies of about 2 kB, the same for the same seed: French words, most of them rare, as in real texts."""

    def __init__(self, seed: int, communes: Sequence[tuple[str, str]]) -> None:
        self.chance = random.Random(seed)
        self.communes = communes
        self.words = [*COMMON, *sorted({self._invented() for _ in range(24_000)})]
        self.weights = list(accumulate(1 / (rank + 30) ** 0.9 for rank in range(len(self.words))))

    def _invented(self) -> str:
        chance = self.chance
        body = "".join(
            chance.choice(HEADS) + chance.choice(HEARTS) for _ in range(chance.choice((1, 2, 2, 3)))
        )
        return body + chance.choice(("", "e", "er", "le", "ment", "ette", "ard", "tion", "eau", "ac", "s"))

    def text(self, length: int) -> str:
        rare = self.chance.choices(self.words, cum_weights=self.weights, k=length)
        small = self.chance.choices(SMALL, k=length)
        return " ".join(word for pair in zip(rare, small, strict=True) for word in pair)

    def body(self, number: int) -> dict[str, Any]:
        chance = self.chance
        insee, city = self.communes[int(chance.paretovariate(0.6)) % len(self.communes)]
        kind = chance.choice(KINDS)
        month = chance.randint(1, 6)
        body: dict[str, Any] = {
            "kind": kind,
            "name": {
                "fr": " ".join(
                    chance.choices(self.words, cum_weights=self.weights, k=chance.randint(2, 4))
                ).capitalize()
            },
            "short": {"fr": self.text(12), "en": self.text(12)},
            "description": {"fr": self.text(45), "en": self.text(30)},
            "address": {
                "lines": [f"{number % 90} rue du Bourg"],
                "postcode": f"{insee[:2]}100",
                "city": city,
                "insee": insee,
            },
            "position": {"lat": 44 + chance.random() * 3, "lon": 1 + chance.random() * 4},
            "contacts": [
                {"type": "phone", "value": "04 71 00 00 00"},
                {"type": "web", "value": "https://example.org"},
            ],
            "media": [{"type": "image", "url": f"https://example.org/{number}.jpg", "credit": "Office"}],
            "opening": {
                "periods": [
                    {
                        "start": f"2026-{month:02d}-{chance.choice((1, 15)):02d}",
                        "end": f"2026-{month + 5:02d}-{chance.choice((15, 28)):02d}",
                        "weekdays": chance.choice(
                            ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 7])
                        ),
                        "slots": [{"opens": f"{chance.randint(8, 10):02d}:00", "closes": "18:00"}],
                    }
                ]
            },
            "amenities": [
                {"key": str(rank), "label": chance.choice(COMMON)} for rank in range(chance.randint(0, 4))
            ],
        }
        if chance.random() < 0.3:
            label = chance.choice(LABELS)
            body["labels"] = [{"key": label.lower().replace(" ", "-"), "label": label}]
        if kind == "event":
            day = f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            body["sessions"] = [{"start": day, "end": day}]
        return body


def fill(number: int) -> tuple[Any, list[dict[str, Any]], float]:
    """An office with that many fiches; the office, a sample of the bodies, and the seconds that indexing took."""
    from buron.kernel.models import Office
    from buron.offer.models import Fiche
    from buron.offer.search import Entry, index_entries

    office = Office.objects.create(slug="mesure", name="Mesure")
    writer = Writer(20_261_120, _communes())
    sample: list[dict[str, Any]] = []
    indexing = 0.0
    for start in range(0, number, BATCH):
        bodies = [writer.body(start + rank) for rank in range(min(BATCH, number - start))]
        made = Fiche.objects.bulk_create([_fiche(office, body) for body in bodies], batch_size=1_000)
        begun = time.perf_counter()
        index_entries(
            office.pk, [Entry(fiche.pk, fiche.body, fiche.completeness) for fiche in made], new=True
        )
        indexing += time.perf_counter() - begun
        sample += bodies[:: max(1, number // QUESTIONS)]
    return office, sample, indexing


def _communes() -> list[tuple[str, str]]:
    from buron.territory import reference

    known = (
        reference.commune(f"{department}{rank:03d}")
        for department in (12, 15, 43, 46, 48, 63)
        for rank in range(1, 400)
    )
    return sorted({(commune.insee, commune.name) for commune in known if commune})


def _fiche(office: Any, body: dict[str, Any]) -> Any:
    from buron.offer.models import Fiche

    sessions = body.get("sessions")
    return Fiche(
        office=office,
        kind=body["kind"],
        name=body["name"]["fr"],
        slug="fiche",
        insee=body["address"]["insee"],
        latitude=body["position"]["lat"],
        longitude=body["position"]["lon"],
        body=body,
        completeness=60,
        first_day=sessions[0]["start"] if sessions else None,
        last_day=sessions[0]["end"] if sessions else None,
    )


def questions(sample: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What people would type to find these fiches."""
    from buron.offer.search.text import STOP_WORDS, words

    chance = random.Random(7)
    while True:
        body = chance.choice(sample)
        held = words(
            f"{body['name']['fr']} {body['name']['fr']} {body['address']['city']} {body['short']['fr']}"
        )
        useful = [word for word in held if len(word) > 3 and word not in STOP_WORDS]
        asked = chance.sample(useful, k=min(len(useful), chance.randint(1, 3)))
        if asked:
            yield " ".join([*asked[:-1], asked[-1][: chance.choice((3, 4))]])


def measure(number: int) -> list[Measure]:
    """The percentiles of one size."""
    from buron.kernel.tables import bring_up_to_date
    from buron.kernel.tenancy import office_scope
    from buron.offer.queries import SearchQuery, search
    from buron.offer.search import engine

    bring_up_to_date()
    office, sample, indexing = fill(number)
    asked = questions(sample)
    times: list[float] = []
    totals: list[int] = []
    with office_scope(office):
        begun = time.perf_counter()
        search(SearchQuery())
        first = time.perf_counter() - begun
        for _ in range(QUESTIONS):
            query = SearchQuery(next(asked))
            begun = time.perf_counter()
            result = search(query)
            times.append((time.perf_counter() - begun) * 1000)
            totals.append(result.total)
    p50_most, p99_most = PROMISES.get(number, (None, None))
    told = (
        f"{number} fiches, {QUESTIONS} questions",
        f"réponses : médiane {percentile(totals, 50)}, p99 {percentile(totals, 99)}",
        f"p95 {percentile(times, 95):.1f} ms, pire {max(times):.1f} ms",
        engine().version(),
        f"indexation {indexing:.1f} s, première question {first:.2f} s",
    )
    detail = " ; ".join(told)
    return [
        Measure(f"recherche sur {number} fiches, p50", percentile(times, 50), "ms", p50_most, detail),
        Measure(f"recherche sur {number} fiches, p99", percentile(times, 99), "ms", p99_most, detail),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fiches", type=int, action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: list[Measure] = []
    for number in options.fiches or (5_000, 200_000):
        found += _apart(number) if not options.fiches or len(options.fiches) > 1 else _here(number)
    print(json.dumps([one.as_dict() for one in found], ensure_ascii=False))
    return int(not all(one.held for one in found))


def _here(number: int) -> list[Measure]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")
    with data_folder():
        import django

        django.setup()
        return measure(number)


def _apart(number: int) -> list[Measure]:
    """In a process of its own, so that one size does not warm the other."""
    import subprocess

    out = subprocess.run(
        [sys.executable, "-m", "bench.search_speed", "--fiches", str(number)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout
    fields = ("name", "value", "unit", "most", "detail")
    return [Measure(**{key: one[key] for key in fields}) for one in json.loads(out.strip().splitlines()[-1])]


if __name__ == "__main__":
    raise SystemExit(main())
