"""Writing the tables of a case as CSV and Parquet: the same bytes whatever the threads and the machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from offpurpose.case.codes import decoder
from offpurpose.case.layout import Output, OutputColumn
from offpurpose.case.shown import csv_line, order_by, output_columns, prefixed_cells, shown, with_texts
from offpurpose.engine.polling import polled
from offpurpose.engine.run import Progress, keeping_order

ROW_GROUP = 122_880
"""Rows of a Parquet row group, and of what is in memory at a time."""

_GROUPS_WAITING = 2
_NEARLY_ALL_DIFFERENT = frozenset({"match_id"})
_WITH_STATISTICS = frozenset({"account_id", "matched_at"})


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of one output: its rows, and the CSV cells that were prefixed."""

    rows: int
    prefixed_cells: int = 0


def write_csv(con: duckdb.DuckDBPyConnection, output: Output, path: Path, progress: Progress) -> Written:
    """Write a CSV file: UTF-8, RFC 4180 with LF, a header, sorted by the bytes of its key.

    A text cell that a spreadsheet would take for a formula is prefixed with a quotation mark.
    """
    columns = output_columns(con, output)
    query = (
        f"select {csv_line(columns)} as line, {prefixed_cells(columns)} as prefixed"
        f" from (select {shown(columns)} from {output.relation}) order by {order_by(output, columns)}"
    )
    rows = prefixed = 0
    with path.open("xb") as file:
        file.write((",".join(column.name for column in columns) + "\n").encode())
        for batch in _sorted_batches(con, query, path, progress):
            file.write(_joined(batch.column("line")))
            prefixed += pc.sum(batch.column("prefixed"), min_count=0).as_py()
            rows += batch.num_rows
            progress(f"writing {path.name}", rows, None)
    return Written(rows, prefixed)


def write_parquet(con: duckdb.DuckDBPyConnection, output: Output, path: Path, progress: Progress) -> Written:
    """Write a Parquet file with the rows of the CSV file, unprefixed.

    Instants are timestamp[us, UTC], counts int64, all else text.
    """
    columns = output_columns(con, output)
    schema = pa.schema([pa.field(column.name, _arrow_type(column)) for column in columns])
    [(in_order,)] = con.execute(f"select {output.in_order}").fetchall()
    order = "" if in_order else f" order by {order_by(output, columns)}"
    query = f"select {with_texts(columns)} from (select {shown(columns)} from {output.relation}{order})"
    decode = decoder(con, columns)
    rows = 0
    # DuckDB hands over sorted batches while another thread encodes what has come.
    with (
        keeping_order(con) if in_order else nullcontext(),
        _parquet_writer(path, schema) as writer,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        waiting: deque[Future[None]] = deque()
        for group in _row_groups(map(decode, _sorted_batches(con, query, path, progress)), schema):
            waiting.append(pool.submit(writer.write_table, group, row_group_size=ROW_GROUP))
            if len(waiting) > _GROUPS_WAITING:
                waiting.popleft().result()
            rows += group.num_rows
            progress(f"writing {path.name}", rows, None)
        for future in waiting:
            future.result()
    return Written(rows)


def _sorted_batches(
    con: duckdb.DuckDBPyConnection, query: str, path: Path, progress: Progress
) -> Iterator[pa.RecordBatch]:
    reader = con.sql(query).to_arrow_reader(ROW_GROUP)
    # Before the first batch comes, everything has been sorted.
    with polled(con, f"sorting for {path.name}", progress):
        first = next(reader, None)
    if first is not None:
        yield first
        yield from reader


def _joined(lines: pa.Array) -> pa.Buffer:
    whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    return pc.binary_join(whole, "")[0].as_buffer()


def _arrow_type(column: OutputColumn) -> pa.DataType:
    if column.type == "instant":
        return pa.timestamp("us", "UTC")
    if column.codes:
        return pa.dictionary(pa.int32(), pa.string())
    return pa.int64() if column.type == "count" else pa.string()


def _parquet_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a Parquet file that says nothing of the time and the machine, with a checksum on every page."""
    texts = [field.name for field in schema if not pa.types.is_primitive(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in texts if name not in _NEARLY_ALL_DIFFERENT],
        write_statistics=[name for name in schema.names if name in _WITH_STATISTICS],
        write_page_checksum=True,
        store_schema=False,
    )


def _row_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield tables of one row group each, in one chunk, however the rows arrive."""
    held = schema.empty_table()
    for batch in batches:
        held = pa.concat_tables([held, pa.Table.from_batches([batch]).cast(schema)])
        while held.num_rows >= ROW_GROUP:
            yield held.slice(0, ROW_GROUP).combine_chunks()
            held = held.slice(ROW_GROUP)
    if held.num_rows:
        yield held.combine_chunks()
