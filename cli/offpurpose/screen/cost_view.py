"""What an audit is expected to cost, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.checking.cost import CostExpected, DiskExpected, RangeFound, RowsExpected
from offpurpose.costing.space import words

HEADING = "an audit of it, about"

Line = tuple[str, str]
"""A label, and what stands beside it."""


def cost_in_a_line(cost: CostExpected) -> str:
    """Return what a person wants to know before a long wait."""
    kept = words(cost.tables.expected + cost.results.expected)
    return f"an audit of these inputs is expected to take {_about(cost.seconds)} and {kept} of disk"


def cost_lines(cost: CostExpected) -> Iterator[Line]:
    """Yield rows, time, memory and disk, then what they rest on."""
    yield "rows", ", ".join(_rows(each) for each in cost.rows)
    parts = ", ".join(f"{each.stage} {duration(each.seconds)}" for each in cost.stages)
    yield "time", f"{_about(cost.seconds)}: {parts}"
    yield "memory", f"{words(cost.memory.expected)} of {words(cost.machine.memory_limit)} that may be used"
    kept = f"tables {words(cost.tables.expected)}, all else {words(cost.results.expected)}"
    yield "case folder", f"{words(cost.tables.expected + cost.results.expected)}: {kept}"
    if cost.spill.high:
        yield "spilled", f"{words(cost.spill.expected)}, at most {words(cost.spill.high)}, while it runs"
    for disk in cost.disks:
        yield "disk", _disk(disk)
    yield "this rests on", "; ".join(_basis(cost))


def duration(seconds: float) -> str:
    """Return a time in the two units that matter."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _about(seconds: RangeFound) -> str:
    return f"{duration(seconds.expected)} ({duration(seconds.low)} to {duration(seconds.high)})"


def _rows(found: RowsExpected) -> str:
    rows = found.rows
    if rows.low == rows.high:
        return f"{rows.expected:,} {found.input}"
    return f"{_rounded(rows.low)} to {_rounded(rows.high)} {found.input}"


def _rounded(rows: int) -> str:
    return f"{int(float(f'{rows:.2g}')):,}"


def _disk(disk: DiskExpected) -> str:
    told = f"{words(disk.needed.high)} at most, {words(disk.free)} free: {disk.verdict} ({disk.folder})"
    return f"{told}; {disk.remedy}" if disk.remedy else told


def _basis(cost: CostExpected) -> Iterator[str]:
    files = sum(each.files for each in cost.rows)
    looked = sum(each.files_looked_into for each in cost.rows)
    of = "every file" if looked == files else f"{looked:,} of {files:,} files"
    yield f"a look into {of}"
    machine = cost.machine
    yield (
        f"this machine as it was just now, with {machine.threads} threads of which"
        f" {machine.threads_at_work:.1f} were at work at once"
    )
    yield "what audits of synthetic incidents have cost"
