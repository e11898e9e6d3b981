"""The days of the window as a strip a year: with a log, and without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from offpurpose.report.charts.drawing import Drawing

_LEFT, _DAY, _ROW, _TOP = 44.0, 1.8, 18.0, 46.0
_MOST_YEARS = 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def calendar_chart(first_day: str | None, last_day: str | None, gaps: list[dict[str, Any]]) -> str | None:
    """Draw a window's days and the gaps in its log; None where there is no day, or too many for a page."""
    if not first_day or not last_day or first_day > last_day:
        return None
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    years = last.year - first.year + 1
    if years > _MOST_YEARS:
        return None
    drawing = Drawing("calendar", 720, _TOP + years * _ROW + 6)
    for month, name in enumerate(_MONTHS, 1):
        drawing.text(_x(date(2000, month, 1)), _TOP - 8, name, size=11)
    for row, year in enumerate(range(first.year, last.year + 1)):
        drawing.text(_LEFT - 6, _TOP + row * _ROW + 11, str(year), anchor="end", size=11)
    for begin, end in _split(first, last):
        _strip(drawing, begin, end, first.year, "covered")
    for gap in gaps:
        for begin, end in _split(date.fromisoformat(gap["first_day"]), date.fromisoformat(gap["last_day"])):
            _strip(drawing, begin, end, first.year, "gap")
    drawing.key(_LEFT, 16, [("covered", "day with a log"), ("gap", "day without one")])
    return drawing.svg()


def _strip(drawing: Drawing, begin: date, end: date, first_year: int, ink: Any) -> None:
    y = _TOP + (begin.year - first_year) * _ROW
    drawing.rect(_x(begin), y, _x(end) + _DAY - _x(begin), _ROW - 5, ink)


def _split(begin: date, end: date) -> Iterator[tuple[date, date]]:
    while begin <= end:
        close = min(end, date(begin.year, 12, 31))
        yield begin, close
        begin = close + timedelta(days=1)


def _x(day: date) -> float:
    return _LEFT + _DAY * (day.timetuple().tm_yday - 1)
