"""Column mappings: which expressions may be used, what they give, and what is said of wrong ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from tests.loading.harness import (
    CONTACT,
    MATCH,
    SOUND,
    loaded,
    loaded_incident,
    problem_of,
    write,
    write_incident,
)

from offpurpose.errors import InputError
from offpurpose.inputs.expressions import ExpressionFault, parse_expression


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


GOOD = {
    "user_id": ("user_id",),
    '"user id"': ("user id",),
    "lower(a)": ("a",),
    "a || '-' || b": ("a", "b"),
    "case when a = '1' then 'email' else b end": ("a", "b"),
    "coalesce(a, b)": ("a", "b"),
    "try_cast(a as bigint)::varchar": ("a",),
    "cast(a as decimal(20, 0))": ("a",),
    "payload ->> 'user'": ("payload",),
    "payload -> 'user' ->> 'id'": ("payload",),
    "json_extract_string(payload, '$.user.id')": ("payload",),
    "payload.user.id": ("payload",),
    "strptime(day || ' ' || clock, '%d.%m.%Y %H:%M')": ("day", "clock"),
    "a at time zone 'Europe/Paris'": ("a",),
    "timestamp '2019-01-01' + interval 1 day": (),
    "regexp_extract(a, '^u-([0-9]+)$', 1)": ("a",),
    "a is null or b in ('x', 'y')": ("a", "b"),
    "a between 1 and 2": ("a",),
    "a[1]": ("a",),
    "'email'": (),
    "null": (),
    "a -- the user": ("a",),
    "/* the user */ a": ("a",),
}


@pytest.mark.parametrize("text", GOOD)
def test_expressions_over_columns_are_allowed(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert parse_expression(con, text).reads == GOOD[text]


BAD = [
    # Files, settings, the environment and what changes between runs.
    "read_csv('/etc/passwd')",
    "read_text('/etc/passwd')",
    "read_blob(a)",
    "glob('/*')",
    "getenv('HOME')",
    "current_setting('home_directory')",
    "getvariable('x')",
    "now()",
    "today()",
    "random()",
    "uuid()",
    "nextval('s')",
    "current_user()",
    "pg_read_file('x')",
    "sleep_ms(1000)",
    "write_log('x')",
    "error(a)",
    # Other rows and other tables.
    "(select 1)",
    "(select max(account_id) from contact)",
    "exists (select 1 from match)",
    "a in (select b from match)",
    "a = any(b)",
    "query('select 1')",
    "query_table('match')",
    "count(*)",
    "max(a)",
    "first(a order by b)",
    "row_number() over ()",
    "lag(a) over (order by b)",
    "unnest(a)",
    "generate_series(1, 1000000000)",
    "repeat(a, 1000000000)",
    # More than an expression.
    "a; drop table match",
    "a) from match; --",
    "a) from (values (1)",
    "a), (b",
    "a, b",
    "a,",
    "a as b",
    "a) union all (select b",
    "a) where (true",
    "a from b",
    "with x as (select 1) select 1",
    "*",
    "columns('a')",
    "#1",
    "$1",
    "?",
    "",
    "   ",
    "-- nothing",
    "a /*",
    "'a",
    "a +",
    # Functions by another door.
    "main.lower(a)",
    "system.main.lower(a)",
    "a.lower()",
    "list_transform(a, x -> x)",
    "list_filter(a, lambda x: x > 1)",
    "lambda x: x",
    "[x for x in a]",
    "offpurpose_masked(a, 'other')",
    "offpurpose_e164(a, b)",
    "a collate nocase",
    "a::regclass",
    "a::main.kind",
    "a::enum('x')",
]


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_refused(con: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(ExpressionFault):
        parse_expression(con, text)


def test_macros_cannot_be_reached(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create or replace macro peek(x) as (select max(x))")
    with pytest.raises(ExpressionFault):
        parse_expression(con, "peek(a)")


def mapped(columns: dict[str, str], **more: object) -> dict[str, dict[str, object]]:
    return {"contacts": {"columns": columns, **more}}


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_mapping_gives_its_columns(tmp_path: Path, form: str) -> None:
    row = {"user": "U7", "type": "MAIL", "value": "ann@example.org", "why": "2FA", "Since": "02.01.2019"}
    columns = {
        "account_id": "user",
        "kind": "case type when 'MAIL' then 'email' else 'phone' end",
        "identifier": "value",
        "purpose": "case when why = '2FA' then 'two_factor' else lower(why) end",
        "valid_from": "strptime(since, '%d.%m.%Y')",
    }
    with loaded(
        tmp_path, {"contacts": [row]}, form=form, tables=mapped(columns), timezone="Europe/Paris"
    ) as result:
        assert result.rows(
            "contact", "account_id", "kind", "purpose", "cast(valid_from as varchar)", order="1"
        ) == [("U7", "email", "two_factor", "2019-01-01 23:00:00")]
        assert result.report.inputs["contacts"].ignored == ()


def test_a_mapped_column_wins_over_one_of_the_canonical_name(tmp_path: Path) -> None:
    row = {**CONTACT, "account_id": "wrong", "user": "right", "spare": "x"}
    with loaded(tmp_path, {"contacts": [row]}, tables=mapped({"account_id": "user"})) as result:
        assert result.column("contact", "account_id") == ["right"]
        assert result.report.inputs["contacts"].ignored == ("account_id", "spare")


def test_a_mapping_can_turn_columns_around(tmp_path: Path) -> None:
    row = {**CONTACT, "account_id": "two_factor", "purpose": "1"}
    columns = {"account_id": "purpose", "purpose": "account_id"}
    with loaded(tmp_path, {"contacts": [row]}, tables=mapped(columns)) as result:
        assert result.rows("contact", "account_id", "purpose") == [("1", "two_factor")]


def test_columns_with_awkward_names(tmp_path: Path) -> None:
    row = {**CONTACT, 'the "user"': "9", "account_id_tried": "x", "fault": "y", "select": "z"}
    columns = {"account_id": '"the ""user"""', "purpose": '"select" || account_id_tried || fault'}
    with loaded(tmp_path, {"contacts": [row]}, tables=mapped(columns)) as result:
        assert result.rows("contact", "account_id", "purpose") == [("9", "zxy")]


def test_an_expression_that_fails_on_a_row_rejects_that_row(tmp_path: Path) -> None:
    rows = [{**CONTACT, "n": "5"}, {**CONTACT, "n": "ann@example.org"}, {**CONTACT, "n": ""}]
    with loaded(
        tmp_path, {"contacts": rows}, tables=mapped({"account_id": "(n::bigint + 1)::varchar"})
    ) as result:
        assert result.column("contact", "account_id") == ["6"]
        assert result.rows("rejected_row", "column_name", "reason", "masked_value") == [
            ("account_id", "bad_expression", ""),
            ("account_id", "missing_value", ""),
        ]


def test_nested_columns(tmp_path: Path) -> None:
    row = {**CONTACT, "payload": {"user": {"id": "77"}}}
    with loaded(
        tmp_path, {"contacts": [row]}, form="parquet", tables=mapped({"account_id": "payload.user.id"})
    ) as result:
        assert result.column("contact", "account_id") == ["77"]
    with loaded(
        tmp_path,
        {"contacts": [row]},
        form="jsonl",
        tables=mapped({"account_id": "payload -> 'user' ->> 'id'"}),
    ) as result:
        assert result.column("contact", "account_id") == ["77"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_wrong_name_is_told_with_the_nearest(tmp_path: Path, form: str) -> None:
    row = {**CONTACT, "user_identifier": "1"}
    error = problem_of(
        tmp_path, {"contacts": [row]}, form=form, tables=mapped({"account_id": "user_identifer"})
    )
    assert "expression for account_id names user_identifer" in error.message
    assert "the nearest is user_identifier" in error.message


def test_missing_columns_are_told_with_what_is_there(tmp_path: Path) -> None:
    row = {"user_id": "1", "type": "email", "purpose": "two_factor", "e_mail": "ann@example.org"}
    error = problem_of(tmp_path, {"contacts": [row]})
    assert error.message == (
        "contacts: missing columns account_id, kind, identifier or identifier_hash in contacts.csv"
        " (required: account_id, kind, purpose, identifier or identifier_hash;"
        " found: user_id, type, purpose, e_mail)"
    )
    assert error.hint == 'map it in the incident file: columns = { account_id = "user_id" }'


def test_everything_wrong_with_columns_is_told_at_once(tmp_path: Path) -> None:
    inputs = {
        "contacts": [{**CONTACT, "n": "1"}],
        "uploads": [{"upload": "u1", "advertiser_id": "a"}],
        "matches": [{"account_id": "1", "upload_id": "u1", "seen": "2019-01-01"}],
    }
    tables = {
        "contacts": {"columns": {"account_id": "getenv('HOME')", "purpose": "nn"}},
        "matches": {"columns": {"matched_at": "seen - interval 1 day"}},
    }
    error = problem_of(tmp_path, inputs, tables=tables)
    assert error.message.startswith("4 problems with the inputs:\n")
    for told in (
        "contacts: the expression for account_id calls getenv, which a mapping may not call (contacts.csv)",
        "contacts: the expression for purpose names nn, which is no column of the files; the nearest is n",
        "uploads: missing column upload_id in uploads.csv",
        "matches: the expression for matched_at does not fit the columns: Binder Error",
    ):
        assert told in error.message


def test_columns_are_told_together_with_files_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path / "contacts.csv", "")
    write(tmp_path / "matches.csv", [{"account_id": "1"}])
    path = write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.csv"})
    with pytest.raises(InputError) as caught, loaded_incident(path):
        pass
    assert caught.value.message.startswith("2 problems with the inputs:")
    assert "contacts.csv" in caught.value.message
    assert "matches: missing columns matched_at, upload_id" in caught.value.message


def test_an_address_in_a_header_is_masked(tmp_path: Path) -> None:
    write(tmp_path / "contacts.csv", "ann@example.org,two_factor\n1,2\n")
    write(tmp_path / "matches.csv", [MATCH])
    path = write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.csv"})
    with pytest.raises(InputError) as caught, loaded_incident(path):
        pass
    assert "ann@" not in caught.value.message
    assert "<email, 15 characters>" in caught.value.message


def test_files_of_an_input_may_have_different_columns(tmp_path: Path) -> None:
    write(tmp_path / "c1.csv", [CONTACT])
    write(
        tmp_path / "c2.csv",
        [{"purpose": "profile", "identifier_hash": "ab" * 32, "kind": "email", "account_id": "2"}],
    )
    write(tmp_path / "c3.parquet", [{**CONTACT, "account_id": 3}])
    write(tmp_path / "matches.csv", [MATCH])
    paths = {"contacts": {"path": ["c1.csv", "c2.csv", "c3.parquet"]}, "matches": "matches.csv"}
    with loaded_incident(write_incident(tmp_path, paths)) as result:
        assert result.column("contact", "account_id") == ["1", "2", "3"]


def test_a_key_that_only_a_late_line_has_is_found(tmp_path: Path) -> None:
    rows = [{**CONTACT, "account_id": str(number)} for number in range(400)]
    rows[399] = {**rows[399], "until": "2019-05-01T00:00:00Z"}
    with loaded(tmp_path, {"contacts": rows}, form="jsonl", tables=mapped({"valid_to": "until"})) as result:
        assert result.rows("contact", "count(*)", "count(valid_to)", order="1") == [(400, 1)]


def test_a_required_key_that_no_line_has_is_missing(tmp_path: Path) -> None:
    error = problem_of(tmp_path, {"matches": [{"account_id": "1", "upload_id": "u"}] * 300}, form="jsonl")
    assert "matches: missing column matched_at in matches.jsonl" in error.message


def test_a_required_key_that_a_line_has_is_not(tmp_path: Path) -> None:
    rows = [{"account_id": "1", "upload_id": "u"}] * 300 + [MATCH]
    with loaded(tmp_path, {"matches": rows}, form="jsonl") as result:
        assert result.count("matches") == (301, 1, 0, 300)


def test_an_hour_without_traffic_has_no_keys(tmp_path: Path) -> None:
    write(tmp_path / "contacts.csv", [CONTACT])
    write(tmp_path / "matches.jsonl", "")
    tables = {
        "contacts": "contacts.csv",
        "matches": {"path": "matches.jsonl", "columns": {"account_id": "user"}},
    }
    with loaded_incident(write_incident(tmp_path, tables)) as result:
        assert result.count("matches") == (0, 0, 0, 0)


def test_a_column_of_nulls_only(tmp_path: Path) -> None:
    columns = {name: pa.array([value]) for name, value in MATCH.items()}
    table = pa.table(
        {**columns, "ended_at": pa.nulls(1), "kind": pa.nulls(1), "identifier_hash": pa.nulls(1)}
    )
    with loaded(tmp_path, {"matches": table}) as result:
        assert result.rows("match", "ended_at", "kind", "identifier_state") == [(None, None, None)]


@pytest.mark.parametrize("name", SOUND)
def test_required_columns_of_every_input(tmp_path: Path, name: str) -> None:
    first = next(iter(SOUND[name]))
    rows = [{column: value for column, value in SOUND[name].items() if column != first}]
    assert f"missing column {first}" in problem_of(tmp_path, {name: rows}).message
