"""What an export is told as: its folder, and the files in it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.exporting.export import Exported
from offpurpose.identifiers.masking import printable
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted

_SHOWN = 12


def export_view(exported: Exported) -> RenderableType:
    """Lay out which files were written, with their rows; the index names those that are not shown."""
    grid = columns("left")
    for name, rows in list(exported.rows.items())[:_SHOWN]:
        grid.add_row(name, counted(rows, "row"))
    if (more := len(exported.rows) - _SHOWN) > 0:
        grid.add_row(f"and {more:,} more", "")
    return Group(Text(f"In {printable(str(exported.folder))} (personal data):"), Padding(grid, (0, 0, 0, 2)))
