"""Every table of a case is described, with its grain."""

from __future__ import annotations

import duckdb

from offpurpose.asking.schema import OTHER, describe_tables
from offpurpose.case.loaded import LOADED_TABLES
from offpurpose.inputs.tables import OTHER_TABLES, TABLES


def test_every_table_has_a_grain_and_columns(con: duckdb.DuckDBPyConnection) -> None:
    tables = describe_tables(con)
    assert {table["name"] for table in tables if table["group"] == OTHER} == set()
    for table in tables:
        assert table["title"]
        assert table["grain"].startswith("one row")
        described = con.execute(f'describe "{table["name"]}"').fetchall()
        assert [column["name"] for column in table["columns"]] == [name for name, *_ in described]
        [(rows,)] = con.execute(f'select count(*) from "{table["name"]}"').fetchall()
        assert table["rows"] == (rows if table["stored"] else None)


def test_all_tables_of_loading_are_known(con: duckdb.DuckDBPyConnection) -> None:
    loaded = {table.name for table in TABLES.values()} | OTHER_TABLES.keys()
    assert {table.name for table in LOADED_TABLES if not table.is_setting} == loaded
    names = [table["name"] for table in describe_tables(con)]
    assert names[: len(LOADED_TABLES)] == [table.name for table in LOADED_TABLES]
    assert len(set(names)) == len(names)
