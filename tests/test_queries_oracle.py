"""The queries alone against the oracle: the same typed evidence, the same outcome."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle import known_cases, known_mapped
from tests.oracle.audit import audit
from tests.oracle.comparing import compare
from tests.oracle.known_cases import Case
from tests.oracle.making import january
from tests.oracle.outcome import Outcome
from tests.oracle.tables import run_over_tables

CASES = [*known_cases.CASES, *known_mapped.CASES]
IDS = [f"{number}-rule_{case.rule}" for number, case in enumerate(CASES)]


def without_loading(outcome: Outcome) -> Outcome:
    """What of an outcome does not come from loading."""
    outcome.summary.pop("inputs", None)
    outcome.rejected = []
    return outcome


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_known_case(case: Case, tmp_path: Path) -> None:
    evidence = january(**case.inputs())
    assert compare(without_loading(audit(evidence)), run_over_tables(evidence)) == []
