"""What the values of options that several commands have may be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer

from offpurpose.commands import options


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that can be read and not written into, whoever runs the tests."""
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and allowed(path, mode))
    return tmp_path


def test_evidence_may_lie_where_nothing_can_be_written(read_only: Path) -> None:
    assert options.existing_folder(str(read_only)) == read_only


def test_a_folder_for_scratch_must_take_files(read_only: Path) -> None:
    with pytest.raises(typer.BadParameter, match="cannot be written into"):
        options.writable_folder(str(read_only))


@pytest.mark.parametrize("read", [options.existing_folder, options.writable_folder])
def test_a_folder_must_be_there(read: object, tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="there is no folder"):
        read(str(tmp_path / "gone"))  # type: ignore[operator]
