"""Withheld counts: all small ones, and none that can be worked out of what is told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.attack import Attack, counts
from tests.report.made import figures

from offpurpose.report.figures import WITHHELD, Figures
from offpurpose.report.suppression import suppress

CASES = [(1, 60, 6), (4, 30, 3), (5, 12, 4)]


def is_small(value: object, below: int) -> bool:
    return isinstance(value, int) and 0 < value < below


def withheld(found: Figures) -> set[tuple[str, ...]]:
    return {name for name, value in counts(found) if value is WITHHELD}


@pytest.mark.parametrize(("seed", "accounts", "below"), CASES)
def test_a_withheld_count_cannot_be_worked_out(seed: int, accounts: int, below: int) -> None:
    told = suppress(figures(seed, accounts), below)
    attack = Attack(told)
    assert attack.unknown
    ranges = {name: attack.range_of(name) for name in attack.unknown}
    assert {name: ends for name, ends in ranges.items() if ends[1] - ends[0] < below - 1} == {}


@pytest.mark.parametrize(("seed", "accounts", "below"), CASES)
def test_the_attack_knows_nothing_that_is_not_so(seed: int, accounts: int, below: int) -> None:
    exact, told = dict(counts(figures(seed, accounts))), suppress(figures(seed, accounts), below)
    attack = Attack(told)
    for name in attack.unknown[::15]:
        low, high = attack.range_of(name)
        assert low <= exact[name] <= high


def test_the_attack_finds_what_only_small_counts_being_withheld_would_tell() -> None:
    exact = figures(1, 200)
    naive = suppress(exact, 6)
    for section, found in (("statuses", exact.summary), ("country_groups", exact.summary)):
        naive.summary[section] = [
            {
                key: WITHHELD if isinstance(value, int) and 0 < value < 6 else value
                for key, value in row.items()
            }
            for row in found[section]
        ]
    attack = Attack(naive)
    tried = [name for name in attack.unknown if name[0] in ("statuses", "groups")]
    assert any(len(set(attack.range_of(name))) == 1 for name in tried)


@pytest.mark.parametrize(("seed", "accounts", "below"), CASES)
def test_no_small_count_is_told(seed: int, accounts: int, below: int) -> None:
    told = suppress(figures(seed, accounts), below)
    assert [
        (name, value) for name, value in counts(told) if isinstance(value, int) and 0 < value < below
    ] == []


def test_no_more_is_withheld_than_need_be() -> None:
    told = suppress(figures(1, 200), 6)
    accounts = told.summary["accounts"]
    assert all(isinstance(accounts[key], int) for key in ("affected", "possibly_affected", "upper_bound"))
    assert len(withheld(told)) < len(list(counts(told))) / 2


def test_without_small_counts_nothing_is_withheld() -> None:
    exact = figures(1, 200, times=1000)
    told = suppress(exact, 100)
    assert (told.summary, told.tables) == (exact.summary, exact.tables)


def test_the_place_of_a_row_does_not_tell_its_count() -> None:
    exact = figures(1, 60)
    other = figures(1, 60)
    other.summary["reasons"].reverse()
    assert suppress(exact, 6).summary["reasons"] == suppress(other, 6).summary["reasons"]


def test_a_change_of_few_accounts_is_withheld() -> None:
    exact = figures(1, 60)
    own = exact.summary["accounts"]
    moves = [
        {"from": None, "to": "confirmed", "accounts": 2},
        {"from": "ambiguous", "to": "confirmed", "accounts": 40},
    ]
    earlier = {"reference": None, **bounds(own["affected"] - 2, own["possibly_affected"])}
    exact.summary["change"] = {"earlier": earlier, "moves": moves, "reasons": []}
    change = suppress(exact, 6).summary["change"]
    assert change["earlier"]["affected"] is WITHHELD
    assert [row["accounts"] for row in change["moves"]] == [WITHHELD, WITHHELD]


def test_the_figures_themselves_stay_as_they_are() -> None:
    exact = figures(1, 40)
    before = repr((exact.summary, exact.tables))
    suppress(exact, 20)
    assert repr((exact.summary, exact.tables)) == before


def bounds(affected: int, possible: int) -> dict[str, Any]:
    return {"affected": affected, "possibly_affected": possible, "upper_bound": affected + possible}


@pytest.mark.parametrize(("more", "is_withheld"), [(0, False), (3, True), (10, False)])
def test_bounds_that_differ_a_little_are_withheld(more: int, *, is_withheld: bool) -> None:
    exact = figures(1, 200)
    own = exact.summary["accounts"]
    moved = bounds(own["affected"] + more, own["possibly_affected"])
    exact.summary["edges"] = [{"shift": "end_later", **moved}]
    [row] = suppress(exact, 6).summary["edges"]
    assert (row["affected"] is WITHHELD) is is_withheld
