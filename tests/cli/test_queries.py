"""`offpurpose queries`: the list, one query, and what reads what."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.golden import Ran, agrees

from offpurpose.audit.catalogue import Catalogue
from offpurpose.engine.query_files import in_running_order, parse_query

Run = Callable[..., Ran]

QUERIES = Path(__file__).parents[2] / "queries"


def query(title: str, body: str, *more: str) -> str:
    header = [f"-- Title: {title}", "-- Grain: one row", "-- Assumes: nothing", "-- Rules: rule 1", *more]
    return "\n".join([*header, body, ""])


FEW = {
    ("contact_matching", "used"): query(
        "Which identifiers were used", "select * from match", "-- Stored: no"
    ),
    ("results", "listed"): query(
        "Accounts on a list, with so long a title that it does not fit beside a name",
        "select used.* from used inner join account using (account_id)",
    ),
    ("checks", "twice"): query(
        "Listed twice", "select * from listed", "-- Fails: an account is listed twice"
    ),
    ("inspection", "seen"): query("What was seen", "select * from used"),
}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = [parse_query(name, folder, text) for (folder, name), text in FEW.items()]
    catalogue = Catalogue(tuple(in_running_order(parsed)))
    monkeypatch.setattr(Catalogue, "load", classmethod(lambda _cls: catalogue))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("name", "arguments"),
    {
        "queries": (),
        "queries_headers": ("--headers",),
        "queries_graph": ("--graph",),
        "queries_json": ("--json",),
        "queries_one": ("listed",),
        "queries_one_graph": ("used", "--graph"),
        "queries_one_json": ("twice", "--json"),
    }.items(),
)
def test_golden(offpurpose: Run, name: str, arguments: tuple[str, ...]) -> None:
    ran = offpurpose("queries", *arguments)
    agrees(name, ran, {})
    assert ran.status == 0


def test_every_query_is_listed_after_what_it_reads(offpurpose: Run) -> None:
    listed = json.loads(offpurpose("queries", "--json").out)
    paths = {path.relative_to(QUERIES).with_suffix("").as_posix() for path in QUERIES.rglob("*.sql")}
    assert {f"{each['folder']}/{each['name']}" for each in listed} == paths
    places = {each["name"]: each["place"] for each in listed}
    assert list(places.values()) == list(range(1, len(paths) + 1))
    for each in listed:
        assert all(places[read] < each["place"] for read in each["reads"])
        assert all(places[reader] > each["place"] for reader in each["read_by"])


def test_the_audit_runs_no_query_of_check(offpurpose: Run) -> None:
    listed = json.loads(offpurpose("queries", "--json").out)
    of_check = {each["name"] for each in listed if each["folder"] == "inspection"}
    assert of_check
    assert all(of_check.isdisjoint(each["reads"]) for each in listed if each["name"] not in of_check)


def test_a_query_is_printed_as_its_file_is(offpurpose: Run) -> None:
    path = QUERIES / "contact_matching" / "match_verdict.sql"
    for name in ("match_verdict", "match_verdict.sql", "contact_matching/match_verdict.sql"):
        assert offpurpose("queries", name).out == path.read_text(encoding="utf-8")
