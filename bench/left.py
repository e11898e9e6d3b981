"""How far off the time left was, as an audit would have told it, in records of `bench.stages --json`.

Run `python -m bench.left FILE [--processors]`: of each run, at every tenth of it, the seconds left that were
told and those that really were; and the largest error from the half on, as a share of what was left. With
`--processors` the clock is that of the processors, which others on the machine do not slow down.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.costs import flat, read_records
from bench.stages import Recorded
from offpurpose.audit.expected import expected_stages
from offpurpose.costing.plan import plan
from offpurpose.costing.probe import Speed
from offpurpose.costing.ranges import ranges_needed
from offpurpose.costing.sizes import MILLION
from offpurpose.costing.time_left import TimeLeft
from offpurpose.costing.weights import weights
from offpurpose.engine.database import Limits, threads_of
from offpurpose.incident import load_incident

_MOMENTS = 100
_NEARLY_OVER = 0.95
"""Later than that the error is of a second or two, and its share of what is left means nothing."""


def told_and_real(seen: Recorded, *, processors: bool) -> list[tuple[float, float | None, float]]:
    """Return at each moment the share of the run that is over, and the seconds left: told, and real."""
    sensitivity = any(name.startswith("reading") for name in seen.stages)
    limits = Limits(seen.memory, seen.threads)
    ranges = ranges_needed({name: of["rows"] * MILLION for name, of in seen.measures.items()}, limits)
    stages = expected_stages(load_incident(Path(seen.incident)), ranges, sensitivity=sensitivity)
    threads = 1 if processors else threads_of(limits)
    speed = Speed(1.0, float(threads))
    whole = seen.cpu if processors else seen.wall
    expected = [(step.stage, step.seconds(speed)) for step in plan(stages, weights(), flat(seen))]
    run, waiting, found = TimeLeft(expected, 0.0), list(seen.told), []
    for place in range(1, _MOMENTS):
        moment = whole * place / _MOMENTS
        while waiting and (now := waiting[0].cpu if processors else waiting[0].wall) <= moment:
            each = waiting.pop(0)
            run.tell(each.stage, each.done, each.total, now)
        found.append((place / _MOMENTS, run.seconds(moment), whole - moment))
    return found


def main() -> None:
    """Print how far off the time left was in every run."""
    processors = "--processors" in sys.argv
    for seen in read_records(Path(sys.argv[1])):
        moments = told_and_real(seen, processors=processors)
        whole = seen.cpu if processors else seen.wall
        tenths = [
            f"{share:.0%} {'-' if told is None else f'{told:.0f}'}/{real:.0f}"
            for share, told, real in moments
            if round(share * 100) % 10 == 0
        ]
        late = [
            abs((told or 0.0) - real) / real for share, told, real in moments if 0.5 <= share <= _NEARLY_OVER
        ]
        within = sum(error <= 0.25 for error in late) / len(late)
        of_all = max(abs((told or 0.0) - real) / whole for share, told, real in moments if share >= 0.5)
        print(f"{seen.incident[-34:]} {seen.memory} {whole:.0f} s: {', '.join(tenths)}")
        print(
            f"    from the half on: within 25 % at {within:.0%} of moments, worst {max(late):.0%};"
            f" off by {of_all:.0%} of the whole at most"
        )


if __name__ == "__main__":
    main()
