"""The files that a `path` value with wildcards names; a folder that cannot be searched is a fault."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from offpurpose.inputs.faults import FileFaults, shown_path

_WILDCARDS = re.compile(r"[*?\[]")
_ANY_FOLDERS = "**"


def has_wildcards(value: str) -> bool:
    """Tell whether a `path` value can name more than the file of that very name."""
    return _WILDCARDS.search(value) is not None


def matches_of(folder: Path, pattern: str, faults: FileFaults) -> list[str]:
    """Return the files that match, as paths relative to `folder` (or absolute, as the pattern is), sorted.

    `*`, `?` and `[...]` stand for characters of one name, `**` for any folders or none; names with a dot in
    front only match where the pattern has it too. Folders that cannot be searched are added to `faults`.
    """
    return sorted(set(_Search(folder, faults).found("", PurePath(pattern).parts)))


class _Search:
    def __init__(self, folder: Path, faults: FileFaults) -> None:
        self._folder = folder
        self._faults = faults

    def found(self, at: str, parts: tuple[str, ...]) -> Iterator[str]:
        """Yield the files below `at` that match the rest of the pattern."""
        if not parts:
            yield at
        elif parts[0] == _ANY_FOLDERS:
            yield from self._at_any_depth(at, parts[1:] or ("*",), ())
        elif has_wildcards(parts[0]):
            for name in self._names(at):
                if fnmatchcase(name, parts[0]) and _shown_by(name, parts[0]):
                    yield from self._below(at, name, parts[1:])
        else:
            yield from self._below(at, parts[0], parts[1:])

    def _at_any_depth(self, at: str, rest: tuple[str, ...], above: tuple[str, ...]) -> Iterator[str]:
        real = os.path.realpath(self._folder / at)
        if real in above:  # a link that leads back up
            return
        yield from self.found(at, rest)
        for name in self._names(at):
            if _shown_by(name, _ANY_FOLDERS) and self._is_folder(_joined(at, name)):
                yield from self._at_any_depth(_joined(at, name), rest, (*above, real))

    def _below(self, at: str, name: str, rest: tuple[str, ...]) -> Iterator[str]:
        inner = _joined(at, name)
        if self._is_folder(inner):
            yield from self.found(inner, rest) if rest else ()
        elif not rest and os.path.lexists(self._folder / inner):
            yield inner

    def _names(self, at: str) -> list[str]:
        try:
            return sorted(path.name for path in (self._folder / at).iterdir())
        except OSError as error:
            self._note(at, error)
            return []

    def _is_folder(self, at: str) -> bool:
        try:
            return (self._folder / at).is_dir()
        except OSError as error:
            self._note(at, error)
            return False

    def _note(self, at: str, error: OSError) -> None:
        self._faults.add(
            shown_path(at or "."), f"cannot be searched: {error.strerror or type(error).__name__}"
        )


def _joined(at: str, name: str) -> str:
    return str(PurePath(at, name))


def _shown_by(name: str, pattern: str) -> bool:
    return not name.startswith(".") or pattern.startswith(".")
