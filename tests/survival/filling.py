"""Runs on a disk that is full from some stage on, in a file system of their own; told on stdout as JSON.

A program of its own, to be run where it may mount: `unshare --mount`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.survival.killing import Tell, in_child
from tests.survival.test_resume import OPTIONS

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.run import run_audit
from offpurpose.stoppage import shortage

SIZE = "40m"


def attempt(incident: Path, case: Path, stage: str, tell: Tell) -> None:
    """Audit; when the run comes to the stage, the disk is filled."""

    def fill(told: str, _done: int, _total: int | None) -> None:
        if told == stage:
            try:
                with (case.parent / "filler").open("ab", buffering=0) as filler:
                    while filler.write(bytes(1 << 16)) == 1 << 16:
                        pass
            except OSError:
                pass

    try:
        run_audit(incident, case, OPTIONS, fill)
    except Exception as error:  # noqa: BLE001
        tell(str(shortage(error)))
        tell(str(getattr(error, "hint", None) or getattr(error, "__notes__", "")).replace("\n", " "))


def main(incident: Path, disk: Path, stages: list[str]) -> None:
    """Fill the disk at every stage in turn, free it again, and go on with the run."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(disk)], check=True)
    assert CONTACT_MATCHING.queries
    found: dict[str, Any] = {}
    for number, stage in enumerate(stages):
        case = disk / f"case{number}"
        _, told = in_child(partial(attempt, incident, case, stage))
        left = sorted(path.name for path in disk.iterdir())
        (disk / "filler").unlink()
        status, _ = in_child(partial(go_on, incident, case))
        subprocess.run(["cp", "-r", str(case), str(incident.parent.parent)], check=True)
        subprocess.run(["rm", "-r", str(case)], check=True)
        found[stage] = {"told": told, "left": left, "status": status}
    json.dump(found, sys.stdout)


def go_on(incident: Path, case: Path, _tell: Tell) -> None:
    """Go on with the run."""
    run_audit(incident, case, replace(OPTIONS, resume=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
