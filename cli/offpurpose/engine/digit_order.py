"""Numbers in the order of their digits as text: by the digits filled up to one length, then by how many."""

from __future__ import annotations

MOST_DIGITS = 19
"""Of the largest number that an id can be."""

_TENS = range(MOST_DIGITS - 1, 0, -1)


def filled(number: str) -> str:
    """Write SQL for a number filled up with zeros to the most digits, as UBIGINT."""
    cases = " ".join(
        f"when {number} >= {10**ten} then {_times(number, MOST_DIGITS - 1 - ten)}" for ten in _TENS
    )
    return f"case {cases} else {_times(number, MOST_DIGITS - 1)} end"


def length(number: str) -> str:
    """Write SQL for how many digits a number has beyond the first."""
    cases = " ".join(f"when {number} >= {10**ten} then {ten}" for ten in _TENS)
    return f"case {cases} else 0 end"


def _times(number: str, ten: int) -> str:
    return f"cast({number} as ubigint) * cast({10**ten} as ubigint)"
