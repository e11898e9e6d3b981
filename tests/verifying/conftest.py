"""A case that nobody has touched, for all tests of verifying; and no typesetting, which has its own tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.verifying.cases import FIXTURE

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.report.document import Document


@pytest.fixture(scope="package", autouse=True)
def without_typesetting() -> Iterator[None]:
    """Let the PDF of a report be quick to write: half a second each time is most of what verifying takes."""

    def quick(document: Document, paper: str, instant: datetime) -> bytes:
        return repr((document, paper, instant)).encode()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("offpurpose.report.write.render_pdf", quick)
        yield


@pytest.fixture(scope="package")
def whole_case(tmp_path_factory: pytest.TempPathFactory, without_typesetting: None) -> Path:
    """A case of the fixture in which every rule occurs; tests copy it before they change anything."""
    folder = tmp_path_factory.mktemp("verified") / "case"
    run_audit(FIXTURE / "incident.toml", folder, AuditOptions(threads=2))
    return folder
