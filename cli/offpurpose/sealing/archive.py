"""A case as one tar stream: written in one order with nothing of time and owner, and read with distrust."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from offpurpose.case.private import FILE_MODE, FOLDER_MODE
from offpurpose.errors import AlteredCaseError, CaseError
from offpurpose.identifiers.masking import printable

ROOT = "case"
"""The folder that a sealed case is in, in its archive."""

_BLOCK = 1 << 18
_END = bytes(2 * tarfile.BLOCKSIZE)
_DEEPEST = 8


def entries_of(digests: Mapping[str, str]) -> list[str]:
    """Return the names of files below a folder in the order of the archive."""
    return sorted(digests, key=os.fsencode)


def tar_stream(folder: Path, digests: Mapping[str, str]) -> Iterator[bytes]:
    """Yield a tar archive of the files whose digests are given.

    Raises:
        AlteredCaseError: when a file is not the one whose digest is given, at its end.
    """
    names = entries_of(digests)
    yield _header(ROOT, tarfile.DIRTYPE)
    for parent in sorted(
        {parent.as_posix() for name in names for parent in PurePosixPath(name).parents} - {"."}
    ):
        yield _header(f"{ROOT}/{parent}", tarfile.DIRTYPE)
    for name in names:
        yield from _file(folder, name, digests[name])
    yield _END


def _file(folder: Path, name: str, digest: str) -> Iterator[bytes]:
    descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        left = os.fstat(file.fileno()).st_size
        yield _header(f"{ROOT}/{name}", tarfile.REGTYPE, left)
        padding, hashed = -left % tarfile.BLOCKSIZE, hashlib.sha256()
        while left and (block := file.read(min(left, _BLOCK))):
            hashed.update(block)
            left -= len(block)
            yield block
    if left or hashed.hexdigest() != digest:
        raise AlteredCaseError(
            f"{folder / name} was changed while it was sealed", hint="nothing was left behind"
        )
    yield bytes(padding)


def _header(name: str, kind: bytes, size: int = 0) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.size = kind, size
    entry.mode = FOLDER_MODE if kind == tarfile.DIRTYPE else FILE_MODE
    return entry.tobuf(tarfile.PAX_FORMAT)


class StreamOf(io.RawIOBase):
    """What some blocks of bytes are to whoever reads a file; what goes wrong meanwhile is in `error`."""

    def __init__(self, blocks: Iterator[bytes], told: Callable[[int], None]) -> None:
        self._blocks = blocks
        self._told = told
        self._waiting = memoryview(b"")
        self.size = 0
        self.error: BaseException | None = None

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, at most as many as asked for; none at the end."""
        try:
            while not self._waiting:
                if (block := next(self._blocks, None)) is None:
                    return b""
                self._waiting = memoryview(block)
            taken = self._waiting if size < 0 else self._waiting[:size]
            self._waiting = self._waiting[len(taken) :]
            self.size += len(taken)
            self._told(self.size)
        except BaseException as error:
            self.error = error
            raise
        return bytes(taken)


Take = Callable[[str, IO[bytes]], None]
"""Takes a file of an archive: its name below the case folder, and its content, which must be read."""


def read_archive(stream: IO[bytes], take_folder: Callable[[str], None], take_file: Take) -> None:
    """Read a tar stream, handing on folders and files in their order.

    Raises:
        CaseError: when it holds anything that no sealed case has: a link, a way out of the folder, a name
            twice, or nothing at all.
    """
    seen: set[str] = set()
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:
            for entry in archive:
                name = _checked(entry, seen)
                if entry.type == tarfile.DIRTYPE:
                    take_folder(name)
                elif (content := archive.extractfile(entry)) is not None:
                    take_file(name, content)
    except tarfile.TarError as error:
        raise CaseError("what was sealed is no archive of a case, or not a whole one") from error


def _checked(entry: tarfile.TarInfo, seen: set[str]) -> str:
    """Return the name of an entry below the case folder; `.` for that itself."""
    path = PurePosixPath(entry.name)
    shown = printable(entry.name)
    if entry.type not in {tarfile.REGTYPE, tarfile.DIRTYPE}:
        raise CaseError(f"what was sealed holds something else than files and folders: {shown}")
    inside = path.parts[:1] == (ROOT,) and ".." not in path.parts and len(path.parts) <= _DEEPEST
    if not inside or str(path) != entry.name or "\0" in entry.name or "\\" in entry.name:
        raise CaseError(f"what was sealed holds a file outside the case: {shown}")
    if entry.name in seen:
        raise CaseError(f"what was sealed holds a file twice: {shown}")
    seen.add(entry.name)
    return path.relative_to(ROOT).as_posix()
