"""Where instants stand on a time line; it spans the window and the matches, and what lies beyond is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]

_MARGIN = 0.05
_LEAST = timedelta(days=1)
_FIRST = datetime.fromisoformat("0001-01-01")
_LAST = datetime.fromisoformat("9999-12-31")


@dataclass(frozen=True, slots=True)
class Bar:
    """A half-open interval as shares of the line, 0 to 1, and whether it goes on beyond either end."""

    start: float
    end: float
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A time line from one instant to another, naive UTC."""

    start: datetime
    end: datetime

    def place(self, instant: str) -> float:
        """Return where an instant stands, from 0 to 1; what lies beyond an end stands at it."""
        share = (_read(instant) - self.start) / (self.end - self.start)
        return min(max(share, 0.0), 1.0)

    def bar(self, start: str | None, end: str | None) -> Bar | None:
        """Return an interval as it is seen on the line; None where nothing of it is."""
        begins = self.start if start is None else _read(start)
        ends = self.end if end is None else _read(end)
        if begins >= ends or begins >= self.end or ends <= self.start:
            return None
        return Bar(
            0.0 if start is None else self.place(start),
            1.0 if end is None else self.place(end),
            before=begins < self.start or start is None,
            after=ends > self.end or end is None,
        )


def time_line_of(explanation: Json) -> TimeLine:
    """Return the time line on which an explanation is drawn."""
    instants = sorted(map(_read, _instants(explanation)))
    first, last = instants[0], instants[-1]
    margin = max((last - first) * _MARGIN, _LEAST)
    return TimeLine(max(first, _FIRST + margin) - margin, min(last, _LAST - margin) + margin)


def _instants(explanation: Json) -> Iterator[str]:
    window = explanation["incident"]["window"]
    yield window["end"]
    if window["start"] is not None:
        yield window["start"]
        yield from (match["matched_at"] for match in explanation["matches"])
        return
    yield from (match["matched_at"] for match in explanation["matches"])
    for each in explanation["identifiers"]:
        yield from (holding["valid_from"] for holding in each["holdings"] if holding["valid_from"])


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix("Z"))
