"""A case that nobody has touched, for all tests of verifying."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.verifying.cases import FIXTURE

from offpurpose.audit.run import AuditOptions, run_audit


@pytest.fixture(scope="session")
def whole_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of the fixture in which every rule occurs; tests copy it before they change anything."""
    folder = tmp_path_factory.mktemp("verified") / "case"
    run_audit(FIXTURE / "incident.toml", folder, AuditOptions(threads=2))
    return folder
