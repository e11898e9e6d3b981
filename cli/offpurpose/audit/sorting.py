"""What verdicts are sorted by: instant and match id as two numbers, as sorting is quickest by few bytes."""

from __future__ import annotations

import duckdb

from offpurpose.inputs.tables import NUMBER

_DIGITS = 19
"""Of the largest number that an id can be."""

_LOW_BITS = 59
_LENGTH_BITS = 5

# No instant that DuckDB or Arrow can hold in microseconds and that a log can bear is further from 1970.
_EARLIEST = 2**56


def make_sort_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create `instant_and_first_digits` and `other_digits`, for match ids as the table `match` has them.

    Sorted by both, rows are in the order of their instants, then of their ids as text by its bytes. Where
    ids are text themselves, only the instants count. They are the connection's alone, and no part of a case.
    """
    [(_, kind, *_)] = con.execute("describe select match_id from match").fetchall()
    filled, length = (_filled("match_id"), _length("match_id")) if kind == NUMBER else ("0", "0")
    first = (
        f"(cast(epoch_us(matched_at) + {_EARLIEST} as ubigint) << {_LENGTH_BITS})"
        f" | (cast({filled} as ubigint) >> {_LOW_BITS})"
    )
    rest = f"((cast({filled} as ubigint) & {2**_LOW_BITS - 1}) << {_LENGTH_BITS}) | cast({length} as ubigint)"
    for macro, made in (
        ("instant_and_first_digits(matched_at, match_id)", first),
        ("other_digits(match_id)", rest),
    ):
        con.execute(f"create or replace temp macro {macro} as ({made})").fetchall()


def _filled(number: str) -> str:
    """Write SQL for a number filled up with zeros to 19 digits: by these, then by length, texts sort."""
    cases = " ".join(
        f"when {number} >= {10**ten} then {_times(number, _DIGITS - 1 - ten)}"
        for ten in range(_DIGITS - 1, 0, -1)
    )
    return f"case {cases} else {_times(number, _DIGITS - 1)} end"


def _length(number: str) -> str:
    cases = " ".join(f"when {number} >= {10**ten} then {ten}" for ten in range(_DIGITS - 1, 0, -1))
    return f"case {cases} else 0 end"


def _times(number: str, ten: int) -> str:
    return f"cast({number} as ubigint) * cast({10**ten} as ubigint)"
