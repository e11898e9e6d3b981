"""Read a case folder back, and say in words where two outcomes differ."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.oracle.audit import audit
from tests.oracle.evidence import AuditStopsError, Evidence
from tests.oracle.instants import microseconds, read_iso
from tests.oracle.outcome import AccountRow, CoverageRow, Edge, Outcome, RejectedRow, VerdictRow
from tests.oracle.writing import Written, write_evidence

RunAudit = Callable[[Path, Path], object]
Table = list[dict[str, Any]]
LISTS = {"kind", "kinds", "reasons", "systems"}
# The reason codes that the rules themselves name.
CODES = {"hash_not_listed", "digest_of_nothing", "conflicting_record"}


def differences(
    evidence: Evidence, folder: Path, run_audit: RunAudit, *, form: str = "csv", files: int = 1
) -> list[str]:
    """Run the real audit and the oracle over the same evidence, and say where they differ."""
    written = write_evidence(evidence, folder / "incident", form=form, files=files)
    try:
        expected = audit(evidence)
    except AuditStopsError as stop:
        return stops_too(run_audit, written, folder / "case", str(stop))
    run_audit(written.incident, folder / "case")
    return compare(expected, read_case(folder / "case", written))


def stops_too(run_audit: RunAudit, written: Written, case: Path, why: str) -> list[str]:
    """The real audit must stop where the oracle does, and leave nothing behind."""
    try:
        run_audit(written.incident, case)
    except Exception:  # noqa: BLE001 - any stop will do here; which one is another test's business
        return [] if not case.exists() else ["the audit stopped, but left a case folder"]
    return [f"the audit should have stopped: {why}"]


def read_case(case: Path, written: Written) -> Outcome:
    """What a case folder says."""
    summary = json.loads((case / "report" / "summary.json").read_text(encoding="utf-8"))
    return Outcome(
        verdicts=[VerdictRow(**row) for row in rows_of(case / "accounts" / "verdicts.parquet", VerdictRow)],
        affected=account_rows(case / "accounts" / "affected_accounts.parquet"),
        possibly_affected=account_rows(case / "accounts" / "possibly_affected_accounts.parquet"),
        summary=summary,
        rejected=list(rejected_rows(case / "accounts" / "rejected_rows.csv", written)),
        coverage_by_system=coverage_rows(case / "report" / "coverage.csv"),
        edges={
            edge_name(row["shift"]): edge(row)
            for row in summary.get("edges") or []
            if row["affected"] is not None
        },
    )


def rows_of(path: Path, form: type[VerdictRow | AccountRow]) -> list[dict[str, Any]]:
    """The rows of a Parquet file; its columns must be those of the form, in order."""
    table = pq.read_table(path)
    assert tuple(table.column_names) == form._fields, f"{path.name}: columns {table.column_names}"
    return [{column: plain(column, value) for column, value in row.items()} for row in table.to_pylist()]


def plain(column: str, value: object) -> object:
    """Instants as microseconds; an empty list is "", any other missing text None, however it is written."""
    if isinstance(value, datetime):
        return microseconds(value)
    return value or ("" if column in LISTS else None) if isinstance(value, str | None) else value


def account_rows(path: Path) -> list[AccountRow]:
    """One of the two account lists."""
    return [AccountRow(**row) for row in rows_of(path, AccountRow)]


def cells_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of the case, without the apostrophe that guards some cells."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            yield {column: text.removeprefix("'") for column, text in row.items()}


def rejected_rows(path: Path, written: Written) -> Iterator[RejectedRow]:
    """The rejected rows, each by its place in its input."""
    for row in cells_of(path):
        places = written.places[row["input"]]
        number = places.index((Path(row["file"]).name, int(row["record"])))
        yield RejectedRow(row["input"], number, ((row["column"], row["reason"]),))


def coverage_rows(path: Path) -> dict[str, CoverageRow]:
    """Coverage by system, of the matches."""
    return {
        row["system"]: CoverageRow(int(row["days"]), int(row["days_with_log"]))
        for row in cells_of(path)
        if row["input"] == "matches" and row["system"]
    }


def edge_name(shift: str) -> str:
    """Which edge was moved, and which way."""
    which = "start" if "start" in shift else "end"
    earlier = "earlier" in shift or "-" in shift.replace("_", "")
    return f"{which}_{'earlier' if earlier else 'later'}"


def edge(row: dict[str, Any]) -> Edge:
    """The bounds under one moved window."""
    return Edge(row["affected"], row["possibly_affected"], row["upper_bound"])


def compare(expected: Outcome, actual: Outcome) -> list[str]:
    """Every difference, a line each: match by match, account by account, number by number."""
    return [
        *differing_rows("verdict", tidy(expected.verdicts), tidy(actual.verdicts)),
        *differing_rows("affected", tidy(expected.affected), tidy(actual.affected)),
        *differing_rows(
            "possibly affected", tidy(expected.possibly_affected), tidy(actual.possibly_affected)
        ),
        *differing_numbers("summary", expected.summary, actual.summary),
        *differing_rejected(expected.rejected, actual.rejected),
        *differing_numbers("coverage", expected.coverage_by_system, actual.coverage_by_system),
        *differing_numbers("edges", expected.edges, actual.edges),
        *differing_tables(expected.tables, actual.tables),
    ]


def differing_tables(expected: dict[str, Table], actual: dict[str, Table]) -> Iterator[str]:
    """The rows, in the columns that are expected, of the tables that both sides have."""
    for name in sorted(expected.keys() & actual.keys()):
        columns = expected[name][0].keys() if expected[name] else ()
        told = [{column: row.get(column, "(absent)") for column in columns} for row in actual[name]]
        yield from differing_rows(name, cells(expected[name]), cells(told))


def cells(rows: Table) -> list[Cells]:
    """Rows as (column, value) pairs."""
    return [tuple(row.items()) for row in rows]


Cells = tuple[tuple[str, object], ...]


def tidy(rows: Iterable[VerdictRow | AccountRow]) -> list[Cells]:
    """Rows as (column, value) pairs."""
    return [tuple(row._asdict().items()) for row in rows]


def differing_rows(what: str, expected: list[Cells], actual: list[Cells]) -> Iterator[str]:
    """The rows of which one side has more than the other, side by side where their first cell agrees."""
    missing = list((Counter(expected) - Counter(actual)).elements())
    surplus = list((Counter(actual) - Counter(expected)).elements())
    for row in missing:
        other = next((each for each in surplus if each[0] == row[0]), None)
        if other is None:
            yield f"{what}: missing {shown(row)}"
            continue
        surplus.remove(other)
        cells = [f"{name} {mine!r}, is {theirs!r}" for (name, mine), (_, theirs) in pairs(row, other)]
        yield f"{what} {shown(row[:3])}: should be {'; '.join(cells)}"
    for row in surplus:
        yield f"{what}: not expected {shown(row)}"
    if Counter(expected) == Counter(actual) and expected != actual:
        yield f"{what}: the rows are right, their order is not"


def pairs(row: Cells, other: Cells) -> list[tuple[tuple[str, object], tuple[str, object]]]:
    """The cells in which two rows differ."""
    return [(mine, theirs) for mine, theirs in zip(row, other, strict=True) if mine != theirs]


def shown(row: Cells) -> str:
    """A row on one line."""
    return ", ".join(f"{name}={value}" for name, value in row if value is not None)


def differing_numbers(path: str, expected: object, actual: object) -> Iterator[str]:
    """Every expected number that the other side has not, by its path."""
    if isinstance(expected, dict):
        found = actual if isinstance(actual, dict) else {}
        for key, value in expected.items():
            yield from differing_numbers(f"{path}.{key}", value, found.get(key, "(absent)"))
    elif not same_number(expected, actual):
        yield f"{path}: should be {expected!r}, is {actual!r}"


def same_number(expected: object, actual: object) -> bool:
    """Equal; shares to their last decimal, instants however they are written."""
    if isinstance(expected, float) and isinstance(actual, int | float):
        return abs(expected - actual) < 1.5e-6
    if isinstance(expected, str) and isinstance(actual, str):
        return expected == actual or read_iso(expected, "UTC") == read_iso(actual, "UTC") is not None
    return expected == actual


def differing_rejected(expected: list[RejectedRow], actual: list[RejectedRow]) -> Iterator[str]:
    """The rows that one side alone rejects, and reasons that the other does not know."""
    mine = {(row.input, row.number): row for row in expected}
    theirs = {(row.input, row.number): row for row in actual}
    for place, row in mine.items():
        if place not in theirs:
            yield f"rejected: row {row.number} of {row.input} should be, for {row.faults}"
        elif not may_be(row, theirs[place]):
            yield f"rejected: row {row.number} of {row.input} for {row.faults}, is {theirs[place].faults}"
    for place, row in theirs.items():
        if place not in mine:
            yield f"rejected: row {row.number} of {row.input} should not be ({row.faults})"
    if len(theirs) != len(actual):
        yield "rejected: a row stands there twice"


def may_be(expected: RejectedRow, actual: RejectedRow) -> bool:
    """Whether a fault that was reported is one of those that the row has."""
    ((column, reason),) = actual.faults
    reasons = {each for _, each in expected.faults}
    if CODES & {reason} or reasons <= CODES:
        return reason in reasons
    columns = {each for each, _ in expected.faults}
    return column in columns or ("identifier" in columns and column in ("identifier_hash", ""))
