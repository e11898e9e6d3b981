"""SQL for the values of an output: as they are shown, and as lines of a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from offpurpose.case.layout import OWN_TEXT, TEXT_TYPES, TYPE_OF, CodeList, Output, OutputColumn, ValueType
from offpurpose.engine.digit_order import filled, length
from offpurpose.identifiers.masking import looks_like_identifier
from offpurpose.inputs.tables import IDS, NUMBER

INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

# A spreadsheet takes a cell that begins so for a formula. The quotation mark undoes that, so a cell that has
# one of its own gets another.
_PREFIXED = "=+-@'\t\r\n"


_SHOWN: dict[ValueType, str] = {
    "id": "cast({} as varchar)",
    "code": "cast({} as varchar)",
    "number": "{}",
    "instant": "cast({} as timestamp)",
    "day": "strftime({}, '%Y-%m-%d')",
    "count": "cast({} as bigint)",
    "share": "format('{{:.6f}}', cast({} as double))",
}


def output_columns(con: duckdb.DuckDBPyConnection, output: Output) -> tuple[OutputColumn, ...]:
    """Return the columns of an output, as laid out or as its relation has them; ids may be numbers."""
    types = _types_of(con, output.relation)
    if output.columns is None:
        return tuple(OutputColumn(name, _type_of(name, kind)) for name, kind in types.items())
    types |= {
        column.name: _types_of(con, column.codes.table)[column.name]
        for column in output.columns
        if column.codes and column.name in IDS
    }
    return tuple(
        replace(column, type="number") if column.name in IDS and types[column.name] == NUMBER else column
        for column in output.columns
    )


def _types_of(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    return {name: kind for name, kind, *_ in con.execute(f"describe select * from {relation}").fetchall()}


def shown(columns: Sequence[OutputColumn]) -> str:
    """Write the SELECT list of an output: its values as shown, before instants and numbers become text."""
    numbers = dict.fromkeys(column.codes.number for column in columns if column.codes)
    values = (f'{shown_value(column)} as "{column.name}"' for column in columns if not column.codes)
    return ", ".join((*values, *numbers))


def order_by(output: Output, columns: Sequence[OutputColumn]) -> str:
    """Write the ORDER BY list of an output, over the columns that `shown` gives.

    The order is total, missing values come first, text goes by its bytes.
    """
    by_name = {column.name: column for column in columns}
    names = dict.fromkeys((*output.key, *by_name))
    keys = dict.fromkeys(key for name in names for key in _sort_keys(by_name[name]))
    return ", ".join(f"{key} asc nulls first" for key in keys)


def _sort_keys(column: OutputColumn) -> tuple[str, ...]:
    name = f'"{column.name}"'
    if column.codes:
        return (_value_of(column, column.codes),)
    if column.type != "number":
        return (name,)
    return (filled(name), f"cast({length(name)} as utinyint)")


def _value_of(column: OutputColumn, codes: CodeList) -> str:
    """Write SQL for the value that a number stands for."""
    values = f"list({shown_value(column)} order by {codes.number})"
    return f"(select {values} from {codes.table})[{codes.number} + 1]"


def with_texts(columns: Sequence[OutputColumn]) -> str:
    """Write the SELECT list that makes text of ids that are numbers, over the columns that `shown` gives."""
    numbers = dict.fromkeys(column.codes.number for column in columns if column.codes)
    return ", ".join((*(_with_text(column) for column in columns if not column.codes), *numbers))


def with_values(columns: Sequence[OutputColumn]) -> str:
    """Write the SELECT list of all values of an output, over the columns that `shown` gives."""
    return ", ".join(
        f'{_value_of(column, column.codes)} as "{column.name}"' if column.codes else _with_text(column)
        for column in columns
    )


def _with_text(column: OutputColumn) -> str:
    name = f'"{column.name}"'
    return f"cast({name} as varchar) as {name}" if column.type == "number" else name


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


def shown_value(column: OutputColumn) -> str:
    """Write SQL for a value of an output as it is shown."""
    if column.codes and column.type == "number":
        return f"cast({column.sql} as varchar)"
    return masked_text(column.sql) if column.type == "given" else _SHOWN[column.type].format(column.sql)


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
