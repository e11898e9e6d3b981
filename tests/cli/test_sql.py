"""`offpurpose sql`: answers in every form, what is refused, and the schema."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.case.auditing import write_fixture_case
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]

COUNTS = "select verdict, count(*) as matches from verdict group by all order by all"
ONE_MATCH = "from match order by source_row limit 1"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sql")
    write_fixture_case(write_incident(folder), folder / "case")
    return folder / "case"


def test_tables_blocks_csv_and_json(offpurpose: Run, case: Path) -> None:
    ran = [
        offpurpose("sql", str(case), COUNTS),
        offpurpose("sql", str(case), ONE_MATCH),
        offpurpose("sql", str(case), COUNTS, "--format", "csv"),
        offpurpose("sql", str(case), COUNTS, "--json"),
        offpurpose("sql", str(case), "select n from range(101) as r(n)"),
    ]
    agrees("sql", ran, {"CASE": case})
    assert {each.status for each in ran} == {0}


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_files(offpurpose: Run, case: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"counts.{form}"
    ran = offpurpose("sql", str(case), COUNTS, "--out", file.name)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    if form == "parquet":
        rows = pq.read_table(file).to_pylist()
        assert rows == json.loads(offpurpose("sql", str(case), COUNTS, "--json").out)
    else:
        assert file.read_text() == offpurpose("sql", str(case), COUNTS, "--format", form).out
    before = file.read_bytes()
    assert offpurpose("sql", str(case), "select 1", "--out", file.name).status == 2
    assert offpurpose("sql", str(case), "select gone", "--out", file.name, "--force").status == 2
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_question_from_stdin(offpurpose: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("select 42 as answer\n"))
    assert offpurpose("sql", str(case), "--json").out == '[\n  {"answer": 42}\n]\n'


def test_what_is_refused(offpurpose: Run, case: Path, tmp_path: Path) -> None:
    ran = [
        offpurpose("sql", str(case), *arguments)
        for arguments in (
            ("drop table match",),
            ("select * from read_csv('/etc/hosts')",),
            ("select 1; select 2",),
            ("select reasn from verdict",),
            ("select 1", "--format", "parquet"),
            ("select 1", "--out", "answer"),
            ("select 1", "--format", "table", "--out", "answer.csv"),
            ("select 1", "--format", "csv", "--json"),
            ("select 1", "--format", "xml"),
        )
    ]
    agrees("sql_refused", ran, {"CASE": case})
    assert {each.status for each in ran} == {2}
    assert list(tmp_path.iterdir()) == []


def test_the_schema(offpurpose: Run, case: Path) -> None:
    shown = offpurpose("sql", str(case), "--schema")
    told = json.loads(offpurpose("sql", str(case), "--schema", "--json").out)
    assert {"contact", "match", "verdict", "rule", "purpose_class"} <= {table["name"] for table in told}
    assert all(table["name"] in shown.out for table in told)
    assert max(map(len, shown.out.splitlines())) <= 80


def test_no_database(offpurpose: Run, tmp_path: Path) -> None:
    write_fixture_case(write_incident(tmp_path), tmp_path / "bare", database=False)
    ran = offpurpose("sql", "bare", "select 1")
    assert ran.status == 1
    assert "--no-database" in ran.err
