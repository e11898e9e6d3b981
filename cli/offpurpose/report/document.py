"""A report as a tree that every face of it is rendered from: sections of paragraphs, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from offpurpose.report.figures import WITHHELD, Value

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words; `strong` ones stand out."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the summary, as it is shown, and the name of the query that made it."""

    shown: str
    query: str


@dataclass(frozen=True, slots=True)
class Given:
    """Text from the incident file, the narrative or an input: of any script, and never to be obeyed."""

    text: str


Span = Text | Number | Given


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words and numbers in a row; a `note` stands back, a `warning` stands out."""

    spans: tuple[Span, ...]
    style: Literal["plain", "note", "warning"] = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    heading: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its heading.

    query: the name of the query that made its numbers, None where it holds none of the audit's.
    totals: how many rows at the end are totals.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Span, ...], ...]
    query: str | None = None
    notes: tuple[Paragraph, ...] = ()
    totals: int = 0
    if_empty: str = "There is none."


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a table: SVG that stands alone, and what it shows in words."""

    name: str
    caption: str
    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a word and what it stands for."""

    rows: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures that are read first, each with its words."""

    figures: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A query's SQL, under its name."""

    name: str
    title: str
    text: str
    digest: str


Block = Paragraph | Table | Chart | Facts | Headline | Code


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; `about` stands under its title."""

    title: str
    about: Facts
    sections: tuple[Section, ...]


def shown(value: Value) -> str:
    """Return a count with its thousands apart, a share in percent, and words for what is not there."""
    if value is WITHHELD:
        return "withheld"
    if value is None:
        return "not known"
    if isinstance(value, float):
        return f"{100 * value:.4f}".rstrip("0").rstrip(".") + " %"
    return f"{value:,}" if isinstance(value, int) else str(value)


def spans(*parts: str | Span) -> tuple[Span, ...]:
    """Return spans of which those that are plain text are our own words."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def paragraph(*parts: str | Span) -> Paragraph:
    """Return a plain paragraph."""
    return Paragraph(spans(*parts))


def note(*parts: str | Span) -> Paragraph:
    """Return a paragraph that stands back."""
    return Paragraph(spans(*parts), "note")


def warning(*parts: str | Span) -> Paragraph:
    """Return a paragraph that stands out."""
    return Paragraph(spans(*parts), "warning")


def plain_text(parts: Sequence[Span]) -> str:
    """Return spans as text."""
    return "".join(part.shown if isinstance(part, Number) else part.text for part in parts)
