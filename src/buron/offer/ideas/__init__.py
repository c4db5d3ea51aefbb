"""Situational ideas, pure: what a fiche says of rain, heat, children, no car, tonight and a dog, and a fair order."""

from buron.offer.ideas.evening import evenings_of, tonight
from buron.offer.ideas.rules import Stop, Verdict
from buron.offer.ideas.situations import BY_KEY, SITUATIONS, Situation, situations_of
from buron.offer.ideas.turns import Candidate, band, in_turn

__all__ = [
    "BY_KEY",
    "SITUATIONS",
    "Candidate",
    "Situation",
    "Stop",
    "Verdict",
    "band",
    "evenings_of",
    "in_turn",
    "situations_of",
    "tonight",
]
