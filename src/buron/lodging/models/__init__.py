from buron.lodging.models.register import Hosting, Lodging, Ranking
from buron.lodging.models.sighting import Sighting
from buron.lodging.models.visits import (
    Accreditation,
    CriterionAnswer,
    RankingDecision,
    RankingMail,
    RankingRequest,
    Visit,
    VisitPhoto,
)

__all__ = [
    "Accreditation",
    "CriterionAnswer",
    "Hosting",
    "Lodging",
    "Ranking",
    "RankingDecision",
    "RankingMail",
    "RankingRequest",
    "Sighting",
    "Visit",
    "VisitPhoto",
]
