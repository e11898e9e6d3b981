"""Where two files of the same name differ, in words: the line, the row, the cell or the figure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from offpurpose.identifiers.masking import mask_value, printable
from offpurpose.verifying.packages import PACKAGE
from offpurpose.verifying.report import Difference

_BLOCK = 1 << 20
_MOST_SHOWN = 20
_LONGEST_SHOWN = 60
_MISSING = object()
_OF_BYTES = re.compile(r"resources\[\d+\]\.(hash|bytes) ")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two folders of the same case, and how the second one is spoken of, such as `the evidence gives`.

    loose: whether other bytes with the same rows are good enough, since other versions write them.
    """

    case: Path
    other: Path
    gives: str
    loose: bool = False

    def differences(self, name: str) -> list[Difference]:
        """Return what is different in the file of that name; nothing where the bytes are the same."""
        case, other = self.case / name, self.other / name
        place = first_difference(case, other)
        if place is None:
            return []
        told = list(self._told(name, case, other, place))
        if len(told) > _MOST_SHOWN:
            more = f"and {len(told) - _MOST_SHOWN:,} more figures are not as {self.gives} them"
            told = [*told[:_MOST_SHOWN], more]
        return [Difference(name, each) for each in told]

    def _told(self, name: str, case: Path, other: Path, place: int) -> Iterator[str]:
        match Path(name).suffix:
            case ".json":
                yield from self._of_json(case, other, place)
            case ".parquet":
                yield from self._of_parquet(case, other)
            case ".csv":
                yield self._of_csv(case, other, place)
            case _:
                yield self._of_bytes(place)

    def _of_bytes(self, place: int) -> str:
        return f"is not what {self.gives}: it differs from byte {place + 1:,} on"

    def _of_json(self, case: Path, other: Path, place: int) -> Iterator[str]:
        try:
            found, expected = json.loads(case.read_bytes()), json.loads(other.read_bytes())
        except (ValueError, RecursionError):
            yield self._of_bytes(place)
            return
        told = list(self.of_values(found, expected))
        if case.name == PACKAGE:
            # Digests that it states say no more than the files themselves, and are compared with those.
            told = [each for each in told if not _OF_BYTES.match(each)]
        else:
            told = told or [self._of_bytes(place)]
        yield from told

    def of_values(self, found: Any, expected: Any, at: str = "") -> Iterator[str]:
        """Say in which figures two JSON values differ."""
        if isinstance(found, dict) and isinstance(expected, dict):
            for key in dict.fromkeys((*expected, *found)):
                inside = (found.get(key, _MISSING), expected.get(key, _MISSING))
                yield from self.of_values(*inside, f"{at}.{key}" if at else str(key))
        elif isinstance(found, list) and isinstance(expected, list):
            for number, inside in enumerate(zip_longest(found, expected, fillvalue=_MISSING)):
                yield from self.of_values(*inside, f"{at}[{number}]")
        elif found is _MISSING:
            yield f"{_cut(at)} is missing, where {self.gives} {_shown(expected)}"
        elif expected is _MISSING:
            yield f"{_cut(at)} is {_shown(found)}, where {self.gives} nothing"
        elif type(found) is not type(expected) or found != expected:
            yield f"{_cut(at)} is {_shown(found)}, where {self.gives} {_shown(expected)}"

    def _of_csv(self, case: Path, other: Path, place: int) -> str:
        number, found, expected = _lines_at(case, other, place)
        if found is None or expected is None:
            more = "ends" if found is None else "goes on"
            return f"{more} at line {number:,}, where it should not: it is not what {self.gives}"
        header = next(csv.reader([_line(other, 0)]), [])
        cells, wanted = (next(csv.reader([line]), []) for line in (found, expected))
        if len(cells) == len(wanted) == len(header) and cells[0] == wanted[0]:
            for name, cell, want in zip(header, cells, wanted, strict=True):
                if cell != want:
                    row = f"line {number:,} ({header[0]} {_shown(cells[0])})"
                    return f"{row}: {name} is {_shown(cell)}, where {self.gives} {_shown(want)}"
        starts = [_shown(each[0]) if each else "nothing" for each in (cells, wanted)]
        return f"line {number:,} begins with {starts[0]}, where {self.gives} another row, of {starts[1]}"

    def _of_parquet(self, case: Path, other: Path) -> Iterator[str]:
        try:
            schemas = [pq.read_schema(path) for path in (case, other)]
            rows = [pq.read_metadata(path).num_rows for path in (case, other)]
            if not schemas[0].equals(schemas[1]):
                yield f"has other columns than {self.gives}"
            elif rows[0] != rows[1]:
                yield f"has {rows[0]:,} rows, where {self.gives} {rows[1]:,}"
            else:
                yield from self._of_rows(case, other, schemas[0].names)
        except (duckdb.Error, pa.ArrowException, OSError):
            yield f"cannot be read as Parquet: it is not what {self.gives}"

    def _of_rows(self, case: Path, other: Path, columns: list[str]) -> Iterator[str]:
        differing, first = _rows_apart(case, other, columns)
        if first is None:
            if not self.loose:
                yield f"has the rows that {self.gives}, but not its bytes"
            return
        found, expected = first
        column = next(name for name in columns if found[name] != expected[name])
        row = f"row {found['file_row_number'] + 1:,} ({columns[0]} {_shown(found[columns[0]])})"
        of = "" if differing == 1 else f"; {differing:,} rows differ"
        yield f"{row}: {column} is {_shown(found[column])}, where {self.gives} {_shown(expected[column])}{of}"


def first_difference(one: Path, two: Path) -> int | None:
    """Return the place of the first byte in which two files differ, from 0; None where they are equal."""
    place = 0
    with one.open("rb") as first, two.open("rb") as second:
        while True:
            blocks = first.read(_BLOCK), second.read(_BLOCK)
            if blocks[0] != blocks[1]:
                return place + _first_unequal(*blocks)
            if not blocks[0]:
                return None
            place += len(blocks[0])


def _first_unequal(one: bytes, two: bytes) -> int:
    length = min(len(one), len(two))
    low, high = 0, length
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if one[: middle + 1] == two[: middle + 1] else (low, middle)
    return low


def _lines_at(one: Path, two: Path, place: int) -> tuple[int, str | None, str | None]:
    """Return the number of the line that holds a byte, and that line of both files."""
    start, number = 0, 1
    with two.open("rb") as file:
        left = place
        while left and (block := file.read(min(_BLOCK, left))):
            number += block.count(b"\n")
            if (end := block.rfind(b"\n")) >= 0:
                start = place - left + end + 1
            left -= len(block)
    lines = [_line(path, start) for path in (one, two)]
    return number, lines[0] or None, lines[1] or None


def _line(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return io.TextIOWrapper(file, "utf-8", errors="replace", newline="\n").readline(_BLOCK).rstrip("\n")


def _rows_apart(
    one: Path, two: Path, columns: list[str]
) -> tuple[int, tuple[dict[str, Any], dict[str, Any]] | None]:
    """Count the rows that differ in place, and return the first of them from both files."""
    both = "read_parquet($one, file_row_number = true) as one inner join"
    both += " read_parquet($two, file_row_number = true) as two using (file_row_number)"
    unequal = " or ".join(f'one."{name}" is distinct from two."{name}"' for name in columns)
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute("set TimeZone = 'UTC'").fetchall()
        given = {"one": str(one), "two": str(two)}
        query = f"select count(*), min(file_row_number) from {both} where {unequal}"
        [(differing, first)] = con.execute(query, given).fetchall()
        if first is None:
            return 0, None
        return int(differing), (_row(con, one, first), _row(con, two, first))


def _row(con: duckdb.DuckDBPyConnection, path: Path, number: int) -> dict[str, Any]:
    file = con.read_parquet(str(path), file_row_number=True)
    rows: list[dict[str, Any]] = file.filter(f"file_row_number = {number}").to_arrow_table().to_pylist()
    return rows[0]


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, str):
        return f'"{_cut(value)}"'
    return "null" if value is None else _cut(str(value).lower() if isinstance(value, bool) else str(value))


def _cut(text: str) -> str:
    shown = printable(mask_value(text))
    return shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 3] + "..."
