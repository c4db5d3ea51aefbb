"""Payload readers: one way to read a file, a folder, an archive or bytes that were fetched, within limits.

Nothing is ever extracted to disk. Every stream counts what it gives and stops at the limits, whatever sizes
an archive declares, so that a zip bomb costs no more than the limits allow.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from buron.kernel.disk import reason

MIB = 1 << 20
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError)


class ByteStream(Protocol):
    """What is asked of a stream: to be read and closed."""

    def read(self, size: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


class PayloadError(Exception):
    """The payload as a whole cannot be read; the message is in French, for the person who dropped it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a payload may weigh. Defaults fit a department's feed with room to spare."""

    files: int = 600_000
    file_bytes: int = 4096 * MIB
    total_bytes: int = 65_536 * MIB
    ratio: int = 200
    """Uncompressed over compressed size, beyond the first mebibyte (JSON compresses 8 to 50 times)."""
    object_bytes: int = 32 * MIB
    whole_bytes: int = 256 * MIB
    """Files that must be read whole: spreadsheets, small reference files, one object per file."""


class PayloadReader(ABC):
    """Named files, in alphabetical order, that can be read within limits."""

    def __init__(self, label: str, limits: Limits) -> None:
        self.label = label
        self.limits = limits
        self._given = 0

    @abstractmethod
    def names(self) -> list[str]:
        """Names of the files, with ``/`` between folders."""

    @abstractmethod
    def _open(self, name: str) -> ByteStream: ...

    def open(self, name: str) -> BinaryIO:
        """A stream on a file; it raises :class:`PayloadError` past a limit or where the file is damaged."""
        return io.BufferedReader(_Counted(self._stream(name), self, name), 64 * 1024)

    def read(self, name: str) -> bytes:
        """A whole file, refused above ``limits.whole_bytes``."""
        most = self.limits.whole_bytes
        stream = self._stream(name)
        parts: list[bytes] = []
        size = 0
        try:
            while size <= most and (chunk := stream.read(MIB)):
                parts.append(chunk)
                size += len(chunk)
        except DAMAGE as error:
            raise self.damaged(name, error) from error
        finally:
            stream.close()
        if size > most:
            raise PayloadError(f"Le fichier « {name} » dépasse {most // MIB} Mo : il ne peut pas être lu.")
        self.count(name, size, size)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _stream(self, name: str) -> ByteStream:
        try:
            return self._open(name)
        except KeyError:
            raise PayloadError(f"Le fichier « {name} » est absent de {self.label}.") from None
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise PayloadError(f"Le fichier « {name} » de {self.label} est illisible : {error}.") from error

    def damaged(self, name: str, error: Exception) -> PayloadError:
        """The error to raise for a file that cannot be read to its end."""
        place = "" if name == self.label else f" de {self.label}"
        fault = "sa fin manque" if isinstance(error, EOFError) else "son contenu ne se lit pas"
        return PayloadError(f"Le fichier « {name} »{place} est abîmé ou incomplet : {fault}.")

    def count(self, name: str, amount: int, so_far: int) -> None:
        """Called by the streams with what they give."""
        self._given += amount
        if so_far > self.limits.file_bytes:
            raise PayloadError(f"Le fichier « {name} » dépasse {self.limits.file_bytes // MIB} Mo.")
        if self._given > self.limits.total_bytes:
            raise PayloadError(f"{self.label} dépasse {self.limits.total_bytes // MIB} Mo une fois lu.")

    def close(self) -> None:  # noqa: B027 (nothing to close by default)
        """Release what the reader holds."""

    def __enter__(self) -> PayloadReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Counted(io.RawIOBase):
    """A stream that tells its reader what it gives, and turns damage into :class:`PayloadError`."""

    def __init__(self, stream: ByteStream, reader: PayloadReader, name: str) -> None:
        self._stream = stream
        self._reader = reader
        self._name = name
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._stream.read(len(view))
        except DAMAGE as error:
            raise self._reader.damaged(self._name, error) from error
        self._given += len(data)
        self._reader.count(self._name, len(data), self._given)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


class BytesReader(PayloadReader):
    """One file held in memory: what was fetched from an address, or a test."""

    def __init__(self, data: bytes, name: str = "donnees.json", limits: Limits | None = None) -> None:
        super().__init__(name, limits or Limits())
        self._name = name
        self._data = data

    def names(self) -> list[str]:
        return [self._name]

    def _open(self, name: str) -> ByteStream:
        if name != self._name:
            raise KeyError(name)
        return io.BytesIO(self._data)


class FileReader(PayloadReader):
    """One file on disk, gzip included."""

    def __init__(self, path: Path, limits: Limits | None = None, name: str = "") -> None:
        super().__init__(name or path.name, limits or Limits())
        self._path = path

    def names(self) -> list[str]:
        return [self.label]

    def _open(self, name: str) -> ByteStream:
        if name != self.label:
            raise KeyError(name)
        with self._path.open("rb") as stream:
            is_gzip = stream.read(2) == b"\x1f\x8b"
        return _Gunzipped(self._path, self.limits) if is_gzip else self._path.open("rb")


class _Gunzipped(gzip.GzipFile):
    """A gzip stream that stops at the ratio that no honest file reaches."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, "rb")
        self._most = max(path.stat().st_size * limits.ratio, MIB)
        self._out = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self._out += len(data)
        if self._out > self._most:
            raise PayloadError("Le fichier compressé grossit de façon anormale : il est refusé.")
        return data


class FolderReader(PayloadReader):
    """The files under a folder; links and hidden files are left out."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        super().__init__(path.name or str(path), limits or Limits())
        self._path = path
        self._names: dict[str, None] | None = None

    def names(self) -> list[str]:
        if self._names is None:
            self._names = dict.fromkeys(sorted(self._walk()))
        return list(self._names)

    def _walk(self) -> Iterator[str]:
        count = 0
        for folder, folders, files in os.walk(self._path):
            folders[:] = [name for name in folders if not _is_noise(name)]
            for name in files:
                path = Path(folder, name)
                if _is_noise(name) or path.is_symlink() or not path.is_file():
                    continue
                count += 1
                if count > self.limits.files:
                    raise PayloadError(
                        f"Le dossier {self.label} contient plus de {self.limits.files} fichiers."
                    )
                yield path.relative_to(self._path).as_posix()

    def _open(self, name: str) -> ByteStream:
        if self._names is None:
            self.names()
        if self._names is None or name not in self._names:
            raise KeyError(name)
        return (self._path / name).open("rb")


class ZipReader(PayloadReader):
    """The files of a zip archive, checked against bombs before anything is read."""

    def __init__(self, source: Path | BinaryIO, label: str, limits: Limits | None = None) -> None:
        super().__init__(label, limits or Limits())
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
            raise PayloadError(
                f"L’archive {label} est abîmée ou incomplète : demandez-la à nouveau."
            ) from error
        kept = {
            info.filename.replace("\\", "/"): info
            for info in self._zip.infolist()
            if not info.is_dir() and not any(_is_noise(part) for part in info.filename.split("/"))
        }
        self._infos = dict(sorted(kept.items()))
        self._check(source)

    def _check(self, source: Path | BinaryIO) -> None:
        infos = list(self._infos.values())
        if len(infos) > self.limits.files:
            raise PayloadError(f"L’archive {self.label} contient plus de {self.limits.files} fichiers.")
        if sum(info.file_size for info in infos) > self.limits.total_bytes:
            raise PayloadError(
                f"L’archive {self.label} dépasse {self.limits.total_bytes // MIB} Mo une fois lue."
            )
        if sum(info.compress_size for info in infos) > _size_of(source):
            raise PayloadError(f"Les fichiers de l’archive {self.label} se recouvrent : elle est refusée.")
        for info in infos:
            if info.flag_bits & 1:
                raise PayloadError(f"L’archive {self.label} est protégée par un mot de passe.")
            if info.file_size > MIB and info.file_size > info.compress_size * self.limits.ratio:
                raise PayloadError(
                    f"Le fichier « {info.filename} » de {self.label} grossit plus de "
                    f"{self.limits.ratio} fois : l’archive est refusée."
                )

    def names(self) -> list[str]:
        return list(self._infos)

    def _open(self, name: str) -> ByteStream:
        return self._zip.open(self._infos[name])

    def close(self) -> None:
        self._zip.close()


def _size_of(source: Path | BinaryIO) -> int:
    if isinstance(source, Path):
        return source.stat().st_size
    place = source.tell()
    size = source.seek(0, io.SEEK_END)
    source.seek(place)
    return size


def _is_noise(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _is_archive(head: bytes, names: list[str]) -> bool:
    """A zip that is not a spreadsheet (XLSX and ODS are zip files too)."""
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not (
        "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= set(names)
    )


def _zip_names(source: Path | BinaryIO) -> list[str]:
    try:
        with zipfile.ZipFile(source) as archive:
            return archive.namelist()[:1000]
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        return []


def open_reader(path: Path | str, limits: Limits | None = None, *, name: str = "") -> PayloadReader:
    """The reader for a path: folder, zip archive, or single file. Raises :class:`PayloadError`.

    ``name`` is the one that a person knows it by, for messages; it is used if it ends as the path does.
    """
    place = Path(path)
    known = Path(name).name if Path(name).suffix.lower() == place.suffix.lower() else place.name
    try:
        if place.is_dir():
            return FolderReader(place, limits)
        with place.open("rb") as stream:
            head = stream.read(4)
        if _is_archive(head, _zip_names(place)):
            return ZipReader(place, known, limits)
        if place.stat().st_size > (limits or Limits()).file_bytes:
            raise PayloadError(f"Le fichier {known} est trop gros pour être lu.")
    except FileNotFoundError:
        raise PayloadError(f"Fichier ou dossier introuvable : {place}.") from None
    except OSError as error:
        raise PayloadError(f"{place} ne peut pas être lu : {reason(error)}.") from error
    return FileReader(place, limits, known)


def bytes_reader(data: bytes, name: str = "donnees.json", limits: Limits | None = None) -> PayloadReader:
    """The reader for bytes that were received (an upload, an address): archive or single file."""
    if _is_archive(data[:4], _zip_names(io.BytesIO(data))):
        return ZipReader(io.BytesIO(data), name, limits)
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, limits or Limits())
    return BytesReader(data, name, limits)


def _gunzip(data: bytes, limits: Limits) -> bytes:
    most = min(max(len(data) * limits.ratio, MIB), limits.whole_bytes)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            plain = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PayloadError("Le fichier compressé est abîmé ou incomplet.") from error
    if len(plain) > most:
        raise PayloadError("Le fichier compressé grossit de façon anormale : il est refusé.")
    return plain


def decode_text(data: bytes) -> str:
    """Text of a file whose encoding is not said: UTF-8, UTF-16 with its mark, else cp1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
