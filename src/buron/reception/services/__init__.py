"""Every write of the reception."""

from buron.reception.services.acts import (
    ActConflict,
    amend_act,
    cancel_act,
    record_act,
    record_late,
    restore_act,
)
from buron.reception.services.batches import cancel_batch
from buron.reception.services.carnets import make_carnet, revoke_carnet, send_carnet
from buron.reception.services.counters import record_counter, remove_counter
from buron.reception.services.imports import apply_import, discard_import, map_import, start_import
from buron.reception.services.lists import (
    add_list_item,
    arrange_list,
    rename_list_item,
    retire_list_item,
    setup_lists,
)
from buron.reception.services.tally import record_tally

__all__ = [
    "ActConflict",
    "add_list_item",
    "amend_act",
    "apply_import",
    "arrange_list",
    "cancel_act",
    "cancel_batch",
    "discard_import",
    "make_carnet",
    "map_import",
    "record_act",
    "record_counter",
    "record_late",
    "record_tally",
    "remove_counter",
    "rename_list_item",
    "restore_act",
    "retire_list_item",
    "revoke_carnet",
    "send_carnet",
    "setup_lists",
    "start_import",
]
