"""The stages of an audit in their order, with what each is expected to cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offpurpose.costing.probe import Speed
from offpurpose.costing.weights import COPY, LOAD, Cost, Weights, of_input


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, by the name that progress has, and its cost in units; `parallel` is a share, 0 to 1."""

    stage: str
    units: float
    parallel: float = 0.0

    def seconds(self, speed: Speed) -> float:
        """Return how long it takes on a machine of that speed."""
        return self.units * speed.seconds / self.speedup(speed.threads)

    def speedup(self, threads: float) -> float:
        """Return how much shorter it takes with so many threads at once than with one."""
        if threads <= 1:
            return threads
        return 1 / (1 - self.parallel + self.parallel / threads)


def plan(stages: Iterable[str], weights: Weights, measured: Mapping[str, float]) -> list[Step]:
    """Return the steps of a run with these stages, in their order."""
    names = list(stages)
    keys = [weights.key_of(name) for name in names]
    sharing = Counter(keys)
    steps = []
    for name, key in zip(names, keys, strict=True):
        cost = weights.stages[key] if key else Cost({})
        if key == LOAD:
            units = cost.of(of_input(measured, name.removeprefix(f"{LOAD} ")))
        else:
            units = cost.of(measured) / (1 if key == COPY else sharing[key])
        steps.append(Step(name, units, cost.parallel))
    return steps
