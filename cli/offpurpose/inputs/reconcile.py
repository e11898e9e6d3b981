"""Counting what became of every row and timestamp, and making sure that no row was lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import Any

import duckdb
import pyarrow as pa

from offpurpose.errors import CheckFailedError
from offpurpose.inputs.contract import INPUTS
from offpurpose.inputs.instants import DIGITS_CUT, FLAG_BITS, LOCAL_SKIPPED, LOCAL_TWICE, ZONELESS
from offpurpose.inputs.reading import FileFacts
from offpurpose.inputs.stages import Stage
from offpurpose.inputs.tables import TABLES

DEFAULT_MAX_REJECTED = 0.01
"""The share of an input's rows that may be rejected."""

_INTERVALS = {
    "contacts": ("valid_from", "valid_to"),
    "entries": ("added_at", "removed_at"),
    "matches": ("matched_at", "ended_at"),
}


@dataclass(frozen=True, slots=True)
class InputCount:
    """What became of the rows of one input, and what was noted of their values.

    `zoneless` to `local_skipped` count timestamps, of all rows that could be told apart into values; the
    others count rows, `unmatchable` and `intervals_...` accepted ones; `conflicts` counts ids.
    """

    input: str
    read: int
    accepted: int
    duplicates: int
    rejected: int
    unmatchable: int
    zoneless: int
    digits_cut: int
    local_twice: int
    local_skipped: int
    intervals_empty: int
    intervals_inverted: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class TimestampCount:
    """How many timestamps of a column had no offset, lost digits, occur twice there, do not occur there."""

    zoneless: int = 0
    digits_cut: int = 0
    local_twice: int = 0
    local_skipped: int = 0

    def __add__(self, other: TimestampCount) -> TimestampCount:
        return TimestampCount(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


_FLAGS = (ZONELESS, DIGITS_CUT, LOCAL_TWICE, LOCAL_SKIPPED)


def count_timestamps(con: duckdb.DuckDBPyConnection, stage: Stage) -> dict[str, TimestampCount]:
    """Count, for each column of instants, what befell the timestamps in a stage."""
    flags = con.execute(f'select flags, count(*) from "{stage.table}" group by flags').fetchall()
    instants = [column.name for column in INPUTS[stage.input].columns if column.type == "instant"]
    return {
        column: TimestampCount(*(_count_of(flags, flag << place * FLAG_BITS) for flag in _FLAGS))
        for place, column in enumerate(instants)
    }


def _count_of(flags: list[tuple[int, int]], flag: int) -> int:
    return sum(rows for given, rows in flags if given & flag)


def count_input(
    con: duckdb.DuckDBPyConnection,
    name: str,
    *,
    read: int,
    duplicates: int,
    conflicts: int,
    timestamps: TimestampCount,
) -> InputCount:
    """Count one input after loading; the rest is what its loading found on the way."""
    table = TABLES[name]
    state = {"contacts": "unmatchable"}.get(name, "identifier_state = 'unmatchable'")
    unmatchable = f"count(*) filter ({state})" if "digest" in table.columns else "0"
    start, end = _INTERVALS.get(name, ("null", "null"))
    # A membership contains its first instant: only one that ends before it is inverted, and none is empty.
    empty = "0" if name == "matches" else f"count(*) filter ({start} = {end})"
    [counts] = con.execute(
        f'select count(*), {unmatchable}, {empty}, count(*) filter ({end} < {start}) from "{table.name}"'
    ).fetchall()
    accepted, unmatchable_rows, intervals_empty, intervals_inverted = counts
    return InputCount(
        input=name,
        read=read,
        accepted=accepted,
        duplicates=duplicates,
        rejected=rejected_rows(con, name),
        unmatchable=unmatchable_rows,
        intervals_empty=intervals_empty,
        intervals_inverted=intervals_inverted,
        conflicts=conflicts,
        zoneless=timestamps.zoneless,
        digits_cut=timestamps.digits_cut,
        local_twice=timestamps.local_twice,
        local_skipped=timestamps.local_skipped,
    )


def rejected_rows(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """Count the rejected rows of one input so far."""
    [(rows,)] = con.execute("select count(*) from rejected_row where input = ?", [name]).fetchall()
    return int(rows)


def write_files(con: duckdb.DuckDBPyConnection, facts: Iterable[FileFacts]) -> None:
    """Write `input_file`."""
    rows = [(each.file, each) for each in facts]
    _insert(
        con,
        "input_file",
        {
            "file_no": [file.file_no for file, _ in rows],
            "input": [file.input for file, _ in rows],
            "name": [file.name for file, _ in rows],
            "bytes": [each.bytes for _, each in rows],
            "sha256": [each.sha256 for _, each in rows],
            "rows": [each.rows for _, each in rows],
        },
    )


def write_counts(con: duckdb.DuckDBPyConnection, counts: list[InputCount]) -> None:
    """Write `input_count`; raises CheckFailedError where the rows of an input do not add up."""
    _insert(
        con,
        "input_count",
        {field.name: [getattr(count, field.name) for count in counts] for field in fields(InputCount)},
    )
    wrong = [c for c in counts if c.read != c.accepted + c.duplicates + c.rejected]
    if wrong:
        shown = "; ".join(
            f"{c.input}: read {c.read}, accepted {c.accepted}, duplicates {c.duplicates},"
            f" rejected {c.rejected}"
            for c in wrong
        )
        raise CheckFailedError(f"rows were lost while loading: {shown}")


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[Any]]) -> None:
    con.register("made_rows", pa.table(columns))
    try:
        con.execute(f"insert into {table} by name select * from made_rows").fetchall()
    finally:
        con.unregister("made_rows")
