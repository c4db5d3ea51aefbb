from buron.lodging.models.register import Hosting, Lodging, Ranking
from buron.lodging.models.sighting import Sighting

__all__ = ["Hosting", "Lodging", "Ranking", "Sighting"]
