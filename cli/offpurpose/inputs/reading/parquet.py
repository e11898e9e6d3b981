"""Parquet files as relations, with their own column types; DuckDB reads them itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from offpurpose.engine.sql_text import quoted_name, quoted_text
from offpurpose.inputs.faults import FileFaults, FilesUnreadableError, unreadable
from offpurpose.inputs.files import FileStamp, InputFile
from offpurpose.inputs.reading.csv_header import check_distinct
from offpurpose.inputs.reading.opened import file_faults, file_sha256
from offpurpose.inputs.reading.rejects import RejectLog
from offpurpose.inputs.reading.source import (
    ROWS_PER_FILE,
    SOURCE_ROW,
    FileFacts,
    OnProgress,
    Source,
    SourceTable,
)

# DuckDB's own columns that tell where a row stands; one of the file's would take their place unnoticed.
_NEEDED = {"file_index", "file_row_number"}
# Errors that no file is to blame for.
_NOT_OF_FILES = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.InterruptException,
    duckdb.OutOfMemoryException,
    duckdb.ParserException,
)


def columns_of(file: InputFile) -> dict[str, str]:
    """Return the top-level columns that the file's footer names, with their Arrow types as text."""
    with file_faults(file), file.path.open("rb") as opened:
        try:
            schema = pq.read_schema(opened)
        except (OSError, pa.ArrowException) as error:
            raise unreadable(file.name, "is no Parquet file, or is cut short") from error
    check_distinct(file, tuple(schema.names))
    if taken := [name for name in schema.names if name.lower() in _NEEDED]:
        raise unreadable(file.name, f"has a column called {taken[0]}, which would hide the record numbers")
    return {field.name: str(field.type) for field in schema if field.name}


class ParquetSource(Source):
    """Parquet files with the same columns and types."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        files: Sequence[InputFile],
        names: Sequence[str],
        partitions: Sequence[str],
    ) -> None:
        self._partitions = tuple(partitions)
        types = _described(con, files[0])
        of_folders = dict.fromkeys(partitions, "VARCHAR")
        super().__init__(files, {name: types[name] for name in names} | of_folders)

    def _opened(
        self,
        con: duckdb.DuckDBPyConnection,  # noqa: ARG002 - needs nothing registered on it
        wanted: list[str],
        on_progress: OnProgress,
    ) -> Iterator[SourceTable]:
        types = {name: self.columns[name] for name in wanted}
        table = SourceTable(self._relation(wanted), types, RejectLog(wanted))
        stamps = [file.stamp or FileStamp.of(file.path) for file in self.files]
        unneeded = Event()
        with ThreadPoolExecutor(1, "digest") as beside:
            digests = [beside.submit(file_sha256, file, unneeded) for file in self.files]
            try:
                yield table
            except BaseException as error:
                unneeded.set()
                if isinstance(error, duckdb.Error) and not isinstance(error, _NOT_OF_FILES):
                    _raise_damaged(self.files)
                raise
            sums = [digest.result() for digest in digests]
        _raise_changed(self.files, stamps)
        for file, digest in zip(self.files, sums, strict=True):
            rows = pq.read_metadata(file.path).num_rows
            size = file.path.stat().st_size
            table.facts.append(FileFacts(file, size, digest, rows))
            on_progress(rows, size)

    def rows_known(self) -> int:
        """Go by the footers: DuckDB reads the files itself, and tells how far it is when asked."""
        return sum(_rows_of(file) for file in self.files)

    def is_counted(self, con: duckdb.DuckDBPyConnection, name: str, *, complete: bool) -> bool:
        """Go by the statistics in the footers."""
        if name in self._partitions:
            return False
        paths = ", ".join(quoted_text(file.pattern) for file in self.files)
        least, most = (f"try_cast(stats_{end}_value as hugeint)" for end in ("min", "max"))
        inside = f"({least} >= 0 and {most} < {1 << 63})"
        missing = "false" if complete else "stats_null_count = num_values"
        [(counted,)] = con.execute(
            f"select coalesce(bool_and(coalesce(({inside} or {missing})"
            f" and (not {str(complete).lower()} or stats_null_count = 0), false)), false)"
            f" from parquet_metadata([{paths}]) where path_in_schema = ?",
            [name],
        ).fetchall()
        return bool(counted)

    def _relation(self, wanted: list[str]) -> str:
        columns = [self._source_row(), *(self._column(name) for name in wanted)]
        paths = ", ".join(quoted_text(file.pattern) for file in self.files)
        return (
            f"(select {', '.join(columns)} from read_parquet([{paths}], "
            "hive_partitioning = false, union_by_name = false))"
        )

    def _source_row(self) -> str:
        numbers = [file.file_no for file in self.files]
        first = numbers[0]
        number = f"({first} + file_index)"
        if numbers != list(range(first, first + len(numbers))):
            number = f"{numbers}[(file_index + 1)::bigint]"
        return f"({number}::bigint * {ROWS_PER_FILE} + file_row_number + 1)::bigint as {SOURCE_ROW}"

    def _column(self, name: str) -> str:
        if name not in self._partitions:
            return quoted_name(name)
        values = [quoted_text(file.partitions[name]) for file in self.files]
        return f"([{', '.join(values)}]::varchar[])[(file_index + 1)::bigint] as {quoted_name(name)}"


def _rows_of(file: InputFile) -> int:
    with file_faults(file):
        return int(pq.read_metadata(file.path).num_rows)


def _described(con: duckdb.DuckDBPyConnection, file: InputFile) -> dict[str, str]:
    query = f"describe select * from read_parquet([{quoted_text(file.pattern)}], hive_partitioning = false)"
    try:
        rows = con.execute(query).fetchall()
    except duckdb.Error as error:
        raise unreadable(file.name, "is no Parquet file that DuckDB can read") from error
    return {row[0]: row[1] for row in rows}


def _raise_damaged(files: Sequence[InputFile]) -> None:
    """Read every file in full, and name those that cannot be."""
    faults = FileFaults()
    for file in files:
        try:
            with file_faults(file), file.path.open("rb") as opened:
                for batch in pq.ParquetFile(opened).iter_batches():
                    batch.validate(full=True)
        except FilesUnreadableError as error:
            faults.add_error(error)
    faults.raise_any()


def _raise_changed(files: Sequence[InputFile], stamps: Sequence[FileStamp]) -> None:
    faults = FileFaults()
    for file, before in zip(files, stamps, strict=True):
        with file_faults(file):
            now = FileStamp.of(file.path)
        if (now.size, now.modified_ns, now.inode) != (before.size, before.modified_ns, before.inode):
            faults.add(file.name, "was changed while it was read")
    faults.raise_any()
