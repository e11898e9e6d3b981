"""The exports of a case, read back by other programs."""

from __future__ import annotations

import csv
import json
import shutil
import stat
import subprocess
from pathlib import Path

import openpyxl
import pytest
from tests.cli.incidents import CONTACTS, INCIDENT, MATCHES_1, write_incident

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.errors import CaseError, UsageFaultError
from offpurpose.exporting import workbook
from offpurpose.exporting.export import Exported, ExportOptions, export_case

# Ids that a spreadsheet would eat, take for a formula, or make a link of; countries as inputs have them.
ODD = {
    "007": "DE",
    "1234567890123456789": "US-CA",
    "1E5": "CH",
    "=1+1": "../../escape",
    "https://example.org/x": "DE",
    "@sum(a1)": "",
    "two\nlines": "de",
    "x" * 40_000: "FR",
}
EVERYTHING = ExportOptions(xlsx=True, split="country", timesketch=True)


def quietly(_stage: str, _done: int, _total: int | None) -> None:
    """Take progress and say nothing."""


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    contacts = "".join(f"{quoted(account)},email,ann@example.org,two_factor,,8\n" for account in ODD)
    matches = "".join(f"2019-01-03T00:00:00.5Z,{quoted(account)},u1,email\n" for account in ODD)
    incident = write_incident(
        folder,
        incident=INCIDENT + '[inputs.accounts]\npath = "accounts.csv"\n',
        contacts=CONTACTS + contacts,
        matches_1=MATCHES_1 + matches,
    )
    accounts = "".join(f"{quoted(account)},{country},active\n" for account, country in ODD.items())
    (folder / "accounts.csv").write_text("account_id,country,status\n" + accounts)
    run_audit(incident, folder / "case", AuditOptions(database=False))
    return folder / "case"


@pytest.fixture(scope="module")
def exported(case: Path) -> Exported:
    return export_case(case, case.parent / "exported", EVERYTHING, quietly)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of ours, without the quotation mark that guards some cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in csv.DictReader(file)]


def ids_in(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[object]:
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_folder_is_private_and_says_whose_it_is(case: Path, exported: Exported) -> None:
    files = [path for path in exported.folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(exported.folder.stat().st_mode) == 0o700
    content = json.loads((exported.folder / "export.json").read_text())
    digest = subprocess.check_output(["sha256sum", case / "manifest.json"], text=True).split()[0]
    assert content["case"] == {"reference": "INC-1", "manifest_sha256": digest}
    assert content["rows"] == exported.rows
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=exported.folder, check=True)
    names = {str(path.relative_to(exported.folder)) for path in files}
    assert names == {*exported.rows, "export.json", "SHA256SUMS"}


def test_the_workbook_has_both_lists_with_ids_as_text(case: Path, exported: Exported) -> None:
    book = openpyxl.load_workbook(exported.folder / "accounts.xlsx")
    assert book.sheetnames == ["about", "affected", "possibly affected"]
    for sheet, name in (
        ("affected", "affected_accounts"),
        ("possibly affected", "possibly_affected_accounts"),
    ):
        expected = rows_of(case / "accounts" / f"{name}.csv")
        header = [cell.value for cell in book[sheet][1]]
        assert header == list(expected[0])
        for cells, row in zip(book[sheet].iter_rows(min_row=2), expected, strict=True):
            told = {column: cell.value for column, cell in zip(header, cells, strict=True)}
            whole = {k: "" if v is None else str(v) for k, v in told.items() if k != "account_id"}
            assert whole == {k: v for k, v in row.items() if k != "account_id"}
            assert cells[0].data_type == "s"
            assert cells[0].hyperlink is None
            assert (told["account_id"] == row["account_id"]) == (len(row["account_id"]) < 32_768)
            assert isinstance(told["matches"], int)


def test_a_long_list_goes_on_in_another_sheet(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 6)
    exported = export_case(case, tmp_path / "out", ExportOptions(xlsx=True), quietly)
    book = openpyxl.load_workbook(exported.folder / "accounts.xlsx")
    assert book.sheetnames == ["about", "affected", "affected 2", "possibly affected"]
    ids = [*ids_in(book["affected"]), *ids_in(book["affected 2"])]
    expected = [row["account_id"] for row in rows_of(case / "accounts" / "affected_accounts.csv")]
    assert [str(each)[:100] for each in ids] == [each[:100] for each in expected]
    assert len(ids_in(book["affected"])) == 5


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_opens_the_workbook_and_keeps_every_digit(exported: Exported, tmp_path: Path) -> None:
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    book = exported.folder / "accounts.xlsx"
    subprocess.run(
        [*command, sheet, "--outdir", tmp_path, book], check=True, capture_output=True, timeout=120
    )
    [table] = tmp_path.glob("*.csv")
    with table.open(encoding="utf-8", newline="") as file:
        ids = {row["account_id"] for row in csv.DictReader(file)}
    assert {account for account in ODD if len(account) < 100} <= ids


def test_the_parts_of_the_notification_list_are_the_list(case: Path, exported: Exported) -> None:
    index = rows_of(exported.folder / "notify" / "index.csv")
    parts = {row["part"]: rows_of(exported.folder / "notify" / row["file"]) for row in index}
    assert {part: len(rows) for part, rows in parts.items()} == {
        "CH": 1, "DE": 2, "FR": 1, "US": 1, "US-CA": 1, "other": 2, "unknown": 2,
    }  # fmt: skip
    assert {row["part"]: int(row["accounts"]) for row in index} == {
        part: len(rows) for part, rows in parts.items()
    }
    together = sorted(row["account_id"] for rows in parts.values() for row in rows)
    whole = rows_of(case / "accounts" / "affected_accounts.csv")
    assert together == sorted(row["account_id"] for row in whole)


def test_the_list_can_be_split_by_the_languages_of_countries(case: Path, tmp_path: Path) -> None:
    exported = export_case(case, tmp_path / "out", ExportOptions(split="language"), quietly)
    parts = {name.split(".")[1]: rows for name, rows in exported.rows.items() if "index" not in name}
    assert parts == {"de": 2, "de_gsw_fr_it": 1, "en": 2, "fr": 1, "other": 2, "unknown": 2}


def test_the_timeline_has_what_timesketch_needs_and_no_identifier(case: Path, exported: Exported) -> None:
    rows = rows_of(exported.folder / "timesketch.csv")
    assert list(rows[0])[:3] == ["message", "datetime", "timestamp_desc"]
    assert [row["datetime"] for row in rows] == sorted(row["datetime"] for row in rows)
    assert {row["verdict"] for row in rows} <= {"confirmed", "inferred"}
    summary = json.loads((case / "report" / "summary.json").read_text())
    assert len(rows) == summary["matches"]["confirmed"] + summary["matches"]["inferred"]
    assert all(row["message"] and row["timestamp_desc"] for row in rows)
    text = (exported.folder / "timesketch.csv").read_text()
    assert "ann@example.org" not in text
    assert "4155552671" not in text


def test_written_again_the_bytes_are_the_same(case: Path, exported: Exported, tmp_path: Path) -> None:
    again = export_case(case, tmp_path / "again", EVERYTHING, quietly)
    for name in exported.rows:
        assert (again.folder / name).read_bytes() == (exported.folder / name).read_bytes(), name


def test_nothing_is_written_where_something_stands(case: Path, exported: Exported) -> None:
    before = (exported.folder / "SHA256SUMS").read_bytes()
    with pytest.raises(CaseError, match="holds something"):
        export_case(case, exported.folder, EVERYTHING, quietly)
    assert (exported.folder / "SHA256SUMS").read_bytes() == before


def test_an_export_of_nothing_or_of_no_case_is_refused(case: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageFaultError):
        export_case(case, tmp_path / "out", ExportOptions(), quietly)
    with pytest.raises(CaseError):
        export_case(tmp_path, tmp_path / "out", EVERYTHING, quietly)
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_has_lost_a_list_leaves_nothing_behind(case: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "case"
    shutil.copytree(case, damaged)
    (damaged / "accounts" / "affected_accounts.parquet").unlink()
    with pytest.raises(CaseError, match="has lost its accounts/affected_accounts"):
        export_case(damaged, tmp_path / "out", EVERYTHING, quietly)
    assert {path.name for path in tmp_path.iterdir()} == {"case"}
