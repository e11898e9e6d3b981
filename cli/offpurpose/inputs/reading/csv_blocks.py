"""Whole CSV records to columns, block by block: fast where a block is plainly clean, careful where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from offpurpose.inputs.reading.csv_records import RecordScanner
from offpurpose.inputs.reading.lines import Survey, is_utf8
from offpurpose.inputs.reading.text import UTF8_MARK

# The pattern does not count the cells of wider records; where a width is wrong, the parser stops.
_WIDEST_PATTERN = 300


@dataclass(frozen=True, slots=True)
class TornRecord:
    """A record that is no row: its number in the block (from 0), why, and the cells that can be read."""

    number: int
    reason: str
    words: str
    cell: int | None
    cells: Sequence[bytes | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """What the records up to byte `end` gave.

    `rows` holds the good ones in order, `torn` the others; both are numbered together from 0.
    """

    end: int
    records: int
    rows: pa.Table
    torn: list[TornRecord] = field(default_factory=list)

    def row_numbers(self) -> pa.Array:
        """Return the number of each row of `rows` among the block's records."""
        numbers = pa.arange(0, self.records)
        if not self.torn:
            return numbers
        torn = pa.array([record.number for record in self.torn], pa.int64())
        return numbers.filter(pc.invert(pc.is_in(numbers, torn)))


class BlockParser:
    """Parses blocks of one file's text; `places` are those of the columns to give, in that order."""

    def __init__(self, delimiter: str, width: int, places: Sequence[int], *, careful: bool = False) -> None:
        self._places = list(places) or [0]
        self._careful = careful
        self._scanner = RecordScanner(delimiter, width)
        self._clean_line = _clean_line_pattern(delimiter, width)
        self._read_options = {"column_names": [str(place) for place in range(width)]}
        self._convert_options = pa_csv.ConvertOptions(
            check_utf8=False,
            column_types={str(place): pa.string() for place in self._places},
            include_columns=[str(place) for place in self._places],
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        )
        self._delimiter = delimiter

    def parse(self, text: bytes, *, final: bool) -> Block:
        """Return the records of `text`, whole lines of which the first begins a record.

        The last record may be left for the next block, unless the text is the `final` one.
        """
        if self._careful:
            return self._one_by_one(text, final=final)
        if _is_plain(text) and (rows := self._parsed(text, quotes=False)) is not None:
            return Block(len(text), len(rows), rows)
        return self._line_by_line(text, final=final) or self._one_by_one(text, final=final)

    def _line_by_line(self, text: bytes, *, final: bool) -> Block | None:
        """Look closely only at lines that are not clean by themselves, and parse all good records at once."""
        survey = Survey(text, self._clean_line)
        good, torn = [], []
        start = position = joined = 0
        end = len(text)
        while (position := survey.next_doubtful(position)) < end:
            record = self._scanner.record_at(text, position, final=final)
            if record is None:
                end = position
                break
            if fault := record.fault or _undecodable(record.cells):
                torn.append(TornRecord(survey.records(0, position) - joined, *fault, record.cells))
                good.append(text[start:position])
                start = record.end
            joined += survey.records(position, record.end) - 1
            position = record.end
        good.append(text[start:end])
        records = survey.records(0, end) - joined
        rows = self._parsed(b"".join(good), quotes=True)
        if rows is None or len(rows) != records - len(torn):
            return None
        return Block(end, records, rows, torn)

    def _one_by_one(self, text: bytes, *, final: bool) -> Block:
        """Read every record with care, and trust no parser but the scanner."""
        rows: list[Sequence[bytes | None]] = []
        torn: list[TornRecord] = []
        position = 0
        while position < len(text):
            record = self._scanner.record_at(text, position, final=final)
            if record is None:
                break
            position = record.end
            if fault := record.fault or _undecodable(record.cells):
                torn.append(TornRecord(len(rows) + len(torn), *fault, record.cells))
            elif not record.blank:
                rows.append(record.cells)
        return Block(position, len(rows) + len(torn), self._table(rows), torn)

    def _table(self, rows: Sequence[Sequence[bytes | None]]) -> pa.Table:
        columns = [[row[place] or None for row in rows] for place in self._places]
        arrays = [pa.array(column, pa.binary()).cast(pa.string()) for column in columns]
        return pa.table(arrays, names=[str(place) for place in self._places])

    def _parsed(self, text: bytes, *, quotes: bool) -> pa.Table | None:
        """Return the rows as Arrow's parser reads them, or None where it does not read every line whole."""
        if not text:
            return self._table([])
        if not is_utf8(text):
            return None
        # At the start Arrow takes a U+FEFF for a byte order mark; here it belongs to the first cell.
        text = b"\n" + text if text.startswith(UTF8_MARK) else text
        try:
            return self._read_csv(text, 1 << 20, quotes=quotes)
        except pa.ArrowInvalid as error:
            if "straddling" not in str(error):
                return None
        # A row must fit into one of Arrow's blocks.
        try:
            return self._read_csv(text, len(text) + 1, quotes=quotes)
        except pa.ArrowInvalid:
            return None

    def _read_csv(self, text: bytes, block_size: int, *, quotes: bool) -> pa.Table:
        return pa_csv.read_csv(
            pa.BufferReader(text),
            pa_csv.ReadOptions(block_size=block_size, **self._read_options),
            pa_csv.ParseOptions(
                delimiter=self._delimiter, quote_char='"' if quotes else False, newlines_in_values=quotes
            ),
            self._convert_options,
        )


def _clean_line_pattern(delimiter: str, width: int) -> str:
    """Return the pattern (RE2) of a line that is blank or a whole record by itself."""
    cell = rf'(?:"[^"\x00]*(?:""[^"\x00]*)*"|[^"\r\n\x00\x{ord(delimiter):02x}]*)'
    counted = f"{{{width - 1}}}" if width <= _WIDEST_PATTERN else "*"
    return rf"^(?:{cell}(?:\x{ord(delimiter):02x}{cell}){counted})?\r?$"


def _is_plain(text: bytes) -> bool:
    """Tell whether the text has none of the bytes that give a line more than one reading."""
    if b'"' in text or b"\0" in text:
        return False
    return b"\r" not in text or text.count(b"\r") == text.count(b"\r\n")


def _undecodable(cells: Sequence[bytes | None]) -> tuple[str, str, int | None] | None:
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        if b"\0" in cell:
            return "nul_byte", "a NUL byte", place
        if not is_utf8(cell):
            return "bad_encoding", "bytes that are no text in the file's encoding", place
    return None
