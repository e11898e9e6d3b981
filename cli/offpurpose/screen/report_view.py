"""What a rendered report is told as: where its files are, and what is withheld in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.report.options import ReportOptions
from offpurpose.report.write import FACES


def report_view(folder: Path, options: ReportOptions, more: Sequence[str] = ()) -> RenderableType:
    """Lay out where the report is, and `more` that was written with it."""
    lines = [Padding(Text(name), (0, 0, 0, 2)) for name in (*FACES, *more)]
    where = Text(f"In {printable(str(folder))} (counts only):", no_wrap=True, overflow="ignore")
    return Group(where, *lines, *_withheld(options))


def report_facts(folder: Path, options: ReportOptions, more: Sequence[str] = ()) -> dict[str, Any]:
    """Return the same for machines."""
    files = [*FACES, *more]
    return {"folder": str(folder), "files": files, "suppress_below": options.suppress_below}


def _withheld(options: ReportOptions) -> list[Text]:
    below = options.suppress_below
    return (
        []
        if below is None
        else [Text(f"Counts from 1 to below {below:,} are withheld, and what gives them away.")]
    )
