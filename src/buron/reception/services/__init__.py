"""Every write of the reception."""

from buron.reception.services.acts import (
    ActConflict,
    amend_act,
    cancel_act,
    record_act,
    record_late,
    restore_act,
)
from buron.reception.services.aside import count_aside, drop_aside, replace_with_aside
from buron.reception.services.batches import cancel_batch
from buron.reception.services.carnets import make_carnet, revoke_carnet, send_carnet
from buron.reception.services.counters import record_counter, remove_counter
from buron.reception.services.imports import apply_import, discard_import, map_import, start_import
from buron.reception.services.liaison import add_step, read_book, read_mention, reopen_note, write_note
from buron.reception.services.lists import (
    add_list_item,
    arrange_list,
    rename_list_item,
    retire_list_item,
    setup_lists,
)
from buron.reception.services.outings import (
    Hours,
    cancel_outing,
    plan_outing,
    remove_outing_day,
    report_outing,
    set_outing_day,
    update_outing,
)
from buron.reception.services.partners import (
    open_partner_link,
    record_partner_act,
    renew_partner_link,
    revoke_partner_link,
    undo_partner_act,
)
from buron.reception.services.replay import replay
from buron.reception.services.tally import record_tally
from buron.reception.services.unmet import (
    amend_unmet,
    cancel_unmet,
    group_unmet,
    record_unmet,
    ungroup_unmet,
)
from buron.reception.services.unmet_letters import (
    discard_letter,
    prepare_letters,
    review_letter,
    send_again,
    send_letter,
)

__all__ = [
    "ActConflict",
    "Hours",
    "add_list_item",
    "add_step",
    "amend_act",
    "amend_unmet",
    "apply_import",
    "arrange_list",
    "cancel_act",
    "cancel_batch",
    "cancel_outing",
    "cancel_unmet",
    "count_aside",
    "discard_import",
    "discard_letter",
    "drop_aside",
    "group_unmet",
    "make_carnet",
    "map_import",
    "open_partner_link",
    "plan_outing",
    "prepare_letters",
    "read_book",
    "read_mention",
    "record_act",
    "record_counter",
    "record_late",
    "record_partner_act",
    "record_tally",
    "record_unmet",
    "remove_counter",
    "remove_outing_day",
    "rename_list_item",
    "renew_partner_link",
    "reopen_note",
    "replace_with_aside",
    "replay",
    "report_outing",
    "restore_act",
    "retire_list_item",
    "review_letter",
    "revoke_carnet",
    "revoke_partner_link",
    "send_again",
    "send_carnet",
    "send_letter",
    "set_outing_day",
    "setup_lists",
    "start_import",
    "undo_partner_act",
    "ungroup_unmet",
    "update_outing",
    "write_note",
]
