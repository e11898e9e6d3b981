"""Reads files by the project's reading alone, and gives back what a test looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from offpurpose.incident.model import InputSpec
from offpurpose.inputs.files import InputFile, find_files
from offpurpose.inputs.reading import FileFacts, Source, StructuralReject, sources_of

RECORD = (1 << 40) - 1


@dataclass
class Outcome:
    """What reading gave: rows as (file_no, record) -> values, rejects as (file_no, record, reason)."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[int, int], tuple[object, ...]] = field(default_factory=dict)
    rejects: list[StructuralReject] = field(default_factory=list)
    facts: list[FileFacts] = field(default_factory=list)
    floating: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> list[tuple[object, ...]]:
        return [values for _, values in sorted(self.rows.items())]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """(record, reason) of every reject, in order of record."""
        return sorted((reject.source_row & RECORD, reject.reason) for reject in self.rejects)


def spec_of(
    *paths: str, name: str = "matches", encoding: str | None = None, delimiter: str | None = None
) -> InputSpec:
    return InputSpec(name, paths, {}, "iso", encoding, delimiter)


def files_of(folder: Path, *paths: str) -> list[InputFile]:
    return find_files(folder, [spec_of(*paths)])["matches"]


def read(
    folder: Path,
    *paths: str,
    wanted: list[str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    careful: bool = False,
    con: duckdb.DuckDBPyConnection | None = None,
) -> Outcome:
    spec = spec_of(*paths, encoding=encoding, delimiter=delimiter)
    own = con or duckdb.connect()
    try:
        outcome = Outcome()
        for source in sources_of(own, spec, find_files(folder, [spec])["matches"]):
            if careful:
                source.careful = True  # type: ignore[attr-defined]
            _read_source(own, source, wanted, outcome)
        return outcome
    finally:
        if con is None:
            own.close()


def _read_source(
    con: duckdb.DuckDBPyConnection, source: Source, wanted: list[str] | None, outcome: Outcome
) -> None:
    with source.open(con, wanted) as table:
        rows = con.execute(f"select * from {table.relation}").fetchall()
    outcome.columns |= table.columns
    outcome.rejects += table.rejects
    outcome.facts += table.facts
    outcome.floating |= {name: file.name for name, file in table.floating.items()}
    for source_row, *values in rows:
        key = (source_row >> 40, source_row & RECORD)
        assert key not in outcome.rows
        outcome.rows[key] = tuple(values)


def small_blocks(patch: pytest.MonkeyPatch, size: int) -> None:
    """Make every block of text about `size` bytes, so that few bytes have many ends of blocks."""
    patch.setattr("offpurpose.inputs.reading.stream.BLOCK_SIZE", size)
    patch.setattr("offpurpose.inputs.reading.csv_header._PEEK", size)
