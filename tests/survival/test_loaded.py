"""What has been loaded stands on the disk before it is judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

import offpurpose.audit.run as audit

INCIDENT = Path(__file__).parents[2] / "fixtures" / "every_rule" / "incident.toml"
HELD = "select memory_usage_bytes from duckdb_memory() where tag = 'IN_MEMORY_TABLE'"


class EnoughSeenError(Exception):
    """The run has come to where it is looked at."""


def test_what_was_loaded_needs_no_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A table that is in memory only cannot make room for the work of a query."""
    held: list[Any] = []

    def judge(con: duckdb.DuckDBPyConnection, *_: object, **__: object) -> None:
        held.extend(con.execute(HELD).fetchall())
        raise EnoughSeenError

    monkeypatch.setattr(audit, "judge", judge)
    with pytest.raises(EnoughSeenError):
        audit.run_audit(INCIDENT, tmp_path / "case")
    assert held == [(0,)]
