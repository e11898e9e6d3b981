"""Opening finished case folders: whole, damaged, newer, without a database; and the lock on them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.case.auditing import FIXTURES, write_fixture_case

from offpurpose.case.opening import as_stored, open_case
from offpurpose.errors import CaseError


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opening") / "case"
    write_fixture_case(FIXTURES / "every_rule" / "incident.toml", folder)
    return folder


@pytest.fixture
def case(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "case"))


def set_in_manifest(case: Path, **sections: Any) -> None:
    manifest = json.loads((case / "manifest.json").read_bytes())
    changed = {name: value for name, value in {**manifest, **sections}.items() if value is not None}
    (case / "manifest.json").write_text(json.dumps(changed))


def test_a_whole_case(whole: Path) -> None:
    case = open_case(whole)
    assert case.manifest["format_version"] == 1
    assert case.summary == json.loads((whole / "report/summary.json").read_bytes())
    with case.database() as con:
        assert con.execute("select count(*) from contact").fetchall()[0][0] > 0
    with case.workspace() as con:
        con.execute("create table few as from evidence.match limit 3").fetchall()
        assert con.execute("select count(*) from few").fetchall() == [(3,)]
    assert case.file("accounts/verdicts.parquet").is_file()


def test_opening_changes_nothing(case: Path) -> None:
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    case.joinpath("case.duckdb").chmod(0o400)
    with open_case(case).database() as con:
        con.execute("select count(*) from match").fetchall()
    assert {path: path.read_bytes() for path in case.rglob("*") if path.is_file()} == before


FORBIDDEN = (
    "create table more (one integer)",
    "drop table match",
    "delete from match",
    "select * from read_csv('/etc/hosts')",
    "select * from glob('/*')",
    "copy match to 'match.csv'",
    "attach 'other.duckdb' as other",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set temp_directory = '.'",
    "export database 'folder'",
)


@pytest.mark.parametrize("query", FORBIDDEN)
def test_what_is_open_is_locked(whole: Path, query: str) -> None:
    with open_case(whole).database() as con, pytest.raises(duckdb.Error):
        con.execute(query).fetchall()


def says(case: Path, message: str, hint: str = "") -> None:
    with pytest.raises(CaseError, match=message) as caught:
        read_all(case)
    assert hint in (caught.value.hint or "")


def read_all(folder: Path) -> None:
    case = open_case(folder)
    with case.database() as con:
        for (table,) in con.execute("select table_name from duckdb_tables()").fetchall():
            con.execute(f'select sum(strlen(cast(t as varchar))) from "{table}" as t').fetchall()
    assert case.summary


def test_no_case(tmp_path: Path) -> None:
    says(tmp_path / "gone", "there is no case folder", "offpurpose audit")
    says(tmp_path, "it has no manifest.json", "offpurpose audit")
    (tmp_path / "manifest.json").write_text('{"format": "other"}')
    says(tmp_path, "its manifest.json is of something else")
    says(tmp_path / "manifest.json", "is a file, not a case folder", "name the folder")


def test_a_newer_format(case: Path) -> None:
    set_in_manifest(case, format_version=2)
    says(case, "written by a newer offpurpose: its format is 2")


@pytest.mark.parametrize("version", [None, "1", 0])
def test_no_format_version(case: Path, version: object) -> None:
    set_in_manifest(case, format_version=version)
    says(case, "lacks format_version")


@pytest.mark.parametrize("section", ["incident", "inputs", "run"])
def test_a_manifest_without_a_section(case: Path, section: str) -> None:
    set_in_manifest(case, **{section: None})
    says(case, f"is damaged: it lacks {section}", "offpurpose verify")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_manifest_that_is_no_manifest(case: Path, content: bytes) -> None:
    (case / "manifest.json").write_bytes(content)
    says(case, "manifest.json is damaged: it is no", "offpurpose verify")


def test_a_case_without_a_database(tmp_path: Path) -> None:
    write_fixture_case(FIXTURES / "every_rule" / "incident.toml", tmp_path / "case", database=False)
    assert not open_case(tmp_path / "case").has_database
    says(tmp_path / "case", "it was audited with --no-database", "explain and sql")


def test_a_lost_database(case: Path) -> None:
    (case / "case.duckdb").rename(case / "other.duckdb")
    says(case, "has lost its case.duckdb")
    (case / "case.duckdb").symlink_to("other.duckdb")
    says(case, "has lost its case.duckdb")


@pytest.mark.parametrize("kept", [0, 100, 5_000, 300_000])
def test_a_database_cut_short(case: Path, kept: int) -> None:
    content = (case / "case.duckdb").read_bytes()
    (case / "case.duckdb").write_bytes(content[:kept])
    says(case, "case.duckdb is damaged", "offpurpose verify")


def test_a_database_with_a_changed_block(case: Path) -> None:
    content = bytearray((case / "case.duckdb").read_bytes())
    for place in range(20_000, len(content), 50_000):
        content[place] ^= 1
    (case / "case.duckdb").write_bytes(content)
    says(case, "case.duckdb is damaged", "offpurpose verify")


def test_a_lost_or_broken_summary(case: Path) -> None:
    (case / "report/summary.json").write_text("{")
    says(case, "summary.json is damaged")
    (case / "report/summary.json").unlink()
    says(case, "summary.json cannot be read")


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("varchar", "007", "007"),
        ("bigint", "7", 7),
        ("bigint", "-7", -7),
        ("bigint", "007", None),
        ("bigint", "+7", None),
        ("bigint", " 7", None),
        ("bigint", "7_0", None),
        ("bigint", "\N{ARABIC-INDIC DIGIT SEVEN}", None),
        ("bigint", "9223372036854775807", 2**63 - 1),
        ("bigint", "9223372036854775808", None),
        ("bigint", "a7", None),
        ("bigint", "9" * 5000, None),
    ],
)
@pytest.mark.parametrize("rows", [0, 1])
def test_an_id_as_it_is_stored(kind: str, given: str, stored: str | int | None, rows: int) -> None:
    with duckdb.connect() as con:
        con.execute(f"create table match as select cast(1 as {kind}) as account_id limit {rows}")
        assert as_stored(con, given) == stored
