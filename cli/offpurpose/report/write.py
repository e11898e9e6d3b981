"""Writing the report of a case: HTML, PDF and Markdown from one tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from offpurpose.engine.query_files import QueryFile
from offpurpose.report.document import Document
from offpurpose.report.figures import read_figures
from offpurpose.report.html import render_html
from offpurpose.report.markdown import render_markdown
from offpurpose.report.options import Paper, ReportOptions
from offpurpose.report.sections import make_document
from offpurpose.report.source import CaseSource, read_queries, write_queries
from offpurpose.report.typeset import render_pdf

HTML, PDF, MARKDOWN = "report.html", "report.pdf", "report.md"
FACES = (HTML, PDF, MARKDOWN)


def write_first_report(case: Path, queries: Iterable[QueryFile]) -> None:
    """Write the report of a case that is just being written, and the SQL that made it.

    It does not say when it was computed: the same inputs give the same bytes.
    """
    write_queries(case, queries)
    source = CaseSource(case, read_figures(case), read_queries(case))
    write_reports(case / "report", source, ReportOptions())


def write_reports(folder: Path, source: CaseSource, options: ReportOptions) -> None:
    """Write the three faces of a report into a folder that has none of them."""
    document = make_document(source, options)
    instant = latest_instant(source.figures.summary)
    for name, content in _faces(document, options.paper, instant):
        with (folder / name).open("xb") as file:
            file.write(content)


def latest_instant(summary: dict[str, Any]) -> datetime:
    """Return the latest instant that a case itself states, which is the date of its report as a file."""
    incident, until = summary["incident"], summary["containment"]["log_until"]
    stated = (incident["window"]["end"], incident["discovered_at"], until)
    return max(datetime.fromisoformat(text) for text in stated if text)


def _faces(document: Document, paper: Paper, instant: datetime) -> Iterator[tuple[str, bytes]]:
    yield HTML, render_html(document)
    yield MARKDOWN, render_markdown(document)
    yield PDF, render_pdf(document, paper, instant)
