"""How far the reading of an input is, in rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from offpurpose.engine.polling import polled
from offpurpose.engine.run import Progress
from offpurpose.inputs.mapping import MappedSource
from offpurpose.inputs.reading import Source


class Meter:
    """Rows read so far of one input, and how many there may be, by the bytes read of its files."""

    def __init__(self, progress: Progress, stage: str, sources: Sequence[MappedSource]) -> None:
        self._progress = progress
        self._stage = stage
        files = [file for mapped in sources for file in mapped.source.files]
        self._size = sum(file.stamp.size for file in files if file.stamp)
        self._rows = self._bytes = 0
        progress(stage, 0, None)

    @contextmanager
    def watching(self, con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[None]:
        """Ask a connection that reads a source by itself how far it is, while the block runs."""
        rows = source.rows_known()
        if rows is None:
            yield
            return
        total = self._total(self._rows + rows, self._bytes + source.size)

        def tell(stage: str, percent: int, _hundred: int | None) -> None:
            self._progress(stage, self._rows + rows * percent // 100, total)

        with polled(con, self._stage, tell):
            yield

    def add(self, rows: int, size: int) -> None:
        """Note rows and bytes read since the last call."""
        self._rows += rows
        self._bytes += size
        self._progress(self._stage, self._rows, self._total(self._rows, self._bytes))

    def _total(self, rows: int, size: int) -> int | None:
        return rows * self._size // size if size else None
