"""SQL for the values of an output: as they are shown, and as lines of a CSV file."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from offpurpose.case.layout import OWN_TEXT, TEXT_TYPES, TYPE_OF, Output, OutputColumn, ValueType
from offpurpose.identifiers.masking import looks_like_identifier

INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

# A spreadsheet takes a cell that begins so for a formula. The quotation mark undoes that, so a cell that has
# one of its own gets another.
_PREFIXED = "=+-@'\t\r\n"


def output_columns(con: duckdb.DuckDBPyConnection, output: Output) -> tuple[OutputColumn, ...]:
    """Return the columns of an output: as laid out, or as its relation has them."""
    if output.columns is not None:
        return output.columns
    described = con.execute(f"describe select * from {output.relation}").fetchall()
    return tuple(OutputColumn(name, _type_of(name, kind)) for name, kind, *_ in described)


def shown(columns: Sequence[OutputColumn]) -> str:
    """Write the SELECT list of an output: its values as they are shown, before instants become text."""
    return ", ".join(f'{_shown(column)} as "{column.name}"' for column in columns)


def order_by(output: Output, columns: Sequence[OutputColumn]) -> str:
    """Write the ORDER BY list of an output: total, missing values first, text by its bytes."""
    rest = [column.name for column in columns if column.name not in output.key]
    return ", ".join(f'"{name}" asc nulls first' for name in (*output.key, *rest))


def csv_line(columns: Sequence[OutputColumn]) -> str:
    """Write SQL for a line of a CSV file, over columns of shown values: quoted and prefixed where need be."""
    return "concat_ws(',', " + ", ".join(_cell(column) for column in columns) + ") || chr(10)"


def prefixed_cells(columns: Sequence[OutputColumn]) -> str:
    """Write SQL for how many cells of a line are prefixed, over columns of shown values."""
    texts = (column for column in columns if column.type in TEXT_TYPES)
    return " + ".join(["0", *(f"cast({_is_prefixed(column)} as integer)" for column in texts)])


def masked_text(text: str) -> str:
    """Write SQL for text from an input: masked where it looks like an identifier, NULL where it is empty."""
    kind = f"case when contains({text}, '@') then 'email' else 'phone' end"
    mask = f"'<' || {kind} || ', ' || length({text}) || ' characters>'"
    return f"case when {looks_like_identifier(text)} then {mask} else nullif({text}, '') end"


def _type_of(name: str, kind: str) -> ValueType:
    return "code" if name in OWN_TEXT or kind.startswith("ENUM") else TYPE_OF[kind]


def _shown(column: OutputColumn) -> str:
    match column.type:
        case "id" | "code":
            return f"cast({column.sql} as varchar)"
        case "given":
            return masked_text(column.sql)
        case "day":
            return f"strftime({column.sql}, '%Y-%m-%d')"
        case "share":
            return f"format('{{:.6f}}', cast({column.sql} as double))"
        case "count":
            return f"cast({column.sql} as bigint)"
        case "instant":
            return f"cast({column.sql} as timestamp)"


def _cell(column: OutputColumn) -> str:
    name = f'"{column.name}"'
    if column.type == "instant":
        return f"coalesce(strftime({name}, '{INSTANT_FORMAT}'), '')"
    if column.type not in TEXT_TYPES:
        return f"coalesce(cast({name} as varchar), '')"
    prefix = f"case when {_is_prefixed(column)} then '''' else '' end"
    quote = f"""case when regexp_matches({name}, '[",\\r\\n]') then '"' else '' end"""
    return (
        f"case when {name} is null then ''"
        f""" when not regexp_matches({name}, '^[=+@''\\t-]|[",\\r\\n]') then {name}"""
        f""" else {quote} || {prefix} || replace({name}, '"', '""') || {quote} end"""
    )


def _is_prefixed(column: OutputColumn) -> str:
    codes = ", ".join(str(ord(character)) for character in sorted(_PREFIXED))
    return f'coalesce(ascii("{column.name}") in ({codes}), false)'
