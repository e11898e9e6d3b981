"""Where a case folder may be put: a free name, or the place of an earlier case folder."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from offpurpose.errors import CaseError

MANIFEST = "manifest.json"
CASE_FORMAT = "offpurpose case"
"""What the manifest of every case folder says first, under `format`."""
FORMAT_VERSION = 1
"""What it says under `format_version`; it grows when a case could no longer be read by what reads it now."""


def _says(file: Path, form: str) -> bool:
    """Return whether a file is JSON that says which format it is of."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return False
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("format") == form


@dataclass(frozen=True, slots=True)
class FolderKind:
    """A kind of folder of which an earlier one may be replaced: its name, and how it is known.

    file: JSON in it, whose `format` is `form`.
    """

    name: str
    file: str
    form: str

    def is_one(self, folder: Path) -> bool:
        """Return whether a folder is of this kind."""
        return _says(folder / self.file, self.form)


CASE = FolderKind("case folder", MANIFEST, CASE_FORMAT)


def placed(destination: Path) -> Path:
    """Return the folder's own name below the real path of its parent.

    Symlinks on the way to it are followed; one in its own place is left for `require_free` to refuse.
    """
    if destination.name in ("", ".."):
        destination = destination.resolve()
    return destination.parent.resolve() / destination.name


def require_free(destination: Path, *, force: bool, kind: FolderKind = CASE) -> bool:
    """Return whether the name is free (or an empty folder's), not an earlier folder to be replaced.

    Raises:
        CaseError: when what is there may not be replaced.
    """
    try:
        mode = destination.lstat().st_mode
    except FileNotFoundError:
        return True
    if not stat.S_ISDIR(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "not a folder"
        raise CaseError(f"cannot write a {kind.name} at {destination}: it is {what}", hint=_ELSEWHERE)
    if os.path.ismount(destination):
        raise CaseError(
            f"cannot write a {kind.name} at {destination}: a file system is mounted there",
            hint="name a new folder inside it",
        )
    if not any(destination.iterdir()):
        return True
    _require_replaceable(destination, kind, force=force)
    return False


_ELSEWHERE = "choose another --out"


def is_case_folder(folder: Path) -> bool:
    """Return whether a folder has the manifest of a case."""
    return CASE.is_one(folder)


def _require_replaceable(destination: Path, kind: FolderKind, *, force: bool) -> None:
    if not kind.is_one(destination):
        hint = f"--force replaces {kind.name}s only; {_ELSEWHERE}" if force else _ELSEWHERE
        raise CaseError(f"{destination} holds something that is not a {kind.name}", hint=hint)
    if not force:
        raise CaseError(
            f"{destination} already holds a {kind.name}", hint=f"--force replaces it; or {_ELSEWHERE}"
        )
