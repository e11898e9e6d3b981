"""The columns of files that may have any (JSONL): those of the first lines, and those asked for and found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from offpurpose.engine.sql_text import quoted_name
from offpurpose.inputs.contract import InputContract
from offpurpose.inputs.expressions import ExpressionFault, parse_expression
from offpurpose.inputs.reading.source import Source


def columns_of(
    con: duckdb.DuckDBPyConnection, contract: InputContract, mappings: Mapping[str, str], source: Source
) -> dict[str, str]:
    """Return the columns that a source has for its canonical columns, with their DuckDB types.

    Lines that lack a value lack its key, so a canonical column that need not be there always counts as one.
    One that must be there, or that a mapping names, and that the first lines do not have, is looked for in
    every line: if none has it the name is wrong.
    """
    if not source.open_ended:
        return dict(source.columns)
    seen = {name.lower() for name in source.columns}
    asked = [name for name in _asked(con, contract, mappings) if name.lower() not in seen]
    found = _found(con, source, asked) if asked else []
    optional = [name for name in contract.column_names if name not in mappings and name not in asked]
    return {**source.columns, **dict.fromkeys([*found, *optional], "VARCHAR")}


def _asked(
    con: duckdb.DuckDBPyConnection, contract: InputContract, mappings: Mapping[str, str]
) -> Iterator[str]:
    """Yield the columns that must be there, each once."""
    names = list(contract.required_names)
    for choice in contract.one_of:
        names += choice if not any(name in mappings for name in choice) else []
    yield from (name for name in names if name not in mappings)
    for text in mappings.values():
        try:
            reads = parse_expression(con, text).reads
        except ExpressionFault:
            continue
        yield from (name for name in reads if name not in names)


def _found(con: duckdb.DuckDBPyConnection, source: Source, asked: list[str]) -> list[str]:
    """Return those of the columns that some line has; all of them where there is no line to have any."""
    asked = list(dict.fromkeys(asked))
    counts = ", ".join(f"count({quoted_name(name)})" for name in asked)
    with source.open(con, asked) as opened:
        [(rows, *values)] = con.execute(f"select count(*), {counts} from {opened.relation}").fetchall()
    return [name for name, count in zip(asked, values, strict=True) if count or not rows]
