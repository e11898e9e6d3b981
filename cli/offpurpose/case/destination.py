"""Where a case folder may be put: a free name, or the place of an earlier case folder."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from offpurpose.errors import CaseError

MANIFEST = "manifest.json"
CASE_FORMAT = "offpurpose case"
"""What the manifest of every case folder says first, under `format`."""
FORMAT_VERSION = 1
"""What it says under `format_version`; it grows when a case could no longer be read by what reads it now."""


def placed(destination: Path) -> Path:
    """Return the folder's own name below the real path of its parent.

    Symlinks on the way to it are followed; one in its own place is left for `require_free` to refuse.
    """
    if destination.name in ("", ".."):
        destination = destination.resolve()
    return destination.parent.resolve() / destination.name


def require_free(destination: Path, *, force: bool) -> bool:
    """Return whether the name is free (or an empty folder's), not an earlier case folder to be replaced.

    Raises:
        CaseError: when what is there may not be replaced.
    """
    try:
        mode = destination.lstat().st_mode
    except FileNotFoundError:
        return True
    if not stat.S_ISDIR(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "not a folder"
        raise CaseError(f"cannot write a case folder at {destination}: it is {what}", hint=_ELSEWHERE)
    if os.path.ismount(destination):
        raise CaseError(
            f"cannot write a case folder at {destination}: a file system is mounted there",
            hint="name a new folder inside it",
        )
    if not any(destination.iterdir()):
        return True
    _require_replaceable(destination, force=force)
    return False


_ELSEWHERE = "choose another --out"


def is_case_folder(folder: Path) -> bool:
    """Return whether a folder has the manifest of a case."""
    manifest = folder / MANIFEST
    try:
        if not stat.S_ISREG(manifest.lstat().st_mode):
            return False
        content = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("format") == CASE_FORMAT


def _require_replaceable(destination: Path, *, force: bool) -> None:
    if not is_case_folder(destination):
        hint = f"--force replaces case folders only; {_ELSEWHERE}" if force else _ELSEWHERE
        raise CaseError(f"{destination} holds something that is not a case folder", hint=hint)
    if not force:
        raise CaseError(
            f"{destination} already holds a case folder", hint=f"--force replaces it; or {_ELSEWHERE}"
        )
