"""The bounds under other windows and readings, and the change since an earlier case: small differences."""

from __future__ import annotations

from typing import Any

from offpurpose.report.figures import WITHHELD

_BOUNDS = ("affected", "possibly_affected", "upper_bound")

Row = dict[str, Any]


def withhold_beside(summary: dict[str, Any], below: int) -> None:
    """Withhold each row of bounds that differs from another that is told by a small count."""
    told: list[Row] = [summary["accounts"]]
    for row in (*summary["edges"], *(summary.get("sensitivity") or ())):
        if _is_close_to_any(row, told, below):
            _withhold(row, _BOUNDS)
        else:
            told.append(row)
    if summary.get("change"):
        _withhold_change(summary["change"], summary["accounts"], below)


def _is_close_to_any(row: Row, told: list[Row], below: int) -> bool:
    return any(_is_small(row[key], below) for key in _BOUNDS) or any(
        other[key] is WITHHELD or _is_small(_distance(row[key], other[key]), below)
        for other in told
        for key in _BOUNDS
    )


def _distance(first: object, second: object) -> int | None:
    return abs(first - second) if isinstance(first, int) and isinstance(second, int) else None


def _is_small(value: object, below: int) -> bool:
    return isinstance(value, int) and 0 < value < below


def _withhold(row: Row, keys: tuple[str, ...]) -> None:
    for key in keys:
        if isinstance(row.get(key), int) and row[key] != 0:
            row[key] = WITHHELD


def _withhold_change(change: Row, accounts: Row, below: int) -> None:
    if _is_close_to_any(change["earlier"], [accounts], below):
        _withhold(change["earlier"], _BOUNDS)
    for name in ("moves", "reasons"):
        rows = change.get(name) or []
        # They add up to the bounds in many ways: where one is small, none is told.
        small = any(_is_small(row["accounts"], below) for row in rows)
        if small or change["earlier"]["affected"] is WITHHELD:
            for row in rows:
                _withhold(row, ("accounts",))
