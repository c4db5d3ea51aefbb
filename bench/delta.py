"""Speed of the national file of délibérations: a synthetic file of the size of France, read as a stream.

``python -m bench.delta``. Some 2,600 councils with 34,000 communes, tariffs, regimes and periods of the real form,
6 to 7 MB. What is told: the seconds to read it all and keep one council, and the largest memory of the process.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import time

from bench.common import Measure
from buron.tourist_tax.delta import read_delta
from buron.tourist_tax.law import current_law

COUNCILS = 2_600
COMMUNES = 13
MOST_SECONDS = 20.0
LAW = current_law()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--councils", type=int, default=COUNCILS)
    options = parser.parse_args()
    measures = measure(options.councils)
    if options.json:
        print(json.dumps([one.as_dict() for one in measures], ensure_ascii=False))
        return
    for one in measures:
        print(f"{one.name} : {one.value:.2f} {one.unit}  {one.detail}")


def measure(councils: int) -> list[Measure]:
    """Seconds of processor for the whole file, one council kept."""
    content = national_file(councils)
    wanted = _siren(councils // 2)
    started = time.process_time()
    found = read_delta(io.BytesIO(content), LAW, lambda siren, codes: siren == wanted)
    seconds = time.process_time() - started
    if found.count != councils or len(found.wanted) != 1:
        raise RuntimeError("the file was not read whole")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    detail = f"{len(content) / 1e6:.1f} Mo, {councils} collectivités, {memory:.0f} Mo de mémoire au plus"
    return [Measure("delta_file", seconds, "s", MOST_SECONDS, detail)]


def national_file(councils: int) -> bytes:
    """A file of the form of the national one."""
    chance = random.Random(20260101)
    head = (
        "<?xml version='1.0' encoding='UTF-8'?><delta><version>2.5.0</version><date>01/01/2026</date>"
        '<categories><millesime annee="2019">'
    )
    limits = "".join(
        f'<categorie id="{line.number}"><libelle>{line.title}</libelle><tarification><plancher>0.20</plancher>'
        f"<plafond>4.90</plafond><unite>€</unite></tarification></categorie>"
        for line in LAW.lines.values()
    )
    bodies = "".join(_deliberation(chance, number) for number in range(councils))
    middle = "</millesime></categories><natures/><deliberations>"
    return f"{head}{limits}{middle}{bodies}</deliberations></delta>".encode()


def _siren(number: int) -> str:
    return f"2{number:08d}"


def _deliberation(chance: random.Random, number: int) -> str:
    communes = "".join(
        f'<collectivite siren="21{number:04d}{rank:03d}"><nom>COMMUNE {number} {rank}</nom>'
        f"<codeInsee>{(number * COMMUNES + rank) % 95_000:05d}</codeInsee></collectivite>"
        for rank in range(COMMUNES)
    )
    regimes = "".join(f'<regime natureId="{rank}">Réel</regime>' for rank in range(1, 12))
    tariffs = "".join(
        f'<tarif categorieId="{rank}">{chance.randint(20, 400) / 100:.2f}</tarif>' for rank in range(1, 10)
    )
    rents = "<loyerMaximumNuit>1.00</loyerMaximumNuit><loyerMaximumSemaine/><loyerMaximumMois/>"
    flags = "".join(
        f"<taxeAdditionnelle{name}>false</taxeAdditionnelle{name}>"
        for name in ("Departementale", "Regionale", "LGV", "ArticleL2531-18")
    )
    return (
        f'<deliberation><saisie><date>12/09/2025</date><collectiviteDeliberante siren="{_siren(number)}">'
        f"<nom>CC NUMERO {number}</nom><codeInsee/><departement><numero>15</numero><libelle>CANTAL</libelle>"
        f"</departement></collectiviteDeliberante></saisie><date>26/03/2025</date><millesime>2019</millesime>"
        f"{rents}{flags}<collectivites>{communes}</collectivites><regimes>{regimes}</regimes><periodes><periode>"
        f"<dateDebut>01 janvier</dateDebut><dateFin>31 décembre</dateFin><tarifs>{tariffs}</tarifs></periode>"
        f"</periodes><abattements/></deliberation>"
    )


if __name__ == "__main__":
    main()
