"""Text files as one Arrow stream that DuckDB reads: rows in, rejects and facts on the side."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from offpurpose.engine.sql_text import quoted_name
from offpurpose.inputs.faults import FileFaults, FilesUnreadableError, unreadable
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.opened import OpenedFile
from offpurpose.inputs.reading.rejects import Fault, RejectLog, StructuralReject
from offpurpose.inputs.reading.source import ROWS_PER_FILE, SOURCE_ROW, OnProgress, Source, SourceTable
from offpurpose.inputs.reading.text import Utf8Text

BLOCK_SIZE = 8 << 20
LONGEST_RECORD = 128 << 20


@dataclass(frozen=True, slots=True)
class Rows:
    """Good rows of a block: the number of each in its file, from 1, and their columns.

    `records` counts the block's rejected records too.
    """

    records: int
    numbers: pa.Array
    columns: Sequence[pa.ChunkedArray | pa.Array]


class StreamSource(Source):
    """Text files that are read through an Arrow stream, one after the other."""

    def __init__(
        self,
        files: Sequence[InputFile],
        columns: Mapping[str, str],
        partitions: Sequence[str],
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        super().__init__(files, columns)
        self.partitions = tuple(partitions)
        self.encoding = encoding
        self.delimiter = delimiter

    @abstractmethod
    def rows(self, opened: OpenedFile, wanted: list[str], table: SourceTable) -> Iterator[Rows]:
        """Yield the rows of one file with its `wanted` columns, and note rejects and the like on `table`."""

    def streamed(self, wanted: list[str]) -> list[str]:
        """Return the names of the columns that `rows` gives for the `wanted` ones."""
        return wanted

    def relation(self, stream: str, wanted: list[str]) -> str:  # noqa: ARG002
        """Return what can stand after FROM, over the registered stream."""
        return stream

    def _opened(
        self, con: duckdb.DuckDBPyConnection, wanted: list[str], on_progress: OnProgress
    ) -> Iterator[SourceTable]:
        stream = f"reading_{self.input}_{self.files[0].file_no}"
        of_files = [name for name in wanted if name not in self.partitions]
        of_folders = [name for name in wanted if name in self.partitions]
        table = SourceTable(
            self.relation(quoted_name(stream), of_files + of_folders),
            dict.fromkeys(of_files + of_folders, "VARCHAR"),
            RejectLog(wanted),
        )
        reading = _Reading(self, of_files, of_folders, table, on_progress)
        con.register(stream, reading.arrow_reader())
        try:
            yield table
            reading.drain()
        except BaseException:
            # DuckDB hands on what went wrong in the stream as text of its own: ours says it better.
            if reading.error is not None:
                raise reading.error from None
            raise
        finally:
            con.unregister(stream)
            reading.close()


class _Reading:
    """The batches of all files of a source, in order; the first error is kept as it was raised."""

    def __init__(
        self,
        source: StreamSource,
        of_files: list[str],
        of_folders: list[str],
        table: SourceTable,
        on_progress: OnProgress,
    ) -> None:
        self.error: BaseException | None = None
        self._source = source
        self._of_files = of_files
        self._of_folders = of_folders
        self._table = table
        self._on_progress = on_progress
        names = [*source.streamed(of_files), *of_folders]
        self._schema = pa.schema([(SOURCE_ROW, pa.int64()), *((name, pa.string()) for name in names)])
        self._batches = self._all_batches()

    def arrow_reader(self) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(self._schema, self._batches)

    def drain(self) -> None:
        """Read what the query left, so that rejects and facts are those of whole files."""
        for _ in self._batches:
            pass
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        self._batches.close()

    def _all_batches(self) -> Generator[pa.RecordBatch, None, None]:
        faults = FileFaults()
        try:
            for file in self._source.files:
                try:
                    yield from self._file_batches(file)
                except FilesUnreadableError as error:
                    faults.add_error(error)
            faults.raise_any()
        except GeneratorExit:
            raise
        except BaseException as error:
            self.error = error
            raise

    def _file_batches(self, file: InputFile) -> Iterator[pa.RecordBatch]:
        records = known_bytes = 0
        with OpenedFile(file) as opened:
            for rows in self._source.rows(opened, self._of_files, self._table):
                records += rows.records
                yield from self._with_constants(file, rows)
                self._on_progress(rows.records, opened.bytes_read - known_bytes)
                known_bytes = opened.bytes_read
            self._table.facts.append(opened.facts(records))

    def _with_constants(self, file: InputFile, rows: Rows) -> Iterator[pa.RecordBatch]:
        numbers = pc.add(rows.numbers, pa.scalar(file.file_no * ROWS_PER_FILE, pa.int64()))
        constants = [
            pa.repeat(pa.scalar(file.partitions[name], pa.string()), len(numbers))
            for name in self._of_folders
        ]
        yield from pa.table([numbers, *rows.columns, *constants], schema=self._schema).to_batches()


class TextBlocks:
    """The text of a file in blocks of whole lines; the last line of the file may lack its line end.

    What a consumer leaves of a block (a record that goes on) it puts into `left`: the next block begins
    with it. Blocks grow with lines and records longer than a block.
    """

    def __init__(self, name: str, text: Utf8Text, start: bytes = b"") -> None:
        self.left = b""
        self._name = name
        self._text = text
        self._tail = start

    def __iter__(self) -> Iterator[tuple[bytes, bool]]:
        """Yield each block, and whether it is the last."""
        final = False
        while not final:
            pending = len(self.left) + len(self._tail)
            self._check_length(pending)
            more = self._text.read(max(BLOCK_SIZE, pending))
            final = not more
            cut = more.rfind(b"\n") + 1
            if not cut and not final:
                self._tail += more
                continue
            block = b"".join((self.left, self._tail, memoryview(more)[:cut]))
            self.left, self._tail = b"", more[cut:]
            yield block, final

    def _check_length(self, pending: int) -> None:
        if pending > LONGEST_RECORD:
            size = f"{LONGEST_RECORD >> 20} MiB"
            raise unreadable(self._name, f"has a line of more than {size}; is it what its name says?")


def reject(
    table: SourceTable,
    file: InputFile,
    number: int,
    fault: Fault,
    values: Mapping[str, str | None],
) -> None:
    """Note that record `number` of a file, counted from 1, is no row; the columns of its folders it has."""
    reason, words, column = fault
    source_row = file.file_no * ROWS_PER_FILE + number
    table.rejects.add(StructuralReject(source_row, column, reason, words, {**file.partitions, **values}))
