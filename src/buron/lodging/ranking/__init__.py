"""The star ranking of furnished lodgings: the grid, and the decision that a visit leads to. Pure functions."""

from buron.lodging.ranking.grid import Criterion, Grid, GridError, current_grid
from buron.lodging.ranking.score import Answers, Score, Visit, VisitError, reachable, score

__all__ = [
    "Answers",
    "Criterion",
    "Grid",
    "GridError",
    "Score",
    "Visit",
    "VisitError",
    "current_grid",
    "reachable",
    "score",
]
