from buron.lodging.models.files import Distinct, RegisterFile
from buron.lodging.models.invitations import Invitation
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
    "Distinct",
    "Hosting",
    "Invitation",
    "Lodging",
    "Ranking",
    "RankingDecision",
    "RankingMail",
    "RankingRequest",
    "RegisterFile",
    "Sighting",
    "Visit",
    "VisitPhoto",
]
