"""accounts.xlsx: both account lists as a workbook whose ids are text, so that no spreadsheet eats a digit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from offpurpose.case.layout import Output, OutputColumn
from offpurpose.case.opening import Case
from offpurpose.case.shown import INSTANT_FORMAT, order_by, output_columns, shown
from offpurpose.engine.run import Progress
from offpurpose.exporting.lists import AFFECTED, POSSIBLY_AFFECTED, list_of

WORKBOOK = "accounts.xlsx"
SHEET_ROWS = 1_048_576
"""Rows of a sheet, its header included."""

_SHEETS = {"affected": AFFECTED, "possibly affected": POSSIBLY_AFFECTED}
_LONGEST = 32_767
_CUT = " (cut; whole in the CSV file)"
_BATCH = 16_384
_LARGE = 2_000_000
# A date of its own would make every workbook different.
_CREATED = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDTHS = {"account_id": 24, "reasons": 44, "first_matched_at": 28, "last_matched_at": 28}
_WIDTH = 16

Row = tuple[Any, ...]


def write_workbook(
    con: duckdb.DuckDBPyConnection, case: Case, folder: Path, progress: Progress
) -> dict[str, int]:
    """Write the workbook, and return the accounts in it.

    Text is never a formula, a link or a number; a list that is too long for a sheet goes on in another.
    """
    rows = 0
    options = {"constant_memory": True, "tmpdir": str(_scratch(folder))}
    with xlsxwriter.Workbook(str(folder / WORKBOOK), options) as book:
        book.set_properties({"created": _CREATED, "title": "Accounts of a case: personal data"})
        heading = book.add_format({"bold": True, "bottom": 1})
        _about(book.add_worksheet("about"), heading, case)
        for name, output in _SHEETS.items():
            sheets = _Sheets(book, heading, name)
            rows += sheets.write(con, list_of(case, output))
            progress(f"writing {WORKBOOK}", rows, None)
        if rows > _LARGE:
            book.use_zip64()
    return {WORKBOOK: rows}


def _scratch(folder: Path) -> Path:
    """Return the private folder in which the rows stand until the workbook is put together."""
    scratch = folder / ".spill"
    scratch.mkdir(exist_ok=True, mode=0o700)
    return scratch


def _about(sheet: Worksheet, heading: Format, case: Case) -> None:
    incident, accounts = case.summary["incident"], case.summary["accounts"]
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    told = [
        ("reference", incident["reference"]),
        ("title", incident["title"]),
        ("affected", f"{accounts['affected']:,} accounts: the lower bound"),
        ("possibly affected", f"{accounts['possibly_affected']:,} accounts: between the bounds"),
        ("personal data", "This file names accounts. Pass it on to nobody who need not have it."),
        ("instants", "UTC, as text; ids are text too, so that they keep every digit"),
    ]
    sheet.write_string(0, 0, "About this workbook", heading)
    for row, (label, text) in enumerate(told, 2):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, _fitting(text))


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets of one list: as many as its rows need."""

    book: xlsxwriter.Workbook
    heading: Format
    name: str

    def write(self, con: duckdb.DuckDBPyConnection, output: Output) -> int:
        """Write a list, and return its rows."""
        columns = output_columns(con, output)
        rows = _rows(con, output, columns)
        total, first = 0, next(rows, None)
        for place in count(1):
            sheet = self._begin(place, columns)
            block = () if first is None else chain((first,), islice(rows, SHEET_ROWS - 2))
            written = _write_rows(sheet, block)
            sheet.autofilter(0, 0, written, len(columns) - 1)
            total += written
            first = next(rows, None)
            if first is None:
                break
        return total

    def _begin(self, place: int, columns: tuple[OutputColumn, ...]) -> Worksheet:
        sheet = self.book.add_worksheet(self.name if place == 1 else f"{self.name} {place}")
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS.get(column.name, _WIDTH))
        for number, column in enumerate(columns):
            sheet.write_string(0, number, column.name, self.heading)
        return sheet


def _write_rows(sheet: Worksheet, rows: Iterable[Row]) -> int:
    """Write rows below the header, and return how many there were."""
    place = 0
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(place, column, _fitting(value))
            elif value is not None:
                sheet.write_number(place, column, value)
    return place


def _rows(con: duckdb.DuckDBPyConnection, output: Output, columns: tuple[OutputColumn, ...]) -> Iterator[Row]:
    """Yield the rows of a list in its order; instants as text, counts as numbers."""
    cells = ", ".join(
        f"strftime(\"{column.name}\", '{INSTANT_FORMAT}')" if column.type == "instant" else f'"{column.name}"'
        for column in columns
    )
    query = (
        f"select {cells} from (select {shown(columns)} from {output.relation})"
        f" order by {order_by(output, columns)}"
    )
    for batch in con.sql(query).to_arrow_reader(_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _fitting(text: str) -> str:
    """Return text as a cell can hold it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
