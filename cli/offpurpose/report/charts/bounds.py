"""The two bounds as an interval, with the eligible population beside it."""

from __future__ import annotations

from offpurpose.report.charts.drawing import Drawing, ticks

_LEFT, _RIGHT, _Y = 16.0, 690.0, 46.0
_BEYOND = 3


def bounds_chart(affected: int, upper_bound: int, eligible: int | None) -> str | None:
    """Draw what is shown, and what cannot be ruled out; None where nothing is either."""
    if upper_bound == 0:
        return None
    drawing = Drawing("bounds", 720, 122)
    within = eligible is not None and eligible <= _BEYOND * upper_bound
    scale = ticks(max(upper_bound, eligible or 0 if within else 0))

    def x(count: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * count / scale[-1]

    for tick in scale:
        drawing.line(x(tick), _Y - 4, x(tick), _Y + 42)
        drawing.text(x(tick), _Y + 56, f"{tick:,}", anchor="middle" if tick else "start", size=11)
    drawing.rect(x(0), _Y, x(affected) - x(0), 28, "affected")
    drawing.rect(x(affected), _Y, x(upper_bound) - x(affected), 28, "possible")
    if within and eligible is not None:
        drawing.line(x(eligible), _Y - 12, x(eligible), _Y + 42, dashed=True)
        drawing.text(
            x(eligible) - 4,
            _Y + 72,
            f"eligible: {eligible:,} (a maximum, not an impact count)",
            anchor="end",
            size=11,
        )
    drawing.key(
        _LEFT,
        16,
        [("affected", f"at least {affected:,}"), ("possible", f"cannot be ruled out, up to {upper_bound:,}")],
    )
    return drawing.svg()
