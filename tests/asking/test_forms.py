"""The forms of an answer: each value as it may be shown, in order, and nothing lost."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from offpurpose.asking.forms import csv_parts, first_rows, json_parts, write_parquet
from offpurpose.asking.question import asked

VALUES: dict[str, tuple[str, object]] = {
    "1": ("1", 1),
    "null": ("", None),
    "''": ("", ""),
    "'plain'": ("plain", "plain"),
    "'two\nlines, \"quoted\"'": ('two\nlines, "quoted"', 'two\nlines, "quoted"'),
    "'ann@example.org'": ("<email, 15 characters>", "<email, 15 characters>"),
    "'+1 415 555 2671'": ("'<phone".removeprefix("'") + ", 15 characters>", "<phone, 15 characters>"),
    "'=1+1'": ("'=1+1", "=1+1"),
    "true": ("true", True),
    "1.50::decimal(9, 2)": ("1.50", 1.5),
    "0.1::double": ("0.1", 0.1),
    "'nan'::double": ("nan", None),
    "170141183460469231731687303715884105727::hugeint": (
        "170141183460469231731687303715884105727",
        170141183460469231731687303715884105727,
    ),
    "date '2019-01-31'": ("2019-01-31", "2019-01-31"),
    "timestamp '2019-01-31 12:00:00.5'": ("2019-01-31T12:00:00.500000Z", "2019-01-31T12:00:00.500000Z"),
    "'\\xAB\\x00'::blob": ("ab00", "ab00"),
    "'b'::enum('a', 'b')": ("b", "b"),
    "[1, 2]": ("[1, 2]", "[1, 2]"),
    "['ann@example.org']": ("<email, 17 characters>", "<email, 17 characters>"),
    "'\u00e9\u4e2d\U0001f600'": ("\u00e9\u4e2d\U0001f600", "\u00e9\u4e2d\U0001f600"),
}


def read_csv(con: duckdb.DuckDBPyConnection, text: str) -> list[list[str]]:
    with asked(con, text) as answer:
        return list(csv.reader(io.StringIO("".join(csv_parts(answer)), newline="")))


def read_json(con: duckdb.DuckDBPyConnection, text: str) -> Any:
    with asked(con, text) as answer:
        return json.loads("".join(json_parts(answer)))


def read_parquet(con: duckdb.DuckDBPyConnection, text: str) -> list[dict[str, Any]]:
    file = io.BytesIO()
    with asked(con, text) as answer:
        write_parquet(answer, file)
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


@pytest.mark.parametrize("value", VALUES)
def test_a_value(con: duckdb.DuckDBPyConnection, value: str) -> None:
    as_csv, as_json = VALUES[value]
    text = f"select {value} as v, 1 as one"
    assert read_csv(con, text)[1] == [as_csv, "1"]
    assert read_json(con, text) == [{"v": as_json, "one": 1}]
    with asked(con, text) as answer:
        shown = first_rows(answer, 5)
    assert (shown.rows[0][0] or "") == as_csv.removeprefix("'")
    assert "ann@" not in str(read_parquet(con, text))


def test_ids_keep_their_digits(con: duckdb.DuckDBPyConnection) -> None:
    text = "select 1234567890123456789 as upload_id, 7 as account_id"
    assert read_json(con, text) == [{"upload_id": "1234567890123456789", "account_id": "7"}]
    assert read_parquet(con, text) == [{"upload_id": 1234567890123456789, "account_id": 7}]


def test_an_account_id_is_shown_as_it_is(con: duckdb.DuckDBPyConnection) -> None:
    text = "select 'ann@example.org' as account_id, 'ann@example.org' as upload_id"
    assert read_csv(con, text)[1] == ["ann@example.org", "<email, 15 characters>"]


def test_names_of_any_kind(con: duckdb.DuckDBPyConnection) -> None:
    text = """select 1 as "a b", 2 as "=x", 3 as "q""'q", 4 as one, 5 as one, 6 as "one_1" """
    names = ["a b", "=x", "q\"'q", "one", "one_1", "one_1_1"]
    assert read_csv(con, text)[0] == ["a b", "'=x", *names[2:]]
    assert read_json(con, text) == [dict(zip(names, range(1, 7), strict=True))]
    assert list(read_parquet(con, text)[0]) == names


def test_many_rows_in_their_order(con: duckdb.DuckDBPyConnection) -> None:
    text = "select n, 'x' || n as t from range(100000) as r(n) order by n desc"
    expected = [str(n) for n in range(99_999, -1, -1)]
    assert [row[0] for row in read_csv(con, text)[1:]] == expected
    assert [str(row["n"]) for row in read_json(con, text)] == expected
    assert [str(row["n"]) for row in read_parquet(con, text)] == expected


@pytest.mark.parametrize(("rows", "shown", "more"), [(0, 0, False), (5, 5, False), (6, 5, True)])
def test_the_first_rows(con: duckdb.DuckDBPyConnection, rows: int, shown: int, more: bool) -> None:
    with asked(con, f"select n from range({rows}) as r(n) order by n") as answer:
        first = first_rows(answer, 5)
    assert ([row[0] for row in first.rows], first.more) == ([str(n) for n in range(shown)], more)
    assert (first.names, first.numbers) == (["n"], [True])


def test_no_rows(con: duckdb.DuckDBPyConnection) -> None:
    text = "select 1 as a, 'x' as b where false"
    assert read_csv(con, text) == [["a", "b"]]
    assert read_json(con, text) == []
    assert read_parquet(con, text) == []
