"""The bytes of one text file, decompressed, while their digest is taken."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
from isal import igzip, igzip_lib, igzip_threaded

from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.files import FileStamp, InputFile
from offpurpose.inputs.reading.source import FileFacts

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PAR1": "Parquet",
    b"PK\x03\x04": "zip (an Excel workbook?)",
}
_READING_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    zlib.error,
    igzip_lib.IsalError,  # type: ignore[assignment, unused-ignore]  # its stub calls the class an instance
    pa.ArrowException,
)
_WORTH_A_THREAD = 1 << 20
_DECOMPRESSED_BY = {"gz": "gzip", "zst": "Zstandard"}


class OpenedFile:
    """A text file open for reading; every byte that was read of it on disk is in `digest`."""

    def __init__(self, file: InputFile) -> None:
        self.file = file
        with file_faults(file):
            self._stamp = file.stamp or FileStamp.of(file.path)
            self._raw = _DigestingFile(file)
            self._bytes = _decompressed(file, self._raw)
        self._at_start = True

    @property
    def bytes_read(self) -> int:
        """Bytes read so far, as they are on disk."""
        return self._raw.size

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only at the end of the file."""
        parts: list[bytes] = []
        with file_faults(self.file):
            while size > 0 and (part := self._bytes.read(size)):
                parts.append(part)
                size -= len(part)
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        if self._at_start and (data or size):
            self._check_start(data)
            self._at_start = False
        return data

    def facts(self, rows: int) -> FileFacts:
        """Return what was read, after the end; raises when the file was changed meanwhile."""
        with file_faults(self.file):
            while self._raw.read(1 << 20):
                pass
            now = FileStamp.of(self.file.path)
            if now != self._stamp and not self._only_touched(now):
                raise unreadable(self.file.name, "was changed while it was read")
        return FileFacts(self.file, self._raw.size, self._raw.digest.hexdigest(), rows)

    def close(self) -> None:
        """Let the file go."""
        self._bytes.close()
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _only_touched(self, now: FileStamp) -> bool:
        """Tell whether the change left the bytes as they were (a new link, other permissions)."""
        if (now.size, now.modified_ns, now.inode) != (
            self._stamp.size,
            self._stamp.modified_ns,
            self._stamp.inode,
        ):
            return False
        return file_sha256(self.file) == self._raw.digest.hexdigest()

    def _check_start(self, data: bytes) -> None:
        for magic, kind in _MAGIC.items():
            if data.startswith(magic):
                raise unreadable(self.file.name, f"holds {kind} data, which its name does not say")
        packed = _DECOMPRESSED_BY.get(self.file.compression)
        if packed and self._raw.size == 0:
            raise unreadable(self.file.name, f"is cut short: it has no byte of {packed} data")


class _DigestingFile(io.RawIOBase):
    """The bytes on disk; whatever is read of them is counted and digested."""

    def __init__(self, file: InputFile) -> None:
        self._file = file.path.open("rb", buffering=0)
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._file.readinto(buffer) or 0
        self.digest.update(memoryview(buffer)[:read])
        self.size += read
        return read

    def close(self) -> None:
        self._file.close()
        super().close()


def file_sha256(file: InputFile, unneeded: Event | None = None) -> str:
    """Return the SHA-256 of the file's bytes on disk, in hex; once `unneeded` is set, of fewer of them."""
    with file_faults(file), _DigestingFile(file) as opened:
        while not (unneeded and unneeded.is_set()) and opened.read(1 << 20):
            pass
        return opened.digest.hexdigest()


def _decompressed(file: InputFile, raw: _DigestingFile) -> Any:
    if file.compression == "gz" and file.path.stat().st_size < _WORTH_A_THREAD:
        return igzip.open(raw, "rb")  # type: ignore[no-untyped-call]
    if file.compression == "gz":
        return igzip_threaded.open(raw, "rb", threads=1)  # type: ignore[no-untyped-call]
    if file.compression == "zst":
        return pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd")
    return raw


@contextmanager
def file_faults(file: InputFile) -> Iterator[None]:
    """Turn errors of reading and decompressing into one that names the file."""
    try:
        yield
    except _READING_ERRORS as error:
        raise unreadable(file.name, _in_words(file, error)) from error


def _in_words(file: InputFile, error: Exception) -> str:
    packed = _DECOMPRESSED_BY.get(file.compression)
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    if isinstance(error, EOFError) or "Truncated" in str(error):
        return f"is cut short, or has something else after its {packed} data"
    if "UTF8" in str(error):
        return "has text that is no UTF-8"
    return f"its {packed or 'data'} is damaged or something else"
