"""How long the rest of a run takes, told from what its stages were expected to take and what they took."""

from __future__ import annotations

from collections.abc import Iterable

_ENOUGH = 0.02
"""Before this share of what was expected is over, the pace of a run is not known."""


class TimeLeft:
    """Follows a run by what its progress tells, and says how much of it is done and how long the rest takes.

    `expected` are its stages in their order with the seconds of each; no more than their proportions count.
    A stage that is none of them changes nothing; one that is passed over is taken as done.
    """

    def __init__(self, expected: Iterable[tuple[str, float]], now: float) -> None:
        self._stages = list(expected)
        self._place = {stage: place for place, (stage, _) in enumerate(self._stages)}
        self._all = sum(seconds for _, seconds in self._stages)
        self._at = -1
        self._share = 0.0
        self._begun = self._stage_begun = now

    def tell(self, stage: str, done: float, total: float | None, now: float) -> None:
        """Take in how far a stage is; `now` is the clock's second."""
        place = self._place.get(stage)
        if place is None or place < self._at:
            return
        if place > self._at:
            self._at, self._share, self._stage_begun = place, 0.0, now
        if total:
            self._share = min(max(self._share, done / total), 1.0)

    def share(self, now: float) -> float:
        """Return how much of the whole time is over, 0 to 1; of what was expected, while no pace is known."""
        over, left = now - self._begun, self.seconds(now)
        if left is None:
            return self._expected_over() / self._all if self._all else 0.0
        return over / (over + left) if over + left > 0 else 0.0

    def seconds(self, now: float) -> float | None:
        """Return how many seconds are left; None where it cannot be told yet."""
        over = self._expected_over()
        if not self._all or over < self._all * _ENOUGH:
            return None
        pace = (now - self._begun) / over if self._share else (self._stage_begun - self._begun) / over
        later = sum(seconds for _, seconds in self._stages[self._at + 1 :])
        return later * pace + self._rest_of_stage(pace, now)

    def _expected_over(self) -> float:
        """Return the seconds that were expected of what is done."""
        before = sum(seconds for _, seconds in self._stages[: max(self._at, 0)])
        return before + (self._stages[self._at][1] * self._share if self._at >= 0 else 0.0)

    def _rest_of_stage(self, pace: float, now: float) -> float:
        spent, expected = now - self._stage_begun, self._stages[self._at][1] * pace
        if not self._share:
            return max(expected - spent, 0.0)
        by_own_rate = spent * (1 - self._share) / self._share
        # The further a stage is, the more its own rate says.
        return self._share * by_own_rate + (1 - self._share) * expected * (1 - self._share)
