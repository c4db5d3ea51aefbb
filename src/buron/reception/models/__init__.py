"""Tables of the reception: closed lists, acts, carnets, counters, batches of past rows."""

from buron.reception.models.act import Act, ActFiche, ActTheme
from buron.reception.models.batch import Batch
from buron.reception.models.carnet import Carnet, CarnetItem
from buron.reception.models.counter import CounterReading
from buron.reception.models.lists import ListItem

__all__ = [
    "Act",
    "ActFiche",
    "ActTheme",
    "Batch",
    "Carnet",
    "CarnetItem",
    "CounterReading",
    "ListItem",
]
