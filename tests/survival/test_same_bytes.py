"""The same inputs on another machine, as another user has it: the same bytes, and the same tables."""

from __future__ import annotations

import os
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

PROGRAM = """
import os, sys
from dataclasses import replace
from pathlib import Path
from offpurpose.audit.run import run_audit
from tests.survival.test_resume import OPTIONS
os.umask(int(sys.argv[3], 8))
run_audit(Path(sys.argv[1]), Path(sys.argv[2]), replace(OPTIONS, threads=int(sys.argv[4])))
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """An incident, and what a run here writes."""
    folder = tmp_path_factory.mktemp("first")
    incident = write_incident(folder, after_end=True)
    run_audit(incident, folder / "case", OPTIONS)
    return incident, contents(folder / "case")


def copied_backwards(incident: Path, folder: Path) -> Path:
    """Copy an incident so that its files are listed in another order, and are older the other way round."""
    folder.mkdir()
    for age, path in enumerate(sorted(incident.parent.glob("*.*"), reverse=True)):
        shutil.copy(path, folder)
        os.utime(folder / path.name, (age, age))
    return folder / incident.name


@pytest.mark.parametrize(
    ("machine", "umask", "threads"),
    [
        ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"}, "000", "1"),
        ({"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG.UTF-8"}, "777", "3"),
    ],
    ids=["east", "west"],
)
def test_elsewhere(
    first: tuple[Path, dict[str, Any]], tmp_path: Path, machine: dict[str, str], umask: str, threads: str
) -> None:
    incident = copied_backwards(first[0], tmp_path / "incident")
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(incident), str(tmp_path / "case"), umask, threads],
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **machine},
    )
    found = contents(tmp_path / "case")
    assert sum(part.startswith("table ") for part in found) > 50
    assert differing(first[1], found) == []
