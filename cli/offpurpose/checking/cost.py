"""What an audit is expected to cost, as a check reports it: numbers, and what they rest on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from offpurpose.audit.expected import expected_cost
from offpurpose.costing.estimate import Estimate
from offpurpose.costing.probe import measure_speed
from offpurpose.costing.sizes import InputSize, Range
from offpurpose.costing.space import DiskNeed, Places, needs
from offpurpose.costing.weights import COPY
from offpurpose.engine.database import Limits
from offpurpose.incident import Incident
from offpurpose.inputs.files import InputFile

_LOADED = 0.5
"""Of the tables of an audit, what stands in those that are loaded; the rest are verdicts and such."""

_JUDGING = (COPY, "query", "reading")
_LOADING = ("start", "load", "duplicates")


@dataclass(frozen=True, slots=True)
class RangeFound:
    """A number that is expected: probably between `low` and `high`."""

    low: int
    expected: int
    high: int


@dataclass(frozen=True, slots=True)
class RowsExpected:
    """The rows of an input, from Parquet footers and samples of text in some of its files."""

    input: str
    files: int
    files_looked_into: int
    rows: RangeFound


@dataclass(frozen=True, slots=True)
class StageExpected:
    """A part of an audit - loading, judging, writing - and its seconds."""

    stage: str
    seconds: int


@dataclass(frozen=True, slots=True)
class MachineFound:
    """What the estimate is for: threads, the memory that may be used in bytes, and how the machine is now.

    threads_at_work: how many threads were at work at once in a measured piece of work.
    unit_seconds: what that piece took one processor.
    """

    threads: int
    memory_limit: int
    threads_at_work: float
    unit_seconds: float


@dataclass(frozen=True, slots=True)
class DiskExpected:
    """A disk that an audit writes to, by a folder on it: bytes needed and free, and what to do."""

    folder: str
    holds: tuple[str, ...]
    needed: RangeFound
    free: int
    verdict: str
    remedy: str | None


@dataclass(frozen=True, slots=True)
class CostExpected:
    """What an audit of the inputs is expected to cost; seconds, and bytes."""

    rows: tuple[RowsExpected, ...]
    seconds: RangeFound
    stages: tuple[StageExpected, ...]
    memory: RangeFound
    tables: RangeFound
    results: RangeFound
    spill: RangeFound
    disks: tuple[DiskExpected, ...]
    machine: MachineFound


def cost_expected(
    incident: Incident, files: Mapping[str, Sequence[InputFile]], limits: Limits, places: Places
) -> tuple[CostExpected, list[DiskNeed]]:
    """Look into some of the files, measure the machine, and tell what an audit costs there; and its disks."""
    speed = measure_speed(limits)
    told = expected_cost(incident, files, limits, speed)
    disks = needs(told, places)
    seconds = told.seconds or Range.exact(0)
    return CostExpected(
        rows=tuple(_rows(size) for size in told.inputs.values()),
        seconds=_whole(seconds),
        stages=tuple(_parts(told)),
        memory=_whole(told.memory),
        tables=_whole(told.tables),
        results=_whole(told.results),
        spill=_whole(told.spill),
        disks=tuple(_disk(each) for each in disks),
        machine=MachineFound(
            told.threads, told.memory_limit, round(speed.threads, 2), round(speed.seconds, 3)
        ),
    ), disks


def own_need(cost: CostExpected, folder: Path) -> DiskNeed:
    """Return what the check itself writes, into its own folder, when it loads the inputs."""
    tables = Range(*(size * _LOADED for size in (cost.tables.low, cost.tables.expected, cost.tables.high)))
    return DiskNeed(folder.parent, ("loaded",), tables, shutil.disk_usage(folder).free)


def _rows(size: InputSize) -> RowsExpected:
    return RowsExpected(size.name, size.files, size.sampled, _whole(size.rows))


def _parts(told: Estimate) -> Iterator[StageExpected]:
    parts = {"loading": 0.0, "judging": 0.0, "writing": 0.0}
    for stage, seconds in told.by_stage():
        part = "loading" if stage.startswith(_LOADING) else "writing"
        parts["judging" if stage.startswith(_JUDGING) else part] += seconds
    yield from (StageExpected(name, round(seconds)) for name, seconds in parts.items())


def _disk(disk: DiskNeed) -> DiskExpected:
    remedy = None if disk.verdict == "enough" else disk.remedy
    return DiskExpected(str(disk.folder), disk.holds, _whole(disk.needed), disk.free, disk.verdict, remedy)


def _whole(size: Range) -> RangeFound:
    return RangeFound(round(size.low), round(size.expected), round(size.high))
