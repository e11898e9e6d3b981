"""`offpurpose audit`: what it says and how it ends; the case folder has tests of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_broken_incident, write_incident

from offpurpose.audit.sensitivity import READINGS

Run = Callable[..., Ran]

pytestmark = pytest.mark.usefixtures("without_typesetting")

AUDIT = ("audit", "incident.toml", "--out", "case")
# Two rows of a small incident are rejected: a larger share than an audit lets pass, but too few to stop it.


def test_an_audit(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose(*AUDIT)
    agrees("audit", ran, {"CASE": tmp_path / "case"})
    assert ran.status == 0


def test_uses_after_the_end_are_an_exit_status(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path, after_end=True)
    ran = offpurpose(*AUDIT)
    agrees("audit_uses_after_end", ran, {"CASE": tmp_path / "case"})
    assert ran.status == 3


def test_other_readings_are_told_where_they_are_asked_for(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose(*AUDIT, "--sensitivity")
    agrees("audit_sensitivity", ran, {"CASE": tmp_path / "case"})
    summary = json.loads((tmp_path / "case/report/summary.json").read_text())
    schema = json.loads((tmp_path / "case/report/summary.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(summary)
    bounds = {each["reading"]: (each["affected"], each["upper_bound"]) for each in summary["sensitivity"]}
    assert list(bounds) == list(READINGS)
    # a2 gave an address for both; a4 gave one for a purpose of no class.
    assert bounds["dual_purpose_as_security"] == (3, 5)
    assert bounds["unclassified_as_permitted"] == (2, 4)
    manifest = json.loads((tmp_path / "case/manifest.json").read_text())
    assert "summary_sensitivity" in {query["name"] for query in manifest["queries"]}


def test_json_is_the_summary_also_under_quiet(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose(*AUDIT, "--json", "--quiet")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == json.loads((tmp_path / "case/report/summary.json").read_text())


def test_quiet(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose(*AUDIT, "--quiet", "--no-database")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert not (tmp_path / "case/case.duckdb").exists()


def test_nothing_is_overwritten_without_force(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    offpurpose(*AUDIT)
    before = (tmp_path / "case/manifest.json").read_bytes()
    ran = offpurpose(*AUDIT)
    agrees("audit_in_the_way", ran, {"CASE": tmp_path / "case"})
    assert ran.status == 1
    assert (tmp_path / "case/manifest.json").read_bytes() == before
    assert offpurpose(*AUDIT, "--force").status == 0


def test_broken_inputs(offpurpose: Run, tmp_path: Path) -> None:
    write_broken_incident(tmp_path)
    before = sorted(tmp_path.iterdir())
    ran = offpurpose(*AUDIT)
    agrees("audit_broken", ran, {})
    assert ran.status == 1
    assert sorted(tmp_path.iterdir()) == before


def test_no_incident_file(offpurpose: Run) -> None:
    ran = offpurpose("audit", "gone.toml", "--out", "case")
    agrees("audit_no_incident_file", ran, {})
    assert ran.status == 1


def test_too_little_memory(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose(*AUDIT, "--memory", "1MB")
    agrees("audit_too_little_memory", ran, {})
    assert ran.status == 1


@pytest.mark.parametrize("options", [("--threads", "1", "--memory", "1GB"), ("--temp-dir", ".")])
def test_what_it_may_use_changes_no_result(offpurpose: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    write_incident(tmp_path)
    plain = offpurpose(*AUDIT, "--json")
    assert offpurpose(*AUDIT, "--force", "--json", *options).out == plain.out
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"case"}
