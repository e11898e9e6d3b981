"""From the files of one input to its sources: groups of files with the same columns."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol

import duckdb

from offpurpose.inputs.faults import FileFaults, FilesUnreadableError
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading import csv, jsonl, parquet
from offpurpose.inputs.reading.source import SOURCE_ROW, Source


class ReadingSpec(Protocol):
    """What this module needs to know of an input: how its text files are written."""

    @property
    def encoding(self) -> str | None:
        """The declared encoding."""

    @property
    def delimiter(self) -> str | None:
        """The declared delimiter of CSV files."""


def sources_of(con: duckdb.DuckDBPyConnection, spec: ReadingSpec, files: Sequence[InputFile]) -> list[Source]:
    """Return the sources of an input, in the order of their first files.

    Reads headers, footers and first lines only. Raises one FilesUnreadableError that lists every file
    that cannot be read.
    """
    faults = FileFaults()
    groups: dict[tuple[Hashable, ...], list[InputFile]] = {}
    columns: dict[tuple[Hashable, ...], dict[str, str]] = {}
    for file in files:
        try:
            found = _columns_of(spec, file)
        except FilesUnreadableError as error:
            faults.add_error(error)
            continue
        key = (file.format, *_grouping(file, found), frozenset(file.partitions))
        groups.setdefault(key, []).append(file)
        columns.setdefault(key, {}).update(found)
    faults.raise_any()
    taken = {name.lower() for found in columns.values() for name in found} | {SOURCE_ROW}
    return [_source(con, spec, group, columns[key], taken) for key, group in groups.items()]


def _columns_of(spec: ReadingSpec, file: InputFile) -> dict[str, str]:
    """Return the names of the file's own columns, each with something that tells its type."""
    if file.format == "parquet":
        return parquet.columns_of(file)
    if file.format == "jsonl":
        names = jsonl.first_keys(file, spec.encoding)
    else:
        names = csv.header_of(file, spec.encoding, spec.delimiter).names
    # A column without a name cannot be asked for.
    return dict.fromkeys((name for name in names if name), "VARCHAR")


def _grouping(file: InputFile, columns: dict[str, str]) -> tuple[Hashable, ...]:
    if file.format == "jsonl":
        return ()
    return (frozenset(columns),) if file.format == "csv" else tuple(columns.items())


def _source(
    con: duckdb.DuckDBPyConnection,
    spec: ReadingSpec,
    files: Sequence[InputFile],
    columns: dict[str, str],
    taken: set[str],
) -> Source:
    partitions = [name for name in files[0].partitions if name.lower() not in taken]
    # A column of that name would hide our own record numbers, so it is not offered.
    names = [name for name in columns if name.lower() != SOURCE_ROW]
    if files[0].format == "parquet":
        return parquet.ParquetSource(con, files, names, partitions)
    types = dict.fromkeys([*names, *partitions], "VARCHAR")
    kind = csv.CsvSource if files[0].format == "csv" else jsonl.JsonlSource
    return kind(files, types, partitions, spec.encoding, spec.delimiter)
