"""A case of a fixture: its files, its summary, and the proof of what it holds."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pyarrow.parquet as pq
import pytest
from tests.case.auditing import FIXTURES, write_fixture_case

from offpurpose.errors import CaseError

EVERY_RULE = FIXTURES / "every_rule"
EXPECTED = EVERY_RULE / "expected"

FILES = {
    *(
        f"accounts/{name}.csv"
        for name in ("affected_accounts", "possibly_affected_accounts", "rejected_rows")
    ),
    *(f"accounts/{name}.parquet" for name in ("affected_accounts", "possibly_affected_accounts", "verdicts")),
    *(
        f"report/by_{key}.csv"
        for key in ("country", "system", "advertiser", "partner", "kind", "purpose", "month", "reason")
    ),
    "report/coverage.csv",
    "report/inputs.csv",
    "report/summary.json",
    "report/summary.schema.json",
    "report/datapackage.json",
    "accounts/datapackage.json",
    "manifest.json",
    "SHA256SUMS",
    "case.duckdb",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every_rule") / "case"
    write_fixture_case(EVERY_RULE / "incident.toml", folder)
    return folder


@pytest.fixture(scope="module")
def summary(case: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((case / "report" / "summary.json").read_text())
    return content


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_what_the_contract_says(case: Path) -> None:
    assert set(files_of(case)) == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in case.rglob("*") if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in case.rglob("*") if path.is_dir()} == {0o700}


@pytest.mark.parametrize("name", ["affected_accounts", "possibly_affected_accounts"])
def test_the_lists_are_as_expected(case: Path, name: str) -> None:
    written = (case / "accounts" / f"{name}.csv").read_text()
    assert written == (EXPECTED / f"{name}.csv").read_text()
    table = pq.read_table(case / "accounts" / f"{name}.parquet")
    assert table.column_names == written.splitlines()[0].split(",")
    assert table["account_id"].to_pylist() == [line.split(",")[0] for line in written.splitlines()[1:]]


def test_the_verdicts_are_as_expected(case: Path) -> None:
    rows = pq.read_table(case / "accounts" / "verdicts.parquet").to_pylist()
    header, *lines = (EXPECTED / "verdicts.csv").read_text().splitlines()
    written = [
        ",".join(
            "" if value is None else value if isinstance(value, str) else f"{value:%Y-%m-%dT%H:%M:%S.%fZ}"
            for value in row.values()
        )
        for row in rows
    ]
    assert list(rows[0]) == header.split(",")
    assert written == lines


def test_the_summary_keeps_to_its_schema(case: Path, summary: dict[str, Any]) -> None:
    schema = json.loads((case / "report" / "summary.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(summary)


def test_the_schema_is_strict(case: Path, summary: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((case / "report/summary.schema.json").read_text()))
    broken = {
        **{f"without {section}": {k: v for k, v in summary.items() if k != section} for section in summary},
        "one more": {**summary, "more": 1},
        "negative": {**summary, "csv_prefixed_cells": -1},
        "text for a count": {**summary, "lag": {"within_48_hours": "3"}},
        "a key too many": {**summary, "records": {**summary["records"], "fax": 1}},
    }
    assert [name for name, content in broken.items() if validator.is_valid(content)] == []


def test_the_summary_has_the_expected_figures(summary: dict[str, Any]) -> None:
    expected = json.loads((EXPECTED / "summary.json").read_text())
    sections = ("accounts", "records", "matches", "containment", "coverage", "lag")
    found = {section: {key: summary[section][key] for key in expected[section]} for section in sections}
    assert found == {section: expected[section] for section in sections}


def test_the_summary_has_all_that_the_contract_names(summary: dict[str, Any]) -> None:
    verdicts = "confirmed inferred ambiguous undetermined cleared"
    named = {
        "accounts": f"affected possibly_affected upper_bound eligible {verdicts}",
        "records": "affected email phone",
        "matches": f"read accepted judged before_window after_window other_system {verdicts}",
        "containment": "matches_after_window log_until after_window_security_only after_window_ambiguous"
        " still_active_security_only last_at",
        "coverage": "days days_with_log share",
        "lag": "within_48_hours",
    }
    assert {
        f"{section}.{key}"
        for section, keys in named.items()
        for key in keys.split()
        if key not in summary[section]
    } == set()
    for counts in summary["inputs"].values():
        assert {"read", "accepted", "duplicates", "rejected", "unmatchable"} <= counts.keys()
    assert [edge["shift"] for edge in summary["edges"]] == [
        "start_earlier", "start_later", "end_earlier", "end_later",
    ]  # fmt: skip
    assert summary["sensitivity"] is None


def test_sha256sum_accepts_the_folder(case: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=case, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    listed = {line.split("  ", 1)[1] for line in (case / "SHA256SUMS").read_text().splitlines()}
    assert listed == FILES - {"SHA256SUMS"}


def test_the_manifest_names_everything(case: Path) -> None:
    manifest = json.loads((case / "manifest.json").read_text())
    assert {entry["name"] for entry in manifest["outputs"]} == FILES - {
        "SHA256SUMS", "manifest.json", "case.duckdb",
    }  # fmt: skip
    assert manifest["run"]["database"]["name"] == "case.duckdb"
    assert manifest["incident"]["text"] == (EVERY_RULE / "incident.toml").read_text()
    assert [entry["name"] for entry in manifest["inputs"]] == [
        "contacts.csv", "uploads.csv", "entries.csv", "matches.csv", "accounts.csv", "partner_map.csv",
    ]  # fmt: skip
    lines = (case / "accounts" / "affected_accounts.csv").read_text().count("\n")
    assert manifest["rows"]["accounts/affected_accounts"] == lines - 1
    assert {"offpurpose", "python", "duckdb", "pyarrow", "phonenumbers"} == manifest["versions"].keys()
    assert "match_verdict" in {entry["name"] for entry in manifest["queries"]}


def test_the_database_is_whole_and_readable(case: Path, summary: dict[str, Any]) -> None:
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as con:
        [(affected,)] = con.execute("select count(*) from affected_account").fetchall()
    assert affected == summary["accounts"]["affected"]


def test_another_run_elsewhere_gives_the_same_bytes(case: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    monkeypatch.setenv("LC_ALL", "C")
    time.tzset()
    try:
        shutil.copytree(EVERY_RULE, tmp_path / "elsewhere")
        write_fixture_case(
            tmp_path / "elsewhere" / "incident.toml", tmp_path / "case", threads=4, database=False
        )
    finally:
        monkeypatch.undo()
        time.tzset()
    first, second = files_of(case), files_of(tmp_path / "case")
    assert first.keys() - second.keys() == {"case.duckdb"}
    manifests = [json.loads(files.pop("manifest.json")) for files in (first, second)]
    assert [manifest.pop("run")["database"] is None for manifest in manifests] == [False, True]
    assert manifests[0] == manifests[1]
    aside = {"SHA256SUMS", "case.duckdb"}
    assert [name for name in first.keys() - aside if first[name] != second[name]] == []


def test_nothing_of_the_machine_is_outside_the_block_of_the_run(case: Path) -> None:
    manifest = json.loads((case / "manifest.json").read_text())
    run = manifest.pop("run")
    rest = json.dumps(manifest) + (case / "report" / "summary.json").read_text()
    assert run["host"] == os.uname().nodename
    assert str(case.parent) not in rest
    assert str(EVERY_RULE) not in rest


def test_a_disk_that_takes_nothing_is_an_error_of_ours(case: Path, tmp_path: Path, monkeypatch: Any) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("offpurpose.case.write.write_csv", full)
    with pytest.raises(CaseError, match="No space left on device"):
        write_fixture_case(EVERY_RULE / "incident.toml", tmp_path / "case")
    assert list(tmp_path.iterdir()) == []
