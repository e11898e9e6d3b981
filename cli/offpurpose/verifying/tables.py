"""The tables of two databases on one connection: whether they hold the same rows, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.case.manifest import DATABASE
from offpurpose.engine.run import Progress
from offpurpose.engine.sql_text import quoted_name
from offpurpose.identifiers.masking import mask_value, printable
from offpurpose.verifying.report import Difference

NUMBERED = {query.numbers: query.name for query in CONTACT_MATCHING.queries if query.numbers}
"""Columns that number the rows of a table, and that table."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a view of a database: its columns, and the text that defines it where it is a view."""

    name: str
    columns: tuple[tuple[str, str], ...]
    definition: str | None

    @property
    def what(self) -> str:
        """Return what it is, with its name."""
        return f"{'table' if self.definition is None else 'view'} {self.name}"


@dataclass(frozen=True, slots=True)
class Databases:
    """The database of a case and the one that it should be like, both on one connection.

    gives: how the second one is spoken of, such as `the evidence gives`.
    """

    con: duckdb.DuckDBPyConnection
    case: str
    other: str
    gives: str

    def differences(self, names: Iterable[str], progress: Progress) -> Iterator[Difference]:
        """Tell in what the tables and views of these names differ."""
        found, expected = relations_of(self.con, self.case), relations_of(self.con, self.other)
        givers = {
            number: expected[name]
            for number, name in NUMBERED.items()
            if name in expected and found.get(name) == expected[name]
        }
        waiting = list(names)
        for done, name in enumerate(waiting):
            progress("comparing tables", done, len(waiting))
            if name not in found:
                yield Difference(DATABASE, f"{expected[name].what} is missing")
            elif told := self._apart(found[name], expected[name], givers):
                yield Difference(DATABASE, told)

    def _apart(self, found: Relation, expected: Relation, givers: Mapping[str, Relation]) -> str | None:
        if found.columns != expected.columns:
            return f"{found.what} has other columns than {self.gives}"
        # The text of a view that the case brings is never run. Of the same text over the same tables, it is
        # the same view.
        if _in_order(found.definition) != _in_order(expected.definition):
            return f"{found.what} is not the {expected.what} that {self.gives}"
        if expected.definition is not None:
            return None
        more, fewer = self._rows_apart(expected, givers)
        told = [f"{more:,} rows that {self.gives} not"] if more else []
        told += [f"not {fewer:,} rows that {self.gives}"] if fewer else []
        return f"{found.what} has {', and '.join(told)}" if told else None

    def _rows_apart(self, relation: Relation, givers: Mapping[str, Relation]) -> tuple[int, int]:
        """Count the rows that only the case has, and those that only the other has."""
        both = " union all ".join(
            f"select *, {sign} as times from ({_comparable(relation, database, givers)})"
            for database, sign in ((self.case, 1), (self.other, -1))
        )
        [(more, fewer)] = self.con.execute(
            "select coalesce(sum(greatest(times, 0)), 0), coalesce(sum(greatest(-times, 0)), 0)"
            f" from (select * exclude (times), sum(times) as times from ({both}) group by all)"
        ).fetchall()
        return int(more), int(fewer)

    def strangers(self, known: Iterable[str]) -> Iterator[Difference]:
        """Tell of what the database of the case holds beside what is known, and no case has."""
        names = {*known, "main"}
        for kind, source, name in _KINDS:
            query = f"select distinct {name} from {source}() where database_name = ? and not internal"
            for (found,) in self.con.execute(f"{query} order by 1", [self.case]).fetchall():
                if found not in names:
                    yield Difference(DATABASE, f"{kind} {printable(mask_value(found))} is none of a case")


def _comparable(relation: Relation, database: str, givers: Mapping[str, Relation]) -> str:
    """Return a query for the rows of a table, with what a number stands for in place of the number.

    Rows are numbered as they come: the same evidence may give them other numbers. `givers` are the tables
    that give the numbers, where both databases have them alike.
    """
    columns = ", ".join(f"told.{quoted_name(name)}" for name, _ in relation.columns if name not in NUMBERED)
    told = f'from "{database}".main."{relation.name}" as told'
    number = next((name for name, _ in relation.columns if name in givers), None)
    if number is None or givers[number].name == relation.name:
        return f"select {columns} {told}"
    giver = givers[number]
    whole = ", ".join(f"giver.{quoted_name(name)}" for name, _ in giver.columns if name != number)
    return (
        f"select {columns}, row({whole}) as numbered {told}"
        f' left join "{database}".main."{giver.name}" as giver on told.{number} = giver.{number}'
    )


_EXCLUDED = re.compile(r"EXCLUDE \(([^()]*)\)")


def _in_order(definition: str | None) -> str | None:
    """Return the text of a view with its excluded columns sorted: DuckDB writes them in any order."""
    if definition is None:
        return None
    return _EXCLUDED.sub(lambda match: f"EXCLUDE ({', '.join(sorted(match[1].split(', ')))})", definition)


_KINDS = (
    ("table", "duckdb_tables", "table_name"),
    ("view", "duckdb_views", "view_name"),
    ("macro", "duckdb_functions", "function_name"),
    ("schema", "duckdb_schemas", "schema_name"),
)


def relations_of(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, Relation]:
    """Return the tables and views of a database, by name; those of its schema `main`."""
    found = con.execute(
        "select table_name, null from duckdb_tables() where database_name = $1 and schema_name = 'main'"
        " union all select view_name, sql from duckdb_views()"
        " where database_name = $1 and schema_name = 'main' and not internal order by 1",
        [database],
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {name: [] for name, _ in found}
    for name, column, kind in con.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = ?"
        " and schema_name = 'main' and not internal order by table_name, column_index",
        [database],
    ).fetchall():
        columns[name].append((column, kind))
    return {name: Relation(name, tuple(columns[name]), definition) for name, definition in found}
