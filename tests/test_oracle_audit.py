"""The real audit beside the oracle, over many small worlds: match by match and number by number."""

from __future__ import annotations

import csv
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import AuditStopsError, Evidence, audit
from tests.oracle.comparing import compare, differences
from tests.oracle.implementations import run_audit
from tests.oracle.making import DAY, SECURITY, contact, january, logged, match
from tests.oracle.tables import run_by_ranges, run_over_tables
from tests.oracle.writing import FORMS, write_evidence
from tests.worlds import worlds


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.sampled_from(FORMS), st.integers(1, 2))
def test_audit_agrees_with_the_oracle(world: Evidence, form: str, files: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = differences(world, Path(folder), run_audit, form=form, files=files)
    assert not found, "\n".join(found)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.integers(1, 4))
def test_queries_agree_with_the_oracle(world: Evidence, ranges: int) -> None:
    try:
        expected = audit(world)
    except AuditStopsError:
        return
    # Loading is the oracle's own here.
    expected.rejected = []
    del expected.summary["inputs"]
    found = compare(expected, run_by_ranges(world, ranges) if ranges > 1 else run_over_tables(world))
    assert not found, "\n".join(found)


ROWS = [contact("a", "x@example.org", "profile"), SECURITY, contact("b", "n/a", "profile", kind=None)]


@pytest.mark.parametrize("form", FORMS)
def test_written_rows_come_back(form: str, tmp_path: Path) -> None:
    written = write_evidence(january(contacts=ROWS, matches=[logged(DAY)]), tmp_path, form=form, files=2)
    assert written.places["contacts"] == [
        (f"contacts_0.{form}", 1),
        (f"contacts_0.{form}", 2),
        (f"contacts_1.{form}", 1),
    ]
    back = [row for number in (0, 1) for row in read_back(tmp_path / f"contacts_{number}.{form}")]
    assert [{column: text for column, text in row.items() if text} for row in back] == [
        {column: text for column, text in row.items() if text} for row in ROWS
    ]


def read_back(path: Path) -> list[dict[str, str | None]]:
    """The rows of a file."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows: list[dict[str, str | None]] = pq.read_table(path).to_pylist()
    return rows


def test_differences_are_told() -> None:
    evidence = january(contacts=[SECURITY], matches=[logged(DAY, match_id="m"), match("b", "u", DAY)])
    outcome = audit(evidence)
    changed = replace(outcome, verdicts=[outcome.verdicts[0]._replace(verdict="cleared")])
    changed.summary = {**outcome.summary, "lag": {"within_48_hours": 9}}
    assert compare(outcome, outcome) == []
    told = compare(outcome, changed)
    assert told[0].startswith("verdict match_id=m, account_id=a")
    assert told[0].endswith("should be verdict 'confirmed', is 'cleared'")
    assert told[1].startswith("verdict: missing match_id=row-")
    assert told[2] == "summary.lag.within_48_hours: should be 0, is 9"
