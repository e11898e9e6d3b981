"""The answer to a question on a terminal: a table where it fits, else one block a row."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from offpurpose.asking.forms import FirstRows
from offpurpose.identifiers.masking import printable
from offpurpose.screen.text import counted

ROWS_SHOWN = 100
_NULL = ""


def answer_view(answer: FirstRows) -> RenderableType:
    """Lay out the first rows of an answer."""
    if not answer.names:
        return Text("no columns")
    end = Text(_end(answer), style="dim")
    return Group(_Fitted(answer), end)


def _end(answer: FirstRows) -> str:
    if answer.more:
        return f"the first {len(answer.rows):,} rows; --format csv, json or parquet has all"
    return counted(len(answer.rows), "row")


class _Fitted:
    """A table as wide as its cells, or blocks where that is wider than the screen."""

    def __init__(self, answer: FirstRows) -> None:
        self._answer = answer
        self._names = [printable(name) for name in answer.names]
        self._rows = [[_NULL if cell is None else printable(cell) for cell in row] for row in answer.rows]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table, or the blocks."""
        widths = [max(map(len, column)) for column in zip(self._names, *self._rows, strict=True)]
        if sum(widths) + 2 * len(widths) <= options.max_width:
            yield self._table()
        else:
            yield from self._blocks()

    def _table(self) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
        for name, is_number in zip(self._names, self._answer.numbers, strict=True):
            table.add_column(Text(name), justify="right" if is_number else "left", no_wrap=True)
        for row in self._rows:
            table.add_row(*map(Text, row))
        return table

    def _blocks(self) -> RenderResult:
        label = max(map(len, self._names))
        for number, row in enumerate(self._rows, 1):
            yield Text(f"row {number:,}", style="bold")
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(min_width=label, no_wrap=True, overflow="ellipsis")
            grid.add_column(overflow="fold")
            for name, cell in zip(self._names, row, strict=True):
                grid.add_row(Text(f"  {name}"), Text(cell))
            yield grid
