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
from offpurpose.costing.estimate import Estimate
from offpurpose.costing.sizes import Range
from offpurpose.costing.space import DiskNeed, Places, needs, require_space
from offpurpose.errors import CaseError

GB = 10**9


def costing(tables: float, spill: float = 0.0) -> Estimate:
    """An audit that is expected to keep so much, and to spill so much at most."""
    size, limit = Range(tables * 0.8, tables, tables * 1.2), 8 * GB
    no = Range.exact(0)
    return Estimate({}, (), None, no, size, no, Range.exact(spill), None, 2, limit, 1)


def usage(size: int) -> Any:
    """What a disk says of itself that has so much left."""
    return SimpleNamespace(free=size)


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(size))


def test_a_run_that_cannot_fit_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 4 * GB)
    with pytest.raises(CaseError) as caught:
        list(require_space(needs(costing(10 * GB, 2 * GB), Places(tmp_path / "not/yet/case"))))
    assert caught.value.message == (
        f"too little space: the audit needs at least 6.0 GB in {tmp_path}, where 4.0 GB are free"
    )
    assert "--temp-dir" in (caught.value.hint or "")


@pytest.mark.parametrize(("size", "warned"), [(9 * GB, True), (7 * GB, False)])
def test_one_that_may_fit_is_let_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, warned: bool
) -> None:
    free(monkeypatch, 10 * GB)
    warnings = list(require_space(needs(costing(size), Places(tmp_path / "case", tmp_path))))
    assert [warning.startswith("there may be too little space: ") for warning in warnings] == [True] * warned


def test_the_tables_may_be_on_another_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    free_on = {tmp_path: 3 * GB, shm: 30 * GB}
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(free_on[path]))
    told = costing(10 * GB, GB)
    assert list(require_space(needs(told, Places(tmp_path / "case", shm, database=False)))) == []
    with pytest.raises(CaseError):
        list(require_space(needs(told, Places(tmp_path / "case", shm))))
    [beside, aside] = needs(told, Places(tmp_path / "case", shm))
    assert (beside.holds, aside.holds, aside.verdict) == (("tables",), ("spill",), "enough")


def test_what_is_done_about_a_disk_goes_by_what_it_holds(tmp_path: Path) -> None:
    remedies = {
        holds: DiskNeed(tmp_path, holds, Range.exact(GB), 0).remedy
        for holds in (("results",), ("results", "tables", "spill"), ("spill",), ("loaded",))
    }
    assert remedies == {
        ("results",): "free some, or choose another --out",
        ("results", "tables", "spill"): "free some, choose another --out, put what is spilled on another disk"
        " with --temp-dir, or allow more --memory, or keep the tables on another disk with --no-database and"
        " --temp-dir",
        ("spill",): "free some, choose another --temp-dir, or allow more --memory",
        ("loaded",): "free some, choose another --temp-dir, or leave out the loading with --estimate",
    }


def test_nothing_is_written_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 1000)
    incident = write_incident(tmp_path)
    before = names_in(tmp_path)
    with pytest.raises(CaseError, match=r"too little space: the audit needs at least [0-9]+ MB in"):
        run_audit(incident, tmp_path / "new/case", OPTIONS)
    assert names_in(tmp_path) == before
