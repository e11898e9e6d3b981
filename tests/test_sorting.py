"""What verdicts are sorted by gives the order of the instants, then of the ids as text by its bytes."""

from __future__ import annotations

import random

import duckdb
import pytest

from offpurpose.audit.sorting import make_sort_macros

EDGES = (0, 1, 10, 100, 2**63 - 1, 9 * 10**18, 10**18, 10**17, (2**63 - 1) // 10)
BY_MACROS = "instant_and_first_digits(matched_at, match_id), other_digits(match_id)"
INSTANTS = ("0001-01-01", "1969-12-31 23:59:59.999999", "2018-01-01", "9999-12-31 23:59:59.999999")


def numbers() -> list[int]:
    chance = random.Random(1)
    ending_in_zeros = (
        chance.randrange(10 ** chance.randrange(1, 5)) * 10 ** chance.randrange(16) for _ in range(2000)
    )
    return sorted(number for number in {*EDGES, *ending_in_zeros} if number < 2**63)


def ordered(kind: str, by: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        con.execute(f"create table match (match_id {kind}, matched_at timestamp)").fetchall()
        con.execute(
            "insert into match select number, instant from (select unnest(?::bigint[]) as number)"
            " cross join (select unnest(?::timestamp[]) as instant)",
            [numbers(), list(INSTANTS)],
        ).fetchall()
        make_sort_macros(con)
        return con.execute(f"select matched_at, match_id from match order by {by}").fetchall()


def test_numbers_go_by_instant_then_by_their_digits_as_text() -> None:
    assert ordered("bigint", BY_MACROS) == ordered("bigint", "matched_at, cast(match_id as varchar)")


@pytest.mark.parametrize("kind", ["bigint", "varchar"])
def test_instants_come_first(kind: str) -> None:
    assert [instant for instant, _ in ordered(kind, BY_MACROS)] == [
        instant for instant, _ in ordered(kind, "matched_at")
    ]
