"""The program as its own process: start, end, signals, pipes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cli.incidents import MATCHES_1, write_incident

OFFPURPOSE = (sys.executable, "-m", "offpurpose")
AUDIT = (*OFFPURPOSE, "audit", "incident.toml", "--out", "cases/one")


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty home, and a folder of its own for temporary files."""
    (tmp_path / "home").mkdir()
    (tmp_path / "temp").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "temp"), "COLUMNS": "80"}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def ran(
    arguments: Sequence[str], folder: Path, surroundings: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=folder, env=surroundings, capture_output=True, text=True, check=False, timeout=120
    )


def python(code: str, folder: Path, surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return ran((sys.executable, "-c", code), folder, surroundings)


def test_one_account_is_explained_without_what_loading_needs(
    work: Path, surroundings: dict[str, str]
) -> None:
    program = """
import sys
from offpurpose.left_out import leave_out
leave_out()
import offpurpose.explaining.account, offpurpose.explaining.page, offpurpose.screen.explanation_view
print(sorted({"pyarrow", "numpy", "pandas", "sqlglot", "phonenumbers", "typst"} & set(sys.modules)))
import pyarrow
print(len(pyarrow.array([1, 2])), "pandas" in sys.modules)
"""
    assert python(program, work, surroundings).stdout == "[]\n2 False\n"


def test_help_imports_nothing_heavy(work: Path, surroundings: dict[str, str]) -> None:
    code = """
import sys
from offpurpose.main import run
for command in ([], ["audit"], ["check"], ["init"], ["queries"]):
    assert run([*command, "--help"]) == 0
heavy = {"duckdb", "pyarrow", "numpy", "sqlglot", "phonenumbers", "rich", "isal"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    assert python(code, work, surroundings).stderr == "[]\n"


def test_an_audit_and_a_quiet_one(work: Path, surroundings: dict[str, str]) -> None:
    write_incident(work)
    loud = ran(AUDIT, work, surroundings)
    assert loud.returncode == 0
    assert "AT LEAST" in loud.stdout
    quiet = ran((*AUDIT, "--force", "--quiet"), work, surroundings)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert not list(Path(surroundings["HOME"]).iterdir())
    assert not list(Path(surroundings["TMPDIR"]).iterdir())


def test_a_reader_that_has_seen_enough(work: Path, surroundings: dict[str, str]) -> None:
    shell = f"'{sys.executable}' -m offpurpose queries --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    piped = ran(("bash", "-c", shell), work, surroundings)
    assert (piped.stdout, piped.stderr) == ("[\n0\n", "")


NOBODY_READS = "{ exec <&-; sleep 5; }"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("audit gone.toml --out case 2>&1", "1"),
        ("audit incident.toml --out case", "3"),
        ("audit incident.toml --out case 2>&1", "3"),
        ("queries --json", "0"),
    ],
    ids=["an error", "a result", "a result and warnings", "a text"],
)
def test_the_status_stands_though_nobody_reads(
    work: Path, surroundings: dict[str, str], command: str, status: str
) -> None:
    write_incident(work, after_end=True)
    shell = f"'{sys.executable}' -m offpurpose {command} | {NOBODY_READS}; echo ${{PIPESTATUS[0]}}"
    assert ran(("bash", "-c", shell), work, surroundings).stdout == f"{status}\n"


def test_an_error_holds_no_address(work: Path, surroundings: dict[str, str]) -> None:
    ended = ran((*OFFPURPOSE, "audit", "of/ann@example.org/gone.toml", "--out", "case"), work, surroundings)
    assert ended.returncode == 1
    assert "of/<email, 15 characters>/gone.toml" in ended.stderr
    assert "example.org" not in ended.stderr


CONTROL = "gone\x1b[2J.toml"


def test_an_error_holds_nothing_that_a_terminal_obeys(work: Path, surroundings: dict[str, str]) -> None:
    ended = ran((*OFFPURPOSE, "audit", CONTROL, "--out", "case"), work, surroundings)
    assert ended.returncode == 1
    assert "\x1b" not in ended.stderr
    assert "gone\\x1b[2J.toml" in ended.stderr


def many_matches() -> str:
    header, *rows = MATCHES_1.splitlines(keepends=True)
    return header + "".join(rows) * 100_000


CHECK = (*OFFPURPOSE, "check", "incident.toml")


@pytest.mark.parametrize(
    ("command", "numbers"),
    [
        (AUDIT, [signal.SIGINT]),
        (AUDIT, [signal.SIGTERM]),
        (AUDIT, [signal.SIGINT] * 3),
        (CHECK, [signal.SIGINT]),
    ],
)
def test_interrupted_while_loading(
    work: Path, surroundings: dict[str, str], command: tuple[str, ...], numbers: list[signal.Signals]
) -> None:
    write_incident(work, matches_1=many_matches())
    before = sorted(work.rglob("*"))
    with subprocess.Popen(
        command, cwd=work, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until = time.monotonic() + 60
        while not list(work.parent.rglob("*.duckdb")) and time.monotonic() < until:
            time.sleep(0.01)
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.01)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == ("", "error: interrupted; nothing was left behind\n")
    assert sorted(work.rglob("*")) == before
    assert not list(Path(surroundings["TMPDIR"]).iterdir())


LONG_QUERY = """
import signal
from offpurpose import main
from offpurpose.audit import run as audit
signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
def judge(con, *_, **__):
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    con.execute("select count(*) from range(100000000000) as a where sqrt(a.range) = 0.5").fetchall()
audit.judge = judge
import sys
sys.argv = ["offpurpose", "audit", "incident.toml", "--out", "case", "--threads", "2"]
main.main()
"""


def test_interrupted_within_a_query(work: Path, surroundings: dict[str, str]) -> None:
    write_incident(work)
    ended = python(LONG_QUERY, work, surroundings)
    assert ended.returncode == 130
    assert ended.stderr.startswith("error: interrupted; no case folder was written\n")
    assert "hint: the same command with --resume goes on after loading; " in ended.stderr
    [kept] = (path for path in work.iterdir() if path.is_dir())
    assert kept.name.startswith(".case.partial-")
    assert str(kept) in ended.stderr
    assert {path.name for path in kept.iterdir()} - {"case.duckdb.wal"} == {".run", "case.duckdb"}


FAULT = """
import sys
from offpurpose import main
from offpurpose.audit import run as audit
def judge(con, *_, **__):
    try:
        con.execute("select cast('ann@example.org' as integer)").fetchall()
    except Exception as error:
        raise ValueError("of +14155552671") from error
audit.judge = judge
sys.argv = ["offpurpose", "audit", "incident.toml", "--out=case-of-ann@example.org"]
main.main()
"""


def test_a_fault_of_ours_is_reported_without_data(work: Path, surroundings: dict[str, str]) -> None:
    write_incident(work)
    before = sorted(work.rglob("*"))
    ended = python(FAULT, work, surroundings)
    assert (ended.returncode, ended.stdout) == (70, "")
    [report] = Path(surroundings["TMPDIR"]).iterdir()
    assert str(report) in ended.stderr
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    told = report.read_text(encoding="utf-8")
    assert "builtins.ValueError" in told
    assert "ConversionException" in told
    assert "command: audit ... --out" in told
    for said in (told, ended.stderr):
        assert "example.org" not in said
        assert "555" not in said
    assert sorted(work.rglob("*")) == before
