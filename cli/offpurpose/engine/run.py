"""Running queries: each becomes a table or a view of its own name."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import duckdb

from offpurpose.engine.beside import database_beside
from offpurpose.engine.polling import polled
from offpurpose.engine.query_files import QueryFile
from offpurpose.errors import CheckFailedError

Progress = Callable[[str, int, int | None], None]
CHECKS = "checks"
_PASSING = "passing"
PASSING = f"{_PASSING}.main"
"""Schema of the tables that are only needed while the audit runs."""


def no_progress(_stage: str, _done: int, _total: int | None) -> None:
    """Take progress, and tell nobody."""


@contextmanager
def passing_tables(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Give the tables that are only needed while the audit runs a place in memory, whence they may spill.

    Storing them in the case would cost as much as making them.
    """
    with database_beside(con, _PASSING, hides=False):
        yield


def run_queries(
    con: duckdb.DuckDBPyConnection,
    queries: Iterable[QueryFile],
    progress: Progress,
    made: Callable[[str], None] = lambda _name: None,
    passing: Container[str] = (),
) -> None:
    """Make the table or view of every query, in the order given; `made` is told the name of each.

    Progress is told in percent of each query.

    Within `passing_tables`, those of the `passing_names` are made there.
    """
    waiting = list(queries)
    passing = passing if _has_passing(con) else ()
    for query in waiting:
        place = f"{PASSING}." if query.name in passing else ""
        kind = "view" if query.is_view else "table"
        # One that was made, but not noted before the run was stopped, is made again.
        statement = f'create or replace {kind} {place}"{query.name}" as\n{query.text}'
        run_statement(con, query, statement, f"query {query.name}", progress)
        made(query.name)
    progress("queries", len(waiting), len(waiting))


def run_statement(
    con: duckdb.DuckDBPyConnection, query: QueryFile, statement: str, stage: str, progress: Progress
) -> None:
    """Run the statement that makes the rows of a query, in its order if it has one; telling percents."""
    progress(stage, 0, 100)
    with keeping_order(con) if query.is_in_order else nullcontext(), polled(con, stage, progress):
        con.execute(statement).fetchall()


@contextmanager
def keeping_order(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let rows be stored in the order in which a query gives them, and read in the order of their table."""
    [(before,)] = con.execute("select current_setting('preserve_insertion_order')").fetchall()
    if before:
        yield
        return
    con.execute("set preserve_insertion_order = true").fetchall()
    try:
        yield
    finally:
        con.execute("set preserve_insertion_order = false").fetchall()


def _has_passing(con: duckdb.DuckDBPyConnection) -> bool:
    [(there,)] = con.execute(
        "select count(*) > 0 from duckdb_databases() where database_name = ?", [_PASSING]
    ).fetchall()
    return bool(there)


def passing_names(queries: Iterable[QueryFile]) -> frozenset[str]:
    """Return the names of the queries that pass, and of the views that read one; in running order."""
    names: set[str] = set()
    for query in queries:
        if query.is_passing or (query.is_view and query.reads & names):
            names.add(query.name)
    return frozenset(names)


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
