"""A disk that is full in the middle: no case folder, a plain word about it, and a run that goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.incidents import write_incident
from tests.survival.comparing import contents, differing
from tests.survival.test_resume import OPTIONS

from offpurpose.audit.run import run_audit

STAGES = ("load matches", "query verdict", "writing by_month.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("full")


@pytest.fixture(scope="module")
def became(folder: Path) -> dict[str, Any]:
    """What became of a run on a disk that is full from a stage on, by stage."""
    unshare = ["unshare", "--mount"]
    probe = [*unshare, "sh", "-c", f"mount -t tmpfs none '{folder}'"]
    if shutil.which("unshare") is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    for name in ("incident", "disk"):
        (folder / name).mkdir()
    incident = write_incident(folder / "incident", after_end=True)
    command = [sys.executable, "-m", "tests.survival.filling", str(incident), str(folder / "disk"), *STAGES]
    done = subprocess.run(
        [*unshare, *command], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_it_is_told_and_nothing_looks_finished(stage: str, became: dict[str, Any]) -> None:
    number = STAGES.index(stage)
    assert became[stage]["told"][0] == "disk"
    assert f"case{number}" not in became[stage]["left"]
    kept = [name for name in became[stage]["left"] if name != "filler"]
    if stage == "load matches":
        assert kept == []
    else:
        assert [name.startswith(f".case{number}.partial-") for name in kept] == [True]
        assert "--resume goes on after" in became[stage]["told"][1]
        assert "nothing was left" not in became[stage]["told"][1]


@pytest.fixture(scope="module")
def undisturbed(folder: Path, became: dict[str, Any]) -> dict[str, Any]:
    run_audit(folder / "incident/incident.toml", folder / "undisturbed", OPTIONS)
    return contents(folder / "undisturbed")


@pytest.mark.parametrize("stage", STAGES)
def test_with_more_space_it_goes_on_to_the_same_bytes(
    stage: str, became: dict[str, Any], undisturbed: dict[str, Any], folder: Path
) -> None:
    assert became[stage]["status"] == 0
    assert differing(undisturbed, contents(folder / f"case{STAGES.index(stage)}")) == []
