"""The checksums that Parquet pages may have, held against their bytes; DuckDB does not look at them.

Only the headers of pages are decoded (Thrift's compact protocol, a struct of few fields), so that it costs
little more than reading the file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any, BinaryIO

import pyarrow.parquet as pq

_PAGE_SIZE, _CHECKSUM = 3, 4
_STOP, _TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(13)
_NUMBERS = frozenset({_I16, _I32, _I64})
_LENGTHS = {_TRUE: 0, _FALSE: 0, _BYTE: 1, _DOUBLE: 8}
_HEADER_SIZES = (1 << 14, 1 << 24)
"""Most headers are short; those with long values in their statistics are not."""

_NO_HEADER = (IndexError, KeyError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class DamagedPage:
    """A page whose bytes are not those that were written: of which column, and of which row group, from 1."""

    column: str
    row_group: int


def damaged_page(file: BinaryIO, unneeded: Event | None = None) -> DamagedPage | None:
    """Return the first page of a Parquet file whose checksum does not hold; None where all hold.

    Pages without a checksum are passed over; once `unneeded` is set, so are all that are left.
    """
    metadata = pq.read_metadata(file)
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            if unneeded is not None and unneeded.is_set():
                return None
            if not _holds(file, column):
                return DamagedPage(column.path_in_schema, group + 1)
    return None


def _holds(file: BinaryIO, column: Any) -> bool:
    """Whether the checksums of all pages of one column of a row group hold."""
    starts = (column.dictionary_page_offset, column.data_page_offset)
    # A column without a value may have no data page, which its offset then says by being 0.
    offset = min(start for start in starts if start)
    end = offset + column.total_compressed_size
    while offset < end:
        header = _page_header(file, offset)
        if header is None or not 0 <= header.size <= end - header.end:
            return False
        # A writer that gives no checksum to one page gives none to any.
        if header.checksum is None:
            return True
        file.seek(header.end)
        if zlib.crc32(file.read(header.size)) != header.checksum & 0xFFFFFFFF:
            return False
        offset = header.end + header.size
    return True


@dataclass(frozen=True, slots=True)
class _PageHeader:
    """Where a page header ends in the file, and what it says of the bytes that follow."""

    end: int
    size: int
    checksum: int | None


def _page_header(file: BinaryIO, offset: int) -> _PageHeader | None:
    """Decode the page header at an offset; None where there is none."""
    for size in _HEADER_SIZES:
        file.seek(offset)
        reader = _Compact(file.read(size))
        try:
            fields = dict(reader.numbers())
            return _PageHeader(offset + reader.position, fields[_PAGE_SIZE], fields.get(_CHECKSUM))
        except _NO_HEADER:
            continue
    return None


class _Compact:
    """A struct in Thrift's compact protocol."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def numbers(self) -> Iterator[tuple[int, int]]:
        """Yield field and value of every whole number of the struct that begins here; pass over the rest."""
        field = 0
        while (head := self._byte()) & 0x0F != _STOP:
            kind, step = head & 0x0F, head >> 4
            field = field + step if step else self._zigzag()
            if kind in _NUMBERS:
                yield field, self._zigzag()
            else:
                self._skip(kind)

    def _skip(self, kind: int) -> None:
        if kind == _STRUCT:
            for _ in self.numbers():
                pass
            return
        if kind != _BINARY and kind not in _LENGTHS:
            raise ValueError("a page header holds no such thing")
        length = self._varint() if kind == _BINARY else _LENGTHS[kind]
        self.position += length

    def _byte(self) -> int:
        self.position += 1
        return self._data[self.position - 1]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
