"""Other runs at the same folder, and file systems and users that do not let a run write."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.incidents import write_incident
from tests.survival.test_resume import OPTIONS, names_in

from offpurpose.audit.run import run_audit
from offpurpose.case.folder import CaseFolder
from offpurpose.case.scratch import scratch_for
from offpurpose.errors import CaseError, InputError

AUDIT = (sys.executable, "-m", "offpurpose", "audit", "incident.toml", "--max-rejected", "1", "--out")


def test_of_runs_at_once_one_case_comes_out_whole(tmp_path: Path) -> None:
    write_incident(tmp_path)
    before = names_in(tmp_path)
    runs = [
        subprocess.Popen(
            (*AUDIT, "case", *more), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for more in (("--resume",), ("--force",))
    ]
    told = [run.communicate(timeout=120)[1].decode() for run in runs]
    statuses = [run.returncode for run in runs]
    assert set(statuses) <= {0, 1}
    assert 0 in statuses, told
    assert all(
        "already holds a case folder" in text for text, status in zip(told, statuses, strict=True) if status
    )
    assert names_in(tmp_path) == sorted([*before, "case"])
    assert (
        subprocess.run(
            ["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path / "case", check=False
        ).returncode
        == 0
    )


def test_a_run_that_is_alive_is_not_taken_up(tmp_path: Path) -> None:
    incident = write_incident(tmp_path)
    (tmp_path / "out").mkdir()
    told: list[str] = []

    def other(stage: str, _done: int, _total: int | None) -> None:
        if stage == "query verdict":
            run_audit(incident, tmp_path / "out/case", replace(OPTIONS, resume=True), notice=told.append)

    with pytest.raises(CaseError, match="already holds a case folder"):
        run_audit(incident, tmp_path / "out/case", OPTIONS, other)
    assert told == ["no run into this folder was stopped after a finished stage: beginning at the beginning"]
    assert names_in(tmp_path / "out") == ["case"]


def test_a_folder_that_cannot_be_written_into(tmp_path: Path) -> None:
    write_incident(tmp_path)
    (tmp_path / "out").mkdir()
    audit = f"'{sys.executable}' -m offpurpose audit incident.toml --out out/case"
    script = f"mount -t tmpfs -o ro none out && exec {audit}"
    unshare = ["unshare", "--mount", "sh", "-c"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*unshare, "mount -t tmpfs none out"], cwd=tmp_path, check=False).returncode
    ):
        pytest.skip("no file system can be mounted here")
    done = subprocess.run([*unshare, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: cannot write the case folder")
    assert "Read-only file system" in done.stderr
    assert "nothing was left behind" in done.stderr


def test_inputs_on_a_file_system_that_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "incident").mkdir()
    write_incident(tmp_path / "incident")
    script = (
        "mount --bind incident incident && mount -o remount,ro,bind incident"
        " && ! touch incident/x 2>/dev/null"
        f" && exec '{sys.executable}' -m offpurpose audit incident/incident.toml --out case --quiet"
    )
    if not shutil.which("unshare"):
        pytest.skip("no file system can be mounted here")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "offpurpose" not in done.stderr and done.returncode and not (tmp_path / "case").exists():
        pytest.skip("no file system can be mounted here")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_input_that_changes_while_it_is_read_stops_the_run(tmp_path: Path) -> None:
    incident = write_incident(tmp_path)
    (tmp_path / "out").mkdir()

    def change(stage: str, done: int, _total: int | None) -> None:
        if stage == "load matches" and done == 0:
            with (tmp_path / "matches-2.csv").open("a") as file:
                file.write("2019-01-03T00:00:00Z,a1,u1,email\n")

    with pytest.raises(InputError, match=r"matches-2\.csv.*was changed while it was read"):
        run_audit(incident, tmp_path / "out/case", OPTIONS, change)
    assert names_in(tmp_path / "out") == []


def test_spill_files_of_a_run_that_was_killed_go_with_the_next_run_beside_it(tmp_path: Path) -> None:
    left = tmp_path / ".one.partial-0123456789abcdef"
    for name in (".spill", ".run"):
        (left / name).mkdir(parents=True)
        (left / name / "file").write_text("left")
    with CaseFolder(tmp_path / "two"):
        assert names_in(left) == [".run"]


def test_what_runs_left_in_the_folder_for_temporary_files_goes(tmp_path: Path) -> None:
    for name, of in (("0" * 16, tmp_path / "gone"), ("1" * 16, tmp_path)):
        (tmp_path / f"temp/offpurpose-audit-{name}/spill").mkdir(parents=True)
        (tmp_path / f"temp/offpurpose-audit-{name}/case").write_text(str(of))
        (tmp_path / f"temp/offpurpose-audit-{name}/case.duckdb").write_text("left")
    with CaseFolder(tmp_path / "case") as folder:
        scratch = scratch_for(folder, tmp_path / "temp")
        assert scratch.spill.is_dir()
        # One may still be gone on with, but nobody needs what it spilled.
        assert names_in(tmp_path / f"temp/offpurpose-audit-{'1' * 16}") == ["case", "case.duckdb"]
        (scratch.kept / "case.duckdb").write_text("x")
    assert names_in(tmp_path / "temp") == [f"offpurpose-audit-{'1' * 16}"]


def test_terminated_in_the_middle_it_says_how_to_go_on(tmp_path: Path) -> None:
    write_incident(tmp_path)
    command = (*AUDIT, "out/case")
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        until = time.monotonic() + 60
        while not list(tmp_path.glob("out/.case.partial-*/.run/stages.jsonl")) and time.monotonic() < until:
            time.sleep(0.005)
        run.send_signal(signal.SIGTERM)
        _, told = run.communicate(timeout=60)
    assert run.returncode == 130
    assert told.startswith(
        "error: interrupted; no case folder was written\nhint: the same command with --resume"
    )
