"""The time that is left of a run, told from what is over; the clock is the test's own."""

from __future__ import annotations

import pytest

from offpurpose.costing.time_left import TimeLeft

EXPECTED = [("load", 10.0), ("judge", 20.0), ("write", 10.0)]


def test_nothing_is_told_of_a_run_that_has_only_begun() -> None:
    assert TimeLeft(EXPECTED, 0.0).seconds(5.0) is None
    assert TimeLeft([], 0.0).seconds(5.0) is None


@pytest.mark.parametrize("pace", [0.1, 1.0, 7.0])
def test_a_run_as_expected_but_for_its_pace_is_told_exactly(pace: float) -> None:
    left = TimeLeft(EXPECTED, 100.0)
    now = 100.0
    for stage, seconds in EXPECTED:
        for done in range(11):
            moment = now + seconds * pace * done / 10
            left.tell(stage, done, 10, moment)
            if moment > 100 + 2 * pace:
                assert left.seconds(moment) == pytest.approx(100 + 40 * pace - moment, abs=1e-6)
                assert left.share(moment) == pytest.approx((moment - 100) / (40 * pace))
        now += seconds * pace


def test_a_stage_that_takes_longer_than_expected_is_told_by_its_own_rate() -> None:
    left = TimeLeft(EXPECTED, 0.0)
    left.tell("load", 0, 100, 0.0)
    left.tell("judge", 0, 100, 10.0)
    left.tell("judge", 90, 100, 100.0)
    assert left.seconds(100.0) == pytest.approx(10 + 10 * 100 / 28, rel=0.2)


def test_a_stage_without_measure_counts_down_and_waits() -> None:
    left = TimeLeft(EXPECTED, 0.0)
    left.tell("load", 1, 1, 0.0)
    left.tell("judge", 0, None, 10.0)
    assert left.seconds(15.0) == pytest.approx(25)
    assert left.seconds(50.0) == pytest.approx(10)


def test_stages_passed_over_are_done_and_unknown_ones_change_nothing() -> None:
    left = TimeLeft(EXPECTED, 0.0)
    left.tell("load", 10, 10, 10.0)
    left.tell("write", 0, 10, 12.0)
    told = left.seconds(12.0)
    left.tell("something else", 5, 10, 12.0)
    left.tell("load", 0, 10, 12.0)
    assert left.seconds(12.0) == told
    assert told is not None
    assert told <= 10
