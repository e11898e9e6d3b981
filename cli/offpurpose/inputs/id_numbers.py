"""Ids kept as numbers where every one is a number in plain digits: smaller, and quicker to join and sort.

The text of such an id is the number's own, so nothing is lost; `007` or `7a` anywhere keeps all as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from offpurpose.inputs.column_types import is_whole
from offpurpose.inputs.mapping import MappedSource
from offpurpose.inputs.tables import IDS, NUMBER


def ids_given_as_numbers(
    con: duckdb.DuckDBPyConnection, mapped: Mapping[str, Iterable[MappedSource]]
) -> frozenset[str]:
    """Return the ids that all files give as whole numbers that are not negative."""
    sources = [(name, each) for name, of_input in mapped.items() for each in of_input]
    return frozenset(
        name for name in IDS if all(_is_number(con, each, name, of_input) for of_input, each in sources)
    )


def _is_number(con: duckdb.DuckDBPyConnection, mapped: MappedSource, name: str, of_input: str) -> bool:
    given = mapped.columns.get(name)
    if given is None:
        # A match without an id is named by text.
        return not (name == "match_id" and of_input == "matches")
    if given.column is None or not is_whole(given.type):
        return False
    return mapped.source.is_counted(con, given.column, complete=name == "match_id")


def keep_ids_as_numbers(con: duckdb.DuckDBPyConnection, given: frozenset[str]) -> None:
    """Turn ids that were read as text into numbers where each of them is one in plain digits."""
    for name, tables in IDS.items():
        if name not in given and not any(_has_text(con, table, name) for table in tables):
            for table in tables:
                con.execute(f'alter table "{table}" alter {name} type {NUMBER}').fetchall()


def _has_text(con: duckdb.DuckDBPyConnection, table: str, name: str) -> bool:
    number = f"try_cast({name} as bigint)"
    [(found,)] = con.execute(
        f'select exists (from "{table}" where {name} is not null'
        f" and ({number} is null or {number} < 0 or cast({number} as varchar) <> {name}))"
    ).fetchall()
    return bool(found)
