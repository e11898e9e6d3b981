"""The numbers of a report, in memory: summary.json, and the aggregate tables beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from offpurpose.case.summary import SUMMARY_FILE
from offpurpose.errors import CaseError


class _Withheld(Enum):
    WITHHELD = "withheld"

    def __str__(self) -> str:
        return self.value


WITHHELD: Final = _Withheld.WITHHELD
"""What stands where a small count, or one that would give it away, is not told."""

Value = int | float | str | _Withheld | None
Row = dict[str, Value]

COUNTS = frozenset(
    {
        "affected_accounts",
        "possibly_affected_accounts",
        "affected_matches",
        "possibly_affected_matches",
        "records",
        "days",
        "days_with_log",
        "bytes",
        "rows",
    }
)
SHARES = frozenset({"share"})


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a report counts.

    summary: summary.json as it is written, with WITHHELD in the place of counts that are not told.
    tables: rows of report/<name>.csv by name; counts as int, shares as float, other cells text or None.
    below: counts from 1 up to this one, exclusive, are withheld; None where all are told.
    """

    summary: dict[str, Any]
    tables: dict[str, list[Row]]
    below: int | None = None

    def at(self, path: str) -> Any:
        """Return what the summary holds at a path, such as `accounts.affected`; KeyError where nothing is."""
        value: Any = self.summary
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                raise KeyError(path)
            value = value[key]
        return value


def read_figures(folder: Path) -> Figures:
    """Read the figures of a case folder.

    Raises:
        CaseError: when the folder has no summary that can be read.
    """
    report = folder / "report"
    try:
        summary = json.loads((report / SUMMARY_FILE).read_bytes())
        tables = {path.stem: read_table(path) for path in sorted(report.glob("*.csv"))}
    except (OSError, ValueError) as error:
        raise CaseError(
            f"{folder} holds no report to render: {getattr(error, 'strerror', None) or error}",
            hint="name a folder that `offpurpose audit` has written",
        ) from error
    return Figures(summary, tables)


def read_table(path: Path) -> list[Row]:
    """Read one aggregate table, without the quotation mark before what a spreadsheet would compute."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: _value(name, cell) for name, cell in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]


def _value(name: str, cell: str) -> Value:
    if not cell:
        return None
    if name in COUNTS:
        return WITHHELD if cell == WITHHELD.value else int(cell)
    return float(cell) if name in SHARES else cell.removeprefix("'")
