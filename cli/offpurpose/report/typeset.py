"""The report as PDF: tagged, PDF/A and PDF/UA, all fonts embedded, its bytes the same for the same case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import typst

from offpurpose.report.document import (
    Block,
    Chart,
    Code,
    Document,
    Facts,
    Given,
    Headline,
    Number,
    Paragraph,
    Span,
    Table,
)
from offpurpose.report.glyphs import with_known_glyphs
from offpurpose.report.options import Paper

STANDARDS: list[Any] = ["a-2a", "ua-1"]

_MOST_UNBROKEN = 30
_UNBROKEN = re.compile(rf"\S{{{_MOST_UNBROKEN},}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BREAK = "\u200b"
_SHORT = 16


def render_pdf(document: Document, paper: Paper, instant: datetime) -> bytes:
    """Return the report as PDF on a kind of paper; `instant`, of the case, is the date of the file.

    Where a text has signs that no font of the library has, in a way that they are not known beforehand, the
    file is tagged all the same, and is no PDF/A.
    """
    data = {"report": json.dumps(_Layout(document).data(paper, instant), ensure_ascii=False)}
    try:
        return _compile(data, instant, STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return _compile(data, instant, [])


def _compile(data: dict[str, str], instant: datetime, standards: list[Any]) -> bytes:
    template = (files("offpurpose.report") / "templates" / "report.typ").read_bytes()
    made = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=data,
        pdf_standards=standards,
        timestamp=instant.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("the PDF library gave no file")
    return made


class _Layout:
    """A document as data for the template."""

    def __init__(self, document: Document) -> None:
        self._document = document
        blocks = (block for section in document.sections for block in section.blocks)
        self._printed = {block.name for block in blocks if isinstance(block, Code)}

    def data(self, paper: Paper, instant: datetime) -> dict[str, Any]:
        """Return what the template reads."""
        document = self._document
        utc = instant.astimezone(UTC)
        return {
            "title": broken(document.title),
            "footer": with_known_glyphs(document.title),
            "paper": paper,
            "date": {
                part: getattr(utc, part) for part in ("year", "month", "day", "hour", "minute", "second")
            },
            "about": self._facts(document.about),
            "sections": [
                {
                    "name": section.name,
                    "heading": section.heading,
                    "blocks": [self._block(block) for block in section.blocks],
                }
                for section in document.sections
            ],
        }

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "style": block.style, "spans": self._spans(block.spans)}
            case Table():
                return self._table(block)
            case Chart():
                return {
                    "kind": "chart",
                    "caption": block.caption,
                    "alt": with_known_glyphs(block.alt),
                    "svg": with_known_glyphs(block.svg),
                }
            case Facts():
                return self._facts(block)
            case Headline():
                figures = [{"word": words, "number": self._span(number)} for words, number in block.figures]
                return {"kind": "headline", "figures": figures}
            case Code():
                text = with_known_glyphs(block.text.rstrip("\n"))
                return {"kind": "code", "name": block.name, "text": text, "digest": block.digest}

    def _facts(self, block: Facts) -> dict[str, Any]:
        rows = [{"word": word, "spans": self._spans(spans)} for word, spans in block.rows]
        return {"kind": "facts", "rows": rows}

    def _table(self, block: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "caption": block.caption,
            "columns": [
                {
                    "heading": column.heading,
                    "align": column.align,
                    "share": _share(block, place),
                }
                for place, column in enumerate(block.columns)
            ],
            "rows": [self._spans(row) for row in block.rows],
            "query": self._linked(block.query),
            "notes": [self._block(note) for note in block.notes],
            "totals": block.totals,
            "if_empty": block.if_empty,
        }

    def _spans(self, spans: Iterable[Span]) -> list[dict[str, Any]]:
        return [self._span(span) for span in spans]

    def _span(self, span: Span) -> dict[str, Any]:
        if isinstance(span, Number):
            return {"kind": "number", "text": span.shown, "query": self._linked(span.query)}
        if isinstance(span, Given):
            return {"kind": "text", "text": broken(span.text), "strong": False}
        return {"kind": "text", "text": span.text, "strong": span.strong}

    def _linked(self, query: str | None) -> str:
        return query if query in self._printed and query is not None else ""


def broken(text: str) -> str:
    """Return text with known glyphs, and places where a long word may be broken; a digest is not."""
    return _UNBROKEN.sub(_with_breaks, with_known_glyphs(text))


def _with_breaks(word: re.Match[str]) -> str:
    if _DIGEST.fullmatch(word[0]):
        return word[0]
    step = _MOST_UNBROKEN // 2
    return _BREAK.join(word[0][place : place + step] for place in range(0, len(word[0]), step))


def _share(table: Table, place: int) -> int:
    """Return a column's share of the width that is left; 0 for one that takes what its words need."""
    column = table.columns[place]
    longest = max((len(_text(row[place])) for row in table.rows), default=0)
    if any(_DIGEST.fullmatch(_text(row[place])) for row in table.rows):
        return 0
    if column.align == "right":
        return 2 if len(column.heading) > _SHORT else 0
    return 5 if place == 0 or longest > _MOST_UNBROKEN else 0


def _text(span: Span) -> str:
    return span.shown if isinstance(span, Number) else span.text
