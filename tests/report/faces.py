"""Reading a report back: the rows of its tables, and its text, from each of its faces."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

from pypdf import PdfReader

Rows = list[list[str]]

_VOID = frozenset({"meta", "link", "rect", "line", "path"})


class Page(HTMLParser):
    """A page of HTML: its table rows, its text, its ids and links; it must be well formed."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.rows: Rows = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self._cell: list[str] | None = None
        self.feed(content.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.extend((tag, name, value) for name, value in attrs)
        found = dict(attrs)
        if (name := found.get("id")) is not None:
            self.ids.append(name)
        if tag == "a" and (link := found.get("href")) is not None:
            self.links.append(link)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = []
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("td", "th"):
            self.rows[-1].append("".join(self._cell or []).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)

    @property
    def text(self) -> str:
        return flat("".join(self.words))


def markdown_rows(content: bytes) -> Rows:
    """The rows of the tables of Markdown, as text."""
    lines = [line for line in content.decode().splitlines() if line.startswith("| ")]
    return [[plain(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def plain(markdown: str) -> str:
    """Markdown without links, emphasis and escapes."""
    text = re.sub(r"\[((?:\\.|[^\]\\])*)\]\(#[a-z0-9_-]+\)", r"\1", markdown)
    text = re.sub(r"(?<!\\)\*\*", "", text)
    return flat(re.sub(r"\\(.)", r"\1", text).replace("\u2068", "").replace("\u2069", ""))


def pdf_text(content: bytes) -> str:
    """The text of a PDF, in one line."""
    reader = PdfReader(io.BytesIO(content))
    return flat(" ".join(page.extract_text() for page in reader.pages))


def flat(text: str) -> str:
    """Text with one blank for any white space."""
    return " ".join(text.split())
