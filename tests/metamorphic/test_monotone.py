"""More evidence moves the bounds one way only, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.mutation.seeded import EMAILS, PHONES, seeded
from tests.oracle.evidence import Evidence, Row
from tests.oracle.instants import DAY, HOUR
from tests.oracle.making import contact, match
from tests.oracle.outcome import Outcome
from tests.oracle.tables import run_over_tables

ACCOUNTS = 40
SEEDS = (31, 32)


def bound(outcome: Outcome, name: str) -> int:
    return int(outcome.summary["accounts"][name])


def changed(evidence: Evidence, **settings: object) -> Evidence:
    return Evidence(replace(evidence.settings, **settings), evidence.inputs)  # type: ignore[arg-type]


def with_rows(evidence: Evidence, name: str, rows: list[Row]) -> Evidence:
    return Evidence(evidence.settings, {**evidence.inputs, name: [*evidence.inputs[name], *rows]})


def names(evidence: Evidence) -> list[str]:
    return sorted({str(row["account_id"]) for row in evidence.inputs["contacts"]})


def wider(evidence: Evidence, by: int) -> Evidence:
    start = evidence.settings.window_start
    assert start is not None
    return changed(evidence, window_start=start - by, window_end=evidence.settings.window_end + by)


def unclassified_as(evidence: Evidence, name: str) -> Evidence:
    listed: tuple[str, ...] = getattr(evidence.settings, name)
    return changed(evidence, **{name: (*listed, "newsletter", "survey")})


def with_permitted(evidence: Evidence) -> Evidence:
    """A permitted purpose for one identifier of every account, since ever."""
    values = (*EMAILS, *PHONES)
    rows = [contact(each, values[number % 4], "profile") for number, each in enumerate(names(evidence))]
    return with_rows(evidence, "contacts", rows)


def with_matches(evidence: Evidence) -> Evidence:
    rows = [match(each, "u1", "2019-01-31T12:00:00Z") for each in names(evidence)]
    return with_rows(evidence, "matches", rows)


def with_unreadable_matches(evidence: Evidence) -> Evidence:
    rows = [match(each, "gone", "2019-01-31T12:00:00Z", identifier_hash="abc") for each in names(evidence)]
    return with_rows(evidence, "matches", rows)


NEVER_LOWER: dict[str, Callable[[Evidence], Evidence]] = {
    "a microsecond more of window": lambda each: wider(each, 1),
    "an hour more of window": lambda each: wider(each, HOUR),
    "a month more of window": lambda each: wider(each, 30 * DAY),
    "no start": lambda each: changed(each, window_start=None),
    "active": lambda each: changed(each, rule="active"),
    "more systems": lambda each: changed(each, systems=("tailored", "partner", "custom")),
    "more log lines": with_matches,
    "unclassified purposes all security": lambda each: unclassified_as(each, "security"),
}
NEVER_HIGHER: dict[str, Callable[[Evidence], Evidence]] = {
    "more permitted purposes": with_permitted,
    "unclassified purposes all permitted": lambda each: unclassified_as(each, "permitted"),
    "fewer systems": lambda each: changed(each, systems=("tailored",)),
}


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> Evidence:
    return seeded(request.param, ACCOUNTS)


@pytest.fixture(scope="module")
def before(world: Evidence) -> Outcome:
    return run_over_tables(world)


@pytest.mark.parametrize("change", NEVER_LOWER.values(), ids=NEVER_LOWER.keys())
def test_never_lower(change: Callable[[Evidence], Evidence], world: Evidence, before: Outcome) -> None:
    after = run_over_tables(change(world))
    for name in ("affected", "upper_bound"):
        assert bound(after, name) >= bound(before, name), name
    assert {row.account_id for row in before.affected} <= {row.account_id for row in after.affected}


@pytest.mark.parametrize("change", NEVER_HIGHER.values(), ids=NEVER_HIGHER.keys())
def test_never_higher(change: Callable[[Evidence], Evidence], world: Evidence, before: Outcome) -> None:
    after = run_over_tables(change(world))
    for name in ("confirmed", "affected"):
        assert bound(after, name) <= bound(before, name), name
    assert {row.account_id for row in before.affected} >= {row.account_id for row in after.affected}


def test_unreadable_lines_raise_the_upper_bound_alone(world: Evidence, before: Outcome) -> None:
    after = run_over_tables(with_unreadable_matches(world))
    assert after.affected == before.affected
    assert bound(after, "upper_bound") == len(names(world)) + bound(before, "upper_bound") - len(
        {row.account_id for row in (*before.affected, *before.possibly_affected)} & set(names(world))
    )


def test_a_second_copy_of_every_row_changes_nothing(world: Evidence, before: Outcome) -> None:
    twice = Evidence(world.settings, {name: [*rows, *rows] for name, rows in world.inputs.items()})
    # The declared counts of the lists are of rows read, which are now twice as many.
    twice.inputs["uploads"] = [
        {**row, "entry_count": str(2 * int(row["entry_count"]))} if row["entry_count"] else row
        for row in twice.inputs["uploads"]
    ]
    after = run_over_tables(twice)
    assert after.verdicts == before.verdicts
    assert (after.affected, after.possibly_affected) == (before.affected, before.possibly_affected)


def test_the_lists_part_the_accounts(before: Outcome) -> None:
    affected = {row.account_id for row in before.affected}
    possible = {row.account_id for row in before.possibly_affected}
    assert not affected & possible
    assert len(affected | possible) == bound(before, "upper_bound")
    judged = {row.account_id for row in before.verdicts}
    assert bound(before, "cleared") == len(judged - affected - possible)
