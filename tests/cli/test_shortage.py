"""`offpurpose audit` where the machine has too little of something, and with more of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from tests.cli.golden import Ran
from tests.cli.incidents import write_incident

from offpurpose.audit import run

Run = Callable[..., Ran]

pytestmark = pytest.mark.usefixtures("without_typesetting")


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (MemoryError(), "memory"),
        (duckdb.OutOfMemoryException("could not allocate block"), "memory"),
        (duckdb.OutOfMemoryException("limited by max_temp_directory_size"), "disk"),
        (duckdb.IOException("Could not write: No space left on device"), "disk"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "disk"),
    ],
    ids=["Python's memory", "a block", "the limit of temporary files", "a write", "a file"],
)
def test_what_the_machine_has_too_little_of(
    offpurpose: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, told: str
) -> None:
    def judge(*_: object, **__: object) -> None:
        raise raised

    write_incident(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(run, "judge", judge)
        ended = offpurpose("audit", "incident.toml", "--out", "case")
    assert ended.status == 1
    assert ended.err.startswith("error: too little ")
    assert told in ended.err.splitlines()[0]
    assert not (tmp_path / "case").exists()
    again = offpurpose("audit", "incident.toml", "--out", "case", "--resume")
    assert (again.status, again.err.splitlines()[0]) == (0, "going on after loading")
