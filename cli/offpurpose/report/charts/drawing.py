"""A small drawing layer: shapes, text and black-and-white patterns as SVG, the same in HTML and in PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Ink = Literal["affected", "possible", "cleared", "covered", "gap", "window", "evidence", "ribbon"]
Anchor = Literal["start", "middle", "end"]

FONT = "Libertinus Serif"
"""The one font for text in charts that is part of the PDF library; HTML puts its own in its place."""

# Of each ink its colour, and the pattern that tells it apart where there is no colour.
_COLOURS: dict[Ink, str] = {
    "affected": "#1f4e79",
    "possible": "#b45309",
    "cleared": "#6b7280",
    "covered": "#1f4e79",
    "gap": "#b45309",
    "window": "#111827",
    "evidence": "#374151",
    "ribbon": "#9ca3af",
}
_HATCHED: dict[Ink, str] = {
    "possible": "M-1 1L1 -1M0 6L6 0M5 7L7 5",
    "cleared": "M2 3H4",
    "gap": "M0 0L6 6M6 0L0 6",
}


@dataclass(slots=True)
class Drawing:
    """A picture being drawn, in pixels from its upper left; no other on the page may have its `name`."""

    name: str
    width: float
    height: float
    _parts: list[str] = field(default_factory=list)
    _hatched: set[Ink] = field(default_factory=set)

    def rect(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """Draw a filled box with an outline; of one without any extent, nothing."""
        if width > 0 and height > 0:
            place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            classes = f"o-{ink}" if ink in _HATCHED else f"f-{ink} o-{ink}"
            self._parts.append(
                f'<rect {place} fill="{self._fill(ink)}" stroke="{_COLOURS[ink]}" stroke-width="0.7"'
                f' class="{classes}"/>'
            )

    def path(self, data: str, ink: Ink) -> None:
        """Draw a filled shape that others may shine through."""
        self._parts.append(f'<path d="{data}" fill="{_COLOURS[ink]}" fill-opacity="0.35" class="f-{ink}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> None:
        """Draw a thin line."""
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        width = "1.4" if dashed else "0.6"
        self._parts.append(
            f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="#6b7280"'
            f' stroke-width="{width}"{dash} class="line"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: Anchor = "start",
        size: float = 12,
        strong: bool = False,
    ) -> None:
        """Write one line of text on the baseline y."""
        weight = ' font-weight="bold"' if strong else ""
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-family={quoteattr(FONT)}'
            f' font-size="{_n(size)}"{weight} fill="#111827">{escape(text)}</text>'
        )

    def key(self, x: float, y: float, entries: list[tuple[Ink, str]]) -> None:
        """Write what each ink stands for, in a row from x on."""
        for ink, label in entries:
            self.rect(x, y - 9, 16, 10, ink)
            self.text(x + 21, y, label)
            x += 21 + 6.2 * len(label) + 22

    def svg(self) -> str:
        """Return the picture as SVG that stands alone."""
        patterns = "".join(self._pattern(ink) for ink in sorted(self._hatched))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
            f' width="{_n(self.width)}" height="{_n(self.height)}"><defs>{patterns}</defs>'
            f"{''.join(self._parts)}</svg>"
        )

    def _fill(self, ink: Ink) -> str:
        if ink not in _HATCHED:
            return _COLOURS[ink]
        self._hatched.add(ink)
        return f"url(#{self.name}-{ink})"

    def _pattern(self, ink: Ink) -> str:
        return (
            f'<pattern id="{self.name}-{ink}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="#ffffff" class="ground"/>'
            f'<path d="{_HATCHED[ink]}" stroke="{_COLOURS[ink]}" stroke-width="1.3" fill="none"'
            f' class="s-{ink}"/>'
            "</pattern>"
        )


def shortened(text: str, most: int) -> str:
    """Return a text cut to a number of characters, the last of which then says so."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def ticks(top: float, wanted: int = 4) -> list[int]:
    """Return round whole numbers from zero to at least `top`, about as many as wanted."""
    step = 1
    while step * wanted < top:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return [step * number for number in range(int(-(-top // step)) + 1)]


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
