"""The verdicts stand in the contract's order also where ids are numbers, which are not sorted as text."""

from __future__ import annotations

import random
from itertools import cycle, product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from offpurpose.audit.run import AuditOptions, run_audit

INCIDENT = """\
[incident]
title = "Order"
systems = ["tailored"]
timezone = "UTC"
[window]
end = 2019-09-17T00:00:00Z
[purposes]
security = ["two_factor"]
permitted = ["profile"]
[matching]
hash = ["sha256"]
email = "lowercase"
phone = "e164"
[inputs.contacts]
path = "contacts.csv"
[inputs.matches]
path = "matches.csv"
"""
ACCOUNTS = (7, 70, 8, 10**18, 2**63 - 1)
INSTANTS = ("1969-12-31T23:59:59.999999Z", "2019-01-01T00:00:00Z", "2019-01-01T00:00:00.000001Z")
IDS = [number * 10**zeros for number in (1, 12, 123, 9, 99) for zeros in range(17)]


@pytest.mark.parametrize("threads", [1, 4])
def test_verdicts_of_numbered_matches(tmp_path: Path, threads: int) -> None:
    ids = random.Random(3).sample(IDS, len(IDS))
    rows = [
        {"match_id": match, "account_id": account, "upload_id": 1, "matched_at": instant}
        for match, (account, instant) in zip(ids, cycle(product(ACCOUNTS, INSTANTS)), strict=False)
    ]
    csv.write_csv(pa.Table.from_pylist(rows), tmp_path / "matches.csv")
    held = [
        {
            "account_id": account,
            "kind": "email",
            "identifier": f"a{account}@example.com",
            "purpose": "two_factor",
        }
        for account in ACCOUNTS
    ]
    csv.write_csv(pa.Table.from_pylist(held), tmp_path / "contacts.csv")
    (tmp_path / "incident.toml").write_text(INCIDENT, encoding="utf-8")
    case = run_audit(tmp_path / "incident.toml", tmp_path / "case", AuditOptions(threads=threads)).case
    table = pq.read_table(case / "accounts" / "verdicts.parquet")
    found = [
        (row["account_id"], row["matched_at"].isoformat(), row["match_id"])
        for row in table.select(["account_id", "matched_at", "match_id"]).to_pylist()
    ]
    assert len(found) == len(rows)
    assert found == sorted(found)
