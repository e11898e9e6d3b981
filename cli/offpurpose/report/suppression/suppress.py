"""The counts of a report, and which of them add up to which."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from offpurpose.report.figures import WITHHELD, Figures
from offpurpose.report.suppression.beside import withhold_beside
from offpurpose.report.suppression.breakdowns import add_breakdowns
from offpurpose.report.suppression.cells import Cells
from offpurpose.report.suppression.whole import Whole, add_whole

_MOVED = ("moves", "reasons")
_VERDICTS = ("confirmed", "inferred", "ambiguous", "undetermined", "cleared")


def suppress(figures: Figures, below: int) -> Figures:
    """Return figures in which counts from 1 to below a limit, and whatever gives them away, are withheld.

    Counts of the rows of input files, of bytes and of days are told: they count lines and time, not people.
    """
    told = replace(figures, summary=deepcopy(figures.summary), tables=deepcopy(figures.tables), below=below)
    if below <= 1:
        return told
    cells = Cells(below)
    whole: Whole = add_whole(cells, told.summary)
    add_breakdowns(cells, told, whole)
    cells.withhold()
    withhold_beside(told.summary, below)
    _forget_order(told.summary)
    return told


def _forget_order(summary: dict[str, Any]) -> None:
    """Sort rows by what they are about: their place among others must not tell what is withheld."""
    change = summary.get("change") or {}
    lists = (
        summary["reasons"],
        summary["unclassified_purposes"],
        *(change.get(name) or [] for name in _MOVED),
    )
    for rows in lists:
        if any(WITHHELD in row.values() for row in rows):
            rows.sort(key=_subject)


def _subject(row: dict[str, Any]) -> tuple[int, str]:
    verdict = row.get("verdict")
    words = {key: value for key, value in row.items() if isinstance(value, str | None)}
    return (_VERDICTS.index(verdict) if verdict in _VERDICTS else 0, repr(sorted(words.items())))
