"""A case folder that appears whole or not at all: built beside its destination, synced, renamed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from offpurpose.case.destination import CASE, FolderKind, placed, require_free
from offpurpose.case.private import (
    FOLDER_MODE,
    LockedFolder,
    abandoned,
    create_locked,
    hold,
    make_private_folder,
    private_umask,
    random_name,
    remove_tree,
    seal,
    sync_folder,
)
from offpurpose.case.stages import RUN_FOLDER, last_noted
from offpurpose.errors import CaseError

_SPILL = ".spill"
# Of the folders beside a destination, a "replaced" one is whole; a "partial" one is only ever to be removed.
_PARTIAL = "partial"
_REPLACED = "replaced"
_ANY_PARTIAL = re.compile(rf"\..+\.{_PARTIAL}-")


class CaseFolder:
    """The folder in which one case is written; it takes its place at `destination` when the block ends well.

    Whatever else ends the block, Ctrl-C too, removes all that was written, unless `keep` was set meanwhile.
    What a killed run left beside the same destination is removed first; with `resume` the latest of it that
    has a finished stage is taken up instead. With `force` an earlier case folder is replaced.

    Attributes:
        keep: whether what was written is to stay, for a later run to take up.
        kept: where it was left.

    Raises:
        CaseError: on entering, when something is in the way; on leaving, when something has got in the way.
    """

    def __init__(
        self, destination: Path, *, force: bool = False, resume: bool = False, kind: FolderKind = CASE
    ) -> None:
        self.destination = placed(destination)
        self.keep = False
        self.kept: Path | None = None
        self._force = force
        self._kind = kind
        self._resume = resume
        self._work: LockedFolder | None = None
        self._parents_made: list[Path] = []
        self._meanwhile = ExitStack()

    @property
    def path(self) -> Path:
        """The private folder to write into, while the block runs."""
        return self._held_work().path

    @property
    def spill(self) -> Path:
        """A private folder for what must not outlive the run; it is no part of the case."""
        return self.path / _SPILL

    @property
    def is_in_place(self) -> bool:
        """Whether the case folder has taken its place."""
        return self._work is None

    def at_exit(self, clean_up: Callable[[], None]) -> None:
        """Have something cleaned up after the block; a case that ended well is then in its place."""
        self._meanwhile.callback(clean_up)

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.enter_context(private_umask())
            undo.callback(self._remove_parents)
            try:
                self._begin(undo)
            except OSError as error:
                raise _cannot_write(self.destination, error) from error
            self._meanwhile = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._meanwhile:
            if error is None:
                try:
                    self._publish()
                except CaseError:
                    self.keep = False
                    raise
                except OSError as fault:
                    raise _cannot_write(self.destination, fault) from fault

    def _begin(self, undo: ExitStack) -> None:
        self._make_parents()
        self._bring_back()
        self._work = self._taken_up() if self._resume else None
        self._clear_abandoned()
        if self._work is None:
            require_free(self.destination, force=self._force, kind=self._kind)
            self._work = create_locked(self.destination.parent, self._prefix(_PARTIAL))
        undo.callback(self._leave)
        remove_tree(self.spill)
        make_private_folder(self.spill)

    def _taken_up(self) -> LockedFolder | None:
        """Hold the latest work folder with a finished stage that no living process has."""
        require_free(self.destination, force=self._force, kind=self._kind)
        found = {folder.path: changed for folder in self._left() if (changed := last_noted(folder.path))}
        for path in sorted(found, key=lambda path: found[path], reverse=True):
            if (folder := hold(path)) is not None:
                self.keep = True
                return folder
        return None

    def _left(self) -> Iterator[LockedFolder]:
        return abandoned(self.destination.parent, self._prefix(_PARTIAL))

    def _publish(self) -> None:
        remove_tree(self.spill)
        seal(self.path)
        is_free = require_free(self.destination, force=self._force, kind=self._kind)
        # Until here another run could still go on from the record that is in it.
        remove_tree(self.path / RUN_FOLDER)
        sync_folder(self.path)
        if is_free:
            self._move_into_place()
        else:
            self._replace()
        sync_folder(self.destination.parent)

    def _move_into_place(self) -> None:
        work = self._held_work()
        work.rename(self.destination)
        self._parents_made.clear()
        self._work = None
        work.release()

    def _replace(self) -> None:
        old = hold(self.destination)
        if old is None:
            raise CaseError(
                f"cannot replace {self.destination}: another run is at it, or it is another user's"
            )
        try:
            old.rename(self._beside(_REPLACED))
            try:
                self._move_into_place()
            except BaseException:
                _put_back(old, self.destination)
                raise
            old.rename(self._beside(_PARTIAL))
            old.remove()
        finally:
            old.release()

    def _bring_back(self) -> None:
        for whole in abandoned(self.destination.parent, self._prefix(_REPLACED)):
            _put_back(whole, self.destination)
            if whole.path != self.destination:
                whole.rename(self._beside(_PARTIAL))

    def _clear_abandoned(self) -> None:
        for garbage in self._left():
            garbage.remove()
        # Of what runs into other folders left, the spill files serve nobody.
        for other in abandoned(self.destination.parent, _ANY_PARTIAL):
            remove_tree(other.path / _SPILL)

    def _leave(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        try:
            # A run that is interrupted right after the rename has a whole case folder: that one stays.
            if work.path == self.destination:
                return
            if self.keep:
                self.kept = work.path
            remove_tree(work.path / _SPILL if self.keep else work.path)
        finally:
            work.release()

    def _make_parents(self) -> None:
        missing = [parent for parent in self.destination.parents if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
            self._parents_made.append(parent)

    def _remove_parents(self) -> None:
        for parent in reversed(self._parents_made):
            with suppress(OSError):
                parent.rmdir()

    def _prefix(self, state: str) -> str:
        return f".{self.destination.name}.{state}-"

    def _beside(self, state: str) -> Path:
        return self.destination.parent / random_name(self._prefix(state))

    def _held_work(self) -> LockedFolder:
        if self._work is None:
            raise RuntimeError("a case folder can be written only inside its block")
        return self._work


def _put_back(old: LockedFolder, destination: Path) -> None:
    if not os.path.lexists(destination):
        old.rename(destination)


def _cannot_write(destination: Path, error: OSError) -> CaseError:
    return CaseError(
        f"cannot write the case folder {destination}: {error.strerror or error}",
        hint="nothing was left behind; free the space or choose another folder",
    )
