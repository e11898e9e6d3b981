"""Which column of a file, or which expression over its columns, is which canonical column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import duckdb

from offpurpose.engine.sql_text import quoted_name
from offpurpose.identifiers.masking import mask_text
from offpurpose.inputs.contract import InputContract
from offpurpose.inputs.expressions import Expression, ExpressionFault, parse_expression
from offpurpose.inputs.open_columns import columns_of
from offpurpose.inputs.problems import Problems
from offpurpose.inputs.reading.source import Source

_MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A canonical column as the files of one source give it.

    `sql` stands in a select over the columns of the source and gives the DuckDB type `type`. `column` is the
    one column that is taken as it is; None for an expression, which may fail on a row.
    """

    name: str
    sql: str
    reads: tuple[str, ...]
    type: str
    column: str | None


@dataclass(frozen=True, slots=True)
class MappedSource:
    """The canonical columns that a source has, in canonical order, and the columns that nothing reads."""

    source: Source
    columns: dict[str, MappedColumn]
    ignored: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns of the files that are read."""
        return tuple(dict.fromkeys(name for column in self.columns.values() for name in column.reads))


@dataclass(frozen=True, slots=True)
class _FileColumns:
    """The columns of a source with their DuckDB types, those to name to people, and how to name the files."""

    types: Mapping[str, str]
    shown: tuple[str, ...]
    where: str

    def spelled(self, name: str) -> str:
        """Return the column that a name in an expression means; SQL does not mind its case."""
        for column in (name, *self.types):
            if column in self.types and column.lower() == name.lower():
                return column
        near = get_close_matches(name, self.shown, n=1)
        nearest = f"; the nearest is {mask_text(near[0])}" if near else ""
        raise ExpressionFault(f"names {mask_text(name)}, which is no column of the files{nearest}")


def map_source(
    con: duckdb.DuckDBPyConnection,
    contract: InputContract,
    mappings: Mapping[str, str],
    source: Source,
    problems: Problems,
) -> MappedSource:
    """Find the canonical columns of one source; `mappings` are the incident's own.

    What is wrong is added to `problems`: required columns that are missing, expressions that may not be used.
    """
    types = columns_of(con, contract, mappings, source)
    files = _FileColumns(types, tuple(source.columns), _where(source))
    mapped: dict[str, MappedColumn] = {}
    for name in contract.column_names:
        if name in mappings:
            try:
                mapped[name] = _by_expression(con, name, mappings[name], files)
            except ExpressionFault as fault:
                problems.add(contract.name, f"the expression for {name} {fault} ({files.where})")
        elif name in files.types:
            mapped[name] = MappedColumn(name, quoted_name(name), (name,), files.types[name], name)
    _require_columns(contract, {*mapped, *mappings}, files, problems)
    read = {name for column in mapped.values() for name in column.reads}
    return MappedSource(source, mapped, tuple(name for name in source.columns if name not in read))


def _by_expression(con: duckdb.DuckDBPyConnection, name: str, text: str, files: _FileColumns) -> MappedColumn:
    expression = parse_expression(con, text)
    reads = tuple(files.spelled(read) for read in expression.reads)
    if expression.alone:
        [column] = reads
        return MappedColumn(name, quoted_name(column), reads, files.types[column], column)
    return MappedColumn(name, expression.sql, reads, _type_of(con, expression, reads, files), None)


def _type_of(
    con: duckdb.DuckDBPyConnection, expression: Expression, reads: Iterable[str], files: _FileColumns
) -> str:
    """The type that an expression gives, or an ExpressionFault where it does not fit the columns' types."""
    nulls = ", ".join(f"cast(null as {files.types[name]}) as {quoted_name(name)}" for name in reads)
    try:
        rows = con.execute(
            f"describe select {expression.sql} as given from (select {nulls or 'null as nothing'})"
        ).fetchall()
    except duckdb.Error as error:
        reason = mask_text(str(error).split("\n", 1)[0])
        raise ExpressionFault(f"does not fit the columns: {reason}") from None
    return str(rows[0][1])


def _require_columns(
    contract: InputContract, there: set[str], files: _FileColumns, problems: Problems
) -> None:
    choices = [(name,) for name in contract.required_names] + list(contract.one_of)
    missing = [" or ".join(names) for names in choices if there.isdisjoint(names)]
    if not missing:
        return
    found = [mask_text(name) for name in files.shown]
    listed = ", ".join(found[:_MOST_NAMES]) + (", ..." if len(found) > _MOST_NAMES else "")
    problems.add(
        contract.name,
        f"missing {'columns' if len(missing) > 1 else 'column'} {', '.join(missing)} in {files.where}"
        f" (required: {', '.join(' or '.join(names) for names in choices)}; found: {listed or 'none'})",
        _mapping_hint(missing[0].split(" or ", 1)[0], files),
    )


def _mapping_hint(name: str, files: _FileColumns) -> str:
    """How to map a missing column, with the column of the files whose name is nearest."""
    near = get_close_matches(name, files.shown, n=1, cutoff=0.4)
    column = mask_text(near[0]) if near else "the_column_in_your_file"
    return f'map it in the incident file: columns = {{ {name} = "{column}" }}'


def _where(source: Source) -> str:
    others = len(source.files) - 1
    return source.files[0].name + (f" and {others} more of the same columns" if others else "")
