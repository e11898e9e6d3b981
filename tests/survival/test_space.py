"""A run that cannot fit on the disk says so before it starts; nothing is refused that could fit."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cli.incidents import write_incident
from tests.survival.test_resume import OPTIONS, names_in

from offpurpose.audit.run import run_audit
from offpurpose.case.space import require_space
from offpurpose.errors import CaseError
from offpurpose.inputs.files import FileStamp, InputFile

GB = 10**9


def of_size(size: int, form: Any = "parquet", compression: Any = "none") -> InputFile:
    stamp = FileStamp(size, 0, 0, 0)
    return InputFile(1, "matches", Path("m"), "m", form, compression, {}, stamp)


def usage(size: int) -> Any:
    """What a disk says of itself that has so much left."""
    return SimpleNamespace(free=size)


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(size))


def test_a_run_that_cannot_fit_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 20 * GB)
    with pytest.raises(CaseError) as caught:
        require_space([of_size(10 * GB)], tmp_path / "not/yet/case", None, database=True)
    assert caught.value.message == (
        f"too little space: the audit needs at least 22.0 GB in {tmp_path}, where 20.0 GB are free"
    )


@pytest.mark.parametrize(
    "file", [of_size(9 * GB), of_size(30 * GB, "csv"), of_size(9 * GB, "csv", "gz"), of_size(0)]
)
def test_one_that_may_fit_is_let_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: InputFile
) -> None:
    free(monkeypatch, 20 * GB)
    require_space([file], tmp_path / "case", tmp_path, database=True)


def test_the_tables_may_be_on_another_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    free_on = {tmp_path: 3 * GB, shm: 30 * GB}
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(free_on[path]))
    require_space([of_size(10 * GB)], tmp_path / "case", shm, database=False)
    with pytest.raises(CaseError):
        require_space([of_size(10 * GB)], tmp_path / "case", shm, database=True)


def test_nothing_is_written_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 1000)
    incident = write_incident(tmp_path)
    before = names_in(tmp_path)
    with pytest.raises(CaseError, match="too little space: the audit needs at least 9 MB in"):
        run_audit(incident, tmp_path / "new/case", OPTIONS)
    assert names_in(tmp_path) == before
