"""The files of imports in the data folder: payloads as received, comparisons, and the lock of each source.

Everything of a source is in one folder, under names that a run owns (``run-12-payload.zip``,
``run-12-stage.sqlite3``); a file is written under a ``.part`` name and renamed when whole. What no run owns was
left by a crash, and is removed when the next run begins (:func:`clean`).
"""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from buron.kernel.disk import reason

MIB = 1 << 20
KEPT_RUNS = 3
"""Payloads and comparisons kept per source, beside those of the last applied run."""
_OWNED = re.compile(r"run-(\d+)-(?:payload|stage)\b")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}\Z")


class StorageError(Exception):
    """The data folder cannot be written; the message is French."""


class Busy(Exception):
    """Another process is at work on the source."""


class Kept(NamedTuple):
    """A payload in the data folder: its path, its SHA-256 in hexadecimal, its size in bytes."""

    path: Path
    digest: str
    size: int


def explain(error: OSError, path: Path) -> str:
    """A fault of the disk, in French."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Le disque est plein : {path.parent} ne peut plus rien recevoir. Faites de la place, puis relancez."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"Le dossier de données {path.parent} ne peut pas être écrit. Vérifiez ses droits, puis relancez."
        )
    return f"Le dossier de données {path.parent} n’est pas utilisable : {reason(error)}."


class Vault:
    """The folder of one source."""

    def __init__(self, data: Path, office_id: int, source_id: int) -> None:
        self.folder = data / "imports" / str(office_id) / str(source_id)

    def payload_path(self, run_id: int, name: str) -> Path:
        """Where the payload of a run goes; the ending of its name is kept, readers look at it."""
        suffix = Path(name).suffix.lower()
        return self.folder / f"run-{run_id}-payload{suffix if _SUFFIX.match(suffix) else ''}"

    def stage_path(self, run_id: int) -> Path:
        return self.folder / f"run-{run_id}-stage.sqlite3"

    def open_folder(self) -> None:
        """Make the folder; :class:`StorageError` when that cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StorageError(explain(error, self.folder / "x")) from error

    def keep(self, path: Path, write: Callable[[BinaryIO], None]) -> Kept:
        """Write a payload whole or not at all; what was received is hashed on the way. The disk is not waited for: a
        payload that a power cut damages is refused when it is read again, and can be fetched or dropped again.
        """
        part = path.with_name(path.name + ".part")
        self.open_folder()
        try:
            with part.open("wb") as file:
                hashed = _Hashed(file)
                write(cast("BinaryIO", hashed))
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StorageError(explain(error, path)) from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return Kept(path, hashed.digest.hexdigest(), hashed.size)

    def clean(self, owners: Collection[int]) -> list[str]:
        """Remove the files that no run among ``owners`` owns; returns their names."""
        removed = []
        for left in self.folder.glob("pages-*"):
            shutil.rmtree(left, ignore_errors=True)
            removed.append(left.name)
        for path in self._files():
            match = _OWNED.match(path.name)
            if match and int(match[1]) in owners and not path.name.endswith((".part", "-journal")):
                continue
            path.unlink(missing_ok=True)
            removed.append(path.name)
        return removed

    def _files(self) -> list[Path]:
        try:
            return [path for path in self.folder.iterdir() if path.is_file() and path.name != "lock"]
        except FileNotFoundError:
            return []

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be alone at work on the source; the lock falls with the process that holds it. Raises :class:`Busy`."""
        self.open_folder()
        try:
            file = (self.folder / "lock").open("a+b")
        except OSError as error:
            raise StorageError(explain(error, self.folder / "lock")) from error
        with file:
            _lock(file)
            yield


def _lock(file: BinaryIO) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Busy from error


class _Hashed:
    """A file that hashes what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)


def copy_file(source: Path) -> Callable[[BinaryIO], None]:
    """Writes a file of the server into the vault."""

    def write(into: BinaryIO) -> None:
        with source.open("rb") as file:
            shutil.copyfileobj(file, into, 4 * MIB)

    return write


def copy_chunks(chunks: Callable[[], Iterator[bytes]]) -> Callable[[BinaryIO], None]:
    """Writes what was uploaded into the vault."""

    def write(into: BinaryIO) -> None:
        for chunk in chunks():
            into.write(chunk)

    return write


def pack_folder(folder: Path, names: Collection[str]) -> Callable[[BinaryIO], None]:
    """Writes the files of a folder as one archive; always the same bytes for the same files."""

    def write(into: BinaryIO) -> None:
        forward = cast("BinaryIO", _Forward(into))
        with zipfile.ZipFile(forward, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in sorted(names):
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, (folder / name).read_bytes())

    return write


class _Forward:
    """A file that can only be written on, never gone back into: what zipfile then asks for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._place = 0

    def write(self, data: bytes) -> int:
        self._place += len(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        """Nothing is held back here."""


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
