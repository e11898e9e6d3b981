"""What an audit costs, from rows: it grows with them, by the machine, within the limits that are set."""

from __future__ import annotations

import pytest
from tests.survival.test_space import GB

from offpurpose.costing.estimate import Estimate, estimate
from offpurpose.costing.plan import Step
from offpurpose.costing.probe import Speed
from offpurpose.costing.sizes import InputSize, Range
from offpurpose.costing.weights import COPY
from offpurpose.engine.database import Limits

STAGES = ("start", "load contacts", "load matches", "duplicates", "query match_verdict", "digests")
FAST, SLOW = Speed(0.1, 2.0), Speed(0.2, 2.0)


def cost(rows: float, memory: str = "4GB", speed: Speed | None = FAST, spread: float = 1.0) -> Estimate:
    inputs = {
        name: InputSize(name, 1, 1, 0, Range(rows, rows, rows).widened(spread), {}, 0, 0, 1, 0)
        for name in ("contacts", "matches")
    }
    return estimate(inputs, STAGES, Limits(memory, 2), speed)


def seconds(told: Estimate) -> Range:
    assert told.seconds is not None
    return told.seconds


def test_twice_the_rows_cost_about_twice() -> None:
    once, twice = cost(50_000_000), cost(100_000_000)
    assert 1.9 < seconds(twice).expected / seconds(once).expected <= 2
    assert 1.9 < twice.tables.expected / once.tables.expected <= 2


def test_a_machine_half_as_fast_takes_twice_as_long() -> None:
    assert seconds(cost(1e6, speed=SLOW)).expected == pytest.approx(2 * seconds(cost(1e6)).expected)
    assert cost(1e6, speed=None).seconds is None


def test_stages_take_the_whole_time() -> None:
    told = cost(1_000_000)
    assert [stage for stage, _ in told.by_stage()] == list(STAGES)
    assert sum(each for _, each in told.by_stage()) == pytest.approx(seconds(told).expected)


def test_what_does_not_fit_into_the_memory_is_spilled() -> None:
    ample, scarce = cost(20_000_000, "64GB"), cost(20_000_000, "2GB")
    assert ample.spill.expected == 0
    assert scarce.spill.expected > 0
    assert scarce.memory.high == 2 * GB


def test_rows_that_are_not_known_widen_everything() -> None:
    known, unsure = cost(1e7), cost(1e7, spread=1.5)
    assert seconds(unsure).high > seconds(known).high
    assert unsure.tables.low < known.tables.low


@pytest.mark.parametrize(
    ("threads", "faster"), [(1.0, 1.0), (2.0, 4 / 3), (0.5, 0.5)], ids=["one", "two", "half of one"]
)
def test_only_a_part_of_a_stage_gains_by_threads(threads: float, faster: float) -> None:
    step = Step("x", 10.0, parallel=0.5)
    assert step.seconds(Speed(1.0, threads)) == pytest.approx(10 / faster)


def test_more_rows_or_less_memory_take_more_ranges() -> None:
    assert cost(1e6, "4GB").ranges == 1
    assert 1 < cost(1e8, "8GB").ranges < cost(1e8, "4GB").ranges < cost(2e8, "4GB").ranges
    assert cost(1e8, "256GB").ranges == 1


def test_a_stage_that_is_gone_through_in_ranges_costs_the_same_in_all() -> None:
    told = cost(1e8)
    once = dict(told.through(["query verdict_code"]).by_stage())
    often = told.through([f"query verdict_code {part}/4" for part in range(1, 5)]).by_stage()
    assert len(often) == 4
    assert sum(each for _, each in often) == pytest.approx(once["query verdict_code"])


def test_every_range_looks_for_its_rows_among_all() -> None:
    def seconds_of(ranges: int) -> float:
        stages = [f"{COPY} {part}/{ranges}" for part in range(1, ranges + 1)]
        return sum(each for _, each in cost(1e8).through(stages).by_stage())

    assert seconds_of(2) > 0
    assert seconds_of(6) == pytest.approx(3 * seconds_of(2))
