"""What is in the database of a case: every table with what a row of it is, its columns and its rows."""

from __future__ import annotations

from typing import Any

import duckdb

from offpurpose.audit.catalogue import Catalogue
from offpurpose.case.loaded import LOADED_TABLES

Json = dict[str, Any]

INPUTS = "inputs"
SETTINGS = "settings"
OTHER = "other"

_COLUMNS = """
    select table_name, list([column_name, data_type] order by column_index)
    from duckdb_columns()
    where not internal and database_name = current_database()
    group by table_name
"""
_STORED = "select table_name from duckdb_tables() where database_name = current_database()"


def describe_tables(con: duckdb.DuckDBPyConnection) -> list[Json]:
    """Return the tables: those of loading, the settings, then those of the queries in running order.

    Each has its name, its group (the folder of its query), title, grain and assumptions, whether it is
    stored (a view is computed by each reader), its rows (None of a view) and its columns with their types.
    """
    found = dict(con.execute(_COLUMNS).fetchall())
    sizes = _sizes(con)
    known = {**_loaded(), **_made()}
    names = [*(name for name in known if name in found), *sorted(found.keys() - known.keys())]
    return [
        {
            "name": name,
            **known.get(name, {"group": OTHER, "title": "", "grain": "", "assumes": ""}),
            "stored": name in sizes,
            "rows": sizes.get(name),
            "columns": [{"name": column, "type": kind} for column, kind in found[name]],
        }
        for name in names
    ]


def _sizes(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = [name.replace('"', '""') for (name,) in con.execute(_STORED).fetchall()]
    return {name: con.execute(f'select count(*) from "{name}"').fetchall()[0][0] for name in names}


def _loaded() -> dict[str, Json]:
    return {
        table.name: {
            "group": SETTINGS if table.is_setting else INPUTS,
            "title": table.title,
            "grain": table.grain,
            "assumes": "",
        }
        for table in LOADED_TABLES
    }


def _made() -> dict[str, Json]:
    return {
        query.name: {
            "group": query.folder,
            "title": query.header["Title"],
            "grain": query.header["Grain"],
            "assumes": query.header["Assumes"],
        }
        for query in Catalogue.load().queries
    }
