"""The inputs of a case as they are now, and auditing them again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.verifying.cases import FIXTURE, change_database, change_json, copied, prove_again, sha256

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.case.opening import open_case
from offpurpose.incident import incident_of
from offpurpose.report.options import ReportOptions
from offpurpose.report.rerender import render_again
from offpurpose.verifying.inputs import input_differences
from offpurpose.verifying.options import VerifyOptions
from offpurpose.verifying.report import Check
from offpurpose.verifying.verify import verify_case

INPUTS = VerifyOptions(inputs=True)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inputs of the case, elsewhere; each test leaves them as they were."""
    return Path(shutil.copytree(FIXTURE, tmp_path_factory.mktemp("moved") / "exports"))


def found(case: Path, folder: Path) -> list[str]:
    """Return what is found of the inputs in a folder, and nothing else: the rest takes a second each time."""
    manifest = open_case(case).manifest
    incident = incident_of(folder / "incident.toml", manifest["incident"]["text"])
    told = input_differences(incident, manifest["inputs"], lambda _stage, _done, _total: None)
    return [f"{each.about}: {each.what}" for each in told]


def test_inputs_that_have_moved_agree(whole_case: Path, moved: Path) -> None:
    report = verify_case(whole_case, VerifyOptions(inputs=True, inputs_from=moved))
    told = "6 input files and the incident file are as they were"
    assert report.checks[-1] == Check("inputs", "agrees", told)
    assert found(whole_case, moved) == []


def test_inputs_that_changed_are_named(whole_case: Path, moved: Path) -> None:
    before = {path: path.read_bytes() for path in moved.iterdir() if path.is_file()}
    (moved / "contacts.csv").write_bytes(before[moved / "contacts.csv"] + b"\n")
    (moved / "uploads.csv").unlink()
    (moved / "incident.toml").write_bytes(before[moved / "incident.toml"] + b"# more\n")
    told = found(whole_case, moved)
    for path, content in before.items():
        path.write_bytes(content)
    assert told == [
        "incident.toml: is not the incident file of this case: its text has changed",
        "uploads.csv: of uploads: there is no such file",
        "contacts.csv: of contacts is not the file that was audited: its bytes have changed",
    ]


def test_inputs_that_are_new_or_gone_are_named(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE, tmp_path / "exports")
    incident = tmp_path / "exports" / "incident.toml"
    incident.write_text(incident.read_text().replace('"matches.csv"', '"matc*.csv"'))
    shutil.copy(tmp_path / "exports" / "matches.csv", tmp_path / "exports" / "matches-2.csv")
    run_audit(incident, tmp_path / "case", AuditOptions(database=False))
    (tmp_path / "exports" / "matches-2.csv").rename(tmp_path / "exports" / "matches-3.csv")
    assert found(tmp_path / "case", tmp_path / "exports") == [
        "matches-2.csv: of matches is gone, or the incident file names it no more",
        "matches-3.csv: of matches is new: it was no input of this case",
    ]


def test_no_inputs_at_all(whole_case: Path, tmp_path: Path) -> None:
    told = found(whole_case, tmp_path)
    assert told[0] == "incident.toml: cannot be read: No such file or directory"
    assert len(told) == 7


def test_a_case_from_other_evidence_is_found_by_auditing_again(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE, tmp_path / "forged")
    contacts = tmp_path / "forged" / "contacts.csv"
    contacts.write_text(contacts.read_text().replace(",two_factor,", ",profile,", 5))
    case = tmp_path / "case"
    run_audit(tmp_path / "forged" / "incident.toml", case)
    # Everything in the case follows from the forged evidence; only where it comes from is a lie.
    true, false = sha256(FIXTURE / "contacts.csv"), sha256(contacts)
    sizes = (FIXTURE / "contacts.csv").stat().st_size, contacts.stat().st_size
    listed = case / "report" / "inputs.csv"
    listed.write_text(listed.read_text().replace(false, true).replace(f",{sizes[1]},", f",{sizes[0]},"))
    change_database(
        case, f"update input_file set sha256 = '{true}', bytes = {sizes[0]} where name = 'contacts.csv'"
    )
    change_json(
        case / "manifest.json",
        lambda manifest: manifest["inputs"][0].update(sha256=true, bytes=sizes[0]),
    )
    prove_again(case)
    render_again(case, ReportOptions())
    prove_again(case)
    report = verify_case(case, VerifyOptions(rerun=True, inputs_from=FIXTURE))
    statuses = {check.name: check.status for check in report.checks}
    rerun = report.checks[-1]
    assert statuses == {**dict.fromkeys(statuses, "agrees"), "rerun": "differs"}
    assert any("auditing again gives" in each.what for each in rerun.differences)
    assert {"accounts/affected_accounts.csv", "case.duckdb"} <= {each.about for each in rerun.differences}


def test_changed_inputs_are_not_audited_again(whole_case: Path, moved: Path) -> None:
    path = moved / "matches.csv"
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    report = verify_case(whole_case, VerifyOptions(rerun=True, inputs_from=moved))
    path.write_bytes(before)
    assert report.checks[-1] == Check.left_out("rerun", "the inputs are not those that were audited")


def test_a_manifest_that_forgot_where_its_inputs_were(whole_case: Path, tmp_path: Path) -> None:
    case = copied(whole_case, tmp_path)
    change_json(case / "manifest.json", lambda manifest: manifest["run"].pop("incident_file"))
    report = verify_case(case, INPUTS)
    assert "name it with --inputs-from" in report.checks[-1].differences[0].what
