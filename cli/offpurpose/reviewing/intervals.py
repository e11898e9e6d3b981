"""Exact intervals for a share of which a sample is known (Clopper and Pearson, 1934)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

_STEPS = 200


def exact_interval(agreed: int, of: int, confidence: float) -> tuple[float, float]:
    """Return the limits between which a share lies, when so many of a random sample have the property.

    Whatever the share is, the limits hold it in at least the given part of all samples, 0 to 1. Of nothing
    at all they are 0 and 1.
    """
    if not 0 <= agreed <= of or not 0 < confidence < 1:
        raise ValueError("no sample, or no confidence")
    tail = (1 - confidence) / 2
    lower = 0.0 if agreed == 0 else _share_where(lambda share: _at_least(agreed, of, share) >= tail)
    upper = 1.0 if agreed == of else _share_where(lambda share: _at_most(agreed, of, share) < tail)
    return lower, upper


def _share_where(holds: Callable[[float], bool]) -> float:
    """Return the least share from which on something holds, to the last digit of a number."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_least(successes: int, trials: int, share: float) -> float:
    return _sum(successes, trials, trials, share)


def _at_most(successes: int, trials: int, share: float) -> float:
    return _sum(0, successes, trials, share)


def _sum(first: int, last: int, trials: int, share: float) -> float:
    """Return how likely it is that the number of successes lies between two, both included."""
    numbers = np.arange(first, last + 1)
    logs = _LOG_FACTORIALS.upto(trials)
    choices = logs[trials] - logs[numbers] - logs[trials - numbers]
    terms = choices + numbers * math.log(share) + (trials - numbers) * math.log1p(-share)
    return math.fsum(np.exp(terms))


class _LogFactorials:
    """Logarithms of factorials, kept as far as they were asked for."""

    def __init__(self) -> None:
        self._known = np.zeros(1)

    def upto(self, number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return log 0! to log number!."""
        if len(self._known) <= number:
            self._known = np.array([math.lgamma(each + 1) for each in range(number + 1)])
        return self._known


_LOG_FACTORIALS = _LogFactorials()
