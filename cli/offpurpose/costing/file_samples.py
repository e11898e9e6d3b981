"""What a look into one file tells: its rows, the text in it, and how many of its rows have an identifier."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from offpurpose.incident import InputSpec
from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.files import InputFile

_PIECE = 1 << 18
_PIECES = 4
_ROWS_LOOKED_AT = 500
_GZIP = 16 + zlib.MAX_WBITS
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FileSize:
    """One file: its bytes on disk, its rows (exact where `is_exact`), the bytes of its text.

    `densities` are the rows of a byte at the places looked at; `raw` and `digests` are shares of the rows.
    """

    bytes: int
    rows: float
    is_exact: bool
    text: float
    densities: tuple[float, ...]
    raw: float
    digests: float


def footer(spec: InputSpec, file: InputFile) -> FileSize:
    """Read the footer of a Parquet file.

    Raises:
        InputError: when it cannot be read.
    """
    try:
        metadata = pq.read_metadata(file.path)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(file.name, "is no Parquet file, or is cut short") from error
    rows, size = metadata.num_rows, file.path.stat().st_size
    shares = [
        _share_in_footer(metadata, _column(spec, name, metadata.schema.names))
        for name in ("identifier", "identifier_hash")
    ]
    return FileSize(size, rows, True, 0.0, (rows / size,) if size else (), *shares)


def _column(spec: InputSpec, canonical: str, names: Sequence[str]) -> str | None:
    """Return the column that a canonical one is read from; of an expression, the first that it names."""
    if canonical not in spec.columns:
        return canonical if canonical in names else None
    given = spec.columns[canonical]
    words = [given, *_WORD.findall(given)]
    return next((word for word in words if word in names), None)


def _share_in_footer(metadata: pq.FileMetaData, name: str | None) -> float:
    if name is None or not metadata.num_rows:
        return 0.0
    missing = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for place in range(group.num_columns):
            column = group.column(place)
            if column.path_in_schema == name and column.is_stats_set and column.statistics.has_null_count:
                missing += column.statistics.null_count
    return float(1 - missing / metadata.num_rows)


def text_sample(spec: InputSpec, file: InputFile) -> FileSize:
    """Read a text file at its beginning, and further on too where it is not compressed.

    Raises:
        InputError: when it cannot be read.
    """
    try:
        size = file.path.stat().st_size
        pieces = _packed_piece(file) if file.compression != "none" else _pieces(file, size)
    except (OSError, EOFError, zlib.error, pa.ArrowException) as error:
        raise unreadable(file.name, "cannot be read") from error
    on_disk = sum(piece.on_disk for piece in pieces)
    if not on_disk:
        return FileSize(size, 0, True, 0.0, (), 0.0, 0.0)
    records = [_records(file, piece.text) for piece in pieces]
    if on_disk == size and not pieces[-1].text.endswith(b"\n"):
        records[-1] += 1
    scale = size / on_disk
    header = 1 if file.format == "csv" else 0
    raw, digests = _shares(spec, file, pieces[0].text)
    return FileSize(
        bytes=size,
        rows=max(0.0, sum(records) * scale - header),
        is_exact=on_disk == size,
        text=sum(len(piece.text) for piece in pieces) * scale,
        densities=tuple(count / piece.on_disk for count, piece in zip(records, pieces, strict=True)),
        raw=raw,
        digests=digests,
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a file: its bytes on disk, and its text."""

    on_disk: int
    text: bytes


def _pieces(file: InputFile, size: int) -> list[_Piece]:
    if size <= _PIECE * _PIECES:
        data = file.path.read_bytes()
        return [_Piece(len(data), data)]
    with file.path.open("rb") as opened:
        pieces = []
        for number in range(_PIECES):
            opened.seek(number * (size - _PIECE) // (_PIECES - 1))
            data = opened.read(_PIECE)
            pieces.append(_Piece(len(data), data))
    return pieces


def _packed_piece(file: InputFile) -> list[_Piece]:
    with file.path.open("rb") as opened:
        packed = opened.read(_PIECE * _PIECES)
    if file.compression == "gz":
        return [_Piece(len(packed), _gunzipped(packed))]
    with pa.CompressedInputStream(pa.BufferReader(packed), "zstd") as stream:
        return [_Piece(len(packed), _until_it_breaks_off(stream))]


def _gunzipped(packed: bytes) -> bytes:
    """Decompress as far as there is something, one member after another."""
    parts = []
    while packed:
        member = zlib.decompressobj(_GZIP)
        parts.append(member.decompress(packed))
        packed = member.unused_data if member.eof else b""
    return b"".join(parts)


def _until_it_breaks_off(stream: pa.NativeFile) -> bytes:
    parts = []
    try:
        while part := stream.read(_PIECE):
            parts.append(part)
    except OSError:
        # What is cut off in the middle of a block cannot be decompressed.
        pass
    return b"".join(parts)


def _records(file: InputFile, text: bytes) -> int:
    """Count the records: the ends of lines, in CSV those outside quotation marks."""
    if file.format == "csv" and b'"' in text:
        return sum(part.count(b"\n") for part in text.split(b'"')[::2])
    return text.count(b"\n")


def _shares(spec: InputSpec, file: InputFile, text: bytes) -> tuple[float, float]:
    rows = _first_rows(spec, file, text.decode(spec.encoding or "utf-8", "replace"))
    names = list(dict.fromkeys(name for row in rows for name in row))
    raw, digests = (
        _share_of_rows(rows, _column(spec, name, names)) for name in ("identifier", "identifier_hash")
    )
    return raw, digests


def _share_of_rows(rows: Sequence[dict[str, object]], name: str | None) -> float:
    return sum(1 for row in rows if row.get(name)) / len(rows) if name and rows else 0.0


def _first_rows(spec: InputSpec, file: InputFile, text: str) -> list[dict[str, object]]:
    lines = io.StringIO(text.removeprefix("\ufeff"))
    rows: list[dict[str, object]] = []
    try:
        if file.format == "csv":
            for place, row in enumerate(csv.DictReader(lines, delimiter=spec.delimiter or ",")):
                rows.append(dict(row))
                if place == _ROWS_LOOKED_AT:
                    break
            return rows
        for line, _ in zip(lines, range(_ROWS_LOOKED_AT), strict=False):
            row = json.loads(line)
            rows += [row] if isinstance(row, dict) else []
    except (ValueError, csv.Error, RecursionError):
        # Loading says what is wrong with it.
        pass
    return rows
