"""What may be asked of a case, and what is refused."""

from __future__ import annotations

import duckdb
import pytest

from offpurpose.asking.question import asked
from offpurpose.errors import ExitStatus, UsageFaultError


def answer(con: duckdb.DuckDBPyConnection, text: str) -> list[tuple[object, ...]]:
    with asked(con, text) as reader:
        return [tuple(row.values()) for row in reader.read_all().to_pylist()]


@pytest.mark.parametrize(
    "text",
    [
        "select count(*) from match",
        "from match",
        "with one as (select 1) from one",
        "values (1)",
        "show tables",
        "describe match",
        "summarize match",
        "table match;",
        "-- a comment\nselect 1 -- and another",
    ],
)
def test_reading(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert answer(con, text)


@pytest.mark.parametrize(
    "text",
    [
        *("", ";", "-- nothing", "select 1; select 2", "select 1; drop table match"),
        *(
            "drop table match",
            "delete from match",
            "update match set copies = 2",
            "insert into match from match",
        ),
        *("create table t as select 1", "create temp table t as select 1", "create view v as select 1"),
        *("copy match to 'x.csv'", "copy (select 1) to 'case.duckdb.wal.recovery'", "attach 'x.duckdb'"),
        *(
            "set lock_configuration = false",
            "reset threads",
            "pragma database_list",
            "install httpfs",
            "load json",
        ),
        *(
            "call duckdb_tables()",
            "checkpoint",
            "begin",
            "export database 'x'",
            "use memory",
            'detach "case"',
        ),
        *("prepare p as select 1", "execute p", "explain analyze select 1", "vacuum", "import database 'x'"),
        *("select * from read_csv('/etc/hosts')", "select * from '/etc/hosts'", "from glob('/*')"),
        *("from read_text('/etc/hosts')", "from duckdb_secrets()", "from 'https://example.org/x.parquet'"),
        *("select * from gone", "selec 1", "select cast('x' as integer)", "select 1/0 from gone"),
    ],
)
def test_what_is_refused_is_a_fault_of_usage(con: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(UsageFaultError) as caught:
        answer(con, text)
    assert caught.value.status == ExitStatus.USAGE
    assert caught.value.hint
    assert answer(con, "select 7") == [(7,)]


def test_no_address_is_repeated(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageFaultError) as caught:
        answer(con, "select cast('ann@example.org' as integer)")
    assert "ann@" not in caught.value.message


def test_an_error_on_the_way(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageFaultError):
        answer(con, "select error('at the end') from range(1000000) as t(n) where n = 999999")


def test_being_stopped_is_ctrl_c(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(KeyboardInterrupt), asked(con, "select 1"):
        raise duckdb.InterruptException("Interrupted!")
    with pytest.raises(KeyboardInterrupt), asked(con, "select 1"):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="another"), asked(con, "select 1"):
        raise RuntimeError("another")
