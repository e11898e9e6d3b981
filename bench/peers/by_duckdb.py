"""DuckDB, in one statement written by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from bench.peers.given import Given, quoted

_STATEMENT = Path(__file__).with_name("judge.sql")


def judge(given: Given, memory: str | None) -> None:
    """Write the account table."""
    with tempfile.TemporaryDirectory(dir=given.out.parent) as spill, duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
        con.execute(f"set temp_directory = {quoted(spill)}")
        if memory:
            con.execute(f"set memory_limit = {quoted(memory)}")
        for name, instant in (("window_start", given.start), ("window_end", given.end)):
            con.execute(f"create macro {name}() as timestamptz '{instant.isoformat()}'")
        for name, files in given.files.items():
            con.execute(f"create view {name} as from read_parquet({quoted(files)})")
        statement = _STATEMENT.read_text(encoding="utf-8")
        con.execute(f"copy ({statement}) to {quoted(given.out)} (format parquet)").fetchall()
