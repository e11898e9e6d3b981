"""Which stages of a run are finished, kept on the disk beside its tables, so that another run can go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from offpurpose.case.private import make_private_folder
from offpurpose.errors import CaseError

RUN_FOLDER = ".run"
"""Folder below a work folder for what serves the run and is no part of the case."""

LOADED = "loading"
RANGES = "ranges of accounts"
WRITTEN = "writing"

_RECORD = "stages.jsonl"

Key = Mapping[str, Any]
"""What a result depends on, part by part: only where all of it is the same may a run go on."""


class Stages:
    """The finished stages of one run, in order; noted only when what they made is in the database.

    The record is a line for what the run depends on, and one for each stage. A stage of which a note is lost,
    or torn, is done again. `facts` are what later stages need to know of earlier ones.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _RECORD
        self._key: dict[str, Any] = {}
        self._finished: dict[str, Any] = {}

    @classmethod
    def begin(cls, work: Path, key: Key) -> Self:
        """Begin the record of a new run in its work folder."""
        make_private_folder(work / RUN_FOLDER)
        stages = cls(work / RUN_FOLDER)
        stages._key = dict(key)
        return stages

    @classmethod
    def read(cls, work: Path) -> Self | None:
        """Read the record of a run that was stopped; None where there is none, or nothing was finished."""
        stages = cls(work / RUN_FOLDER)
        try:
            key, *finished = _whole_lines(stages._path.read_bytes())
            stages._key, stages._finished = dict(key), dict(finished)
        except (OSError, ValueError, TypeError):
            return None
        return stages if stages._finished else None

    @property
    def last(self) -> str:
        """The stage that was finished last."""
        return next(reversed(self._finished), "nothing")

    def facts(self, stage: str) -> Any:
        """Return what was noted with a stage; None where it is not finished."""
        return self._finished.get(stage)

    def __contains__(self, stage: object) -> bool:
        return stage in self._finished

    def finish(self, stage: str, facts: Any = True) -> None:
        """Note that a stage is finished; what it made must be on the disk."""
        self._append(*([] if self._finished else [self._key]), [stage, facts])
        self._finished[stage] = facts

    def _append(self, *contents: Any) -> None:
        # A line begins with its line break: it is then apart from one that is torn.
        with self._path.open("ab") as record:
            record.writelines(b"\n" + json.dumps(content).encode() for content in contents)

    def require_same(self, key: Key) -> None:
        """Let a run go on only from the same incident, inputs, version and options.

        Raises:
            CaseError: naming each part that differs.
        """
        parts = {**self._key, **key}
        differing = [part for part in parts if self._key.get(part) != _as_read(key.get(part))]
        if differing:
            raise cannot_go_on(f"of other {_listed(differing)}")


def _whole_lines(record: bytes) -> Iterator[Any]:
    for line in record.split(b"\n"):
        with suppress(ValueError):
            yield json.loads(line)


def cannot_go_on(because: str) -> CaseError:
    """Return the error that says why a run cannot go on, and what to do."""
    return CaseError(
        f"cannot go on with the run that was stopped, because {because}",
        hint="leave out --resume to begin again",
    )


def last_noted(work: Path) -> int | None:
    """Return when the last stage was noted, in nanoseconds; None where none is finished."""
    if Stages.read(work) is None:
        return None
    return (work / RUN_FOLDER / _RECORD).lstat().st_mtime_ns


def _as_read(value: Any) -> Any:
    """A value as it comes back from the record."""
    return json.loads(json.dumps(value))


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
