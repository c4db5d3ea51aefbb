"""Write the names of all origins as the module that the desk completes from.

Usage, after ``communes.py`` or ``countries.py`` changed a name::

    PYTHONPATH=src DJANGO_SETTINGS_MODULE=buron.project.settings python tools/origins.py

The browser keeps that file until it changes; in the desk's page the names would travel at each opening.
"""

from __future__ import annotations

import json
from pathlib import Path

import django

STATIC = Path(__file__).resolve().parent.parent / "src" / "buron" / "reception" / "static" / "reception"
HEAD = "// Every origin that the desk can complete, by code and name. Written by tools/origins.py.\n"


def write() -> None:
    """Write the module, one origin a line, so that a change is read as a diff."""
    from buron.reception.queries.origins import everything

    lines = [json.dumps([one.code, one.label], ensure_ascii=False) for one in everything()]
    body = ",\n".join(lines)
    (STATIC / "origin_names.js").write_text(f"{HEAD}export const names = [\n{body},\n];\n", encoding="utf-8")


if __name__ == "__main__":
    django.setup()
    write()
