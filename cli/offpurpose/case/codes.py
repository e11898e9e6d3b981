"""Values that the tables of an audit name by number, put back into the rows of an output."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import pyarrow as pa

from offpurpose.case.layout import CodeList, OutputColumn
from offpurpose.case.shown import shown_value

Decode = Callable[[pa.RecordBatch], pa.RecordBatch]


def decoder(con: duckdb.DuckDBPyConnection, columns: Sequence[OutputColumn]) -> Decode:
    """Return what puts values for numbers in batches of the columns that `shown` gives.

    The values come as Arrow dictionaries, and the columns in their order.
    """
    lists = {
        column.name: (column.codes.number, _values(con, column, column.codes))
        for column in columns
        if column.codes
    }

    def value(batch: pa.RecordBatch, name: str) -> pa.Array:
        if name not in lists:
            return batch.column(name)
        number, values = lists[name]
        places = values.indices.take(batch.column(number))
        return pa.DictionaryArray.from_arrays(places, values.dictionary)

    return lambda batch: pa.RecordBatch.from_pydict(
        {column.name: value(batch, column.name) for column in columns}
    )


def _values(con: duckdb.DuckDBPyConnection, column: OutputColumn, codes: CodeList) -> pa.DictionaryArray:
    """Return the values of a code list, in the order of their numbers, each different one once."""
    query = f"select {shown_value(column)} as value from {codes.table} order by {codes.number}"
    return con.sql(query).to_arrow_table().column("value").combine_chunks().dictionary_encode()
