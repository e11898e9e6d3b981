"""The README's commands, run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.case.auditing import write_fixture_case

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
AUDIT, TESTS, OWN_DATA, LOOK, DRILL = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, as a stranger has it."""
    folder = tmp_path_factory.mktemp("stranger") / "offpurpose"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line in a shell that knows nothing of this test's environment."""
    kept = {
        name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "HTTP", "http"))
    }
    search = os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
    environment = {**kept, "PATH": search, "HOME": str(folder), "LANG": "C.UTF-8", "NO_COLOR": "1"}
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def test_the_first_command_audits_the_sample_incident(checkout: Path) -> None:
    done = run(AUDIT, checkout)
    assert done.returncode == 0, done.stderr
    assert re.search(r"AT LEAST +780 ", done.stdout)
    assert re.search(r"AT MOST +1,349 ", done.stdout)
    sums = run("cd case && sha256sum --quiet -c SHA256SUMS", checkout)
    assert (sums.returncode, sums.stdout) == (0, "")


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    install, _, tests = TESTS.strip().rpartition(" && ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert tests.removeprefix(".venv/bin/") in script
    assert "--require-hashes -r requirements-dev.lock" in install


def test_own_data_goes_from_exports_to_a_case(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "fixtures" / "every_rule",
        tmp_path / "exports",
        ignore=shutil.ignore_patterns("*.toml", "expected", "*.md"),
    )
    begin, check, audit = OWN_DATA.strip().splitlines()
    done = run(begin, tmp_path)
    assert done.returncode == 0, done.stderr
    say_what_only_a_person_knows(tmp_path / "my-incident" / "incident.toml")
    for command, statuses in ((check, {0}), (audit, {0, 3})):
        done = run(command, tmp_path)
        assert done.returncode in statuses, done.stderr
    assert (tmp_path / "my-case" / "accounts" / "affected_accounts.csv").is_file()


def say_what_only_a_person_knows(incident: Path) -> None:
    """Fill in the purposes and the window, as the written file asks for."""
    text = incident.read_text(encoding="utf-8")
    for key, value in {
        "security": '["two_factor", "account_recovery"]',
        "permitted": '["profile", "advertising"]',
        "start": "2019-01-01T00:00:00Z",
        "end": "2019-02-01T00:00:00Z",
        "timezone": '"UTC"',
    }.items():
        text, found = re.subn(rf"(?m)^(#\s*)?{key}(\s*)=.*$", f"{key} = {value}", text, count=1)
        assert found, f"{key} is not in the file that init wrote"
    incident.write_text(text, encoding="utf-8")


def test_looking_into_a_case(tmp_path: Path) -> None:
    write_fixture_case(ROOT / "fixtures" / "every_rule" / "incident.toml", tmp_path / "my-case")
    shutil.copytree(tmp_path / "my-case", tmp_path / "my-later-case")
    for command in LOOK.strip().splitlines():
        done = run(command, tmp_path)
        assert done.returncode == 0, done.stderr
    assert "<h1>Account rule-02</h1>" in (tmp_path / "rule-02.html").read_text(encoding="utf-8")
    assert (tmp_path / "changes.csv").read_text(encoding="utf-8").startswith("account_id,change,")


def test_a_drill(tmp_path: Path) -> None:
    for command in DRILL.strip().splitlines():
        done = run(command, tmp_path)
        assert done.returncode in {0, 3}, done.stderr
    text = (ROOT / "docs" / "simulate.md").read_text(encoding="utf-8")
    (tmp_path / "compare.py").write_text(text.split("```python\n")[1].split("```")[0], encoding="utf-8")
    done = run("python compare.py", tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.match(r"affected: [1-9][0-9]*, of them [1-9][0-9]* in the lower bound", done.stdout)
    assert done.stdout.endswith("and not affected: 0\n")


def test_the_picture_shows_the_numbers_of_the_sample() -> None:
    picture = re.sub(r"<[^>]+>", " ", (ROOT / "docs" / "result.svg").read_text(encoding="utf-8"))
    shown = re.sub(r"(&#160;|\s)+", " ", picture)
    assert "AT LEAST 780" in shown
    assert "AT MOST 1,349" in shown
