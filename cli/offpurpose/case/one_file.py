"""One private file outside a case folder: whole or absent, and readable by its owner alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from offpurpose.case.private import FILE_MODE, random_name, remove_abandoned_files, sync_folder
from offpurpose.errors import UsageFaultError

_IN_THE_WAY = "--force writes over a file; or choose another name"


@contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """Open a file for writing that appears under its name when the block ends well, and not at all otherwise.

    It can be read back, too. With `force` it takes the place of a plain file. What a killed run left of
    another attempt at the same name is removed.

    Raises:
        UsageFaultError: when something is in the way, or its folder cannot be written into.
    """
    _require_free(path, force=force)
    prefix = f".{path.name}.partial-"
    beside = path.parent / random_name(prefix)
    try:
        remove_abandoned_files(path.parent, prefix)
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    except OSError as error:
        raise UsageFaultError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            os.fchmod(descriptor, FILE_MODE)
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(beside, path, force=force)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    sync_folder(path.parent)


def _require_free(path: Path, *, force: bool) -> None:
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_file():
        raise UsageFaultError(f"cannot write {path}: it is no plain file", hint="choose another name")
    if not force:
        raise UsageFaultError(f"{path} is there already", hint=_IN_THE_WAY)


def _put(beside: Path, path: Path, *, force: bool) -> None:
    if force:
        beside.rename(path)
        return
    try:
        # Unlike a rename, a link never takes the place of what has come there meanwhile.
        path.hardlink_to(beside)
    except FileExistsError:
        raise UsageFaultError(f"{path} is there already", hint=_IN_THE_WAY) from None
    except OSError:
        beside.rename(path)
