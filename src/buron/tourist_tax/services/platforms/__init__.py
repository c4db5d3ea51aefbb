"""Platforms: their files come in through a mapping, their lines are matched, checked, paid, undone whole."""

from buron.tourist_tax.services.platforms.checks import run_checks, settle_finding
from buron.tourist_tax.services.platforms.files import (
    APPLY_JOB,
    add_platform,
    apply_file,
    ask_to_apply,
    discard_file,
    last_job,
    map_file,
    start_file,
    undo_file,
    update_platform,
)
from buron.tourist_tax.services.platforms.lines import match_listing
from buron.tourist_tax.services.platforms.previews import (
    READ_JOB,
    SHOWN,
    Preview,
    asked_preview,
    preview,
)
from buron.tourist_tax.services.platforms.reading import Reading, open_table, read_file

__all__ = [
    "APPLY_JOB",
    "READ_JOB",
    "SHOWN",
    "Preview",
    "Reading",
    "add_platform",
    "apply_file",
    "ask_to_apply",
    "asked_preview",
    "discard_file",
    "last_job",
    "map_file",
    "match_listing",
    "open_table",
    "preview",
    "read_file",
    "run_checks",
    "settle_finding",
    "start_file",
    "undo_file",
    "update_platform",
]
