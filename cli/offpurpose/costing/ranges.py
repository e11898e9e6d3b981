"""In how many ranges of accounts an audit judges matches, so that what one range needs fits into memory."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from offpurpose.costing.sizes import Workload
from offpurpose.engine.database import Limits, memory_of_database

_BYTES = {"contacts": 130, "matches": 70, "partner_map": 300}
"""What a row of an input takes in memory while its range is judged; measured."""
_SHARE = 0.7
"""Of the memory of the database: the rest is for tables that pass, and for what is being written."""


def ranges_needed(rows: Mapping[str, float], limits: Limits) -> int:
    """Return how many, from the rows of each input."""
    needed = sum(each * rows.get(name, 0) for name, each in _BYTES.items())
    return max(ceil(needed / (memory_of_database(limits) * _SHARE)), 1)


def rows_of(workload: Workload) -> dict[str, float]:
    """Return the rows that are expected of each input."""
    return {name: size.rows.expected for name, size in workload.items()}
