"""Ranges of accounts that stand together in the order of the lists, and of which each fits into memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from offpurpose.engine.digit_order import MOST_DIGITS
from offpurpose.engine.sql_text import quoted_text
from offpurpose.inputs.tables import NUMBER

BY_ACCOUNT = ("contact", "match", "partner_map", "account_code")
"""The tables of which a range needs the rows of its own accounts alone."""

_RANGE = re.compile(r" [0-9]+/[0-9]+$")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AccountRange:
    """One of so many ranges, which together hold every account once.

    number, of: from 1.
    condition: SQL that is true of the rows of its accounts, by `account_id`.
    """

    number: int
    of: int
    condition: str

    @property
    def name(self) -> str:
        """What follows the name of a stage that is gone through once a range."""
        return range_name(self.number, self.of)


def range_name(number: int, of: int) -> str:
    """Return what follows the name of a stage that is gone through once a range."""
    return f" {number}/{of}"


def without_range(stage: str) -> str:
    """Return the name that a stage has in all ranges."""
    return _RANGE.sub("", stage)


def ranges_of_accounts(con: duckdb.DuckDBPyConnection, wanted: int) -> list[AccountRange]:
    """Cut the accounts of `account_code` into ranges of about as many accounts; fewer, where these are few.

    An account that the log does not name is in the range in whose order it stands.
    """
    first = con.execute(
        "select account_id from account_code cross join (select count(*) as all_accounts from account_code)"
        " where account_no in ("
        "     select all_accounts * (part - 1) // $wanted + 1 from range(2, $wanted + 1) as parts (part)"
        " ) order by account_no",
        {"wanted": wanted},
    ).fetchall()
    [(_, kind, *_)] = con.execute("describe select account_id from account_code").fetchall()
    if kind == NUMBER:
        digits = _digits(con)
        beginnings = sorted({_filled(number) for (number,) in first if number is not None})
        conditions = [
            _of_numbers(low, high, digits) for low, high in pairwise((0, *beginnings, 10**MOST_DIGITS))
        ]
    else:
        edges = (None, *(text for (text,) in first), None)
        conditions = [_of_text(low, high) for low, high in pairwise(edges)]
    return [AccountRange(place, len(conditions), each) for place, each in enumerate(conditions, 1)]


def _digits(con: duckdb.DuckDBPyConnection) -> int:
    """Return how many digits the largest id has."""
    largest = " union all ".join(f'select max(account_id) as id from "{name}"' for name in BY_ACCOUNT)
    [(found,)] = con.execute(f"select coalesce(max(id), 0) from ({largest})").fetchall()
    return len(str(found))


def _filled(number: int) -> int:
    """Fill a number up with zeros to the most digits, as `digit_order.filled` does."""
    return int(str(number).ljust(MOST_DIGITS, "0"))


def _of_numbers(low: int, high: int, most_digits: int) -> str:
    """Return the condition of numbers that, filled up, are at least `low` and below `high`."""
    spans = (_span(low, high, digits) for digits in range(most_digits, 0, -1))
    parts = (f"account_id between {first} and {last}" for first, last in spans if first <= last)
    return " or ".join(parts) or "false"


def _span(low: int, high: int, digits: int) -> tuple[int, int]:
    """Return the least and the largest of them with so many digits."""
    filling = 10 ** (MOST_DIGITS - digits)
    least = 0 if digits == 1 else 10 ** (digits - 1)
    first, last = -(-low // filling), -(-high // filling) - 1
    return max(first, least), min(last, 10**digits - 1, _LARGEST)


def _of_text(low: str | None, high: str | None) -> str:
    parts = [
        *([] if low is None else [f"account_id >= {quoted_text(low)}"]),
        *([] if high is None else [f"account_id < {quoted_text(high)}"]),
    ]
    return " and ".join(parts) or "true"
