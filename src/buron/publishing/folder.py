"""The offer as plain pages in a folder, opened from a USB key on any machine: no server, no script, no network.

Pages are in the public languages, by kind, with the small pictures. Days do not change in them: the folder says when
it was made.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.kernel.texts import LANGUAGE_NAMES
from buron.offer.bundle import entries_of, manifest, thumbs_of
from buron.publishing.parcel import LOT, PACK
from buron.publishing.rules import KioskError
from buron.publishing.themes import LANGUAGES

MARK = "borne.txt"
"""What tells that a folder was made by us, and may be made again."""

SHEET = Path(__file__).parent / "static" / "publishing" / "folder.css"
Entry = Mapping[str, Any]


def write_folder(office: Office, folder: Path) -> dict[str, Any]:
    """Write the pages of the office in scope; :class:`KioskError` when the folder holds something else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise KioskError(f"Le dossier {folder} n’est pas vide : choisissez-en un autre.", "folder")
    told = manifest(audience="public")
    ids = [fiche for fiche, _digest in told["entries"]]
    entries = [
        entry
        for start in range(0, len(ids), LOT)
        for entry in entries_of(ids[start : start + LOT], audience="public")
    ]
    for name in (*LANGUAGES, "photos"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    (folder / MARK).write_text(f"{office.name}\n{told['version']}\n", encoding="utf-8")
    shutil.copyfile(SHEET, folder / "style.css")
    photos = _photos(folder, entries)
    made = {"office": office.name, "day": date_text(timezone.localdate()), "languages": LANGUAGE_NAMES}
    _write(folder / "index.html", "index", {**made, "language": "fr"})
    for language in LANGUAGES:
        _pages(folder / language, language, told, entries, {**made, "photos": photos})
    return {"version": told["version"], "fiches": len(entries), "thumbs": len(photos)}


def _photos(folder: Path, entries: Sequence[Entry]) -> set[str]:
    today = timezone.localdate().isoformat()
    wanted = [
        photo["thumb"]
        for entry in entries
        if (photo := entry.get("photo")) and photo.get("until", today) >= today
    ]
    kept: set[str] = set()
    for start in range(0, len(wanted), PACK):
        for digest, data in thumbs_of(wanted[start : start + PACK]):
            (folder / "photos" / f"{digest}.webp").write_bytes(data)
            kept.add(digest)
    return kept


def _pages(
    folder: Path, language: str, told: Mapping[str, Any], entries: Sequence[Entry], made: dict[str, Any]
) -> None:
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault(entry["kind"], []).append(said(entry, language, made["photos"]))
    kinds = [
        (key, kind["plural"].get(language) or kind["plural"]["fr"], groups[key])
        for key, kind in told["kinds"].items()
        if key in groups
    ]
    context = {**made, "language": language}
    _write(folder / "index.html", "kinds", {**context, "kinds": kinds})
    for key, title, fiches in kinds:
        fiches.sort(key=lambda one: str(one["name"]).casefold())
        _write(folder / f"{key}.html", "list", {**context, "title": title, "fiches": fiches})
        for fiche in fiches:
            page = {**context, "title": fiche["name"], "fiche": fiche, "kind": key, "kind_title": title}
            _write(folder / f"{fiche['id']}.html", "fiche", page)


def said(entry: Entry, language: str, photos: set[str]) -> dict[str, Any]:
    """An entry in a language, French where it is not translated."""
    texts = {**entry["texts"]["fr"], **entry["texts"].get(language, {})}
    photo = entry.get("photo") or {}
    return {
        **texts,
        "id": entry["id"],
        "commune": entry.get("commune", ""),
        "address": entry.get("address", ()),
        "phones": [value for kind, value, *_rest in entry.get("contacts", ()) if kind in ("phone", "mobile")],
        "thumb": photo.get("thumb") if photo.get("thumb") in photos else None,
        "credit": photo.get("credit", ""),
    }


def _write(path: Path, name: str, context: Mapping[str, Any]) -> None:
    with translation.override(str(context["language"])):
        path.write_text(render_to_string(f"publishing/folder/{name}.html", dict(context)), encoding="utf-8")
