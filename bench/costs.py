"""Fits what an audit costs, by stage, to records of `python -m bench.stages --json FILE`, and writes it.

Run `python -m bench.costs FILE [--write]`. The records must be of incidents of different shapes, so that
it can be told what goes by which input; the machine may be busy, as processors' seconds are fitted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import nnls

from bench.stages import Recorded, Stage, Told
from offpurpose.costing import weights
from offpurpose.engine.database import Limits, memory_of_database

_INPUTS = ("contacts", "entries", "matches", "accounts", "partner_map")
_BY_ROWS = ("fixed", *(f"{name}.rows" for name in _INPUTS))
_BY_KEPT = (*_BY_ROWS, *(f"{name}.text_rows" for name in _INPUTS))
_BY_COPIED = ("contacts.rows", "matches.rows", "partner_map.rows")
_BY_READ = ("fixed", "has_raw", "rows", "raw", "csv", "jsonl", "unpacked")
_LOAD = "load "
_READING = "reading"
_SHARED = ("start", "duplicates", "quer", "sorting", "writing", "the report", "digests")
_WORTH_ITS_OWN = 0.02
_TINY = 1e-4

Row = tuple[dict[str, float], float]
"""What was measured of a run, and the cost that it had."""


def read_records(path: Path) -> list[Recorded]:
    """Read the records of a file, one a line."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        seen = Recorded(**json.loads(line))
        seen.stages = {name: Stage(**stage) for name, stage in seen.stages.items()}  # type: ignore[arg-type]
        seen.told = [Told(**each) for each in seen.told]  # type: ignore[arg-type]
        found.append(seen)
    return found


def flat(seen: Recorded) -> dict[str, float]:
    """Return the measures of all inputs of a run, as `matches.rows`."""
    return {f"{name}.{key}": each for name, of in seen.measures.items() for key, each in of.items()}


def fitted(rows: Sequence[Row], features: Sequence[str]) -> dict[str, float]:
    """Return what each measure costs, none less than nothing, with errors relative to the cost."""
    if not any(cost for _, cost in rows):
        return {}
    # So that a cost of next to nothing does not count as much as one that matters.
    least = max(cost for _, cost in rows) * 0.02
    matrix = [
        [(1.0 if name == "fixed" else measured.get(name, 0.0)) / max(cost, least) for name in features]
        for measured, cost in rows
    ]
    found, _ = nnls(np.array(matrix), np.array([cost / max(cost, least) for _, cost in rows]))
    return {name: round(float(each), 4) for name, each in zip(features, found, strict=True) if each > _TINY}


def stage_costs(records: Sequence[Recorded]) -> dict[str, Any]:
    """Fit every stage that is worth it by itself, and the others together."""
    keys = [*_own_keys(records), *_SHARED]
    costs = {
        key: {
            "parallel": _parallel(records, _is(key, keys)),
            "by": fitted([(flat(seen), _units(seen, _is(key, keys))) for seen in records], _BY_ROWS),
        }
        for key in keys
    }
    loads = [
        (seen.measures[name], seen.stages[_LOAD + name].cpu / seen.unit)
        for seen in records
        for name in seen.measures
    ]
    costs[_READING] = {
        "parallel": _parallel(records, lambda stage: stage.startswith(_READING)),
        "by": fitted(
            [(flat(seen), units) for seen in records if (units := _units(seen, _is(_READING, [_READING])))],
            ("fixed", "matches.rows"),
        ),
    }
    costs[weights.COPY] = {
        "parallel": _parallel(records, lambda stage: stage == weights.COPY),
        "by": fitted([_copied(seen) for seen in records if weights.COPY in seen.stages], _BY_COPIED),
    }
    costs["load"] = {
        "parallel": _parallel(records, lambda stage: stage.startswith(_LOAD)),
        "by": fitted(loads, _BY_READ),
    }
    return costs


def _copied(seen: Recorded) -> Row:
    """Return the rows among which each range of a run looked for its own, and what that cost."""
    return flat(seen), seen.stages[weights.COPY].cpu / seen.unit / _ranges(seen)


def _ranges(seen: Recorded) -> int:
    return len({each.stage for each in seen.told if each.stage.startswith(weights.COPY)})


def _own_keys(records: Sequence[Recorded]) -> list[str]:
    """Return the stages that take more than their share of any run."""
    found: dict[str, None] = {}
    for seen in records:
        for name, stage in seen.stages.items():
            if (
                not name.startswith((_LOAD, weights.COPY))
                and name not in _SHARED
                and stage.cpu > seen.cpu * _WORTH_ITS_OWN
            ):
                found[name] = None
    return list(found)


def _is(key: str, keys: Sequence[str]) -> Callable[[str], bool]:
    longest = sorted(keys, key=len, reverse=True)
    return lambda stage: next((each for each in longest if stage.startswith(each)), None) == key


def _units(seen: Recorded, wanted: Callable[[str], bool]) -> float:
    return sum(stage.cpu for name, stage in seen.stages.items() if wanted(name)) / seen.unit


def _parallel(records: Sequence[Recorded], wanted: Callable[[str], bool]) -> float:
    stages = [stage for seen in records for name, stage in seen.stages.items() if wanted(name)]
    at_work = sum(stage.at_work for stage in stages)
    return round(sum(stage.together for stage in stages) / at_work, 2) if at_work else 0.0


def byte_costs(records: Sequence[Recorded]) -> dict[str, Any]:
    """Fit what is kept, in megabytes: in the case, beside it while the run lasts, in memory."""
    ample = [seen for seen in records if not seen.peak_spill]
    found = {
        name: {"by": fitted([(flat(seen), size(seen) / 1e6) for seen in ample], _BY_KEPT)}
        for name, size in _FACTS.items()
    }
    # What passes is seen where it does not fit: part of it is spilled, the rest has filled the memory.
    spilling = [seen for seen in records if seen.peak_spill]
    passing = [
        (flat(seen), (seen.peak_spill + memory_of_database(Limits(seen.memory))) / 1e6) for seen in spilling
    ]
    return {**found, "passing": {"by": fitted(passing, ("contacts.rows", "entries.rows", "matches.rows"))}}


_FACTS: dict[str, Callable[[Recorded], float]] = {
    "tables": lambda seen: seen.tables,
    "results": lambda seen: seen.results,
    "memory": lambda seen: seen.peak_memory,
}


def compared(records: Sequence[Recorded]) -> dict[str, float]:
    """Print of each run what the others say of it, as a multiple of what it was.

    Returns how far off nine of ten are, as factors: the odd one out may be the only one of its kind.
    """
    factors: dict[str, list[float]] = {}
    for seen in records:
        others = [other for other in records if other.incident != seen.incident]
        line = _told_by(others, seen)
        print(
            f"{seen.incident[-34:]:>34} {seen.cpu:6.1f} s",
            *(f"{name} x{ratio:.2f}" for name, ratio in line.items()),
        )
        for name, ratio in line.items():
            factors.setdefault(name, []).append(max(ratio, 1 / ratio))
    return {name: round(float(np.quantile(each, 0.9)), 2) for name, each in factors.items()}


def _told_by(others: Sequence[Recorded], seen: Recorded) -> dict[str, float]:
    costs, sizes, measured = stage_costs(others), byte_costs(others), flat(seen)
    read_otherwise = any(name.startswith(_READING) for name in seen.stages)
    units = sum(
        weights.Cost(cost["by"]).of(measured)
        for name, cost in costs.items()
        if name not in {weights.LOAD, weights.COPY} and (name != _READING or read_otherwise)
    )
    units += weights.Cost(costs[weights.COPY]["by"]).of(measured) * _ranges(seen)
    load = weights.Cost(costs[weights.LOAD]["by"])
    units += sum(load.of(seen.measures[name]) for name in seen.measures)
    told = {"seconds": units * seen.unit / seen.cpu}
    if not seen.peak_spill:
        for name, fact in _FACTS.items():
            told[name] = weights.Cost(sizes[name]["by"]).of(measured) * 1e6 / fact(seen)
    return told


def main() -> None:
    """Fit the records of a file, print how well, and write the weights where asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.costs", description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    records = read_records(chosen.records)
    costs, sizes = stage_costs(records), byte_costs(records)
    for name, cost in {**costs, **sizes}.items():
        print(f"{name:34} {cost}")
    spread = compared(records)
    print("nine of ten within:", spread)
    if chosen.write:
        text = json.dumps({"stages": costs, "bytes": sizes, "spread": spread}, indent=1)
        Path(weights.__file__).with_name("weights.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
