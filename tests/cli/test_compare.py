"""`offpurpose compare`: the view, the forms for machines, and the exit status."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.case.auditing import write_fixture_case
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import INCIDENT, MATCHES_1, write_incident

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare")
    later = INCIDENT.replace("2019-01-05", "2019-01-04T12:00:00Z #").replace(
        '"profile"', '"profile", "newsletter"'
    )
    changes: dict[str, dict[str, Any]] = {
        "june": {},
        "july": {"incident": later, "matches_1": MATCHES_1 + "2019-01-03T00:00:00Z,=a8,u2,email\n"},
    }
    for name, changed in changes.items():
        (folder / name).mkdir()
        write_fixture_case(write_incident(folder / name, **changed), folder / f"case-{name}", database=False)
    return folder


def run(offpurpose: Run, folder: Path, *options: str, after: str = "case-july") -> Ran:
    return offpurpose("compare", str(folder / "case-june"), str(folder / after), *options)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_changed_accounts(offpurpose: Run, folder: Path, tmp_path: Path, form: str) -> None:
    ran = run(offpurpose, folder, f"--{form}")
    agrees(f"compare_{form}", ran, {"FOLDER": folder})
    assert ran.status == 5
    into = run(offpurpose, folder, f"--{form}", "--out", "changes")
    assert (into.status, into.out, into.err) == (5, "", "")
    assert (tmp_path / "changes").read_text() == ran.out
    assert stat.S_IMODE((tmp_path / "changes").stat().st_mode) == 0o600
    assert run(offpurpose, folder, f"--{form}", "--out", "changes").status == 2


def test_the_view(offpurpose: Run, folder: Path) -> None:
    ran = run(offpurpose, folder)
    agrees("compare", ran, {"FOLDER": folder})
    assert ran.status == 5
    quiet = run(offpurpose, folder, "--quiet")
    assert (quiet.status, quiet.out, quiet.err) == (5, "", "")


def test_no_change(offpurpose: Run, folder: Path) -> None:
    ran = run(offpurpose, folder, after="case-june")
    agrees("compare_same", ran, {"FOLDER": folder})
    assert ran.status == 0


def test_what_cannot_be(offpurpose: Run, folder: Path) -> None:
    ran = [
        run(offpurpose, folder, "--csv", "--json"),
        run(offpurpose, folder, "--out", "changes"),
        run(offpurpose, folder, after="case-august"),
    ]
    agrees("compare_usage", ran, {"FOLDER": folder})
    assert [each.status for each in ran] == [2, 2, 1]
