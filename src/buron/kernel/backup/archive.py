"""The archive: a zip with a manifest, the rows and the files.

Rows are a copy of the SQLite file (made by SQLite's own online backup in one step, never by copying the file,
which
loses what is still in the WAL) or, on PostgreSQL, JSON lines read in one repeatable-read transaction. The
manifest holds
a digest of each member, so that a damaged archive is refused before anything is touched.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

import buron
from buron.kernel.backup import rows
from buron.kernel.backup.errors import BackupError
from buron.kernel.disk import reason

FORMAT = 1
MANIFEST = "buron.json"
SQLITE_MEMBER = "database.sqlite3"
FOLDERS = ("media", "imports")
FILES = ("vacances-scolaires.csv",)
"""Files of the data folder that the office laid there itself."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Report:
    """What was saved or put back."""

    file: str
    engine: str
    version: str
    made_at: str
    files: int
    rows: int
    bytes: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def save(target: Path) -> Report:
    """Write a verified backup to ``target``; an older file of that name is replaced only once the new
    one is whole.
    """
    target = target.expanduser().resolve()
    if not target.parent.is_dir():
        raise BackupError(f"Le dossier {target.parent} n’existe pas.")
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryDirectory(prefix="buron-backup-", dir=target.parent) as work:
            _write(partial, Path(work))
        report = verify(partial)
        partial.replace(target)
    except OSError as error:
        raise BackupError(f"La sauvegarde n’a pas pu être écrite : {reason(error)}.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return Report(**{**report.as_dict(), "file": str(target)})  # type: ignore[arg-type]


def _write(partial: Path, work: Path) -> None:
    members: dict[str, str] = {}
    partial.touch(
        mode=0o600
    )  # it holds what the office knows of persons: nobody else of the machine reads it
    partial.chmod(0o600)
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6, allowZip64=True) as archive:
        if connection.vendor == "sqlite":
            copy = work / SQLITE_MEMBER
            count = rows.copy_sqlite(copy)
            members[SQLITE_MEMBER] = _add(archive, copy, SQLITE_MEMBER)
        else:
            count = 0
            for name, path, lines in rows.dump(work):
                members[name] = _add(archive, path, name)
                count += lines
        files = 0
        for path, name in _office_files():
            members[name] = _add(archive, path, name)
            files += 1
        manifest = {
            "format": FORMAT,
            "version": buron.__version__,
            "engine": connection.vendor,
            "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "rows": count,
            "files": files,
            "members": members,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def _office_files() -> Iterator[tuple[Path, str]]:
    for name in FILES:
        path = Path(settings.DATA) / name
        if path.is_file():
            yield path, name
    for folder in FOLDERS:
        root = Path(settings.DATA) / folder
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield path, f"{folder}/{path.relative_to(root).as_posix()}"


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    return digest.hexdigest()


def verify(file: Path) -> Report:
    """Read a whole archive and check every member against the manifest."""
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as archive:
        for name, wanted in manifest["members"].items():
            if _digest(archive, name) != wanted:
                raise BackupError(f"La sauvegarde est abîmée : {name} ne correspond pas à son empreinte.")
    return Report(
        file=str(file),
        engine=manifest["engine"],
        version=manifest["version"],
        made_at=manifest["made_at"],
        files=manifest["files"],
        rows=manifest["rows"],
        bytes=file.stat().st_size,
    )


def read_manifest(file: Path) -> dict:  # type: ignore[type-arg]
    """The manifest of an archive of ours; :class:`BackupError` for anything else."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
    except FileNotFoundError as error:
        raise BackupError(f"Le fichier {file} n’existe pas.") from error
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(f"{file} n’est pas une sauvegarde de Buron, ou elle est abîmée.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError("Cette sauvegarde vient d’une version de Buron trop récente pour celle-ci.")
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as member:
            _pour(member, digest.update)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise BackupError(f"La sauvegarde est abîmée : {name} est illisible.") from error
    return digest.hexdigest()


def _pour(source: IO[bytes], sink: object) -> None:
    while chunk := source.read(CHUNK):
        sink(chunk)  # type: ignore[operator]


def restore(file: Path, *, force: bool = False) -> Report:
    """Put an archive back into the data folder and the configured database.

    The archive is verified whole first. Data in place are refused unless ``force``; even then the files are
    swapped only
    after everything was unpacked beside them, so that a failure leaves the old data as they were.
    """
    report = verify(file)
    data = Path(settings.DATA)
    try:
        rows.make_room(force=force)
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="restore-", dir=data) as work:
            unpacked = Path(work)
            _unpack(file, unpacked)
            if report.engine == "sqlite":
                rows.restore_sqlite(unpacked / SQLITE_MEMBER)
            else:
                rows.load(unpacked)
            _swap_folders(unpacked, data)
    except OSError as error:
        raise BackupError(f"La restauration a échoué : {reason(error)}.") from error
    return report


def _unpack(file: Path, work: Path) -> None:
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as archive:
        for name in manifest["members"]:
            place = (work / name).resolve()
            if not place.is_relative_to(work.resolve()):
                raise BackupError(f"La sauvegarde contient un chemin interdit : {name}.")
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, place.open("wb") as sink:
                shutil.copyfileobj(source, sink, CHUNK)


def _swap_folders(unpacked: Path, data: Path) -> None:
    for name in FILES:
        if (unpacked / name).exists():
            (unpacked / name).replace(data / name)
    for folder in FOLDERS:
        fresh, old = unpacked / folder, data / folder
        if old.exists():
            old.rename(unpacked / f"{folder}.old")
        if fresh.exists():
            fresh.replace(old)
