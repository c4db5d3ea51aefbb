"""Every write about printed documents."""

from buron.reception.services.printed.catalogue import (
    retire_place,
    retire_title,
    save_edition,
    save_place,
    save_title,
)
from buron.reception.services.printed.counts import close_count, note_count, open_count
from buron.reception.services.printed.movements import (
    distribute,
    hand_out,
    lose,
    receive_delivery,
    transfer,
    undo_movement,
)
from buron.reception.services.printed.rounds import (
    add_stop,
    close_round,
    load_round,
    move_stop,
    plan_round,
    remove_stop,
    serve_stop,
)

__all__ = [
    "add_stop",
    "close_count",
    "close_round",
    "distribute",
    "hand_out",
    "load_round",
    "lose",
    "move_stop",
    "note_count",
    "open_count",
    "plan_round",
    "receive_delivery",
    "remove_stop",
    "retire_place",
    "retire_title",
    "save_edition",
    "save_place",
    "save_title",
    "serve_stop",
    "transfer",
    "undo_movement",
]
