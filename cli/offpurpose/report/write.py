"""Writing the report of a case: HTML, PDF and Markdown from one tree."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from offpurpose.engine.query_files import QueryFile
from offpurpose.report.figures import read_figures
from offpurpose.report.html import render_html
from offpurpose.report.markdown import render_markdown
from offpurpose.report.options import ReportOptions
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
    # Setting the PDF leaves the interpreter free, and takes longer than the others.
    with ThreadPoolExecutor(max_workers=1) as pool:
        pdf = pool.submit(render_pdf, document, options.paper, instant)
        _write(folder / HTML, render_html(document))
        _write(folder / MARKDOWN, render_markdown(document))
        _write(folder / PDF, pdf.result())


def latest_instant(summary: dict[str, Any]) -> datetime:
    """Return the latest instant that a case itself states, which is the date of its report as a file."""
    incident, until = summary["incident"], summary["containment"]["log_until"]
    stated = (incident["window"]["end"], incident["discovered_at"], until)
    return max(datetime.fromisoformat(text) for text in stated if text)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
