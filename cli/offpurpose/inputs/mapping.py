"""Which column of a file, or which expression over its columns, is which canonical column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import duckdb

from offpurpose.identifiers.masking import mask_text
from offpurpose.inputs.contract import InputContract
from offpurpose.inputs.expressions import Expression, ExpressionFault, parse_expression
from offpurpose.inputs.problems import Problems
from offpurpose.inputs.reading.source import Source, quoted_name

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


def map_source(
    con: duckdb.DuckDBPyConnection,
    contract: InputContract,
    columns: Mapping[str, str],
    source: Source,
    problems: Problems,
) -> MappedSource:
    """Find the canonical columns of one source; `columns` are the incident's own mappings.

    What is wrong is added to `problems`: required columns that are missing, expressions that may not be used.
    """
    mapped: dict[str, MappedColumn] = {}
    for name in contract.column_names:
        try:
            column = _mapped(con, name, columns.get(name), source)
        except ExpressionFault as fault:
            problems.add(contract.name, f"the expression for {name} {fault}{_in_files(source)}")
            continue
        if column is not None:
            mapped[name] = column
    _require_columns(contract, columns, mapped, source, problems)
    read = {name for column in mapped.values() for name in column.reads}
    return MappedSource(source, mapped, tuple(name for name in source.columns if name not in read))


def _mapped(
    con: duckdb.DuckDBPyConnection, name: str, text: str | None, source: Source
) -> MappedColumn | None:
    if text is None:
        if name not in source.columns and not source.open_ended:
            return None
        return MappedColumn(name, quoted_name(name), (name,), source.columns.get(name, "VARCHAR"), name)
    expression = parse_expression(con, text)
    reads = tuple(_spelled(name, source) for name in expression.reads)
    if expression.alone:
        [column] = reads
        return MappedColumn(name, quoted_name(column), reads, source.columns.get(column, "VARCHAR"), column)
    return MappedColumn(name, expression.sql, reads, _type_of(con, expression, reads, source), None)


def _spelled(name: str, source: Source) -> str:
    """The column of the files that a name in an expression means; SQL does not mind its case."""
    if name in source.columns:
        return name
    for column in source.columns:
        if column.lower() == name.lower():
            return column
    if source.open_ended:
        return name
    near = get_close_matches(name, source.columns, n=1)
    nearest = f"; the nearest is {mask_text(near[0])}" if near else ""
    raise ExpressionFault(f"names {mask_text(name)}, which is no column of the file{nearest}")


def _type_of(
    con: duckdb.DuckDBPyConnection, expression: Expression, reads: Iterable[str], source: Source
) -> str:
    """The type that an expression gives, or an ExpressionFault where it does not fit the columns' types."""
    nulls = ", ".join(
        f"cast(null as {source.columns.get(name, 'VARCHAR')}) as {quoted_name(name)}" for name in reads
    )
    try:
        rows = con.execute(
            f"describe select {expression.sql} as given from (select {nulls or 'null as nothing'})"
        ).fetchall()
    except duckdb.Error as error:
        reason = mask_text(str(error).split("\n", 1)[0])
        raise ExpressionFault(f"does not fit the columns: {reason}") from None
    return str(rows[0][1])


def _require_columns(
    contract: InputContract,
    columns: Mapping[str, str],
    mapped: Mapping[str, MappedColumn],
    source: Source,
    problems: Problems,
) -> None:
    missing = [name for name in contract.required_names if name not in mapped and name not in columns]
    missing += [
        " or ".join(names)
        for names in contract.one_of
        if not any(name in mapped or name in columns for name in names)
    ]
    if missing:
        problems.add(
            contract.name, _missing_columns(contract, missing, source), _mapping_hint(missing, source)
        )


def _missing_columns(contract: InputContract, missing: list[str], source: Source) -> str:
    required = [*contract.required_names, *(" or ".join(names) for names in contract.one_of)]
    found = [mask_text(name) for name in source.columns]
    listed = ", ".join(found[:_MOST_NAMES]) + (", ..." if len(found) > _MOST_NAMES else "")
    columns = "columns" if len(missing) > 1 else "column"
    return (
        f"missing {columns} {', '.join(missing)}{_in_files(source)}"
        f" (required: {', '.join(required)}; found: {listed or 'none'})"
    )


def _mapping_hint(missing: list[str], source: Source) -> str:
    """How to map the first missing column, with the column of the file whose name is nearest."""
    name = missing[0].split(" or ", 1)[0]
    near = get_close_matches(name, source.columns, n=1, cutoff=0.4)
    column = mask_text(near[0]) if near else "the_column_in_your_file"
    return f'map it in the incident file: columns = {{ {name} = "{column}" }}'


def _in_files(source: Source) -> str:
    others = len(source.files) - 1
    more = f" and {others} more of the same columns" if others else ""
    return f" in {source.files[0].name}{more}"
