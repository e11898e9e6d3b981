"""What a rendered report is told as: where its files are, and what is withheld in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.report.options import ReportOptions
from offpurpose.report.write import FACES


def report_view(folder: Path, options: ReportOptions) -> RenderableType:
    """Lay out where the report is."""
    lines = [Padding(Text(name), (0, 0, 0, 2)) for name in FACES]
    return Group(Text(f"In {printable(str(folder))} (counts only):"), *lines, *_withheld(options))


def report_facts(folder: Path, options: ReportOptions) -> dict[str, Any]:
    """Return the same for machines."""
    return {"folder": str(folder), "files": list(FACES), "suppress_below": options.suppress_below}


def _withheld(options: ReportOptions) -> list[Text]:
    below = options.suppress_below
    return (
        []
        if below is None
        else [Text(f"Counts from 1 to below {below:,} are withheld, and what gives them away.")]
    )
