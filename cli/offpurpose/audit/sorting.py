"""What verdicts are sorted by: instant and match id as two numbers, as sorting is quickest by few bytes."""

from __future__ import annotations

import duckdb

from offpurpose.engine.digit_order import filled, length
from offpurpose.inputs.tables import NUMBER

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
    digits, beyond = (filled("match_id"), length("match_id")) if kind == NUMBER else ("0", "0")
    first = (
        f"(cast(epoch_us(matched_at) + {_EARLIEST} as ubigint) << {_LENGTH_BITS})"
        f" | (cast({digits} as ubigint) >> {_LOW_BITS})"
    )
    rest = f"((cast({digits} as ubigint) & {2**_LOW_BITS - 1}) << {_LENGTH_BITS}) | cast({beyond} as ubigint)"
    for macro, made in (
        ("instant_and_first_digits(matched_at, match_id)", first),
        ("other_digits(match_id)", rest),
    ):
        con.execute(f"create or replace temp macro {macro} as ({made})").fetchall()
