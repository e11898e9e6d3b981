"""A column mapping that is out for more than the columns of its file: it gets nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.cli.incidents import INCIDENT, write_incident
from tests.loading.harness import CONTACT, problem_of

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.engine.database import Limits, confine, open_database
from offpurpose.errors import InputError
from offpurpose.inputs.allowed_functions import ALLOWED_FUNCTIONS
from offpurpose.inputs.expressions import ExpressionFault, parse_expression

SECRET = "TOP-SECRET"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


ATTACKS = {
    "text of a file": "(select content from read_text('{secret}'))",
    "a function on a file": "read_text('{secret}')",
    "a file as a table": "(select * from '{secret}')",
    "a table after a bracket": "account_id) from read_text('{secret}') as t(account_id, b, c, d, e, f); --",
    "within a case": "case when exists (from read_text('{secret}')) then 'y' end",
    "within a list": "list_value((select content from read_text('{secret}')))[1]",
    "by a macro of tables": "query('from read_text(''{secret}'')')",
    "a copy": "account_id); copy (select 1) to '{target}'; select (1",
    "an attachment": "account_id); attach '{target}'; select (1",
    "an export": "account_id); export database '{target}'; select (1",
    "an installation": "account_id); install httpfs; select (1",
    "a setting": "account_id); set enable_external_access = true; select (1",
    "a pragma": "account_id); pragma version; select (1",
    "a comment around the end": "account_id /* ) */ ); copy (select 1) to '{target}' --",
    "a quote around the end": 'account_id || "); drop table contact; --"',
    "a dollar quote": "account_id || $$) $$ || (select 1) || $$",
    "an escape": "e'\\x29' || read_text('{secret}')",
    "the environment": "getenv('HOME')",
    "a secret": "(select secret_string from duckdb_secrets())",
    "the settings": "current_setting('temp_directory')",
    "other rows": "(select string_agg(account_id) from contact)",
    "a window over rows": "max(account_id) over ()",
    "a function of ours": "offpurpose_masked(account_id, 'other')",
    "a unicode letter in a name": "\uff52\uff45\uff41\uff44_text('{secret}')",
    "a name in quotes": "\"read_text\"('{secret}')",
    "a method": "'{secret}'.read_text()",
    "a positional column": "#1",
    "a struct of a table": "contact",
    "a spatial join": "account_id) from contact natural join match where (true",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_before_anything_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    text = ATTACKS[name].format(secret=tmp_path / "secret", target=tmp_path / "target")
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    mapping = INCIDENT.replace(
        'path = "contacts.csv"', f'path = "contacts.csv"\ncolumns = {{ purpose = "{quoted}" }}'
    )
    incident = write_incident(tmp_path, incident=mapping)
    with pytest.raises(InputError) as caught:
        run_audit(incident, tmp_path / "case", AuditOptions(threads=1))
    assert "the expression for purpose " in caught.value.message
    assert SECRET not in caught.value.message
    assert not (tmp_path / "target").exists()
    assert not (tmp_path / "case").exists()


def test_what_would_get_through_finds_no_files(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "given.csv").write_text("a\n1\n")
    (tmp_path / "other.csv").write_text("a\n2\n")
    (tmp_path / "work/link.csv").symlink_to(tmp_path / "other.csv")
    with open_database(tmp_path / "work/x.duckdb", tmp_path / "work", Limits()) as con:
        confine(con, [tmp_path / "given.csv"], [tmp_path / "work"])
        assert con.execute(f"from read_csv('{tmp_path}/given.csv')").fetchall() == [(1,)]
        for refused in (
            f"from read_csv('{tmp_path}/other.csv')",
            f"from read_text('{tmp_path}/*')",
            f"from read_csv('{tmp_path}/work/link.csv')",
            f"from read_text('{tmp_path}/work/../other.csv')",
            f"copy (select 1) to '{tmp_path}/new.csv'",
            f"attach '{tmp_path}/new.duckdb'",
            "install httpfs",
            "load httpfs",
            "set enable_external_access = true",
            "set allowed_directories = ['/']",
            "set temp_directory = '/tmp'",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(refused).fetchall()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["given.csv", "other.csv", "work"]


@pytest.mark.parametrize(
    "text",
    [
        "lpad(a, 1000000000, 'x')",
        "lpad(a, n, 'x')",
        "rpad(a, 1000 * 1000, 'x')",
        "printf('%1000000000d', n)",
        "printf('%*d', 1000000000, n)",
        "printf(a, n)",
        "format('{:1000000000}', n)",
        "format('{:{}}', n, 1000000000)",
        "format(a || '{}', n)",
        "replace(replace(replace(a, 'a', 'aaaaaaaa'), 'a', 'aaaaaaaa'), 'a', 'aaaaaaaa')",
        f"replace(a, 'a', '{'a' * 101}')",
        "regexp_replace(regexp_replace(replace(a, 'a', 'aa'), 'a', 'aa', 'g'), 'a', 'aa', 'g')",
        "hex(hex(hex(a)))",
        "upper(to_base64(lower(hex(bin(a))::blob)))",
        f"concat({', '.join(['a'] * 5000)})",
    ],
)
def test_what_could_take_all_of_the_memory_is_refused(con: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(ExpressionFault):
        parse_expression(con, text)


@pytest.mark.parametrize(
    "text",
    [
        "lpad(a, 19, '0')",
        "printf('%05d', n)",
        "format('{}-{:03}', a, n)",
        "replace(replace(replace(replace(a, ' ', ''), '-', ''), '(', ''), ')', '')",
        "regexp_replace(regexp_replace(regexp_replace(a, '^u', ''), 'x$', ''), '-', '')",
        "replace(lower(a), 'mail', 'email')",
        "lower(to_hex(unhex(a)))",
    ],
)
def test_what_mappings_need_is_not(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert parse_expression(con, text).reads


def test_every_function_gives_the_same_on_every_day(con: duckdb.DuckDBPyConnection) -> None:
    """Those that are not the same in every query depend on the zone alone, which is UTC."""
    rows = con.execute(
        "select function_name, function_type, stability, has_side_effects, cast(parameter_types as varchar)"
        " from duckdb_functions() where list_contains(?, function_name)",
        [sorted(ALLOWED_FUNCTIONS)],
    ).fetchall()
    for name, kind, stability, has_side_effects, parameters in rows:
        assert kind in {"scalar", "macro"}, name
        assert not has_side_effects, name
        by_zone = (
            "TIME ZONE" in parameters
            or "TIMESTAMPTZ" in parameters
            or name in {"timezone", "make_timestamptz"}
        )
        assert stability in {"CONSISTENT", None} or by_zone, name
    assert "age" not in ALLOWED_FUNCTIONS


@pytest.mark.parametrize("word", ["current_date", "current_timestamp", "localtime", "current_user", "rowid"])
def test_words_that_are_values_elsewhere_are_columns_here(word: str, tmp_path: Path) -> None:
    columns = {"contacts": {"columns": {"purpose": f"cast({word} as varchar)"}}}
    told = problem_of(tmp_path, {"contacts": [CONTACT]}, tables=columns).message
    assert f"names {word}, which is no column" in told or "may not" in told
