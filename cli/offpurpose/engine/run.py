"""Running queries: each becomes a table or a view of its own name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import duckdb

from offpurpose.engine.query_files import QueryFile
from offpurpose.errors import CheckFailedError

Progress = Callable[[str, int, int | None], None]
CHECKS = "checks"


def run_queries(
    con: duckdb.DuckDBPyConnection,
    queries: Iterable[QueryFile],
    progress: Progress,
    made: Callable[[str], None] = lambda _name: None,
) -> None:
    """Make the table or view of every query, in the order given; `made` is told the name of each."""
    waiting = list(queries)
    for done, query in enumerate(waiting):
        progress(f"query {query.name}", done, len(waiting))
        kind = "view" if query.is_view else "table"
        # One that was made, but not noted before the run was stopped, is made again.
        con.execute(f'create or replace {kind} "{query.name}" as\n{query.text}').fetchall()
        made(query.name)
    progress("queries", len(waiting), len(waiting))


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """Return the rows of a small table, each a dict of its columns."""
    rows: list[dict[str, Any]] = con.sql(f'select * from "{table}"').to_arrow_table().to_pylist()
    return rows


def failed_checks(con: duckdb.DuckDBPyConnection, queries: Iterable[QueryFile]) -> dict[str, int]:
    """Return the checks whose tables hold bad rows, with how many each holds."""
    found: dict[str, int] = {}
    for query in queries:
        if query.folder == CHECKS:
            [(rows,)] = con.execute(f'select count(*) from "{query.name}"').fetchall()
            if rows:
                found[query.name] = rows
    return found


def require_checks(con: duckdb.DuckDBPyConnection, queries: Iterable[QueryFile]) -> None:
    """Stop the audit if a check that must not fail has bad rows.

    Raises:
        CheckFailedError: naming each failed check, what it means, and its number of rows.
    """
    by_name = {query.name: query for query in queries}
    failed = [
        f"{by_name[name].header['Fails']} ({name}: {rows} rows)"
        for name, rows in failed_checks(con, by_name.values()).items()
        if "Fails" in by_name[name].header
    ]
    if failed:
        raise CheckFailedError("the audit's own checks failed: " + "; ".join(failed))
