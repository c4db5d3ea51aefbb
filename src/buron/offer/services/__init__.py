"""Every write of the offer: fiches, sources, imports, duplicates."""

from buron.offer.services.compose import body_without_edits, source_body, sources_of
from buron.offer.services.deciding import apply_run, discard_run
from buron.offer.services.errors import ImportProblem, SourceBusy
from buron.offer.services.fiches import (
    BadFiche,
    archive,
    create_fiche,
    drop_override,
    edit_fiche,
    hide,
    mark_checked,
    override,
    publish,
)
from buron.offer.services.imports import Upload, attach_job, begin_run, preview, read_run, run_import
from buron.offer.services.launching import (
    launch_applying,
    launch_reading,
    payload_of,
    read_again,
    sample_of,
)
from buron.offer.services.matching import (
    find_doubts,
    reopen_doubt,
    separate_record,
    settle_different,
    settle_same,
    side_by_side,
)
from buron.offer.services.runs import stage_of
from buron.offer.services.sources import change_source, create_source, place_shown
from buron.offer.services.stock import keep_stock
from buron.offer.services.upkeep import recover

__all__ = [
    "BadFiche",
    "ImportProblem",
    "SourceBusy",
    "Upload",
    "apply_run",
    "archive",
    "attach_job",
    "begin_run",
    "body_without_edits",
    "change_source",
    "create_fiche",
    "create_source",
    "discard_run",
    "drop_override",
    "edit_fiche",
    "find_doubts",
    "hide",
    "keep_stock",
    "launch_applying",
    "launch_reading",
    "mark_checked",
    "override",
    "payload_of",
    "place_shown",
    "preview",
    "publish",
    "read_again",
    "read_run",
    "recover",
    "reopen_doubt",
    "run_import",
    "sample_of",
    "separate_record",
    "settle_different",
    "settle_same",
    "side_by_side",
    "source_body",
    "sources_of",
    "stage_of",
]
