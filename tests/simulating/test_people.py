"""What people in a simulated incident hold: numbers and addresses that are real in form, and their spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import duckdb
import phonenumbers
import pytest

from offpurpose.simulating.numbering import numbering_plans
from offpurpose.simulating.plan import Plan
from offpurpose.simulating.world import make_world, query

HOLDERS = 20_000
MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        make_world(con, Plan.of_size(contacts=25_000, profile="dirty"))
        yield con


def test_the_numbers_of_every_plan_are_mobile_numbers_of_its_country() -> None:
    for plan in numbering_plans():
        for block in (plan.blocks[0], plan.blocks[len(plan.blocks) // 2], plan.blocks[-1]):
            for rest in ("000000", "314159", "999999"):
                number = phonenumbers.parse(f"+{plan.calling_code}{block}{rest}")
                assert phonenumbers.is_valid_number(number)
                assert phonenumbers.region_code_for_number(number) == plan.region
                assert phonenumbers.number_type(number) in MOBILE
    assert sum(plan.share for plan in numbering_plans()) == 100


def test_phones_are_valid_and_read_as_they_are_meant_in_every_writing(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select phone_as_written(range, country_of(range), national_number(range)), normal(range),"
        f" (regions())[country_of(range)] from range({HOLDERS // 10}) where kind_of(range) = 'phone'"
    ).fetchall()
    regions = Counter(region for _, _, region in rows)
    assert set(regions) == {plan.region for plan in numbering_plans()}
    for text, normal, region in rows:
        number = phonenumbers.parse(text, region)
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == normal
        assert phonenumbers.is_valid_number(number)
    plain = sum(text == normal for text, normal, _ in rows)
    national = sum("+" not in text for text, _, _ in rows)
    assert 0.55 < plain / len(rows) < 0.65
    assert 0.10 < national / len(rows) < 0.20


def test_no_account_holds_an_identifier_twice_and_some_share_or_pass_one_on(
    con: duckdb.DuckDBPyConnection,
) -> None:
    [[holders, pairs, identifiers, passed_on]] = con.execute(
        f"""
        select
            count(*),
            count(distinct (a, i)),
            count(distinct i),
            count(*) filter (recycled and f = given_up)
        from (
            select
                account_of(range) as a,
                normal(identifier_of(range)) as i,
                held_from(range) as f,
                is_recycled(range) as recycled,
                given_up(range) as given_up
            from range({HOLDERS})
        )
        """
    ).fetchall()
    assert holders == pairs
    assert 0.05 < (holders - identifiers) / holders < 0.12
    assert passed_on > 100


def test_who_holds_a_number_next_has_it_from_when_it_was_given_up(con: duckdb.DuckDBPyConnection) -> None:
    [[overlapping]] = con.execute(
        f"""
        select count(*) from (
            select
                range as h,
                first_holder(other_account(range)) + 1 as before,
            from range({HOLDERS})
            where is_recycled(range) and given_up(range) < window_end()
        )
        where
            held_from(h) < held_until(before, held_from(before))
            or identifier_of(h) <> identifier_of(before)
        """
    ).fetchall()
    assert overlapping == 0


def test_some_purposes_are_withdrawn_or_added_while_an_identifier_is_held(
    con: duckdb.DuckDBPyConnection,
) -> None:
    sql = query("contacts").replace("$low", "0").replace("$high", str(HOLDERS))
    [[later, withdrawn]] = con.execute(
        f"""
        with spans as (
            select account_id, identifier, min(valid_from) as first, max(valid_from) as last,
                max(coalesce(valid_to, 'infinity')) as until, min(coalesce(valid_to, 'infinity')) as earliest
            from ({sql}) where identifier <> 'n/a'
            group by account_id, identifier having count(*) > 1
        )
        select count(*) filter (last > first), count(*) filter (earliest < until) from spans
        """
    ).fetchall()
    assert later > 100
    assert withdrawn > 100


def test_skew_is_as_large_as_it_is_said_to_be() -> None:
    with duckdb.connect() as con:
        make_world(con, Plan.of_size(contacts=25_000, matches=50_000, profile="skewed"))
        [[on_accounts]] = con.execute(
            "select max(n) from (select count(*) as n from range(holders()) group by identifier_of(range))"
        ).fetchall()
        [[of_account]] = con.execute(
            "select max(n) from (select count(*) as n from attempt(0, attempts()) group by a)"
        ).fetchall()
        [[on_list]] = con.execute(
            "select max(n) from (select count(*) as n from range(entries()) group by entry_upload(range))"
        ).fetchall()
    assert on_accounts == pytest.approx(25_000 / 1.095 * 0.45 / 10, rel=0.01)
    assert of_account == pytest.approx(1_000, rel=0.3)
    assert on_list == pytest.approx(50_000 / 3, rel=0.1)
