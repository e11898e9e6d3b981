"""The audit's SQL files: their form, their headers, their order, and what a failed check does."""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pytest
from tests.oracle.tables import SCHEMAS

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.engine.query_files import (
    QueryFile,
    in_running_order,
    needed_for,
    parse_query,
    queries_root,
)
from offpurpose.engine.run import require_checks, run_queries
from offpurpose.errors import CheckFailedError, ExitStatus, QueryError

QUERIES = CONTACT_MATCHING.queries
LOADED = frozenset(SCHEMAS)
each_query = pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])


def query(name: str, sql: str, folder: str = "results", more: str = "") -> QueryFile:
    header = "-- Title: t\n-- Grain: one row\n-- Assumes: a\n-- Rules: r\n"
    return parse_query(name, folder, f"{header}{more}{sql}")


def quietly(_stage: str, _done: int, _total: int | None) -> None:
    """Take progress and say nothing."""


def test_every_file_of_the_packs_folders_is_run() -> None:
    files = {
        entry.name.removesuffix(".sql")
        for folder in CONTACT_MATCHING.folders
        for entry in (queries_root() / folder).iterdir()
    }
    assert {each.name for each in QUERIES} == files


@each_query
def test_a_query_reads_only_loaded_tables_and_other_queries(query: QueryFile) -> None:
    assert query.reads <= LOADED | {each.name for each in QUERIES}


@each_query
def test_a_header_says_what_a_reader_needs(query: QueryFile) -> None:
    assert query.header["Grain"].startswith("one row")
    assert any(word in query.header["Rules"] for word in ("rule", "section", "contract", "keyed"))
    assert query.header.get("Stored", "no") in {"no", "in order", "while the audit runs"}
    assert query.header.get("Partitioned", "by account") == "by account"
    assert ("Fails" in query.header) == (query.folder == "checks")


@each_query
def test_a_query_is_used_or_is_a_result(query: QueryFile) -> None:
    is_read = any(query.name in each.reads for each in QUERIES)
    is_result = query.folder == "checks" or query.name.startswith(("summary_", "by_"))
    outputs = {"verdict", "affected_account", "possibly_affected_account", "coverage", "account_row"}
    assert is_read or is_result or query.name in outputs


def test_each_query_runs_after_those_that_it_reads() -> None:
    place = {each.name: number for number, each in enumerate(QUERIES)}
    for each in QUERIES:
        assert all(place[read] < place[each.name] for read in each.reads & place.keys())


def test_the_order_does_not_depend_on_the_order_of_the_files() -> None:
    backwards = [each.name for each in in_running_order(reversed(QUERIES))]
    graph = {each.name: each.reads & {other.name for other in QUERIES} for each in QUERIES}
    assert sorted(backwards) == sorted(TopologicalSorter(graph).static_order())


def test_needed_for_takes_what_a_query_reads_and_nothing_else() -> None:
    first, second, other = (
        query("first", "select 1"),
        query("second", "from first"),
        query("other", "select 2"),
    )
    assert needed_for([first, other, second], "second") == (first, second)


def test_what_a_query_reads_is_found_whatever_it_calls_and_wherever_it_stands() -> None:
    sql = (
        "with a as (select our_own(y) as y from b union all select y from e)"
        " select (select max(y) from g) as most from a join c using (y)"
        " where exists (from d where d.y = c.y) and c.y in (select y from (select y from f))"
    )
    assert query("reader", sql).reads == set("bcdefg")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select 1; select 2", "is not one SELECT"),
        ("create table x as select 1", "is not one SELECT"),
    ],
)
def test_a_file_that_is_not_one_select_is_refused(sql: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        query("wrong", sql)


def test_a_file_without_its_header_is_refused() -> None:
    with pytest.raises(QueryError, match="query bare lacks a header line: Title, Grain, Assumes, Rules"):
        parse_query("bare", "results", "select 1")


def test_queries_that_read_each_other_in_a_circle_are_refused() -> None:
    with pytest.raises(QueryError, match="in a circle: "):
        list(in_running_order([query("a", "from b"), query("b", "from a")]))


def test_a_check_with_bad_rows_stops_the_audit_as_a_fault_of_ours() -> None:
    check = query("lost", "select 1 as row union all select 2", "checks", "-- Fails: rows were lost\n")
    with duckdb.connect() as con:
        run_queries(con, [check], quietly)
        with pytest.raises(CheckFailedError, match=r"rows were lost \(lost: 2 rows\)") as stopped:
            require_checks(con, [check])
    assert stopped.value.status == ExitStatus.INTERNAL


def test_a_check_without_rows_lets_the_audit_go_on() -> None:
    check = query("lost", "select 1 as row where false", "checks", "-- Fails: rows were lost\n")
    with duckdb.connect() as con:
        run_queries(con, [check], quietly)
        require_checks(con, [check])


def test_the_query_index_in_the_design_names_every_folder() -> None:
    design = (Path(__file__).resolve().parents[1] / "docs" / "design.md").read_text(encoding="utf-8")
    assert all(f"{folder}/" in design for folder in CONTACT_MATCHING.folders)
