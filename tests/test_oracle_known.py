"""The known answer of every rule, asked of the oracle and of the real audit."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle import known_cases, known_mapped
from tests.oracle.implementations import IMPLEMENTATIONS, Implementation, oracle
from tests.oracle.known_cases import Case
from tests.oracle.making import january

CASES = [*known_cases.CASES, *known_mapped.CASES]
each_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{number}-rule_{case.rule}" for number, case in enumerate(CASES)]
)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS.values(), ids=IMPLEMENTATIONS.keys())
@each_case
def test_known_verdict(case: Case, implementation: Implementation, tmp_path: Path) -> None:
    outcome = implementation(january(**case.inputs()), tmp_path)
    (row,) = outcome.verdicts
    assert (row.verdict, row.reason, row.kind or "") == (*case.says_of_it, case.kind)


@each_case
def test_known_rule_number(case: Case, tmp_path: Path) -> None:
    assert oracle(january(**case.inputs()), tmp_path).rules == [(0, case.rule)]


def test_every_rule_has_a_known_answer() -> None:
    plain = "1 1b 1c 2 3 3b 4 5 6 8 9 9b 10 11 12 13 14 14b 15 16 17 18"
    by_way_of_the_map = "1 1b 1c 1d 2 3 3b 4 5 6 14 14b 15 16 17 18"
    turned = "2! 9! 10! 14! 15! 7:2! 7:14! 7:15!"
    wanted = {*plain.split(), *(f"7:{rule}" for rule in by_way_of_the_map.split()), *turned.split()}
    assert wanted <= {case.rule for case in CASES}
