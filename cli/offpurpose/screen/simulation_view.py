"""What a simulated incident is told as: its folder, its files, and what to do next."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted
from offpurpose.simulating.simulate import Simulated


def simulation_view(simulated: Simulated) -> RenderableType:
    """Lay out what was written, with the rows of each input and of the truth."""
    grid = columns("left")
    for name, rows in simulated.rows.items():
        grid.add_row(name, counted(rows, "row"))
    return Group(
        _line(f"In {printable(str(simulated.folder))} (nobody in it exists):"),
        Padding(grid, (0, 0, 0, 2)),
        _line(f"next: offpurpose audit {printable(str(simulated.incident))} --out case"),
    )


def _line(text: str) -> Text:
    """Return a line that is not broken, so that a path in it can be copied."""
    return Text(text, no_wrap=True, overflow="ignore")
