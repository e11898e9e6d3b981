"""Values as people read them: numbers, instants, shares, and text that a terminal must not obey."""

from __future__ import annotations

from decimal import Decimal

NONE = "-"


def number(value: int | None) -> str:
    """Return a count with its thousands apart."""
    return NONE if value is None else f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return a count with what it counts."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def instant(text: str | None) -> str:
    """Return an instant of the outputs as `2019-09-17 00:00 UTC`, finer where it is finer."""
    if text is None:
        return NONE
    day, _, time = text.removesuffix("Z").partition("T")
    time = time.removesuffix(".000000")
    return f"{day} {time.removesuffix(':00') if len(time) == 8 else time} UTC"


def percent(share: float | None) -> str:
    """Return a share as a percentage, with all its digits: 0.999999 must not look like all."""
    if share is None:
        return NONE
    exact = (Decimal(str(share)) * 100).normalize()
    return f"{exact:f} %"
