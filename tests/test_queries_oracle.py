"""The queries alone against the oracle: the same typed evidence, the same outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.oracle import known_cases, known_mapped
from tests.oracle.audit import audit
from tests.oracle.comparing import compare
from tests.oracle.evidence import Evidence
from tests.oracle.making import JANUARY
from tests.oracle.outcome import Outcome
from tests.oracle.tables import run_by_ranges, run_over_tables
from tests.oracle.together import Inputs, alike

KNOWN = alike([case.inputs() for case in (*known_cases.CASES, *known_mapped.CASES)])


def without_loading(outcome: Outcome) -> Outcome:
    """What of an outcome does not come from loading."""
    outcome.summary.pop("inputs", None)
    outcome.rejected = []
    return outcome


@pytest.mark.parametrize("inputs", KNOWN, ids=["+".join(inputs) for inputs in KNOWN])
def test_known_cases(inputs: Inputs) -> None:
    evidence = Evidence(replace(JANUARY, max_rejected=1), inputs)
    assert compare(without_loading(audit(evidence)), run_over_tables(evidence)) == []


@pytest.mark.parametrize("ranges", [2, 5])
@pytest.mark.parametrize("inputs", KNOWN, ids=["+".join(inputs) for inputs in KNOWN])
def test_known_cases_by_ranges_of_accounts(inputs: Inputs, ranges: int) -> None:
    evidence = Evidence(replace(JANUARY, max_rejected=1), inputs)
    assert compare(without_loading(audit(evidence)), run_by_ranges(evidence, ranges)) == []
