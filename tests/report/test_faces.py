"""The faces of a report: safe with any text, whole at any size, the same bytes every time, and accessible."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader
from tests.report.faces import Page, pdf_text
from tests.report.made import INCIDENT, figures

from offpurpose.report import typeset
from offpurpose.report.document import Document
from offpurpose.report.figures import Figures
from offpurpose.report.glyphs import with_known_glyphs
from offpurpose.report.html import render_html
from offpurpose.report.markdown import escaped, render_markdown
from offpurpose.report.narrative import Contact, Narrative, Texts
from offpurpose.report.options import ReportOptions
from offpurpose.report.sections import make_document
from offpurpose.report.source import CaseSource, PrintedQuery
from offpurpose.report.suppression import suppress
from offpurpose.report.typeset import render_pdf

DAY = datetime(2019, 9, 17, tzinfo=UTC)
QUERIES = (PrintedQuery("summary_accounts", "results", "-- Title: The bounds\nselect '```' as fence\n"),)
MARKUP = (
    "<script>alert(1)</script> & **b** _i_ `c` [x](http://evil.example) <http://evil.example>"
    " www.evil.example ![p](q) | a | #set page(fill: red) $x$ @label http://evil.example/ a@b.example &lt; \\"
)
RIGHT_TO_LEFT = "שלום عرب \u202etxt.exe"
NO_GLYPH = "漢字 \U0001f600 ᚠ"


def document_of(found: Figures, options: ReportOptions | None = None) -> Document:
    return make_document(CaseSource(Path("case"), found, QUERIES), options or ReportOptions())


def hostile() -> Document:
    found = figures(1, 60)
    for row in found.tables["by_advertiser"]:
        row["advertiser"] = f"{MARKUP} {RIGHT_TO_LEFT} {NO_GLYPH} {row['advertiser']}"
    for row in found.tables["by_system"]:
        row["system"] = "x" * 300
    title = f"{MARKUP} {'long ' * 60}"
    found.summary["incident"] = {
        **INCIDENT,
        "title": title,
        "reference": "1. =cmd|'/C calc'!A0",
        "systems": ["- x"],
    }
    text = Texts(consequences=f"# heading\n\n- item {MARKUP}\n\n1. one\n\n> quote\n\n    code")
    return document_of(
        found, ReportOptions(narrative=Narrative(text=text, contact=Contact(name=MARKUP), source=""))
    )


def test_markup_in_names_is_text_in_html() -> None:
    page = Page(render_html(hostile()))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert {value for tag, name, value in page.attributes if name.startswith("on") or name == "src"} == set()
    assert all(link.startswith("#") for link in page.links)
    assert "\u202e" not in page.text


def test_a_page_asks_for_nothing(document: Document) -> None:
    content = render_html(document).decode()
    assert re.findall(r"(?:src|href|url|@import)\s*[=(]\s*[\"']?\s*(?:https?:)?//", content) == []
    assert "default-src 'none'" in content
    assert "<script" not in content


def test_markup_in_names_is_text_in_markdown() -> None:
    content = render_markdown(hostile()).decode()
    tokens = [
        token
        for each in MarkdownIt("gfm-like", {"linkify": False}).parse(content)
        for token in (each, *(each.children or ()))
    ]
    links = {str(token.attrs.get("href")) for token in tokens if token.type == "link_open"}
    assert all(link.startswith("#query-") for link in links)
    html = {token.content for token in tokens if token.type in ("html_block", "html_inline")}
    assert all(re.fullmatch(r'<a id="query-[a-z_]+">|</a>', each.strip()) for each in html)
    kinds = {token.type for token in tokens}
    assert kinds.isdisjoint({"image", "em_open", "s_open", "code_inline", "ordered_list_open", "code_block"})
    assert [token for token in tokens if token.type == "blockquote_open"] == []
    assert {token.tag for token in tokens if token.type == "heading_open"} == {"h1", "h2", "h3"}


def test_hostile_text_makes_a_whole_pdf() -> None:
    content = render_pdf(hostile(), "us-letter", DAY)
    text = pdf_text(content)
    assert "<script>alert(1)</script>" in text
    assert "[U+6F22 U+5B57]" in text
    assert is_archival(content)
    assert PdfReader(io.BytesIO(content)).pages[0].mediabox.width == 612


def test_a_sign_that_was_not_known_to_be_lacking_costs_the_standard_and_not_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typeset, "with_known_glyphs", lambda text: text)
    found = figures(1, 20)
    found.summary["incident"] = {**INCIDENT, "title": NO_GLYPH}
    content = render_pdf(document_of(found), "a4", DAY)
    assert not is_archival(content)
    assert "At a glance" in pdf_text(content)


@pytest.mark.parametrize(
    "text", ["1. x", "2019. x", "12) x", "- x", "+ x", "# x", "> x", "=== x", "| x", "www.a.b"]
)
def test_no_sign_begins_anything_in_markdown(text: str) -> None:
    [first, inline, last] = MarkdownIt("gfm-like", {"linkify": False}).parse(escaped(text))
    assert (first.type, last.type) == ("paragraph_open", "paragraph_close")
    assert [child.content for child in inline.children or () if child.type != "text"] == []
    assert inline.content.replace("\\", "") == text


def test_signs_that_no_font_has_are_numbered() -> None:
    assert with_known_glyphs("Größe, ж, א, ب, …, → 漢x") == "Größe, ж, א, ب, …, → [U+6F22]x"
    assert with_known_glyphs("abcdefghijklmnopqrstuvwxyz \"'\n|é") == "abcdefghijklmnopqrstuvwxyz \"'\n|é"


@pytest.mark.parametrize("found", ["zero", "one", "huge", "withheld", "no start"])
def test_a_report_of_any_size_is_whole(found: str) -> None:
    document = document_of(of_size(found))
    page, text = Page(render_html(document)), pdf_text(render_pdf(document, "a4", DAY))
    expected = {
        "zero": ["At least 0 accounts", "does not say that nothing happened"],
        "one": ["At least 1 account can be shown"],
        "huge": ["At least 140,000,000 accounts"],
        "withheld": ["At least withheld accounts", "Where a count is withheld, it is not zero."],
        "no start": ["not known: all before the end"],
    }[found]
    assert [words for words in expected if words not in page.text or words not in text] == []
    assert render_markdown(document)


def of_size(name: str) -> Figures:
    if name == "zero":
        return figures(0, 0)
    if name == "one":
        return next(
            made for seed in range(99) if (made := figures(seed, 1)).summary["accounts"]["affected"] == 1
        )
    if name == "withheld":
        return suppress(of_size("one"), 5)
    found = figures(1, 200, times=1000)
    if name == "huge":
        found.summary["accounts"]["affected"] = 140_000_000
        found.summary["accounts"]["upper_bound"] = 330_000_000
    else:
        window = {**INCIDENT["window"], "start": None}
        found.summary["incident"] = {**INCIDENT, "window": window, "discovered_at": None}
    return found


def test_a_contradicted_end_is_told_first() -> None:
    found = figures(1, 60)
    found.summary["containment"] = {
        **found.summary["containment"],
        "after_window_security_only": 2,
        "last_at": "2015-01-02T03:04:05.000000Z",
    }
    first = document_of(found).sections[0].blocks[0]
    assert "The log contradicts the stated end" in str(first)


def test_what_is_withheld_stands_in_no_face(source: CaseSource) -> None:
    told = replace(source, figures=suppress(source.figures, 6))
    document = make_document(told, ReportOptions())
    rows = {row[0]: row for row in Page(render_html(document)).rows}
    assert rows["2013-06"][1] == "withheld"
    assert rows["panel_id"][2] == "withheld"
    assert "| 2013-06 | withheld |" in render_markdown(document).decode()


def test_the_same_case_gives_the_same_bytes(document: Document) -> None:
    assert render_pdf(document, "a4", DAY) == render_pdf(document, "a4", DAY)
    assert render_html(document) == render_html(document)


def test_the_pdf_is_archival_tagged_and_dated_from_the_case(case: Path) -> None:
    content = (case / "report" / "report.pdf").read_bytes()
    reader = PdfReader(io.BytesIO(content))
    assert is_archival(content)
    assert fonts_without_file(reader) == []
    assert reader.metadata is not None
    # The latest instant that the case states: its log reaches beyond the window.
    assert reader.metadata.creation_date == datetime(2019, 10, 6, 0, 49, 55, tzinfo=UTC)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"


def is_archival(content: bytes) -> bool:
    """Whether a PDF says that it is PDF/A-2a and PDF/UA-1."""
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    return all(f"<{name}>{value}<" in said for name, value in ARCHIVAL.items())


ARCHIVAL = {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}


def fonts_without_file(reader: PdfReader) -> list[str]:
    fonts: dict[str, Any] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        fonts |= {name: font.get_object() for name, font in resources.get("/Font", {}).items()}
    found = [
        font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts.values()
    ]
    return [str(each["/FontName"]) for each in found if not {"/FontFile2", "/FontFile3"} & set(each)]


def test_nobody_is_in_a_report(case: Path) -> None:
    lines = (case / "accounts" / "affected_accounts.csv").read_text(encoding="utf-8").splitlines()[1:]
    ids = [line.split(",")[0] for line in lines]
    for name in ("report.html", "report.md"):
        text = (case / "report" / name).read_text(encoding="utf-8")
        words = set(re.findall(r"[\w-]+", text))
        assert [each for each in ids if each in words] == []
        assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", text) == []
        assert re.findall(r"\+\d{7,15}", text) == []
