"""The counts of a report, and which of them add up to which."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from offpurpose.report.figures import Figures
from offpurpose.report.suppression.beside import withhold_beside
from offpurpose.report.suppression.breakdowns import add_breakdowns
from offpurpose.report.suppression.cells import Cells
from offpurpose.report.suppression.whole import Whole, add_whole


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
    return told
