"""Files that are encrypted by age: written and read as streams, and their structure."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import IO

import pyrage

from offpurpose.errors import CaseError
from offpurpose.sealing.archive import StreamOf
from offpurpose.sealing.keys import Identity, Recipient

_VERSION = b"age-encryption.org/v1\n"
_STANZA = re.compile(rb"-> (\S+)")
_KINDS = frozenset({b"X25519", b"ssh-ed25519", b"ssh-rsa"})
_LONGEST_HEADER = 1 << 22
_NONCE, _CHUNK, _TAG = 16, 1 << 16, 16
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Encrypted:
    """What was written: the size of the content, and the digest of the encrypted bytes as hex."""

    content_size: int
    sha256: str


class _Digesting(io.RawIOBase):
    """A file that is written, and the digest of what was; what goes wrong while writing is in `error`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.error: BaseException | None = None

    def writable(self) -> bool:
        """Whether it can be written: it can."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write all of some bytes."""
        try:
            self._file.write(data)
        except BaseException as error:
            self.error = error
            raise
        self.digest.update(data)
        return len(data)


def encrypt(content: StreamOf, file: IO[bytes], recipients: Sequence[Recipient]) -> Encrypted:
    """Encrypt a stream into a file for some recipients, and bring it to the disk."""
    written = _Digesting(file)
    try:
        pyrage.encrypt_io(content, written, list(recipients))
    except pyrage.EncryptError as error:
        # The library words anew what it was raised for.
        raise (content.error or written.error or error) from None
    file.flush()
    os.fsync(file.fileno())
    return Encrypted(content.size, written.digest.hexdigest())


def require_structure(file: IO[bytes], encrypted: Encrypted, recipients: int) -> None:
    """Read an encrypted file back: its bytes are those written, of the right size, for so many recipients.

    Raises:
        CaseError: when they are not.
    """
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    header, kinds = _header(file.read(_LONGEST_HEADER))
    chunks = max(1, -(-encrypted.content_size // _CHUNK))
    expected = len(header) + _NONCE + encrypted.content_size + chunks * _TAG
    if digest != encrypted.sha256 or size != expected or kinds != recipients:
        raise CaseError(
            "the disk did not keep what was sealed", hint="nothing was left behind; try another disk"
        )


def _header(content: bytes) -> tuple[bytes, int]:
    """Return the header of an encrypted file, and the number of its recipients."""
    end = content.find(b"\n--- ")
    if not content.startswith(_VERSION) or end < 0:
        return b"", 0
    header = content[: content.index(b"\n", end + 1) + 1]
    stanzas = (_STANZA.match(line) for line in header.splitlines())
    return header, sum(match is not None and match[1] in _KINDS for match in stanzas)


@contextmanager
def decrypted(
    file: IO[bytes], name: str, identities: Sequence[Identity], told: Callable[[int], None]
) -> Iterator[IO[bytes]]:
    """Open the content of an encrypted file as a stream; it is proved only once the block has ended well.

    `name` is how the file is spoken of; `told` hears how many bytes of it have been read.

    Raises:
        CaseError: when it cannot be read, is not for these identities, was changed, or is cut short; in the
            place of whatever the block raises over what it was given.
    """
    outlet, inlet = os.pipe()
    decrypting = _Decrypting(_Told(file, told), name, identities, inlet)
    decrypting.start()
    try:
        with os.fdopen(outlet, "rb") as stream:
            yield stream
            # The last of it proves that nothing was cut off.
            while stream.read(_BLOCK):
                pass
    except Exception:
        decrypting.join()
        decrypting.require_done(or_unread=True)
        raise
    finally:
        decrypting.join()
    decrypting.require_done()


class _Decrypting(Thread):
    """Decrypts a file into a pipe; what goes wrong is kept until it is asked for."""

    def __init__(self, file: _Told, name: str, identities: Sequence[Identity], inlet: int) -> None:
        super().__init__(name="decrypting", daemon=True)
        self._file = file
        self._name = name
        self._identities = list(identities)
        self._inlet = inlet
        self._unread = False
        self._error: Exception | None = None

    def run(self) -> None:
        """Decrypt everything."""
        try:
            with os.fdopen(self._inlet, "wb") as inlet:
                pyrage.decrypt_io(self._file, inlet, self._identities)
        except BrokenPipeError:
            self._unread = True
        except Exception as error:  # noqa: BLE001
            self._unread = "BrokenPipe" in str(error)
            self._error = error

    def require_done(self, *, or_unread: bool = False) -> None:
        """Raise what went wrong, if anything; with `or_unread` it may be that nobody read on."""
        if self._error is not None and not (or_unread and self._unread):
            raise self._told_of(self._error) from self._error

    def _told_of(self, error: Exception) -> CaseError:
        if isinstance(error, pyrage.DecryptError) and "matching keys" in str(error).lower():
            return CaseError(
                f"{self._name} cannot be opened with these identities",
                hint="name the private key of a recipient with --identity",
            )
        if isinstance(error, OSError) and error.errno is not None:
            return CaseError(f"{self._name} cannot be read: {error.strerror or error}")
        return CaseError(
            f"{self._name} was changed, is cut short, or is no file that age has encrypted",
            hint="nothing was left behind; take another copy",
        )


class _Told(io.RawIOBase):
    """A file that is read, and somebody who is told how far."""

    def __init__(self, file: IO[bytes], told: Callable[[int], None]) -> None:
        self._file = file
        self._told_of = told

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return some bytes; none at the end."""
        data = self._file.read(size)
        self._told_of(self._file.tell())
        return data
