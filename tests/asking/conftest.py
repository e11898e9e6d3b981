"""One small case for all tests of questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.case.auditing import write_fixture_case
from tests.cli.incidents import write_incident

from offpurpose.case.opening import open_case


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asking")
    write_fixture_case(write_incident(folder), folder / "case")
    return folder / "case"


@pytest.fixture
def con(case: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_case(case).database() as con:
        yield con
