"""Affected and possibly affected matches by month, with the window marked."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.report.charts.drawing import Drawing, ticks
from offpurpose.report.figures import Row

_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 704.0, 44.0, 226.0


def months_chart(rows: list[Row], start: str | None, end: str) -> str | None:
    """Draw the months of a window whose start (where it has one) and end are instants.

    None where no month has a match that is told.
    """
    told = {str(row["month"]): _matches(row) for row in rows}
    if not any(any(pair) for pair in told.values()):
        return None
    months = list(_months_between(min([*told, start[:7] if start else end[:7]]), max([*told, end[:7]])))
    drawing = Drawing("months", 720, 262)
    scale = ticks(max(sum(pair) for pair in told.values()))
    _draw_scale(drawing, scale)
    width = (_RIGHT - _LEFT) / len(months)
    for place, month in enumerate(months):
        _draw_month(drawing, _LEFT + place * width, width, told.get(month, (0, 0)), scale[-1])
    _draw_years(drawing, months, width)
    for instant, word in ((start, "window starts"), (end, "window ends")):
        if instant:
            _draw_edge(drawing, _LEFT + width * _place_of(instant, months), word)
    drawing.key(
        _LEFT, 16, [("affected", "matches of affected accounts"), ("possible", "of possibly affected ones")]
    )
    return drawing.svg()


def _matches(row: Row) -> tuple[int, int]:
    pair = row["affected_matches"], row["possibly_affected_matches"]
    first, second = (value if isinstance(value, int) else 0 for value in pair)
    return first, second


def _months_between(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _place_of(instant: str, months: list[str]) -> float:
    day = (int(instant[8:10]) - 1) / 31
    return months.index(instant[:7]) + day if instant[:7] in months else 0


def _draw_scale(drawing: Drawing, scale: list[int]) -> None:
    for tick in scale:
        y = _BOTTOM - (_BOTTOM - _TOP) * tick / scale[-1]
        drawing.line(_LEFT, y, _RIGHT, y)
        drawing.text(_LEFT - 6, y + 4, f"{tick:,}", anchor="end", size=11)


def _draw_month(drawing: Drawing, x: float, width: float, pair: tuple[int, int], top: int) -> None:
    gap = min(width * 0.15, 3)
    y = _BOTTOM
    for count, ink in zip(pair, ("affected", "possible"), strict=True):
        height = (_BOTTOM - _TOP) * count / top
        drawing.rect(
            x + gap, y - height, width - 2 * gap, height, "affected" if ink == "affected" else "possible"
        )
        y -= height


def _draw_years(drawing: Drawing, months: list[str], width: float) -> None:
    several = len(months) > 18
    step = 1 if several else max(1, len(months) // 9)
    shown = [
        (place, month[:4] if several else month)
        for place, month in enumerate(months)
        if (month[5:] == "01" if several else place % step == 0)
    ]
    for place, label in shown[:: max(1, len(shown) // 14)]:
        x = _LEFT + place * width
        drawing.line(x, _BOTTOM, x, _BOTTOM + 5)
        drawing.text(x + 2, _BOTTOM + 17, label, size=11)


def _draw_edge(drawing: Drawing, x: float, word: str) -> None:
    drawing.line(x, _TOP - 8, x, _BOTTOM + 22, dashed=True)
    at_end = x > (_LEFT + _RIGHT) / 2
    drawing.text(x + (-4 if at_end else 4), _BOTTOM + 31, word, anchor="end" if at_end else "start", size=11)
