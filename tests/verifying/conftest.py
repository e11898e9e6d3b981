"""A case that nobody has touched, for all tests of verifying; and no typesetting, which has its own tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import audits
from tests.verifying.cases import FIXTURE

from offpurpose.audit.run import AuditOptions, run_audit


@pytest.fixture(scope="package", autouse=True)
def without_typesetting() -> Iterator[None]:
    """Typesetting takes more than half of what verifying does."""
    with audits.without_typesetting():
        yield


@pytest.fixture(scope="package")
def whole_case(tmp_path_factory: pytest.TempPathFactory, without_typesetting: None) -> Path:
    """A case of the fixture in which every rule occurs; tests copy it before they change anything."""
    folder = tmp_path_factory.mktemp("verified") / "case"
    run_audit(FIXTURE / "incident.toml", folder, AuditOptions(threads=2))
    return folder
