"""Ids that are plain numbers are kept as numbers, and all others as text, all over a case."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.loading.harness import loaded

CONTACT = {"kind": "email", "identifier": "ann@example.org", "purpose": "two_factor"}
MATCH = {"matched_at": "2019-01-01T00:00:00Z", "upload_id": "u"}


def types(result: object, column: str, *tables: str) -> set[str]:
    query = "select distinct data_type from duckdb_columns() where column_name = ? and table_name in ?"
    return {kind for (kind,) in result.con.execute(query, [column, list(tables)]).fetchall()}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("contact", "match", "kind"),
    [
        ("7", "8", "BIGINT"),
        ("0", "9223372036854775807", "BIGINT"),
        ("007", "8", "VARCHAR"),
        ("7", "7a", "VARCHAR"),
        ("7", "-7", "VARCHAR"),
        ("7", "+7", "VARCHAR"),
        ("7", "7.0", "VARCHAR"),
        ("7", "1e3", "VARCHAR"),
        ("7", "1_000", "VARCHAR"),
        ("7", " 7", "VARCHAR"),
        ("7", "9223372036854775808", "VARCHAR"),
        ("7", "\u0667", "VARCHAR"),
    ],
)
def test_one_id_that_is_no_plain_number_keeps_all_as_text(
    tmp_path: Path, contact: str, match: str, kind: str
) -> None:
    tables = {
        "contacts": [{**CONTACT, "account_id": contact}],
        "matches": [{**MATCH, "account_id": match, "match_id": "1"}],
    }
    with loaded(tmp_path, {name: pa.Table.from_pylist(rows) for name, rows in tables.items()}) as result:
        assert types(result, "account_id", "contact", "match", "account", "rejected_row") == {kind}
        assert result.column("contact", "account_id") == [contact]
        assert result.column("match", "account_id") == [match]
        assert types(result, "match_id", "match") == {"BIGINT"}


def column(values: list[int | None], kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind)


@pytest.mark.parametrize(
    ("ids", "arrow", "kind"),
    [
        ([1, 2], pa.int64(), "BIGINT"),
        ([1, 2], pa.uint8(), "BIGINT"),
        ([1, 2**63], pa.uint64(), "VARCHAR"),
        ([1, -2], pa.int64(), "VARCHAR"),
        ([1, None], pa.int64(), "VARCHAR"),
    ],
)
def test_match_ids_of_whole_number_columns(
    tmp_path: Path, ids: list[int | None], arrow: pa.DataType, kind: str
) -> None:
    rows = pa.Table.from_pylist([{**MATCH, "account_id": "1"}, {**MATCH, "account_id": "2"}])
    with loaded(tmp_path, {"matches": rows.append_column("match_id", column(ids, arrow))}) as result:
        assert types(result, "match_id", "match") == {kind}
        named = result.column("match", "match_id")
        assert [name for name in named if not name.startswith("row-")] == [
            str(i) for i in ids if i is not None
        ]
        assert len(set(named)) == 2


def test_a_missing_account_id_is_rejected_and_the_others_stay_numbers(tmp_path: Path) -> None:
    rows = pa.Table.from_pylist([MATCH, MATCH, MATCH]).append_column(
        "account_id", column([5, None, 6], pa.int32())
    )
    with loaded(tmp_path, {"matches": rows}) as result:
        assert types(result, "account_id", "match") == {"BIGINT"}
        assert result.column("match", "account_id") == ["5", "6"]
        assert result.rejects() == [("matches", "account_id", "missing_value")]


def test_text_in_a_rejected_row_keeps_all_as_text(tmp_path: Path) -> None:
    rows = pa.Table.from_pylist(
        [{**MATCH, "account_id": "1"}, {**MATCH, "account_id": "one", "matched_at": "never"}]
    )
    with loaded(tmp_path, {"matches": rows}) as result:
        assert types(result, "account_id", "match", "rejected_row") == {"VARCHAR"}
        assert result.column("rejected_row", "account_id") == ["one"]
