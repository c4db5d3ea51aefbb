"""``buron classement note``: the score of a ranking visit at the command line, without a database.

Nothing here imports Django, so that the command starts at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from buron.kernel.jsonlines import answer_input
from buron.lodging.ranking.grid import current_grid
from buron.lodging.ranking.records import score_record
from buron.lodging.ranking.visit import VisitError


def main(arguments: Sequence[str]) -> int:
    """Run ``classement`` with its own arguments and give the exit code."""
    top = argparse.ArgumentParser(
        prog="buron classement", description="Le classement des meublés de tourisme."
    )
    commands = top.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    commands.add_parser(
        "note",
        help="noter des visites (une par ligne, en JSON, sur l’entrée standard)",
        description="Lit une visite JSON par ligne (answers, persons, floor, altitude, requested_stars) et écrit une "
        "réponse JSON par ligne : points, étoiles atteintes, ce qui manque.",
    )
    top.parse_args(list(arguments))
    grid = current_grid()
    return answer_input(lambda record: score_record(record, grid), VisitError)
