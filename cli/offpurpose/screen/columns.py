"""Columns of text without lines: what is left of colour, boxes and width when there is none."""

from __future__ import annotations

from typing import Literal

from rich.table import Table


def columns(*justified: Literal["left", "right"], narrowest: int | None = None) -> Table:
    """Return a table without lines: columns so justified that do not wrap, and a last one that does.

    `narrowest` is the least width of each but the last.
    """
    grid = Table.grid(padding=(0, 2, 0, 0))
    for justify in justified:
        grid.add_column(justify=justify, no_wrap=True, overflow="fold", min_width=narrowest)
    grid.add_column(overflow="fold")
    return grid
