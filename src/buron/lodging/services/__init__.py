"""What a person does to the register: lodgings, who holds them, how they are ranked."""

from buron.lodging.services.hostings import add_hosting, end_hosting
from buron.lodging.services.rankings import add_ranking, end_ranking
from buron.lodging.services.register import close_lodging, register_lodging, reopen_lodging, update_lodging

__all__ = [
    "add_hosting",
    "add_ranking",
    "close_lodging",
    "end_hosting",
    "end_ranking",
    "register_lodging",
    "reopen_lodging",
    "update_lodging",
]
