"""Judged anew from its own rows alone, every account has the verdicts, reasons and figures of the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.audits import audit_without_report
from tests.explaining.conftest import accounts_of
from tests.matching_rules.test_several_packs import BOTH, WORLD
from tests.matching_rules.world import write_incident

from offpurpose.case.layout import OUTPUTS, VERDICTS, Output
from offpurpose.case.opening import Case, open_case
from offpurpose.case.shown import order_by, output_columns, shown, with_values
from offpurpose.case.summary import instant_text
from offpurpose.explaining.account import explain_account
from offpurpose.explaining.evidence import gather, judge

Json = dict[str, Any]
Rows = dict[str, list[Json]]
LISTS = tuple(output for output in OUTPUTS if output.relation.endswith("affected_account"))


def test_one_account_of_every_rule(every_rule: Case, explained: dict[str, Json]) -> None:
    for account_id, explanation in explained.items():
        explained_as_written(every_rule, account_id, explanation)


def test_every_account_of_every_rule(every_rule: Case) -> None:
    judged_as_written(every_rule, accounts_of(every_rule))


def test_one_account_of_each_kind(twitter_2019: Case) -> None:
    one_of = {
        tuple(sorted({(row["verdict"], row["reason"]) for row in rows})): account_id
        for account_id, rows in written(twitter_2019, VERDICTS).items()
    }
    assert len(one_of) > 20
    for account_id in sorted(one_of.values())[:4]:
        explained_as_written(twitter_2019, account_id, explain_account(twitter_2019, account_id))


def test_every_account_of_a_larger_incident(twitter_2019: Case) -> None:
    accounts = accounts_of(twitter_2019)
    for start in range(0, len(accounts), 1000):
        judged_as_written(twitter_2019, accounts[start : start + 1000])


def explained_as_written(case: Case, account_id: str, explanation: Json) -> None:
    assert explanation["agrees_with_case"]
    on_lists = [row for output in LISTS for row in written(case, output).get(account_id, [])]
    assert ([explanation["list_row"]] if explanation["list_row"] else []) == [
        {"list": explanation["bound"], **row} for row in on_lists
    ]
    assert [each["reason"] for each in explanation["reasons"]] == [
        reason for row in on_lists for reason in row["reasons"].split("|")
    ]
    columns = ("match_id", "matched_at", "verdict", "reason")
    told = [
        {**{name: match[name] for name in columns}, "kind": match["kinds"] or None, "system": match["system"]}
        for match in explanation["matches"]
        if match["counted_as"] == "judged"
    ]
    in_case = [
        {name: row[name] for name in (*columns, "kind", "system")}
        for row in written(case, VERDICTS).get(account_id, [])
    ]
    assert sorted(told, key=str) == sorted(in_case, key=str)


def judged_as_written(case: Case, account_ids: Sequence[str]) -> None:
    with case.workspace() as con:
        assert gather(con, account_ids)
        judge(con)
        for output in (VERDICTS, *LISTS):
            expected = written(case, output)
            assert by_account(anew(con, output)) == {
                account_id: expected[account_id] for account_id in account_ids if account_id in expected
            }


def anew(con: duckdb.DuckDBPyConnection, output: Output) -> list[Json]:
    columns = output_columns(con, output)
    query = (
        f"select {with_values(columns)} from (select {shown(columns)} from {output.relation})"
        f" order by {order_by(output, columns)}"
    )
    rows: list[Json] = con.sql(query).to_arrow_table().to_pylist()
    return rows


def written(case: Case, output: Output) -> Rows:
    return _read(case.file(f"{output.name}.parquet"))


@cache
def _read(path: Path) -> Rows:
    return by_account(pq.read_table(path).to_pylist())


def by_account(rows: list[Json]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        plain = {name: instant_text(v) if isinstance(v, datetime) else v for name, v in row.items()}
        found[row["account_id"]].append(plain)
    return dict(found)


BY_SYSTEM_AND_DATE = (
    '[{ pack = "plain.toml", until = 2015-01-01T00:00:00Z }, { pack = "loose.toml", systems = ["partner"] }]'
)


@pytest.mark.parametrize("rules", [BOTH, BY_SYSTEM_AND_DATE])
def test_identifiers_of_several_digests(tmp_path: Path, rules: str) -> None:
    audit_without_report(write_incident(tmp_path, rules, WORLD), tmp_path / "case")
    case = open_case(tmp_path / "case")
    for account_id in accounts_of(case):
        explanation = explain_account(case, account_id)
        explained_as_written(case, account_id, explanation)
        for match in explanation["matches"]:
            rests_on_what_it_says(match)


def rests_on_what_it_says(match: Json) -> None:
    [use] = match["evidence"]
    then = [record for record in use["records"] if record["held_then"]]
    if match["reason"] in {"nothing_listed", "only_security_only_listed", "only_permitted_listed"}:
        listed = [record for record in then if record["listed_then"]]
        assert bool(listed) == bool(any(entry["on_list_then"] for entry in use["entries"]))
        classes = {record["class"] for record in listed}
        assert (
            classes
            in {
                "nothing_listed": (set(),),
                "only_security_only_listed": ({"security"},),
                "only_permitted_listed": ({"permitted"}, {"permitted", "security"}),
            }[match["reason"]]
        )
    elif match["reason"] == "logged_security_only":
        assert {record["class"] for record in then} == {"security"}
        assert match["names"]["fingerprint"] in {record["fingerprint"] for record in then}
    elif match["reason"] == "logged_never_held":
        assert not use["records"]
    elif match["reason"] == "logged_dual_purpose":
        assert {record["class"] for record in then} == {"security", "permitted"}
