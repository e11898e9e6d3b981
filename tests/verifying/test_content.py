"""Changes by somebody who makes the digests agree again: what the evidence gives tells them apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cli.incidents import CONTACTS, MATCHES_1, UPLOADS, write_incident
from tests.verifying.cases import FIXTURE, change_database, change_json, copied, prove_again, write_json

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.case.opening import open_case
from offpurpose.case.versions import versions
from offpurpose.report.options import ReportOptions
from offpurpose.report.rerender import render_again
from offpurpose.verifying.evidence import NotRemadeError, write_report_of
from offpurpose.verifying.options import VerifyOptions
from offpurpose.verifying.report import VerifyReport
from offpurpose.verifying.verify import verify_case

AFFECTED = "accounts/affected_accounts"
SUMMARY = "report/summary.json"


@pytest.fixture
def case(whole_case: Path, tmp_path: Path) -> Path:
    return copied(whole_case, tmp_path)


def told(case: Path) -> list[str]:
    """Return what verifying finds once the digests have been made to agree."""
    prove_again(case)
    report = verify_case(case)
    assert report.checks[0].status == "agrees"
    return [f"{each.about}: {each.what}" for each in report.differences]


def statuses(report: VerifyReport) -> dict[str, str]:
    return {check.name: check.status for check in report.checks}


def test_a_whole_case_agrees_in_everything(whole_case: Path) -> None:
    before = {path: path.read_bytes() for path in whole_case.rglob("*") if path.is_file()}
    report = verify_case(whole_case)
    assert report.differences == ()
    assert list(statuses(report)) == ["files", "manifest", "lists", "results"]
    assert set(statuses(report).values()) == {"agrees"}
    assert report.notes == ()
    assert {path: path.read_bytes() for path in whole_case.rglob("*") if path.is_file()} == before


def test_rows_may_have_other_numbers(tmp_path: Path) -> None:
    run_audit(FIXTURE / "incident.toml", tmp_path / "case", AuditOptions(threads=2, ranges=3))
    assert told(tmp_path / "case") == []


def test_a_verdict_that_rests_on_another_span(case: Path) -> None:
    change_database(
        case,
        "update verdict_code set span_no = (select min(span_no) from held_span)"
        " where source_row = (select max(source_row) from verdict_code where span_no is not null)",
    )
    apart = "1 rows that the evidence gives not, and not 1 rows that the evidence gives"
    assert told(case) == [f"case.duckdb: table verdict_code has {apart}"]


def test_the_block_of_the_run_is_set_aside(case: Path) -> None:
    change_json(case / "manifest.json", lambda manifest: manifest["run"].update(host="elsewhere"))
    assert told(case) == []


def test_a_number_of_the_summary(case: Path) -> None:
    number = json.loads((case / SUMMARY).read_bytes())["accounts"]["affected"]
    change_json(case / SUMMARY, lambda summary: summary["accounts"].update(affected=number + 1))
    assert told(case) == [
        f"{SUMMARY}: accounts.affected is {number + 1}, where the lists and verdicts give {number}",
        f"{SUMMARY}: accounts.affected is {number + 1}, where the evidence gives {number}",
    ]


def test_every_number_of_the_summary_counts(case: Path) -> None:
    places: list[tuple[Any, Any]] = []

    def find(content: Any) -> None:
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            if isinstance(value, (dict, list)):
                find(value)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                places.append((content, key))

    summary = json.loads((case / SUMMARY).read_bytes())
    find(summary)
    for content, key in places:
        content[key] += 1
    write_json(case / SUMMARY, summary)
    [more] = [line for line in told(case) if "more figures" in line]
    assert re.search(r"and ([\d,]+) more", more) is not None
    assert int(re.sub(r"\D", "", more)) == len(places) - 20


def swap_verdict(path: Path) -> None:
    text = path.read_text()
    assert ",confirmed," in text
    path.write_text(text.replace(",confirmed,", ",inferred,", 1))


def change_parquet(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    table = pq.read_table(path)
    pq.write_table(change(table), path, compression="zstd")


def with_first(column: str, value: object) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(column)
        values = [value, *table[column].to_pylist()[1:]]
        return table.set_column(place, table.field(place), pa.array(values, table.field(place).type))

    return change


def drop_line(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))


def write_to(case: Path, name: str, text: str) -> None:
    (case / name).write_text(text)


def first_lines(path: Path, number: int) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:number]))


VERDICTS = "accounts/verdicts.parquet"
POSSIBLY = "accounts/possibly_affected_accounts"

Changes = list[tuple[Callable[[Path], None], str]]

# Changes that leave each other findable are made together: verifying takes a second each time.
FILES: dict[str, Changes] = {
    "values": [
        (
            lambda case: swap_verdict(case / f"{AFFECTED}.csv"),
            rf'{AFFECTED}.csv: line \d+ .*: verdict is "inferred", where the evidence gives "confirmed"',
        ),
        (
            lambda case: change_parquet(case / f"{AFFECTED}.parquet", with_first("account_id", "nobody")),
            rf'{AFFECTED}.parquet: row 1 \(account_id "nobody"\): account_id is "nobody", where',
        ),
        (
            lambda case: change_parquet(case / VERDICTS, with_first("verdict", "cleared")),
            rf'{VERDICTS}: row 1 .*: verdict is "cleared", where the evidence gives',
        ),
        (
            lambda case: change_json(
                case / "report/summary.schema.json", lambda schema: schema.update(title="another")
            ),
            r'report/summary.schema.json: title is "another", where the evidence gives "Summary of an audit"',
        ),
        (
            lambda case: write_to(case, "report/more.csv", "x"),
            r"report/more.csv: is no file that the evidence gives",
        ),
    ],
    "rows": [
        (
            lambda case: drop_line(case / f"{AFFECTED}.csv"),
            rf"{AFFECTED}.csv: line 2 begins with .*, where the evidence gives another row, of ",
        ),
        (lambda case: first_lines(case / f"{POSSIBLY}.csv", 3), rf"{POSSIBLY}.csv: ends at line 4"),
        (
            lambda case: change_parquet(case / VERDICTS, lambda table: table.slice(1)),
            rf"{VERDICTS}: has [\d,]+ rows, where the evidence gives [\d,]+",
        ),
        (
            lambda case: drop_line(case / "report/by_country.csv"),
            r"report/by_country.csv: line 2 begins with ",
        ),
        (
            lambda case: drop_line(case / "accounts/rejected_rows.csv"),
            r"summary.json: rejected rows of inputs.\w+ is \d+, where accounts/rejected_rows.csv has \d+",
        ),
    ],
    "the form alone": [
        (
            lambda case: change_parquet(case / VERDICTS, lambda table: table),
            rf"{VERDICTS}: has the rows that the evidence gives, but not its bytes",
        ),
        (
            lambda case: change_parquet(case / f"{AFFECTED}.parquet", lambda table: table.drop(["kinds"])),
            rf"{AFFECTED}.parquet: has other columns than the evidence gives",
        ),
        (
            lambda case: write_to(case, f"{POSSIBLY}.parquet", "PAR1"),
            rf"{POSSIBLY}.parquet: cannot be read as Parquet",
        ),
    ],
}


@pytest.mark.parametrize("name", FILES)
def test_changed_files(case: Path, name: str) -> None:
    for change, _ in FILES[name]:
        change(case)
    found = told(case)
    for _, expected in FILES[name]:
        assert any(re.search(expected, line) for line in found), (expected, found)


DATABASE: dict[str, dict[str, str]] = {
    "results": {
        "update incident set window_end = window_end - interval 1 day": r"table incident has 1 rows",
        "delete from purpose_class": r"table purpose_class has not \d+ rows that the evidence gives",
        "update account_verdict set verdict = 'cleared'": r"table account_verdict has \d+ rows",
        "create or replace view verdict as select * from verdict_code where false": (
            r"view verdict (is not the view verdict|has other columns)"
        ),
        "create or replace view affected_account as select * from read_text('/etc/hostname')": (
            r"view affected_account has other columns than the evidence gives"
        ),
        "create table notes as select 1 as one": r"table notes is none of a case",
        "create macro more() as 1": r"macro more is none of a case",
        "create schema more": r"schema more is none of a case",
        "update input_file set sha256 = repeat('0', 64)": (
            r"manifest.json: inputs\[0\].sha256 is .*, where the evidence gives \"0000"
        ),
        "drop view by_country": r"view by_country is missing",
    },
    "evidence": {"update contact set purpose = 'profile'": r"summary.json: accounts.affected is \d+, where"},
    "less evidence": {"delete from match": r"the audit's own checks failed"},
    "a view for a table": {
        "drop table rejected_row": "",
        "create view rejected_row as select 1 as one": r"its table rejected_row is a view",
    },
    "no table": {"drop table match": r"its table match is missing: the evidence is not whole"},
    "other columns": {
        "alter table match drop column ended_at": r"the queries do not run over its tables \(binder error\)"
    },
}


@pytest.mark.parametrize("name", DATABASE)
def test_a_changed_database(case: Path, name: str) -> None:
    change_database(case, *DATABASE[name])
    found = told(case)
    for expected in DATABASE[name].values():
        assert any(re.search(expected, line) for line in found), (expected, found)


def restate_incident(manifest: dict[str, Any]) -> None:
    incident = manifest["incident"]
    incident["text"] = (
        incident["text"].replace("[window]", "[window]\nrule = 'active'").replace('rule = "matched"', "")
    )
    incident["sha256"] = hashlib.sha256(incident["text"].encode()).hexdigest()


Manifest = dict[str, Any]

MANIFEST: dict[str, list[tuple[Callable[[Manifest], Any], str]]] = {
    "the incident": [(restate_incident, r"table incident has 1 rows")],
    "what it states": [
        (
            lambda manifest: manifest["incident"].update(text=manifest["incident"]["text"] + "\n"),
            r"the text of the incident file is not the one whose digest it states",
        ),
        (
            lambda manifest: manifest["queries"][3].update(sha256="0" * 64),
            r"manifest.json: query \w+ is not that of this offpurpose",
        ),
        (
            lambda manifest: manifest["inputs"][0].update(rows=1),
            r"manifest.json: inputs\[0\].rows is 1, where the evidence gives \d+",
        ),
        (lambda manifest: manifest["rows"].clear(), r"manifest.json: rows.\S+ is missing, where the"),
        (
            lambda manifest: manifest["versions"].update(phonenumbers="1.0"),
            r"summary.json: rules.versions.phonenumbers is .*, where the evidence gives \"1.0\"",
        ),
    ],
    "no incident": [
        (lambda manifest: manifest["incident"].pop("text"), r"it does not state its incident file")
    ],
    "a broken incident": [
        (
            lambda manifest: manifest["incident"].update(text="[incident]"),
            r"manifest.json: cannot be used: ",
        )
    ],
}


@pytest.mark.parametrize("name", MANIFEST)
def test_a_changed_manifest(case: Path, name: str) -> None:
    for change, _ in MANIFEST[name]:
        change_json(case / "manifest.json", change)
    found = told(case)
    for _, expected in MANIFEST[name]:
        assert any(re.search(expected, line) for line in found), (expected, found)


def test_a_report_that_was_rendered_again(case: Path) -> None:
    render_again(case, ReportOptions(title="Another title", prepared_by="Counsel"))
    report = verify_case(case, VerifyOptions(rerun=True))
    assert report.differences == ()
    path = case / "report/report.html"
    path.write_text(path.read_text().replace("Counsel", "Nobody"))
    [html] = [line for line in told(case) if "report.html" in line]
    assert "is not what the evidence gives: it differs from byte" in html
    opened = open_case(case)
    del opened.manifest["report"]["paper"]
    with pytest.raises(NotRemadeError, match="does not say from what its report was rendered"):
        write_report_of(opened, case)


def test_another_version_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case"
    made_by = {**versions(), "phonenumbers": "8.13.0"}
    monkeypatch.setattr("offpurpose.case.write.versions_at_hand", lambda: made_by)
    run_audit(write_incident(tmp_path), case)
    monkeypatch.undo()
    # Other versions write the same rows as other bytes.
    change_parquet(case / VERDICTS, lambda table: table)
    prove_again(case)
    report = verify_case(case)
    assert report.differences == ()
    [note] = report.notes
    assert note.startswith("the case was made with phonenumbers 8.13.0, and is verified with ")


def test_a_damaged_database_is_not_opened(case: Path) -> None:
    path = case / "case.duckdb"
    path.write_bytes(path.read_bytes()[:5000])
    report = verify_case(case)
    assert statuses(report)["results"] == "not checked"
    assert not report.agrees
    assert told(case) == [f"case.duckdb: {path} is damaged"]


@pytest.fixture(scope="module")
def whole_without_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("without")
    run_audit(write_incident(folder), folder / "case", AuditOptions(database=False))
    return folder / "case"


@pytest.fixture
def files_alone(whole_without_database: Path, tmp_path: Path) -> Path:
    return copied(whole_without_database, tmp_path)


def test_without_a_database_the_files_are_compared_with_each_other(files_alone: Path) -> None:
    report = verify_case(files_alone)
    assert report.agrees
    assert statuses(report)["results"] == "not checked"
    change_parquet(files_alone / VERDICTS, with_first("verdict", "cleared"))
    found = told(files_alone)
    assert "accounts: account a1 is listed as inferred, and no verdict puts it there" in found
    assert f"{SUMMARY}: matches.inferred is 2, where the lists and verdicts give 1" in found


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("verdict", "confirmed", "is listed as confirmed, where the verdicts give inferred"),
        ("matches", 7, "has other figures on the list than the verdicts give"),
        ("advertisers", 7, "has other figures on the list than the verdicts give"),
        ("kinds", "phone", "has other figures on the list than the verdicts give"),
        ("account_id", "a7", "is inferred by its verdicts, and on no list"),
        ("reasons", "row_rejected", "has other figures on the list than the verdicts give"),
        ("reasons", None, "has other figures on the list than the verdicts give"),
    ],
)
def test_a_list_against_the_verdicts(files_alone: Path, column: str, value: object, expected: str) -> None:
    change_parquet(files_alone / f"{AFFECTED}.parquet", with_first(column, value))
    assert f"accounts: account a1 {expected}" in told(files_alone)


def test_masked_ids_and_other_readings(tmp_path: Path) -> None:
    uploads = UPLOADS.replace("brand", "ads@brand.example.com").replace("shop", "pay@shop.example.com")
    matches = MATCHES_1 + "2019-01-02T12:00:00Z,a1,u2,email\n2019-01-02T13:00:00Z,a1,u1,email\n"
    contacts = CONTACTS.replace("a3,phone,+14155552671", "a1,email,eve@example.org")
    incident = write_incident(tmp_path, uploads=uploads, matches_1=matches, contacts=contacts)
    # Other readings are made again, too.
    run_audit(incident, tmp_path / "case", AuditOptions(sensitivity=True))
    verdicts = pq.read_table(tmp_path / "case/accounts/verdicts.parquet")
    assert "<email, 21 characters>" in verdicts["advertiser_id"].to_pylist()
    assert verify_case(tmp_path / "case").differences == ()
