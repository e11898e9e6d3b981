"""Private files and folders: their modes, their way to the disk, and the folders of runs that died."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_AT_A_TIME = 8
_RANDOM_BYTES = 8
_RANDOM = f"[0-9a-f]{{{2 * _RANDOM_BYTES}}}"


@contextmanager
def private_umask() -> Iterator[None]:
    """Keep whatever is created meanwhile from everybody but its owner, whatever the process's umask."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_private_folder(path: Path) -> None:
    """Create one new folder that only its owner can enter.

    Raises:
        FileExistsError: when anything has that name already, a dangling symlink too.
    """
    path.mkdir(mode=FOLDER_MODE)
    path.chmod(FOLDER_MODE)


def seal(folder: Path) -> None:
    """Give every file and folder below its private mode, and bring all of it to the disk."""
    found = [(Path(below), names) for below, _, names in os.walk(folder, topdown=False)]
    # The disk takes several at a time.
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
        list(
            pool.map(
                lambda path: _sync(path, FILE_MODE),
                (below / name for below, names in found for name in names),
            )
        )
        list(pool.map(lambda path: _sync(path, FOLDER_MODE), (below for below, _ in found)))


def sync_folder(folder: Path) -> None:
    """Bring the names that a folder holds to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_tree(folder: Path) -> None:
    """Remove a folder and all below it without following symlinks; one that is gone is no error."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _sync(path: Path, mode: int) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class LockedFolder:
    """A folder held by this process: the lock goes with the process, however that ends.

    The lock is on the folder itself, so it stays with it through a rename and leaves no file behind.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    def rename(self, path: Path) -> None:
        """Give the folder another name in the same parent; whatever has that name must be an empty folder."""
        self.path.rename(path)
        self.path = path

    def held_again(self) -> LockedFolder:
        """Return another hold on the folder, which stays when this one is let go."""
        return LockedFolder(self.path, os.dup(self._descriptor))

    def remove(self) -> None:
        """Remove the folder and all below it."""
        remove_tree(self.path)

    def release(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)


def random_name(prefix: str) -> str:
    """Return a name that nothing has yet, and that `abandoned` knows again."""
    return prefix + secrets.token_hex(_RANDOM_BYTES)


def create_locked(parent: Path, prefix: str) -> LockedFolder:
    """Create a private folder of a random name, held by this process."""
    while True:
        path = parent / random_name(prefix)
        make_private_folder(path)
        # Between making and holding it, another run may have taken it for abandoned and removed it.
        if (folder := _held(path, without_locks=True)) is not None:
            return folder


def hold(path: Path) -> LockedFolder | None:
    """Hold a folder; None when another process holds it, when it is gone, or is no folder of ours."""
    return _held(path, without_locks=True)


def abandoned(parent: Path, prefix: str | re.Pattern[str]) -> Iterator[LockedFolder]:
    """Yield the folders so named that no living process holds, each held by this one until the next.

    A folder that this process holds already is none of them.
    """
    for path in sorted(parent.iterdir()):
        if _is_random(path.name, prefix) and (folder := _held(path, without_locks=False)) is not None:
            try:
                yield folder
            finally:
                folder.release()


def remove_abandoned_files(parent: Path, prefix: str) -> None:
    """Remove files so named that a killed process left; a living one holds a lock on its own."""
    for path in parent.iterdir():
        if not _is_random(path.name, prefix):
            continue
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if stat.S_ISREG(os.fstat(descriptor).st_mode) and _is_ours(descriptor, path):
                    path.unlink()
            finally:
                os.close(descriptor)


@contextmanager
def private_folder(parent: Path | None, prefix: str) -> Iterator[Path]:
    """Make a folder that only its owner can enter, and remove it; also those of runs that were killed.

    `parent` None is the machine's own folder for what is temporary; `prefix` tells whose folders they are.
    """
    beside = parent or Path(tempfile.gettempdir())
    with private_umask():
        for dead in abandoned(beside, prefix):
            dead.remove()
        folder = create_locked(beside, prefix)
        try:
            yield folder.path
        finally:
            folder.remove()
            folder.release()


def _is_random(name: str, prefix: str | re.Pattern[str]) -> bool:
    before = re.escape(prefix) if isinstance(prefix, str) else prefix.pattern
    return re.fullmatch(before + _RANDOM, name) is not None


def _held(path: Path, *, without_locks: bool) -> LockedFolder | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    if _is_free(descriptor, without_locks) and _is_ours(descriptor, path):
        return LockedFolder(path, descriptor)
    os.close(descriptor)
    return None


def _is_free(descriptor: int, without_locks: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # Some network file systems lock no folders: a run may work there, and none cleans up after another.
        return without_locks
    return True


def _is_ours(descriptor: int, path: Path) -> bool:
    try:
        named = path.lstat()
    except OSError:
        return False
    held = os.fstat(descriptor)
    return os.path.samestat(held, named) and held.st_uid == os.geteuid()
