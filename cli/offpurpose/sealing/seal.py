"""Sealing and unsealing: a case folder to one encrypted file, and back; each whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from offpurpose.case.folder import CaseFolder
from offpurpose.case.one_file import whole_file
from offpurpose.case.private import FILE_MODE, hold, make_private_folder, random_name, remove_tree
from offpurpose.engine.run import Progress, no_progress
from offpurpose.errors import AlteredCaseError, CaseError, UsageFaultError
from offpurpose.sealing.agefile import decrypted, encrypt, require_structure
from offpurpose.sealing.archive import StreamOf, read_archive, tar_stream
from offpurpose.sealing.keys import Identity, Recipient
from offpurpose.verifying.files import FolderFound, look_into

ENDING = ".tar.age"

_ALTERED = "`offpurpose verify` names what is wrong"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed case: its file, how many files it holds, and whether it was opened again and compared."""

    path: Path
    files: int
    opened_again: bool


def seal_case(
    folder: Path,
    recipients: Sequence[Recipient],
    *,
    out: Path | None = None,
    force: bool = False,
    identities: Sequence[Identity] = (),
    progress: Progress = no_progress,
) -> Sealed:
    """Encrypt a whole case folder into one file, and make sure that it is what was sealed.

    With identities it is opened again and compared file by file; without, it is read back and its
    structure, size and digest are compared with what was written.

    Raises:
        AlteredCaseError: when the files are not as SHA256SUMS has them.
        CaseError: when the file cannot be written, or is not right.
        UsageFaultError: when something has that name already; with `force`, when it is no plain file.
    """
    sealed = out or folder.parent / (folder.resolve().name + ENDING)
    if sealed.parent.resolve().is_relative_to(folder.resolve()):
        raise UsageFaultError(f"{sealed} is in the case itself", hint="name a file beside it with --out")
    digests = _whole(folder, progress).digests
    size = sum((folder / name).stat().st_size for name in digests)
    try:
        with whole_file(sealed, force=force) as file:
            content = StreamOf(tar_stream(folder, digests), lambda done: progress("sealing", done, size))
            encrypted = encrypt(content, file, recipients)
            require_structure(file, encrypted, len(recipients))
            if identities:
                _require_content(file, identities, digests, progress)
    except OSError as error:
        raise CaseError(
            f"{sealed} cannot be written: {error.strerror or error}", hint="nothing was left behind"
        ) from error
    return Sealed(sealed, len(digests), opened_again=bool(identities))


def remove_plain(folder: Path, sealed: Sealed) -> None:
    """Remove a case folder that was sealed.

    Raises:
        CaseError: when it cannot be removed, or has changed since.
    """
    held = hold(folder.resolve())
    if held is None:
        raise CaseError(f"{folder} stays: another run is at it, or it is another user's")
    try:
        if len(_whole(folder, no_progress).digests) != sealed.files:
            raise CaseError(f"{folder} stays: it is not what was sealed any more")
        # Whatever happens now, nobody takes what is left of it for a case.
        held.rename(held.path.parent / random_name(f".{held.path.name}.partial-"))
        held.remove()
    except OSError as error:
        raise CaseError(f"{folder} cannot be removed: {error.strerror or error}") from error
    finally:
        held.release()


def unseal_case(
    sealed: Path,
    identities: Sequence[Identity],
    destination: Path,
    progress: Progress = no_progress,
) -> Path:
    """Open a sealed case into a new folder, private, and return it; it appears whole or not at all.

    Raises:
        CaseError: when something is in the way, the file cannot be opened, or holds anything but a case.
        AlteredCaseError: when the files in it are not as SHA256SUMS has them.
    """
    if not sealed.is_file():
        raise CaseError(
            f"there is no sealed case {sealed}", hint="`offpurpose seal CASE --to RECIPIENT` writes one"
        )
    if os.path.lexists(destination):
        raise CaseError(f"{destination} is there already", hint="name a new folder with --out")
    try:
        with CaseFolder(destination) as folder:
            _extract(sealed, identities, folder.path, progress)
            remove_tree(folder.spill)
            _whole(folder.path, progress, named=sealed)
    except OSError as error:
        raise CaseError(
            f"{sealed} cannot be opened into {destination}: {error.strerror or error}",
            hint="nothing was left behind",
        ) from error
    return folder.destination


def _extract(sealed: Path, identities: Sequence[Identity], into: Path, progress: Progress) -> None:
    told = partial(_told_bytes, progress, "opening", sealed.stat().st_size)
    with sealed.open("rb") as file, decrypted(file, str(sealed), identities, told) as stream:
        read_archive(stream, partial(_make_folder, into), partial(_write_file, into))


def _whole(folder: Path, progress: Progress, named: Path | None = None) -> FolderFound:
    found = look_into(folder, progress)
    if found.differences:
        first = found.differences[0]
        what = f"{named or folder} is no whole case: {first.about} {first.what}"
        raise AlteredCaseError(what, hint="nothing was left behind" if named else _ALTERED)
    return found


def _require_content(
    file: IO[bytes], identities: Sequence[Identity], digests: dict[str, str], progress: Progress
) -> None:
    """Open what was sealed, and compare every file in it with the case."""
    found: dict[str, str] = {}

    def take(name: str, content: IO[bytes]) -> None:
        hashed = hashlib.sha256()
        while block := content.read(_BLOCK):
            hashed.update(block)
        found[name] = hashed.hexdigest()

    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    told = partial(_told_bytes, progress, "opening again", size)
    with decrypted(file, "what was sealed", identities, told) as stream:
        read_archive(stream, lambda _name: None, take)
    if found != digests:
        raise CaseError("what was sealed is not the case", hint="nothing was left behind")


def _make_folder(into: Path, name: str) -> None:
    if name != ".":
        make_private_folder(into / name)


def _write_file(into: Path, name: str, content: IO[bytes]) -> None:
    descriptor = os.open(into / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        while block := content.read(_BLOCK):
            file.write(block)


def _told_bytes(progress: Progress, stage: str, total: int, done: int) -> None:
    progress(stage, done, total)
