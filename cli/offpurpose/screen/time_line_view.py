"""The time line of an account in characters: the window, its holdings by purpose, and its matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from offpurpose.explaining.facts import identifier
from offpurpose.explaining.time_line import Bar, TimeLine, time_line_of
from offpurpose.identifiers.masking import printable

Json = dict[str, Any]

_WIDEST_LABEL = 36
_NARROWEST_LINE = 30
_BARS = {"security": ("#", "red"), "permitted": ("=", "green"), "unclassified": ("?", "yellow")}
_MARKS = {
    "confirmed": "C",
    "inferred": "I",
    "ambiguous": "A",
    "undetermined": "U",
    "cleared": ".",
    None: "o",
}
_STRONGEST_FIRST = tuple(_MARKS)


def time_line_view(explanation: Json) -> TimeLineView:
    """Return the drawing of an explanation, as wide as it is shown."""
    return TimeLineView(explanation)


class TimeLineView:
    """Rows of a label and a line of characters."""

    def __init__(self, explanation: Json) -> None:
        self._explanation = explanation
        self._line = time_line_of(explanation)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the rows, the legend last."""
        rows = list(self._rows())
        label = min(max(len(name) for name, _, _ in rows), _WIDEST_LABEL)
        width = max(options.max_width - label - 2, _NARROWEST_LINE)
        yield Text(" " * (label + 2) + _ends(self._line, width))
        for name, drawn, style in rows:
            yield Text.assemble(f"{_fitted(name, label):{label}}  ", ("".join(drawn(width)).rstrip(), style))
        if legend := " ".join(self._legend()):
            yield Text(" " * (label + 2) + legend, style="dim")

    def _rows(self) -> Iterator[tuple[str, Any, str]]:
        window = self._explanation["incident"]["window"]
        bar = self._line.bar(window["start"], window["end"])
        yield "window", lambda width: _drawn([bar], "-", width, ends=("[", ")")), ""
        for each in self._explanation["identifiers"]:
            purposes = dict.fromkeys((holding["purpose"], holding["class"]) for holding in each["holdings"])
            for purpose, of_class in purposes:
                mark, style = _BARS[of_class]
                bars = self._bars(each, purpose)
                name = f"{identifier(each)} {printable(purpose or '')}"
                yield name, lambda width, bars=bars, mark=mark: _drawn(bars, mark, width), style
        yield "matches", self._matches, "bold"

    def _bars(self, each: Json, purpose: str | None) -> list[Bar | None]:
        return [
            self._line.bar(holding["valid_from"], holding["valid_to"])
            for holding in each["holdings"]
            if holding["purpose"] == purpose
        ]

    def _matches(self, width: int) -> list[str]:
        marks = [" "] * width
        for verdict in reversed(_STRONGEST_FIRST):
            for match in self._explanation["matches"]:
                if _marked(match) == verdict:
                    marks[_column(self._line.place(match["matched_at"]), width)] = _MARKS[verdict]
        return marks

    def _legend(self) -> Iterator[str]:
        classes = {
            holding["class"] for each in self._explanation["identifiers"] for holding in each["holdings"]
        }
        yield from (f"{mark} {name}" for name, (mark, _) in _BARS.items() if name in classes)
        marked = {_marked(match) for match in self._explanation["matches"]}
        yield from (f"{mark} {name or 'not judged'}" for name, mark in _MARKS.items() if name in marked)


def _marked(match: Json) -> str | None:
    return match["verdict"] if match["counted_as"] == "judged" else None


def _drawn(bars: list[Bar | None], mark: str, width: int, ends: tuple[str, str] = ("", "")) -> list[str]:
    line = [" "] * width
    for bar in bars:
        if bar is None:
            continue
        first, last = _column(bar.start, width), max(_column(bar.end, width), _column(bar.start, width))
        line[first : last + 1] = mark * (last + 1 - first)
        line[first] = "<" if bar.before else ends[0] or line[first]
        line[last] = ">" if bar.after else ends[1] or line[last]
    return line


def _column(share: float, width: int) -> int:
    return min(int(share * width), width - 1)


def _ends(line: TimeLine, width: int) -> str:
    first, last = line.start.date().isoformat(), line.end.date().isoformat()
    return f"{first}{last:>{width - len(first)}}"


def _fitted(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 3] + "..."
