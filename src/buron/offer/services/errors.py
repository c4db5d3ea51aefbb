"""What goes wrong in an import, said in French to the person who asked for it."""

from __future__ import annotations


class ImportProblem(Exception):
    """The import cannot go on; the message says what happened and what to do."""


class SourceBusy(ImportProblem):
    """An import of the source is under way."""
