"""The report of verifying a case as text: what was compared, then every difference."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted
from offpurpose.verifying.report import VerifyReport

_STYLES = {"agrees": "green", "differs": "bold red", "not checked": "yellow"}
_MOST_SHOWN = 100
_INDENT = "  "


def verify_view(report: VerifyReport) -> RenderableType:
    """Lay out the checks, one a line, then the differences, then the notes."""
    grid = columns("left", "left")
    for check in report.checks:
        grid.add_row(Text(check.name, "bold"), Text(check.status, _STYLES[check.status]), check.told)
    parts: list[RenderableType] = [grid]
    if report.differences:
        parts += [Text(), *(_hanging(line) for line in differences_text(report).splitlines())]
    parts += [Text(f"note: {printable(note)}") for note in report.notes]
    return Group(*parts)


def _hanging(line: str) -> RenderableType:
    """Return a line whose further lines stand below its text, where it is one of the list."""
    text = line.removeprefix(_INDENT)
    if text == line:
        return Text(line)
    grid = columns("left")
    grid.add_row("", text)
    return grid


def differences_text(report: VerifyReport) -> str:
    """Return all differences as a list, with their number."""
    found = report.differences
    lines = [f"{_INDENT}{printable(each.about)}: {printable(each.what)}" for each in found[:_MOST_SHOWN]]
    if len(found) > _MOST_SHOWN:
        lines.append(f"{_INDENT}and {len(found) - _MOST_SHOWN:,} more (--json has all)")
    return "\n".join([counted(len(found), "difference"), *lines])
