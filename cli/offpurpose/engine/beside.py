"""A second database, in memory, for tables that are made beside those of a case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from offpurpose.engine.sql_text import quoted_name


@contextmanager
def database_beside(
    con: duckdb.DuckDBPyConnection, name: str, *, hides: bool, compressed: bool = False
) -> Iterator[str]:
    """Attach an empty database, and let names be looked for in it too; yield the schema of the one at hand.

    Its tables hide those of the same name where it `hides`, and are hidden by them elsewhere. It is in
    memory, `compressed` or not, and spills where the one at hand does, for it may hold digests.
    """
    [(database, path)] = con.execute("select current_database(), current_setting('search_path')").fetchall()
    own, beside = f"{quoted_name(database)}.main", f"{name}.main"
    con.execute(f"attach ':memory:' as {name}{' (compress)' if compressed else ''}").fetchall()
    try:
        con.execute(f"set search_path = '{','.join((beside, own) if hides else (own, beside))}'").fetchall()
        yield own
    finally:
        con.execute(f"set search_path = '{path or own}'").fetchall()
        con.execute(f"detach {name}").fetchall()
