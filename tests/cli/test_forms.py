"""`offpurpose report --form` and `--since`: what they write and how they end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import validate
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

from offpurpose.audit.run import AuditOptions, run_audit

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audited")
    run_audit(write_incident(folder), folder / "case", AuditOptions(database=False))
    return folder / "case"


@pytest.fixture
def case(audited: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(audited, tmp_path / "case"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_form_goes_to_stdout_and_the_case_stays_as_it_is(offpurpose: Run, case: Path) -> None:
    before = files_of(case)
    ran = offpurpose("report", "case", "--form", "gdpr-33")
    agrees("form_gdpr_33", ran, {})
    assert ran.status == 0
    sheet = json.loads(offpurpose("report", "case", "--form", "gdpr-33", "--json").out)
    assert sheet["form"] == "gdpr-33"
    assert files_of(case) == before


def test_forms_are_handed_over_with_the_report(offpurpose: Run, case: Path, tmp_path: Path) -> None:
    ran = offpurpose(
        "report", "case", "--form", "ico", "--form", "us-state", "--since", "case", "--suppress-below", "3",
        "--out", "out", "--json",
    )  # fmt: skip
    agrees("form_handed_over", ran, {"DIR": tmp_path})
    assert ran.status == 0
    written = files_of(tmp_path / "out")
    for name in ("form_ico", "form_us-state"):
        assert json.loads(written[f"{name}.json"])["suppressed_below"] == 3
        assert f"  {name}.md\n" in written["SHA256SUMS"].decode()
    assert "Since the earlier case" in written["form_ico.md"].decode()
    assert "at least \\[withheld\\] accounts then" in written["form_ico.md"].decode()
    assert json.loads(written["summary.json"])["change"]["moves"] == []
    assert validate(str(tmp_path / "out" / "datapackage.json")).valid


@pytest.mark.parametrize(
    ("name", "arguments"),
    {
        "form_none": ("--form", "gdpr-34"),
        "form_two": ("--form", "ico", "--form", "eu-611"),
        "since_nothing": ("--since", "case"),
    }.items(),
)
def test_what_cannot_be(offpurpose: Run, case: Path, name: str, arguments: tuple[str, ...]) -> None:
    ran = offpurpose("report", "case", *arguments)
    agrees(f"usage_{name}", ran, {})
    assert (ran.status, ran.out) == (2, "")
