"""What the stages of an audit cost, and what it keeps, by the rows of its inputs: `weights.json`, measured.

`python -m bench.costs` measures and writes that file anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from offpurpose.costing.sizes import Workload, measures

FIXED = "fixed"
LOAD = "load"
COPY = "copy accounts"
"""Stage in which the rows of a range of accounts are looked for among all rows, which each range does."""
_FILE = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum over what a cost goes by: `by` says how much there is of each measure, such as `matches.rows`.

    parallel: the share of the work that several threads do together, 0 to 1.
    """

    by: Mapping[str, float]
    parallel: float = 0.0

    def of(self, measured: Mapping[str, float]) -> float:
        """Return the sum."""
        return sum(
            each * (1.0 if name == FIXED else measured.get(name, 0.0)) for name, each in self.by.items()
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """Costs: `stages` in units of the probe, `bytes` of what is kept; `spread` is how far facts were off.

    A stage without costs of its own has those of the longest beginning of its name that has; they are what
    all such stages cost together.
    """

    stages: Mapping[str, Cost]
    bytes: Mapping[str, Cost]
    spread: Mapping[str, float]

    def key_of(self, stage: str) -> str | None:
        """Return under which name the costs of a stage stand."""
        return next(
            (key for key in sorted(self.stages, key=len, reverse=True) if stage.startswith(key)), None
        )


@cache
def weights() -> Weights:
    """Return the costs that were measured."""
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return Weights(_costs(read["stages"]), _costs(read["bytes"]), read["spread"])


def _costs(read: Mapping[str, Mapping[str, Any]]) -> dict[str, Cost]:
    return {name: Cost(cost["by"], cost.get("parallel", 0.0)) for name, cost in read.items()}


def measured(workload: Workload, end: str = "expected") -> dict[str, float]:
    """Return every measure of the inputs at one end of the range of their rows, as `matches.rows`."""
    return {
        f"{name}.{measure}": number
        for name, size in workload.items()
        for measure, number in measures(size, getattr(size.rows, end)).items()
    }


def of_input(measured: Mapping[str, float], name: str) -> dict[str, float]:
    """Return the measures of one input alone, as `rows`."""
    return {
        key.removeprefix(f"{name}."): each for key, each in measured.items() if key.startswith(f"{name}.")
    }
