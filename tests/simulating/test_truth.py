"""The bounds hold the truth of simulated incidents, and stop doing so when a rule is broken.

`python -m bench.sweep` asks the same of many more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import duckdb
import pytest
from tests.simulating.bounds import audit, broken_claims, load
from tests.simulating.mistakes import MISTAKES, Mistake

from offpurpose.simulating.plan import Plan
from offpurpose.simulating.profiles import PROFILES
from offpurpose.simulating.simulate import simulate

World = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Incidents by profile, each made and loaded once."""

    @cache
    def loaded(profile: str, contacts: int = 3_000, matches: int = 15_000) -> duckdb.DuckDBPyConnection:
        folder = tmp_path_factory.mktemp("world") / profile
        con = duckdb.connect(config={"threads": 1})
        plan = Plan.of_size(contacts=contacts, matches=matches, uploads=60, profile=profile)
        load(con, simulate(plan, folder))
        return con

    return loaded


@pytest.mark.parametrize("profile", PROFILES)
def test_the_bounds_hold_the_truth(world: World, profile: str) -> None:
    con = world(profile)
    audit(con)
    assert broken_claims(con) == {}
    if PROFILES[profile].plain:
        # Where all evidence is there, who had such an identifier in the window is known exactly.
        [[found]] = con.execute("select eligible from summary_accounts").fetchall()
        [[real]] = con.execute("select count(*) from account_truth where eligible").fetchall()
        assert found == real


def test_every_rule_decides_something(world: World) -> None:
    decided = set[tuple[str, str]]()
    for profile in PROFILES:
        con = world(profile)
        audit(con)
        decided.update(con.execute("select rule, reason from summary_reasons").fetchall())
    [*rules] = con.execute("select distinct rule from rule").fetchall()
    assert {rule for rule, _ in decided} == {rule for (rule,) in rules}
    assert {reason.startswith("mapped:") for _, reason in decided} == {True, False}
    assert "contacts_incomplete" in {reason for _, reason in decided}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_a_broken_rule_is_noticed(world: World, mistake: Mistake) -> None:
    con = world(mistake.profile, *mistake.size)
    audit(con, mistake.queries())
    assert broken_claims(con)
