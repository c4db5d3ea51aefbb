"""What the builders of reference data share: deterministic tables, and the manifest of their origin.

Tables are plain tab-separated text, one row a line, sorted by code. Nothing is compressed here: git and the
wheel both compress by themselves, a yearly update is then read as a diff ("which communes merged"), the bytes
do not depend on a version of zlib, and the program starts without decompressing anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src" / "buron" / "territory" / "data"


def write_table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, Any]:
    """Write one table and return its entry of the manifest. A value with a tab or a line end is refused."""
    lines = ["\t".join(header)]
    for row in rows:
        if len(row) != len(header) or any("\t" in value or "\n" in value for value in row):
            raise ValueError(f"{name}: unusable row {row!r}")
        lines.append("\t".join(row))
    content = ("\n".join(lines) + "\n").encode()
    (DATA / name).write_bytes(content)
    return {"rows": len(lines) - 1, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def update_manifest(section: str, entry: dict[str, Any]) -> None:
    """Replace one section of ``manifest.json`` and keep the others."""
    path = DATA / "manifest.json"
    manifest = json.loads(path.read_text()) if path.exists() else {}
    manifest[section] = entry
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
