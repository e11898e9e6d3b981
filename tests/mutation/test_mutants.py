"""Every small mistake in any query is noticed: by the oracle, by a check, or because it does not run.

A mutant that survives calls for a case that tells it from the query (hand_windows.py, hand_lists.py,
hand_records.py), or for a line in exceptions.toml that says why nothing can.
"""

from __future__ import annotations

import json

import pytest
from tests.mutation import check_cases
from tests.mutation.battery import NAMES, incident
from tests.mutation.check_cases import CASES, CheckCase, killed_by_case
from tests.mutation.exceptions import exceptions_of, queries_with_exceptions
from tests.mutation.mutants import OPERATORS, Mutant, mutants_of
from tests.mutation.running import QUERIES, killed_by


def is_noticed(mutant: Mutant, order: list[str]) -> bool:
    """Whether any case of a check, or any incident of the battery, tells a mutant from the query.

    The incident that does goes to the front of the order: it is the likeliest for the next mutant.
    """
    if killed_by_case(mutant):
        return True
    for name in order:
        if killed_by(mutant, incident(name)):
            order.remove(name)
            order.insert(0, name)
            return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_the_queries_agree_with_the_oracle(name: str) -> None:
    assert incident(name).faults == []


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case.check}" for n, case in enumerate(CASES)])
def test_checks_find_what_is_wrong(case: CheckCase) -> None:
    assert check_cases.found(case, QUERIES[case.check].text) == sorted(case.finds, key=str)


# Of long queries there are most mutants; each query is a piece of work by itself.
LONGEST_FIRST = sorted(QUERIES, key=lambda name: -len(QUERIES[name].text))
EACH = [pytest.param(name, marks=pytest.mark.xdist_group(f"mutants of {name}")) for name in LONGEST_FIRST]


@pytest.mark.parametrize("query", EACH)
def test_every_mutant_is_noticed(query: str) -> None:
    expected, order = exceptions_of(query), list(NAMES)
    survivors = [mutant.change for mutant in mutants_of(QUERIES[query]) if not is_noticed(mutant, order)]
    unexpected = [change for change in survivors if change not in expected]
    no_longer = [change for change in expected if change not in survivors]
    assert not unexpected, f"nothing notices these changes to {query}:\n{as_toml(unexpected)}"
    assert not no_longer, f"these changes to {query} are noticed, or no longer made:\n{as_toml(no_longer)}"


def as_toml(changes: list[str]) -> str:
    """Changes as they stand in exceptions.toml."""
    return "".join(f"    {json.dumps(change)},\n" for change in changes)


def test_every_operator_is_used() -> None:
    used = {mutant.change.split(": ")[0] for query in QUERIES.values() for mutant in mutants_of(query)}
    assert used == set(OPERATORS)


def test_exceptions_are_of_queries_that_are_there() -> None:
    assert queries_with_exceptions() <= set(QUERIES)
