"""The cases of the fixtures, written once for all tests here, and accounts of every kind explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.case.auditing import FIXTURES, write_fixture_case

from offpurpose.case.opening import Case, open_case
from offpurpose.explaining.account import explain_account

_NAMING_ACCOUNTS = ("contact", "match", "account", "partner_map", "rejected_row")


@pytest.fixture(scope="session")
def every_rule(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return _case(tmp_path_factory.mktemp("explaining"), "every_rule")


@pytest.fixture(scope="session")
def twitter_2019(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return _case(tmp_path_factory.mktemp("explaining"), "twitter_2019")


@pytest.fixture(scope="session")
def explained(every_rule: Case) -> dict[str, dict[str, Any]]:
    """The explanation of one account for every rule and reason, and of those that are special otherwise."""
    rows = pq.read_table(every_rule.file("accounts/verdicts.parquet")).to_pylist()
    judged = {row["account_id"] for row in rows}
    one_of = {row["reason"]: row["account_id"] for row in reversed(rows)}
    special = (
        "rule-02",
        "rule-11",
        "shared-security",
        "shared-profile",
        "strongest-wins",
        "retried",
        "entry-removed-then",
    )
    unjudged = (account for account in accounts_of(every_rule) if account not in judged)
    chosen = {*one_of.values(), *special, *unjudged}
    return {account: explain_account(every_rule, account) for account in sorted(chosen)}


def accounts_of(case: Case) -> list[str]:
    selects = (f"select cast(account_id as varchar) as id from {table}" for table in _NAMING_ACCOUNTS)
    with case.database() as con:
        query = f"select distinct id from ({' union all '.join(selects)}) where id is not null order by id"
        return [account_id for (account_id,) in con.execute(query).fetchall()]


def _case(folder: Path, fixture: str) -> Case:
    write_fixture_case(FIXTURES / fixture / "incident.toml", folder / "case")
    return open_case(folder / "case")
