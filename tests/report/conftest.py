"""One audit of the sample incident, for all tests of its report."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.report.document import Document
from offpurpose.report.options import ReportOptions
from offpurpose.report.sections import make_document
from offpurpose.report.source import CaseSource, read_case

TWITTER = Path(__file__).parents[2] / "fixtures" / "twitter_2019"


@pytest.fixture(scope="package")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twitter") / "case"
    options = AuditOptions(database=False, sensitivity=True)
    return run_audit(TWITTER / "incident.toml", folder, options).case


@pytest.fixture(scope="package")
def source(case: Path) -> CaseSource:
    return read_case(case)


@pytest.fixture(scope="package")
def document(source: CaseSource) -> Document:
    return make_document(source, ReportOptions())
