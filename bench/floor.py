"""The floor: what no audit of these inputs can do without, a scan of every column and one hash join."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

# Sums, as maxima and counts are answered from the statistics of a Parquet file without reading it.
_SCANS = {
    "matches": "sum(match_id & 1), sum(epoch_us(matched_at) & 1), sum(upload_id & 1), sum(account_id & 1),"
    " sum(length(identifier_hash))",
    "contacts": "sum(account_id & 1), sum(length(kind)), sum(length(identifier)), sum(length(purpose)),"
    " sum(epoch_us(valid_from) & 1), sum(epoch_us(valid_to) & 1), sum(length(region))",
    "entries": "sum(upload_id & 1), sum(length(identifier_hash))",
    "uploads": "sum(upload_id & 1), sum(length(advertiser_id)), sum(epoch_us(uploaded_at) & 1)",
}
_JOIN = """
select count(*), max(matches.matched_at), max(contacts.valid_from)
from '{folder}/matches/*.parquet' as matches
join '{folder}/hashed.parquet' as contacts
    on matches.account_id = contacts.account_id and matches.identifier_hash = contacts.identifier_hash
"""


def make_hashed_contacts(folder: Path) -> None:
    """Write the contacts with their identifiers already hashed: the floor need not normalise."""
    target = folder / "hashed.parquet"
    if not target.exists():
        with duckdb.connect() as con:
            con.execute(
                "copy (select account_id, sha256(lower(trim(identifier))) as identifier_hash, valid_from"
                f" from '{folder}/contacts/*.parquet') to '{target}' (format parquet)"
            ).fetchall()


def run_floor(folder: Path, memory: str) -> None:
    """Run the scans and the join."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=config) as con:
        con.execute("set TimeZone = 'UTC'")
        for name, sums in _SCANS.items():
            con.execute(f"select {sums} from '{folder}/{name}/*.parquet'").fetchall()
        con.execute(_JOIN.format(folder=folder)).fetchall()


if __name__ == "__main__":
    run_floor(Path(sys.argv[1]), sys.argv[2])
