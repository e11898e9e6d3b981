"""Where a run works: the folder of its spill files, and that of a database which is no part of the case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offpurpose.case.folder import CaseFolder
from offpurpose.case.manifest import DATABASE
from offpurpose.case.private import LockedFolder, abandoned, create_locked, make_private_folder, remove_tree
from offpurpose.case.stages import RUN_FOLDER

_PREFIX = "offpurpose-audit-"
_SPILL = "spill"
_OF = "case"


@dataclass(frozen=True, slots=True)
class Scratch:
    """Two private folders: one for spill files, new for every run, and one that is kept with the work."""

    spill: Path
    kept: Path


def scratch_for(folder: CaseFolder, temp_dir: Path | None) -> Scratch:
    """Give a run its folders: in the case's own work folder, or else below `temp_dir`.

    What runs that were killed left below `temp_dir` is cleared, but for the database of one that another
    run can go on from.
    """
    if temp_dir is None:
        return Scratch(folder.spill, folder.path / RUN_FOLDER)
    held = _taken_up_or_new(folder, temp_dir)
    folder.at_exit(lambda: _leave(held, keep=folder.keep and not folder.is_in_place))
    spill = held.path / _SPILL
    remove_tree(spill)
    make_private_folder(spill)
    return Scratch(spill, held.path)


def _taken_up_or_new(folder: CaseFolder, temp_dir: Path) -> LockedFolder:
    taken: LockedFolder | None = None
    for left in abandoned(temp_dir, _PREFIX):
        of = _work_folder_of(left.path)
        if taken is None and of == folder.path:
            taken = left.held_again()
        elif of is None or not of.is_dir():
            left.remove()
        else:
            remove_tree(left.path / _SPILL)
    if taken is not None:
        return taken
    new = create_locked(temp_dir, _PREFIX)
    (new.path / _OF).write_text(str(folder.path), encoding="utf-8", errors="surrogateescape")
    return new


def _work_folder_of(scratch: Path) -> Path | None:
    try:
        return Path((scratch / _OF).read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return None


def _leave(held: LockedFolder, *, keep: bool) -> None:
    try:
        is_needed = keep and (held.path / DATABASE).exists()
        remove_tree(held.path / _SPILL if is_needed else held.path)
    finally:
        held.release()
