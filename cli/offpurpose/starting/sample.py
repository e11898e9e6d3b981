"""The first rows of a data file, as text, with what its columns hold."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.opened import OpenedFile, file_faults

Holds = Literal["text", "integer", "float", "instant", "local_instant", "bytes", "other"]

ROWS = 2000
_BYTES = 1 << 19
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """A column of a file: what it holds, and its first values as text (bytes as hex), none missing."""

    name: str
    holds: Holds
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileSample:
    """The first rows of a file; `encoding` and `delimiter` are None where the defaults fit."""

    columns: dict[str, ColumnSample]
    rows: int
    encoding: str | None = None
    delimiter: str | None = None


def sample_file(file: InputFile) -> FileSample:
    """Return the first rows of a file; raises InputError where it cannot be read or has no columns."""
    sample = _SAMPLERS[file.format](file)
    partitions = {
        key: ColumnSample(key, "text", () if value is None else (value,))
        for key, value in file.partitions.items()
        if key not in sample.columns
    }
    return FileSample(sample.columns | partitions, sample.rows, sample.encoding, sample.delimiter)


def together(samples: Iterable[FileSample]) -> FileSample:
    """Return the samples of several files of one shape as one."""
    every = list(samples)
    columns: dict[str, ColumnSample] = {}
    for sample in every:
        for name, column in sample.columns.items():
            columns[name] = _joined(columns[name], column) if name in columns else column
    encoding = next((sample.encoding for sample in every if sample.encoding), None)
    delimiter = next((sample.delimiter for sample in every if sample.delimiter), None)
    return FileSample(columns, sum(sample.rows for sample in every), encoding, delimiter)


def _joined(first: ColumnSample, second: ColumnSample) -> ColumnSample:
    holds = first.holds if first.values or not second.values else second.holds
    return ColumnSample(first.name, holds, first.values + second.values)


def _csv_sample(file: InputFile) -> FileSample:
    data, whole = _beginning(file)
    text, encoding = _decoded(data, whole=whole)
    delimiter = _delimiter(text)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    if not rows:
        raise unreadable(file.name, "has no header")
    header, *body = rows if whole or len(rows) == 1 else rows[:-1]
    cells = [[row[place] for row in body[:ROWS] if place < len(row)] for place in range(len(header))]
    columns = {name: _text_column(name, values) for name, values in zip(header, cells, strict=True)}
    return FileSample(columns, len(body[:ROWS]), encoding, None if delimiter == "," else delimiter)


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    # The comma is the default: another one must be in a header that has no comma.
    return max(_DELIMITERS, key=lambda mark: (mark == "," and mark in header, header.count(mark)))


def _jsonl_sample(file: InputFile) -> FileSample:
    data, whole = _beginning(file)
    text, encoding = _decoded(data, whole=whole)
    lines = text.splitlines() if whole else text.splitlines()[:-1]
    records = [record for record in map(_json_object, lines[:ROWS]) if record is not None]
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: _json_column(name, records) for name in names}
    return FileSample(columns, len(records), encoding)


def _json_object(line: str) -> dict[str, object] | None:
    try:
        # A number stays as it is written: a 19-digit id keeps its digits.
        value = json.loads(line, parse_float=_Number, parse_int=_Number)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class _Number(str):
    """A JSON number as it is written."""

    __slots__ = ()


def _json_column(name: str, records: list[dict[str, object]]) -> ColumnSample:
    values = [record[name] for record in records if record.get(name) not in (None, "")]
    if any(isinstance(value, dict | list) for value in values):
        return ColumnSample(name, "other", ())
    numbers = [value for value in values if isinstance(value, _Number)]
    fraction = any(not value.lstrip("-").isdigit() for value in numbers)
    holds: Holds = "text" if not numbers else "float" if fraction else "integer"
    return ColumnSample(name, holds, tuple(str(value) for value in values))


def _parquet_sample(file: InputFile) -> FileSample:
    with file_faults(file), pq.ParquetFile(file.path) as parquet:
        schema: pa.Schema = parquet.schema_arrow
        batch = next(parquet.iter_batches(batch_size=ROWS), None)
    columns = {
        name: _arrow_column(name, schema.field(place).type, None if batch is None else batch.column(place))
        for place, name in enumerate(schema.names)
    }
    return FileSample(columns, 0 if batch is None else batch.num_rows)


def _arrow_column(name: str, kind: pa.DataType, values: pa.Array | None) -> ColumnSample:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    holds = _holds(kind)
    if holds in {"other", "instant", "local_instant"} or values is None:
        return ColumnSample(name, holds, ())
    listed = [value for value in values.to_pylist() if value is not None]
    return ColumnSample(name, holds, tuple(v.hex() if isinstance(v, bytes) else str(v) for v in listed))


def _holds(kind: pa.DataType) -> Holds:
    if pa.types.is_timestamp(kind):
        return "local_instant" if kind.tz is None else "instant"
    tests: Mapping[Holds, tuple[bool, ...]] = {
        "text": (pa.types.is_string(kind), pa.types.is_large_string(kind), pa.types.is_string_view(kind)),
        "integer": (pa.types.is_integer(kind),),
        "float": (pa.types.is_floating(kind), pa.types.is_decimal(kind)),
        "local_instant": (pa.types.is_date(kind),),
        "bytes": (
            pa.types.is_binary(kind),
            pa.types.is_large_binary(kind),
            pa.types.is_fixed_size_binary(kind),
            pa.types.is_binary_view(kind),
        ),
    }
    return next((name for name, results in tests.items() if any(results)), "other")


def _beginning(file: InputFile) -> tuple[bytes, bool]:
    """Return the first bytes of a text file, decompressed, and whether they are all of it."""
    with OpenedFile(file) as opened:
        data = opened.read(_BYTES + 1)
    return data[:_BYTES], len(data) <= _BYTES


def _decoded(data: bytes, *, whole: bool) -> tuple[str, str | None]:
    """Return the text, and the encoding to declare where it is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")("replace").decode(data), "utf-16"
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data, final=whole), None
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _text_column(name: str, values: list[str]) -> ColumnSample:
    return ColumnSample(name, "text", tuple(value for value in values if value))


_SAMPLERS = {"csv": _csv_sample, "jsonl": _jsonl_sample, "parquet": _parquet_sample}
