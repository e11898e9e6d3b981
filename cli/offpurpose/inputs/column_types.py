"""What the DuckDB types of columns mean for the values in them."""

from __future__ import annotations

NO_TYPE = '"NULL"'
"""The type of a column in which nothing was ever written."""

_SIZES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_WHOLE = frozenset(_SIZES) | {f"U{size}" for size in _SIZES}
_FLOATING = frozenset({"FLOAT", "DOUBLE"})
_READ_AS_TEXT = _WHOLE | {"VARCHAR", "BLOB", "UUID", NO_TYPE, "JSON", "DECIMAL", "ENUM"}


def is_whole(column_type: str) -> bool:
    """Whether the values are whole numbers."""
    return column_type in _WHOLE or (column_type.startswith("DECIMAL(") and column_type.endswith(",0)"))


def is_floating(column_type: str) -> bool:
    """Whether the digits of an id in a column of that type are already lost."""
    return column_type in _FLOATING or (column_type.startswith("DECIMAL") and not is_whole(column_type))


def can_be_text(column_type: str) -> bool:
    """Whether the values have one plain text each, so that they can be ids."""
    return base_type(column_type) in _READ_AS_TEXT


def base_type(column_type: str) -> str:
    """Return the name of a type without its parameters; of a list or an array, all of it."""
    return column_type if column_type.endswith("]") else column_type.split("(", 1)[0]
