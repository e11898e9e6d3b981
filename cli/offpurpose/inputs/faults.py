"""Gathering what is wrong with input files, so that all of it is told at once."""

from __future__ import annotations

from offpurpose.errors import InputError
from offpurpose.identifiers.masking import mask_text

_MOST_SHOWN = 50


class FileFaults:
    """Everything found wrong with input files so far: (name as shown, what is wrong)."""

    def __init__(self) -> None:
        self._faults: list[tuple[str, str]] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, name: str, fault: str) -> None:
        """Note that the file or path value called `name` cannot be read, and why."""
        if (name, fault) not in self._faults:
            self._faults.append((name, fault))

    def add_error(self, error: InputError) -> None:
        """Note what an error of a single file, or one that lists several, says."""
        gathered = error.faults if isinstance(error, FilesUnreadableError) else [("", error.message)]
        for name, fault in gathered:
            self.add(name, fault)

    def raise_any(self) -> None:
        """Raise one FilesUnreadableError that lists every fault, if there is any."""
        if self._faults:
            raise FilesUnreadableError(self._faults)


class FilesUnreadableError(InputError):
    """Input files that cannot be read at all, each with the reason."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        lines = [f"{name}: {fault}" if name else fault for name, fault in faults]
        super().__init__(_message(lines), context={"files": ", ".join(name for name, _ in faults if name)})
        self.faults = list(faults)


def unreadable(name: str, fault: str) -> FilesUnreadableError:
    """Return the error for one file that cannot be read."""
    return FilesUnreadableError([(name, fault)])


def shown_path(path: str) -> str:
    """Return a path as people may see it: files are sometimes named after a person's address or number."""
    return "/".join(mask_text(part) for part in path.split("/"))


def _message(lines: list[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    shown = "".join(f"\n  {line}" for line in lines[:_MOST_SHOWN])
    more = f"\n  and {len(lines) - _MOST_SHOWN} more" if len(lines) > _MOST_SHOWN else ""
    return f"{len(lines)} problems with the input files:{shown}{more}"
