"""Audits for tests that are not about the report: without its typesetting, or without any of its faces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from offpurpose.audit.run import AuditOptions, AuditResult, run_audit
from offpurpose.engine.query_files import QueryFile
from offpurpose.report.document import Document
from offpurpose.report.source import write_queries


@contextmanager
def without_typesetting() -> Iterator[None]:
    """Let the PDF of a report be quick to write: half a second each time is more than a small audit takes."""

    def quick(document: Document, paper: str, instant: datetime) -> bytes:
        return repr((document, paper, instant)).encode()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("offpurpose.report.write.render_pdf", quick)
        yield


def audit_without_report(incident: Path, case: Path, options: AuditOptions | None = None) -> AuditResult:
    """Audit, and write all of a case but the faces of its report."""

    def no_face(case: Path, queries: Iterable[QueryFile]) -> None:
        write_queries(case, queries)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("offpurpose.audit.run.write_first_report", no_face)
        return run_audit(incident, case, options)
