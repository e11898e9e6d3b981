"""How the timestamps of an export are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from offpurpose.incident.model import Timestamps
from offpurpose.starting.sample import ColumnSample

_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
_UNITS: tuple[tuple[int, Timestamps], ...] = ((1, "epoch_s"), (10**3, "epoch_ms"), (10**6, "epoch_us"))
_EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp())
_LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
NANOSECONDS = "nanoseconds"


@dataclass(frozen=True, slots=True)
class Writing:
    """How one column's timestamps are written: `form` is None for values of a timestamp type.

    `form` is `unknown` where nothing fits; `zoneless` where some have no offset.
    """

    form: str | None
    zoneless: bool = False


def writing_of(column: ColumnSample) -> Writing | None:
    """Return how the timestamps of a column are written, or None where none was seen."""
    if column.holds in {"instant", "local_instant"}:
        return Writing(None, zoneless=column.holds == "local_instant")
    if not column.values:
        return None
    if all(_WHOLE_NUMBER.fullmatch(value) for value in column.values):
        return Writing(_unit(max(abs(int(value)) for value in column.values)))
    matches = [_ISO.fullmatch(value) for value in column.values]
    if not all(matches):
        return Writing("unknown")
    return Writing("iso", zoneless=any(match and not match["offset"] for match in matches))


def _unit(largest: int) -> str:
    fitting = [name for per_second, name in _UNITS if _is_recent(largest // per_second)]
    return fitting[0] if fitting else NANOSECONDS if _is_recent(largest // 10**9) else "unknown"


def _is_recent(seconds: int) -> bool:
    return _EARLIEST <= seconds < _LATEST
