"""Ranges of accounts: together they hold every account once, in the order of the lists."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpurpose.audit.by_account import Phases
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.ranges import BY_ACCOUNT, ranges_of_accounts

SLOWLY = settings(deadline=None)
NUMBERS = st.one_of(st.integers(0, 120), st.integers(0, 2**63 - 1))
TEXTS = st.text(st.sampled_from("0123aZ-'é\0\U0001f600"), min_size=1, max_size=4)


def placed(ids: list[int] | list[str], logged: int, wanted: int) -> list[list[str]]:
    """The ids, as text, that each range holds, where the log names so many of them."""
    kind = "bigint" if isinstance(ids[0], int) else "varchar"
    with duckdb.connect() as con:
        for name in BY_ACCOUNT:
            con.execute(f'create table "{name}" (account_id {kind}, account_no integer)')
        con.execute("insert into contact select unnest(?), 0", [ids])
        logged_ids = sorted(ids[:logged], key=lambda each: str(each).encode())
        con.execute(
            "insert into account_code select unnest(?), unnest(?)",
            [logged_ids, list(range(1, len(logged_ids) + 1))],
        )
        ranges = ranges_of_accounts(con, wanted)
        assert [(each.number, each.of) for each in ranges] == [
            (number, len(ranges)) for number in range(1, len(ranges) + 1)
        ]
        return [
            [
                found
                for (found,) in con.execute(
                    f"select cast(account_id as varchar) from contact where {each.condition}"
                ).fetchall()
            ]
            for each in ranges
        ]


@SLOWLY
@given(st.lists(NUMBERS, min_size=1, max_size=40, unique=True), st.integers(0, 40), st.integers(1, 8))
def test_numbers_are_in_one_range_each_in_the_order_of_their_digits(
    ids: list[int], logged: int, wanted: int
) -> None:
    in_order(placed(ids, logged, wanted), [str(each) for each in ids])


@SLOWLY
@given(st.lists(TEXTS, min_size=1, max_size=40, unique=True), st.integers(0, 40), st.integers(1, 8))
def test_texts_are_in_one_range_each_in_the_order_of_their_bytes(
    ids: list[str], logged: int, wanted: int
) -> None:
    in_order(placed(ids, logged, wanted), ids)


def in_order(ranges: list[list[str]], ids: list[str]) -> None:
    together = [each for held in ranges for each in sorted(held, key=str.encode)]
    assert together == sorted(ids, key=str.encode)


@pytest.mark.parametrize("wanted", [2, 3, 10])
def test_ranges_are_about_as_large_as_each_other(wanted: int) -> None:
    sizes = [len(held) for held in placed(list(range(10_000, 11_000)), 1000, wanted)]
    assert len(sizes) == wanted
    assert max(sizes) - min(sizes) <= 1


def test_nothing_after_the_accounts_reads_a_table_that_goes_with_its_range() -> None:
    phases = Phases.of(CONTACT_MATCHING.queries)
    tables = {query.name for query in phases.by_account if not query.is_view}
    going = tables - phases.stored() - phases.passed_on()
    assert {"unnamed_use", "possible_identifier"} <= going
    assert not any(query.reads & going for query in phases.after)
    assert {query.name for query in (*phases.before, *phases.by_account, *phases.after)} == {
        query.name for query in CONTACT_MATCHING.queries
    }
