"""What was measured before, one run a line, and what has become of it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

HISTORY = Path(__file__).with_name("history.jsonl")


@dataclass(frozen=True)
class Run:
    """One run of the benchmark.

    seconds: medians by subject; ratio: median of the ratios to the floor of the same round, by subject.
    peak, spill: the most of any round, in GiB, by subject.
    """

    date: str
    commit: str
    machine: str
    size: str
    rounds: int
    seconds: dict[str, float]
    ratio: dict[str, float]
    peak: dict[str, float]
    spill: dict[str, float]
    stages: dict[str, float]


def commit() -> str:
    """Return the name of the commit that is measured, with a plus where the tree differs from it."""
    here = Path(__file__).parent
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=here, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"


def add(run: Run, history: Path = HISTORY) -> None:
    """Add a run to the history."""
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run)) + "\n")


def runs(history: Path = HISTORY) -> list[Run]:
    """Return all runs, the earliest first."""
    if not history.exists():
        return []
    return [Run(**json.loads(line)) for line in history.read_text(encoding="utf-8").splitlines()]


def compared(found: list[Run]) -> list[str]:
    """Say for every size and machine how the last run compares with the one before, by ratio to the floor."""
    lines: list[str] = []
    for size, machine in dict.fromkeys((run.size, run.machine) for run in found):
        of_one = [run for run in found if (run.size, run.machine) == (size, machine)]
        lines.append(f"size {size}; {machine}")
        lines += (
            _change(of_one[-2], of_one[-1]) if len(of_one) > 1 else ["  one run only: nothing to compare"]
        )
    return lines


def _change(before: Run, after: Run) -> list[str]:
    lines = [f"  {before.date} {before.commit} -> {after.date} {after.commit}"]
    for name, now in after.ratio.items():
        was = before.ratio.get(name)
        told = "new" if was is None else f"{was:.1f} -> {now:.1f} ({_percent(was, now)})"
        lines.append(f"  {name:24} times the floor: {told}")
    return lines


def _percent(was: float, now: float) -> str:
    return f"{100 * (now / was - 1):+.0f} %"
