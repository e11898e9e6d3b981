"""One CSV record at a time, by RFC 4180 to the letter: what the fast path must agree with.

A record ends at LF or CRLF outside quotes. A cell is quoted as a whole or holds no quote. Where a quote
does not close, or closes and the record still does not come out whole, only the line where it opened is
at fault and the next line begins a record: a lost quote swallows no good rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

QUOTE = b'"'
# A quoted cell that runs over more bytes of further lines than this is taken for one that does not close.
MOST_JOINED = 32 << 20
_UNCLOSED = "a quote that does not close"


@dataclass(frozen=True, slots=True)
class Record:
    """A record or torn line: the place after it, its cells, and its fault (reason, words, cell) if torn.

    The cells of a torn line are those that can be read all the same, None for one that cannot. A blank
    line has no cells and no fault.
    """

    end: int
    cells: Sequence[bytes | None]
    fault: tuple[str, str, int | None] | None = None
    blank: bool = False

    @property
    def reason(self) -> str | None:
        """The reason code of the fault."""
        return self.fault and self.fault[0]


class RecordScanner:
    """Finds the records of a CSV text whose cells are parted by `delimiter` (one ASCII character)."""

    def __init__(self, delimiter: str, width: int | None) -> None:
        self._delimiter = delimiter.encode("ascii")
        self._width = width
        self._quoted = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')
        self._plain = re.compile(rb'[^"\r\n' + re.escape(self._delimiter) + rb"]*+")

    def record_at(self, text: bytes, start: int, *, final: bool) -> Record | None:
        """Return the record that begins at `start`, or None where it may go on after the end of `text`.

        `final` says that the file ends where `text` does.
        """
        line_end, next_line = _physical_line(text, start, final=final)
        if next_line is None:
            return None
        if line_end == start:
            return Record(next_line, [], blank=True)
        line = text[start:line_end]
        if QUOTE in line:
            record = self._quoted_record(text, start, next_line, final=final)
        else:
            record = self._unquoted(line, next_line)
        return self._with_later_cells(record, line) if record and record.reason == "bad_quoting" else record

    def _with_later_cells(self, torn: Record, line: bytes) -> Record:
        """Add the cells after the fault where the line has as many as it should have."""
        cells = line.split(self._delimiter)
        if len(cells) != self._width:
            return torn
        later = [None if QUOTE in cell or b"\r" in cell else cell for cell in cells[len(torn.cells) :]]
        return replace(torn, cells=[*torn.cells, *later])

    def _unquoted(self, line: bytes, next_line: int) -> Record:
        cells = line.split(self._delimiter)
        for place, cell in enumerate(cells):
            if b"\r" in cell:
                return _torn(next_line, cells[:place], "a carriage return outside quotes")
        return self._judged(next_line, cells)

    def _quoted_record(self, text: bytes, start: int, next_line: int, *, final: bool) -> Record | None:
        cells: list[bytes] = []
        position = start
        on_first_line = 0
        while True:
            if position < next_line:
                on_first_line = len(cells)
            end = self._cell_end(text, position)
            reached = len(text) if end is None else end
            if reached >= next_line and reached - start > MOST_JOINED:
                return _torn(next_line, cells[:on_first_line], _UNCLOSED)
            if not final and (end is None or _may_go_on(text, end)):
                return None
            if end is None:
                return _torn(next_line, cells[:on_first_line], _UNCLOSED)
            cells.append(_value(text[position:end]))
            after = _after_cell(text, end)
            if after is not None:
                return self._whole(cells, on_first_line, next_line, after)
            if text[end : end + 1] != self._delimiter or self._too_wide(cells, end, next_line):
                return _torn(next_line, cells[:on_first_line], _stray(text, position, end, next_line))
            position = end + 1

    def _cell_end(self, text: bytes, position: int) -> int | None:
        pattern = self._quoted if text[position : position + 1] == QUOTE else self._plain
        match = pattern.match(text, position)
        return None if match is None else match.end()

    def _too_wide(self, cells: list[bytes], end: int, next_line: int) -> bool:
        return self._width is not None and end >= next_line and len(cells) >= self._width

    def _whole(self, cells: list[bytes], on_first_line: int, next_line: int, after: int) -> Record:
        joined = after > next_line
        if joined and self._width is not None and len(cells) != self._width:
            return _torn(next_line, cells[:on_first_line], _UNCLOSED)
        return self._judged(after, cells)

    def _judged(self, end: int, cells: list[bytes]) -> Record:
        if self._width is None or len(cells) == self._width:
            return Record(end, cells)
        number = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
        return Record(end, cells, ("ragged_row", f"{number} where the header has {self._width}", None))


def _physical_line(text: bytes, start: int, *, final: bool) -> tuple[int, int | None]:
    """Return where the line ends without its line end, and where the next begins (None: not seen yet)."""
    feed = text.find(b"\n", start)
    if feed >= 0:
        return (feed - 1 if feed > start and text[feed - 1] == 0x0D else feed), feed + 1
    if not final:
        return len(text), None
    return (len(text) - 1 if len(text) > start and text[-1] == 0x0D else len(text)), len(text)


def _after_cell(text: bytes, end: int) -> int | None:
    """Return where the next record begins when this cell is the last of its record."""
    if end == len(text):
        return end
    if text.startswith((b"\n", b"\r\n"), end):
        return end + (1 if text[end] == 0x0A else 2)
    # The CR at the very end is a CRLF that was cut: the record itself is whole.
    return len(text) if text[end] == 0x0D and end + 1 == len(text) else None


def _may_go_on(text: bytes, end: int) -> bool:
    """Tell whether what follows the cell is not in `text` yet, or only the half of a line end."""
    return end == len(text) or (end + 1 == len(text) and text[end] == 0x0D)


def _value(cell: bytes) -> bytes:
    return cell[1:-1].replace(b'""', QUOTE) if cell.startswith(QUOTE) else cell


def _torn(next_line: int, cells: list[bytes], words: str) -> Record:
    return Record(next_line, cells, ("bad_quoting", words, len(cells)))


def _stray(text: bytes, position: int, end: int, next_line: int) -> str:
    if end >= next_line:
        return _UNCLOSED
    if text[end] == 0x0D:
        return "a carriage return outside quotes"
    return "text after a closing quote" if text[position : position + 1] == QUOTE else "a quote inside a cell"
