"""The report as Markdown: its words, its tables and its SQL; the charts are in the HTML and the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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

_OWN = re.compile(r"([\\`*_\[\]<>|])")
# Whatever could begin or end something else than text, in the dialect of GitHub too.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#!|~:@&$^]|(?<=www)\.|^[+=-])", re.IGNORECASE)
_LISTED = re.compile(r"^(\d{1,9})(\.|\\\))(?=\s|$)")
_FENCE = re.compile(r"`{3,}")
_ISOLATED = "\u2068{}\u2069"


def render_markdown(document: Document) -> bytes:
    """Return the report as Markdown."""
    parts = [f"# {escaped(document.title)}", _facts(document.about)]
    for section in document.sections:
        parts.append(f"## {_own(section.heading)}")
        parts.extend(text for block in section.blocks for text in _block(block))
    return ("\n\n".join(parts) + "\n").encode()


def escaped(text: str) -> str:
    """Return text of which Markdown takes no sign for its own."""
    plain = _MARKUP.sub(r"\\\1", text).replace("\n", " ")
    return _LISTED.sub(lambda found: f"{found[1]}\\{found[2][-1]}", plain)


def _own(text: str) -> str:
    """Return words of our own, which hold little that Markdown would take for its own."""
    return _OWN.sub(r"\\\1", text)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            text = _spans(block.spans)
            yield f"> **{text}**" if block.style == "warning" else text
        case Table():
            yield from _table(block)
        case Chart():
            return
        case Facts():
            yield _facts(block)
        case Headline():
            yield "\n".join(f"- {_own(words)}: **{_span(number)}**" for words, number in block.figures)
        case Code():
            yield from _code(block)


def _facts(block: Facts) -> str:
    return "\n".join(f"- {_own(word)}: {_spans(spans)}" for word, spans in block.rows)


def _table(block: Table) -> Iterator[str]:
    yield f"**{_own(block.caption)}**"
    if not block.rows:
        yield _own(block.if_empty)
    else:
        yield "\n".join(
            [
                _row(_own(column.heading) for column in block.columns),
                _row("---:" if column.align == "right" else "---" for column in block.columns),
                *(_row(_span(span, linked=False) for span in row) for row in block.rows),
            ]
        )
    if block.query:
        yield f"Made by the query [{_own(block.query)}](#query-{block.query})."
    for each in block.notes:
        yield from _block(each)


def _code(block: Code) -> Iterator[str]:
    yield f'<a id="query-{block.name}"></a>\n\n### {_own(block.name)}'
    fence = "`" * max(3, *(len(run) + 1 for run in _FENCE.findall(block.text)), 3)
    yield f"{fence}sql\n{block.text.rstrip()}\n{fence}"
    yield f"SHA-256 {block.digest}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _spans(spans: Iterable[Span]) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span, *, linked: bool = True) -> str:
    if isinstance(span, Number):
        text = _own(span.shown)
        return f"[{text}](#query-{span.query})" if linked and span.query else text
    if isinstance(span, Given):
        text = escaped(span.text)
        return text if span.text.isascii() else _ISOLATED.format(text)
    return f"**{_own(span.text)}**" if span.strong else _own(span.text)
