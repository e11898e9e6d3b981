"""What an audit is expected to cost on the machine at hand: time, memory, disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from offpurpose.costing.plan import Step, plan
from offpurpose.costing.probe import Speed
from offpurpose.costing.ranges import ranges_needed, rows_of
from offpurpose.costing.sizes import Range, Workload
from offpurpose.costing.weights import Weights, measured, weights
from offpurpose.engine.database import Limits, memory_of_database, memory_of_process, threads_of

_MEGABYTE = 1e6
_ENDS = ("low", "expected", "high")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an audit is expected to cost, in seconds and bytes.

    steps: the stages in their order.
    seconds, speed: None where the speed of the machine was not measured.
    tables, results: what case.duckdb takes, and all else that is kept.
    memory: the most that is held at once; never more than may be, for what does not fit is spilled.
    ranges: in how many ranges of accounts matches are judged, so that each fits into the memory.
    spill: the most that lies in the folder for what does not fit into the memory.
    """

    inputs: Workload
    steps: tuple[Step, ...]
    seconds: Range | None
    memory: Range
    tables: Range
    results: Range
    spill: Range
    speed: Speed | None
    threads: int
    memory_limit: int
    ranges: int

    def through(self, stages: Iterable[str]) -> Estimate:
        """Return the estimate of a run that goes through other stages."""
        return replace(self, steps=tuple(plan(stages, weights(), measured(self.inputs))))

    def by_stage(self) -> list[tuple[str, float]]:
        """Return the seconds of each stage by the name that progress has; in proportion, without a speed."""
        speed = self.speed or Speed(1.0, float(self.threads))
        return [(step.stage, step.seconds(speed)) for step in self.steps]


def estimate(
    workload: Workload, stages: Iterable[str], limits: Limits, speed: Speed | None = None
) -> Estimate:
    """Tell what an audit with these stages costs; without a speed, all but the time."""
    known = weights()
    held = _bytes(known, "memory", workload)
    most, of_database = memory_of_process(limits), memory_of_database(limits)
    passing = _bytes(known, "passing", workload)
    steps = plan(stages, known, measured(workload))
    return Estimate(
        inputs=workload,
        steps=tuple(steps),
        seconds=None if speed is None else _seconds(known, workload, [step.stage for step in steps], speed),
        memory=Range(*(min(getattr(held, end), float(most)) for end in _ENDS)),
        tables=_bytes(known, "tables", workload),
        results=_bytes(known, "results", workload),
        spill=Range(*(max(getattr(passing, end) - of_database, 0.0) for end in _ENDS)),
        speed=speed,
        threads=threads_of(limits),
        memory_limit=most,
        ranges=ranges_needed(rows_of(workload), limits),
    )


def _seconds(known: Weights, workload: Workload, stages: Sequence[str], speed: Speed) -> Range:
    low, expected, high = (
        sum(step.seconds(speed) for step in plan(stages, known, measured(workload, end))) for end in _ENDS
    )
    return Range(low, expected, high).widened(known.spread["seconds"])


def _bytes(known: Weights, kind: str, workload: Workload) -> Range:
    ends = (known.bytes[kind].of(measured(workload, end)) * _MEGABYTE for end in _ENDS)
    return Range(*ends).widened(known.spread.get(kind, known.spread["tables"]))
