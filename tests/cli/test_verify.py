"""`offpurpose verify` and `offpurpose sign`: what they say and how they end."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

from offpurpose.audit.run import AuditOptions, run_audit

Run = Callable[..., Ran]

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an incident and of its case."""
    folder = tmp_path_factory.mktemp("verified")
    run_audit(write_incident(folder), folder / "case", AuditOptions(database=False))
    return folder


@pytest.fixture
def case(audited: Path, tmp_path: Path) -> Path:
    """The case, for a test to change."""
    shutil.copytree(audited, tmp_path, dirs_exist_ok=True)
    return tmp_path / "case"


def change_number(case: Path) -> None:
    path = case / "report/summary.json"
    path.write_text(path.read_text().replace('"affected": 2,', '"affected": 7,', 1))


def without_keys(ran: Ran) -> Ran:
    def hidden(text: str) -> str:
        return re.sub(r"SHA256:[\w+/]{43}", "SHA256:KEY", text)

    return replace(ran, out=hidden(ran.out), err=hidden(ran.err))


def test_a_whole_case(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    offpurpose("audit", "incident.toml", "--out", "case", "--quiet")
    ran = offpurpose("verify", "case", "--inputs")
    agrees("verify", ran, {})
    assert ran.status == 0


def test_a_changed_case(offpurpose: Run, case: Path) -> None:
    change_number(case)
    ran = offpurpose("verify", "case")
    agrees("verify_differs", ran, {})
    assert ran.status == 4


def test_quiet_names_the_differences(offpurpose: Run, case: Path) -> None:
    assert offpurpose("verify", "case", "--quiet").text().count("nothing") == 2
    (case / "accounts/verdicts.parquet").unlink()
    ran = offpurpose("verify", "case", "--quiet")
    agrees("verify_quiet", ran, {})
    assert (ran.status, ran.out) == (4, "")


def test_json(offpurpose: Run, case: Path) -> None:
    change_number(case)
    ran = offpurpose("verify", "case", "--quick", "--json", "--quiet")
    agrees("verify_json", ran, {})
    assert (ran.status, json.loads(ran.out)["agrees"]) == (4, False)


def test_names_of_files_are_not_obeyed_by_a_terminal(offpurpose: Run, case: Path) -> None:
    (case / "\x1b[31m[bold]red.txt").write_text("x")
    (case / "ann@example.org.txt").write_text("x")
    ran = offpurpose("verify", "case", "--quick")
    assert r"\x1b[31m[bold]red.txt: is not in SHA256SUMS" in ran.out
    assert "\x1b" not in ran.out
    assert "ann@example.org" not in ran.out + ran.err


@needs_ssh_keygen
def test_signing(offpurpose: Run, case: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(tmp_path / "key")], check=True
    )
    (tmp_path / "signers").write_text("examiner@example.org " + (tmp_path / "key.pub").read_text())
    ask = ("verify", "case", "--quick", "--allowed-signers", "signers")
    commands = (
        ask,
        ("sign", "case", "--key", "key"),
        ("sign", "case", "--key", "key"),
        ask,
        (*ask, "--signer", "counsel@example.org"),
        ("verify", "case", "--quick"),
    )
    ran = [without_keys(offpurpose(*command)) for command in commands]
    agrees("sign", ran, {})
    assert [each.status for each in ran] == [4, 0, 2, 0, 4, 0]


@pytest.mark.parametrize(
    "options",
    [
        ("--quick", "--rerun"),
        ("--quick", "--inputs-from", "."),
        ("--signer", "me"),
        ("--allowed-signers", "gone"),
        ("--inputs-from", "gone"),
    ],
)
def test_what_cannot_be_asked(offpurpose: Run, case: Path, options: tuple[str, ...]) -> None:
    assert offpurpose("verify", "case", *options).status == 2


def test_no_case(offpurpose: Run) -> None:
    assert offpurpose("verify", "gone").status == 1
