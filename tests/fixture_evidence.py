"""Read a sample incident in plain Python, as the raw rows that the oracle takes.

Reads with the standard library and pyarrow alone, so that nothing of the package under test has a hand in
the expected results. Column mappings are looked up by their SQL text in `EXPRESSIONS`.
"""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.oracle.columns import COLUMNS
from tests.oracle.evidence import Evidence, Row, Settings
from tests.oracle.instants import microseconds, text_of

Record = dict[str, Any]
Document = dict[str, Any]

EMPTY: Record = {}
# What the sample incidents' mappings say, once more in Python.
EXPRESSIONS: dict[str, Callable[[Record], Any]] = {
    "lower(collected_for)": lambda record: record["collected_for"].lower(),
    "case list_type when 'PHONE_NUMBER' then 'phone' else lower(list_type) end": lambda record: kind_of(
        record.get("list_type")
    ),
}


def kind_of(list_type: str | None) -> str | None:
    """The kind that a type of list names."""
    return "phone" if list_type == "PHONE_NUMBER" else list_type and list_type.lower()


def read_evidence(folder: Path) -> Evidence:
    """The settings and the raw rows of the incident in a folder."""
    with (folder / "incident.toml").open("rb") as file:
        document = tomllib.load(file)
    inputs = document["inputs"]
    return Evidence(
        settings_of(document),
        {name: list(rows_of(folder, name, inputs[name])) for name in COLUMNS if name in inputs},
    )


def settings_of(document: Document) -> Settings:
    """The incident file, as far as it bears on the result."""
    window, matching, purposes = document["window"], document["matching"], document["purposes"]
    return Settings(
        window_start=microseconds(window["start"]),
        window_end=microseconds(window["end"]),
        rule=window["rule"],
        systems=tuple(document["incident"]["systems"]),
        timezone=document["incident"]["timezone"],
        security=tuple(purposes["security"]),
        permitted=tuple(purposes["permitted"]),
        hash=tuple(matching["hash"]),
        email=matching["email"],
        phone=matching["phone"],
        default_region=matching["default_region"],
        other_kinds=tuple(matching["other_kinds"]),
        timestamps={
            name: each["timestamps"] for name, each in document["inputs"].items() if "timestamps" in each
        },
    )


def rows_of(folder: Path, name: str, spec: Document) -> Iterator[Row]:
    """The rows of one input, in the order of its files by name and of the records in them."""
    columns = spec.get("columns", {})
    for path in sorted(folder.glob(spec["path"])):
        for record in records_of(path):
            cells = {column: cell(record, column, columns.get(column)) for column in COLUMNS[name]}
            yield {column: text for column, text in cells.items() if text is not None}


def cell(record: Record, column: str, mapping: str | None) -> str | None:
    """The text of a canonical column; a record that could not be read has none."""
    if record is EMPTY:
        return None
    expression = EXPRESSIONS.get(mapping) if mapping else None
    value = expression(record) if expression else record.get(mapping or column)
    if isinstance(value, datetime):
        return text_of(microseconds(value.replace(tzinfo=value.tzinfo or UTC)))
    return None if value is None or value == "" else str(value)


def records_of(path: Path) -> Iterator[Record]:
    """The records of a file, by its ending."""
    if path.suffix == ".parquet":
        yield from pq.read_table(path, partitioning=None).to_pylist()
    elif path.name.endswith((".csv", ".csv.gz")):
        with text_file(path) as file:
            yield from csv.DictReader(file)
    else:
        with text_file(path) as file:
            yield from map(json_record, file)


def text_file(path: Path) -> Any:
    """A text file, gzipped or not, with its line ends as they are."""
    return (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="")


def json_record(line: str) -> Record:
    """The object on a line; a torn line has nothing to read."""
    try:
        found = json.loads(line)
    except ValueError:
        return EMPTY
    return found if isinstance(found, dict) else EMPTY
