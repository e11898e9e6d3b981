"""The longest bars of a breakdown: affected and possibly affected accounts by what they are counted by."""

from __future__ import annotations

from offpurpose.report.charts.drawing import Drawing, shortened, ticks
from offpurpose.report.figures import Row

_LEFT, _RIGHT, _TOP, _ROW = 190.0, 660.0, 30.0, 20.0
_MOST = 10


def bars_chart(name: str, rows: list[tuple[str, Row]]) -> str | None:
    """Draw a bar for each labelled row that comes first; None where none has an account that is told."""
    told = [(label, *_accounts(row)) for label, row in rows][:_MOST]
    told = [(label, affected, possible) for label, affected, possible in told if affected + possible]
    if not told:
        return None
    drawing = Drawing(name, 720, _TOP + _ROW * len(told) + 26)
    scale = ticks(max(affected + possible for _, affected, possible in told))
    bottom = _TOP + _ROW * len(told)

    def x(count: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * count / scale[-1]

    for tick in scale:
        drawing.line(x(tick), _TOP - 4, x(tick), bottom)
        drawing.text(x(tick), bottom + 14, f"{tick:,}", anchor="middle", size=11)
    for place, (label, affected, possible) in enumerate(told):
        y = _TOP + place * _ROW
        drawing.text(_LEFT - 8, y + 13, shortened(label, 26), anchor="end")
        drawing.rect(x(0), y + 2, x(affected) - x(0), _ROW - 6, "affected")
        drawing.rect(x(affected), y + 2, x(affected + possible) - x(affected), _ROW - 6, "possible")
    drawing.key(_LEFT, 12, [("affected", "affected accounts"), ("possible", "possibly affected accounts")])
    return drawing.svg()


def _accounts(row: Row) -> tuple[int, int]:
    pair = row["affected_accounts"], row["possibly_affected_accounts"]
    first, second = (value if isinstance(value, int) else 0 for value in pair)
    return first, second
