"""Known answers for the window, containment, coverage and edges, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.oracle.evidence import Row
from tests.oracle.implementations import IMPLEMENTATIONS, Implementation
from tests.oracle.making import (
    DAY,
    EMAIL,
    JANUARY,
    SECURITY,
    SYSTEMS,
    active,
    contact,
    january,
    logged,
    match,
    part,
    upload,
)
from tests.oracle.outcome import CoverageRow, Edge

pytestmark = pytest.mark.parametrize("run", IMPLEMENTATIONS.values(), ids=IMPLEMENTATIONS.keys())


def test_window_is_half_open(run: Implementation, tmp_path: Path) -> None:
    matches = [
        logged("2018-12-31T23:59:59.999999Z"),
        logged("2019-01-01T00:00:00Z"),
        logged("2019-01-31T23:59:59.999999Z"),
        logged("2019-02-01T00:00:00Z"),
        logged(DAY, upload="x"),
        logged("2019-02-01T00:00:00Z", upload="x"),
        logged(DAY, upload="gone"),
    ]
    outcome = run(january(contacts=[SECURITY], uploads=SYSTEMS, matches=matches), tmp_path)
    keys = ("judged", "before_window", "after_window", "other_system", "confirmed")
    assert part(outcome.summary, "matches", *keys) == (3, 1, 2, 1, 3)
    assert {row.system for row in outcome.verdicts} == {"tailored", "unknown"}


def test_window_without_start(run: Implementation, tmp_path: Path) -> None:
    evidence = january(contacts=[SECURITY], matches=[logged("1999-01-01T12:00:00Z")])
    evidence = replace(evidence, settings=replace(JANUARY, window_start=None))
    outcome = run(evidence, tmp_path)
    assert part(outcome.summary, "matches", "judged", "before_window") == (1, 0)
    # 1 January 1999 to 31 January 2019.
    assert part(outcome.summary, "coverage", "days", "days_with_log") == (7336, 1)
    assert set(outcome.edges) == {"end_earlier", "end_later"}


def test_active_membership(run: Implementation, tmp_path: Path) -> None:
    before = "2018-12-01T00:00:00Z"
    matches = [
        logged(before, match_id="open"),
        logged(before, match_id="one microsecond", ended_at="2019-01-01T00:00:00.000001Z"),
        logged(before, match_id="up to it", ended_at="2019-01-01T00:00:00Z"),
        logged("2019-01-01T00:00:00Z", match_id="empty", ended_at="2019-01-01T00:00:00Z"),
        logged("2019-02-01T00:00:00Z", match_id="after"),
    ]
    contacts = [SECURITY, contact("a", EMAIL, "profile", "2018-12-15T00:00:00Z")]
    outcome = run(active(january(contacts=contacts, matches=matches)), tmp_path)
    # Still judged at matched_at, before the second purpose was there.
    assert {row.match_id: row.verdict for row in outcome.verdicts} == {
        "open": "confirmed",
        "one microsecond": "confirmed",
        "empty": "cleared",
    }
    assert part(outcome.summary, "matches", "before_window", "after_window") == (1, 1)


CONTAINMENT = (
    "matches_after_window",
    "log_until",
    "after_window_security_only",
    "after_window_ambiguous",
    "still_active_security_only",
    "last_at",
)


def test_containment(run: Implementation, tmp_path: Path) -> None:
    matches = [
        logged(DAY, match_id="m1", ended_at="2019-02-01T00:00:00Z"),
        logged(DAY, match_id="m2", ended_at="2019-02-01T00:00:00.000001Z"),
        logged(DAY, match_id="m3"),
        # The partner's log never says when a match ended, so that an open one says nothing.
        logged(DAY, match_id="m4", upload="p"),
        logged("2019-02-01T00:00:00Z", match_id="m5"),
        logged("2019-02-03T00:00:00Z", match_id="m6", upload="gone"),
        match("a", "u", "2019-02-04T00:00:00Z", match_id="m7"),
        match("a", "u", "2019-02-05T00:00:00Z", match_id="m8", kind="handle"),
        logged("2019-02-06T00:00:00Z", match_id="m9", upload="x"),
    ]
    uploads = [*SYSTEMS, upload("p", partner_id="par")]
    outcome = run(january(contacts=[SECURITY], uploads=uploads, matches=matches), tmp_path)
    last, until = "2019-02-03T00:00:00.000000Z", "2019-02-05T00:00:00.000000Z"
    assert part(outcome.summary, "containment", *CONTAINMENT) == (4, until, 2, 1, 2, last)
    assert part(outcome.summary, "matches", "after_window") == (5,)


def test_no_evidence_of_containment(run: Implementation, tmp_path: Path) -> None:
    outcome = run(january(contacts=[SECURITY], matches=[logged(DAY)]), tmp_path)
    until = "2019-01-10T12:00:00.000000Z"
    assert part(outcome.summary, "containment", *CONTAINMENT) == (0, until, None, None, None, None)


def test_coverage(run: Implementation, tmp_path: Path) -> None:
    matches = [
        logged("2018-12-31T00:00:00Z"),
        logged("2019-01-01T00:00:00Z"),
        logged("2019-01-01T23:59:59.999999Z"),
        logged("2019-01-31T23:59:59.999999Z", upload="p"),
        logged("2019-02-01T00:00:00Z"),
    ]
    uploads = [upload("u"), upload("p", partner_id="par")]
    outcome = run(january(contacts=[SECURITY], uploads=uploads, matches=matches), tmp_path)
    assert part(outcome.summary, "coverage", "days", "days_with_log", "share") == (31, 2, 0.064516)
    assert outcome.coverage_by_system["tailored"] == CoverageRow(31, 1)
    assert outcome.coverage_by_system["partner"] == CoverageRow(31, 1)


def test_edges(run: Implementation, tmp_path: Path) -> None:
    def each(account_id: str, at: str) -> tuple[Row, Row]:
        """An account with one confirmed match."""
        return contact(account_id, EMAIL, "two_factor"), match(account_id, "u", at, identifier=EMAIL)

    rows = [
        each("a", "2018-12-30T23:59:59.999999Z"),
        each("b", "2018-12-31T00:00:00Z"),
        each("c", "2019-01-01T23:59:59.999999Z"),
        each("d", "2019-01-02T00:00:00Z"),
        each("e", "2019-01-31T00:00:00Z"),
        each("f", "2019-02-01T23:59:59.999999Z"),
        each("g", "2019-02-02T00:00:00Z"),
    ]
    evidence = january(contacts=[row for row, _ in rows], matches=[row for _, row in rows])
    evidence.inputs["matches"].append(match("h", "u", "2019-02-01T12:00:00Z", identifier_hash="abc"))
    outcome = run(evidence, tmp_path)
    assert part(outcome.summary, "accounts", "affected", "upper_bound") == (3, 3)
    assert outcome.edges == {
        "start_earlier": Edge(4, 0, 4),
        "start_later": Edge(2, 0, 2),
        "end_earlier": Edge(2, 0, 2),
        "end_later": Edge(4, 1, 5),
    }
