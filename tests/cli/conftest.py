"""Running command lines in this process: quick, and with all that a caller sees of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.golden import Ran

from offpurpose.main import run


@pytest.fixture
def offpurpose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run `offpurpose` with some arguments, in an empty folder, on a screen of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        status = run(arguments)
        said = capsys.readouterr()
        return Ran(arguments, status, said.out, said.err)

    return ran
