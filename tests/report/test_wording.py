"""What the report says in words: no number typed by hand, nothing that is not known, no verdict of law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.report.faces import Page

from offpurpose.report.document import Block, Chart, Document, Facts, Headline, Paragraph, Span, Table, Text
from offpurpose.report.html import render_html

NAMES = re.compile(r"SHA-256|rules? \d+")
FORBIDDEN = re.compile(r"breach|violat|infring|unlawful|illegal|guilt|victim", re.IGNORECASE)


def own_words(document: Document) -> Iterator[str]:
    """All text that is ours, not given."""
    for section in document.sections:
        yield section.heading
        for block in section.blocks:
            yield from words_of(block)
    yield from words_of_facts(document.about)


def words_of(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from texts(block.spans)
        case Table():
            yield from (block.caption, block.if_empty, *(column.heading for column in block.columns))
            for row in block.rows:
                yield from texts(row)
            for note in block.notes:
                yield from words_of(note)
        case Chart():
            yield block.caption
        case Headline():
            yield from (words for words, _ in block.figures)
        case Facts():
            yield from words_of_facts(block)


def words_of_facts(block: Facts) -> Iterator[str]:
    for word, spans in block.rows:
        yield word
        yield from texts(spans)


def texts(spans: tuple[Span, ...]) -> Iterator[str]:
    yield from (span.text for span in spans if isinstance(span, Text))


def test_no_number_is_typed(document: Document) -> None:
    words = [NAMES.sub("", text) for text in own_words(document)]
    assert [text for text in words if re.search(r"\d", text)] == []
    assert len(words) > 300


def test_no_word_of_law_or_blame(document: Document) -> None:
    assert [text for text in own_words(document) if FORBIDDEN.search(text)] == []


def test_the_bounds_are_worded_as_bounds(document: Document) -> None:
    text = " ".join(own_words(document))
    for words in ("at least", "at most", "cannot be ruled out, because", "not an impact count"):
        assert words in text


def test_every_link_leads_somewhere_and_no_id_stands_twice(document: Document) -> None:
    page = Page(render_html(document))
    assert len(page.ids) == len(set(page.ids))
    assert {link for link in page.links if link.removeprefix("#") not in page.ids} == set()
    assert all(link.startswith("#") for link in page.links)
    assert len([link for link in page.links if link.startswith("#query-")]) > 40


def test_every_chart_says_which_table_has_its_figures(document: Document) -> None:
    charts = [block for section in document.sections for block in section.blocks if isinstance(block, Chart)]
    assert {chart.name.removeprefix("chart-") for chart in charts} == {
        "bounds", "flow", "countries", "months", "advertisers", "calendar",
    }  # fmt: skip
    assert all("The table" in chart.alt for chart in charts)
