"""What of two cases must be the same: every byte but those of the run, and every table of the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

RUN_ONLY = frozenset({"manifest.json", "SHA256SUMS", "case.duckdb"})


def contents(case: Path) -> dict[str, Any]:
    """Everything of a case that must not depend on the run, by what it is."""
    files = {path.relative_to(case).as_posix(): path for path in case.rglob("*") if path.is_file()}
    found: dict[str, Any] = {name: path.read_bytes() for name, path in files.items() if name not in RUN_ONLY}
    manifest = json.loads(files["manifest.json"].read_bytes())
    manifest.pop("run")
    found["manifest"] = manifest
    lines = files["SHA256SUMS"].read_text(encoding="utf-8").splitlines()
    found["sums"] = [line for line in lines if line.split("  ", 1)[1] not in RUN_ONLY]
    if "case.duckdb" in files:
        found |= tables(files["case.duckdb"])
    return found


def tables(database: Path) -> dict[str, Any]:
    """The columns, types and rows of every table and view, the rows in an order of their own."""
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set TimeZone = 'UTC'").fetchall()
        names = con.execute(
            "select table_name from duckdb_tables() union all"
            " select view_name from duckdb_views() where not internal"
        ).fetchall()
        return {f"table {name}": _table(con, name) for (name,) in names}


def _table(con: duckdb.DuckDBPyConnection, name: str) -> tuple[list[Any], list[Any]]:
    columns = con.execute(f'describe "{name}"').fetchall()
    rows = con.execute(f'select cast(each as varchar) as row from "{name}" as each order by row').fetchall()
    return columns, rows


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What is not the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
