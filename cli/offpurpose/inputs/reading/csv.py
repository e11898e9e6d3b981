"""CSV files as relations of text: every column by its header name, an empty cell is null."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.csv_blocks import Block, BlockParser
from offpurpose.inputs.reading.csv_header import Header, read_header
from offpurpose.inputs.reading.opened import OpenedFile
from offpurpose.inputs.reading.source import SourceTable
from offpurpose.inputs.reading.stream import Rows, StreamSource, TextBlocks, reject
from offpurpose.inputs.reading.text import Utf8Text


def header_of(file: InputFile, encoding: str | None, delimiter: str | None) -> Header:
    """Return the header of a file; raises FilesUnreadableError when it has none that can be used."""
    with OpenedFile(file) as opened:
        return read_header(file, Utf8Text(opened, encoding), delimiter)


class CsvSource(StreamSource):
    """CSV files with the same columns, in any order and with any delimiters."""

    careful = False

    def rows(self, opened: OpenedFile, wanted: list[str], table: SourceTable) -> Iterator[Rows]:
        """Yield the rows of one file; torn and undecodable records are rejected."""
        text = Utf8Text(opened, self.encoding)
        header = read_header(opened.file, text, self.delimiter)
        if not set(wanted) <= set(header.names):
            raise unreadable(opened.file.name, "was changed while it was read")
        places = [header.names.index(name) for name in wanted]
        parser = BlockParser(header.delimiter, len(header.names), places, careful=self.careful)
        blocks = TextBlocks(opened.file.name, text, header.rest)
        records = 0
        for whole_lines, final in blocks:
            block = parser.parse(whole_lines, final=final)
            blocks.left = whole_lines[block.end :]
            _reject(opened.file, header, records, block, table)
            numbers = pc.add(block.row_numbers(), pa.scalar(records + 1, pa.int64()))
            yield Rows(block.records, numbers, block.rows.columns[: len(places)])
            records += block.records


def _reject(file: InputFile, header: Header, before: int, block: Block, table: SourceTable) -> None:
    for torn in block.torn:
        column = None if torn.cell is None or torn.cell >= len(header.names) else header.names[torn.cell]
        values = {name: _readable(cell) for name, cell in zip(header.names, torn.cells, strict=False)}
        fault = (torn.reason, torn.words, column or None)
        reject(table, file, before + torn.number + 1, fault, values)


def _readable(cell: bytes | None) -> str | None:
    if cell is None:
        return None
    try:
        text = cell.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text or None
