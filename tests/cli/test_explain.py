"""`offpurpose explain`: what it says of accounts on either list, on neither, and in no case."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.case.auditing import write_fixture_case
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    write_fixture_case(write_incident(folder, after_end=True), folder / "case")
    return folder / "case"


@pytest.mark.parametrize("account", ["a1", "a2", "a3", "a4", "a5", "a6", "a9"])
def test_an_account(offpurpose: Run, case: Path, account: str) -> None:
    ran = offpurpose("explain", str(case), account)
    agrees(f"explain_{account}", ran, {"CASE": case})
    assert ran.status == 0


def test_json_also_under_quiet(offpurpose: Run, case: Path) -> None:
    ran = offpurpose("explain", str(case), "a2", "--json", "--quiet")
    agrees("explain_json", ran, {"CASE": case})
    assert json.loads(ran.out)["verdict"] == "undetermined"


def test_one_match(offpurpose: Run, case: Path) -> None:
    told = json.loads(offpurpose("explain", str(case), "a1", "--json").out)
    name = told["matches"][-1]["match_id"]
    ran = offpurpose("explain", str(case), "a1", "--match", name)
    assert ran.status == 0
    assert ran.out.count("  match ") == 1
    agrees("explain_no_such_match", offpurpose("explain", str(case), "a1", "--match", "m"), {"CASE": case})


def test_nobody(offpurpose: Run, case: Path) -> None:
    ran = offpurpose("explain", str(case), "a7")
    agrees("explain_nobody", ran, {"CASE": case})
    assert ran.status == 1


def test_an_address_for_an_account_is_not_repeated(offpurpose: Run, case: Path) -> None:
    ran = offpurpose("explain", str(case), "ann@example.org")
    assert ran.status == 1
    assert "ann@" not in ran.err


def test_no_case(offpurpose: Run, tmp_path: Path) -> None:
    write_fixture_case(write_incident(tmp_path), tmp_path / "bare", database=False)
    ran = [offpurpose("explain", folder, "a1") for folder in ("gone", ".", "incident.toml", "bare")]
    agrees("explain_no_case", ran, {})
    assert {each.status for each in ran} == {1}


def test_a_page(offpurpose: Run, case: Path, tmp_path: Path) -> None:
    command = ("explain", str(case), "a1", "--quiet", "--html", "a1.html")
    ran = offpurpose(*command)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    page = tmp_path / "a1.html"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    agrees("explain_page_in_the_way", offpurpose(*command), {"CASE": case})
    page.write_bytes(b"")
    assert offpurpose(*command, "--force").status == 0
    assert page.stat().st_size
    assert [path.name for path in tmp_path.iterdir()] == ["a1.html"]


def test_a_page_that_cannot_be_written(offpurpose: Run, case: Path, tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "other.html")
    for name in ("gone/a1.html", ".", "link.html"):
        ran = offpurpose("explain", str(case), "a1", "--html", name, "--force")
        assert (ran.status, ran.out) == (2, "")
    assert not (tmp_path / "other.html").exists()
