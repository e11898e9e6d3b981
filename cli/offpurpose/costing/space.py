"""Whether a run fits on the disks that it writes to, told before it starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from offpurpose.costing.estimate import Estimate
from offpurpose.costing.sizes import Range
from offpurpose.errors import CaseError

_SURELY = 0.5
"""Of what is expected. Measured runs took more: one that is refused could not have ended well."""

Verdict = Literal["enough", "perhaps too little", "too little"]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run writes: the case folder to be, and `temp_dir` (None: beside it), as its options say."""

    destination: Path
    temp_dir: Path | None = None
    database: bool = True


@dataclass(frozen=True, slots=True)
class DiskNeed:
    """A disk by a folder on it: what a run writes there, and what is free; in bytes."""

    folder: Path
    holds: tuple[str, ...]
    needed: Range
    free: int

    @property
    def verdict(self) -> Verdict:
        """Whether it is enough."""
        if self.free < self.needed.expected * _SURELY:
            return "too little"
        return "enough" if self.free >= self.needed.high else "perhaps too little"

    @property
    def message(self) -> str:
        """What is needed there, of how much."""
        most = "at least" if self.verdict == "too little" else "perhaps"
        size = self.needed.expected * _SURELY if self.verdict == "too little" else self.needed.high
        who = "the check" if self.holds == ("loaded",) else "the audit"
        return f"{who} needs {most} {words(size)} in {self.folder}, where {words(self.free)} are free"

    @property
    def remedy(self) -> str:
        """What a person may do."""
        if self.holds == ("loaded",):
            return "free some, choose another --temp-dir, or leave out the loading with --estimate"
        others = ["free some", "choose another --out"]
        if "spill" in self.holds and self.holds != ("spill",):
            others.append("put what is spilled on another disk with --temp-dir, or allow more --memory")
        elif "spill" in self.holds:
            others = ["free some", "choose another --temp-dir", "allow more --memory"]
        if "tables" in self.holds:
            others.append("keep the tables on another disk with --no-database and --temp-dir")
        return f"{', '.join(others[:-1])}, or {others[-1]}"


def needs(told: Estimate, places: Places) -> list[DiskNeed]:
    """Return what a run writes to each disk; folders that do not exist yet are told by the one above."""
    beside = _nearest(places.destination.parent)
    aside = places.temp_dir or beside
    parts = [
        ("results", beside, told.results),
        ("tables", beside if places.database else aside, told.tables),
        ("spill", aside, told.spill),
    ]
    found: dict[int, DiskNeed] = {}
    for what, folder, size in parts:
        disk = folder.stat().st_dev
        known = found.get(disk) or DiskNeed(folder, (), Range.exact(0), shutil.disk_usage(folder).free)
        holds = (*known.holds, what) if size.high else known.holds
        found[disk] = DiskNeed(known.folder, holds, known.needed + size, known.free)
    return list(found.values())


def require_space(disks: Iterable[DiskNeed]) -> Iterator[str]:
    """Yield a warning for every disk that may be too small.

    Raises:
        CaseError: for one that surely is, naming it, what is needed there and what is free.
    """
    for disk in disks:
        if disk.verdict == "too little":
            raise CaseError(f"too little space: {disk.message}", hint=disk.remedy)
        if disk.verdict != "enough":
            yield f"there may be too little space: {disk.message}; {disk.remedy}"


def words(size: float) -> str:
    """Return a number of bytes in words."""
    for unit, name in ((10**12, "TB"), (10**9, "GB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size / 10**6:.0f} MB"


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())
