"""The tables that loading makes, and how their columns are stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

# Nearly every value of these is different: looking for a compression costs more than the rest of loading.
_PLAIN = frozenset({"account_id", "match_id", "digest"})


NUMBER = "BIGINT"
"""The type of ids that are numbers."""

IDS: dict[str, tuple[str, ...]] = {
    "account_id": ("contact", "match", "account", "partner_map", "rejected_row"),
    "upload_id": ("upload", "entry", "match", "rejected_row"),
    "match_id": ("match",),
}
"""Ids that are joined or sorted by, and the tables that have them: all of them as numbers, or none."""


@dataclass(frozen=True, slots=True)
class CanonicalTable:
    """A table that loading makes: its name, and name -> DuckDB type of its columns."""

    name: str
    columns: dict[str, str]


def _table(name: str, columns: str) -> CanonicalTable:
    pairs = [column.split(" ", 1) for column in ["source_row BIGINT", *columns.split(", "), "copies INTEGER"]]
    return CanonicalTable(name, {column: STATE_TYPE if kind == "STATE" else kind for column, kind in pairs})


# As text, a value of it would cost more to store than a timestamp.
STATE_TYPE = "ENUM('digest', 'unmatchable', 'other')"

TABLES: dict[str, CanonicalTable] = {
    "contacts": _table(
        "contact",
        "account_id VARCHAR, kind VARCHAR, digest BLOB, unmatchable BOOLEAN, purpose VARCHAR,"
        " valid_from TIMESTAMP, valid_to TIMESTAMP, phone_region VARCHAR",
    ),
    "uploads": _table(
        "upload",
        "upload_id VARCHAR, advertiser_id VARCHAR, partner_id VARCHAR, system VARCHAR, uploaded_at TIMESTAMP,"
        " entry_count BIGINT, matched_count BIGINT, key_id VARCHAR",
    ),
    "entries": _table(
        "entry",
        "upload_id VARCHAR, kind VARCHAR, digest BLOB, identifier_state STATE, added_at TIMESTAMP,"
        " removed_at TIMESTAMP",
    ),
    "matches": _table(
        "match",
        "match_id VARCHAR, matched_at TIMESTAMP, account_id VARCHAR, upload_id VARCHAR, kind VARCHAR,"
        " digest BLOB, identifier_state STATE, partner_user_id VARCHAR, ended_at TIMESTAMP",
    ),
    "accounts": _table("account", "account_id VARCHAR, country VARCHAR, status VARCHAR"),
    "partner_map": _table(
        "partner_map",
        "partner_id VARCHAR, partner_user_id VARCHAR, account_id VARCHAR, mapped_at TIMESTAMP,"
        " map_version VARCHAR, kind VARCHAR, digest BLOB, identifier_state STATE, given_as_digest BOOLEAN,"
        " key_id VARCHAR",
    ),
}

OTHER_TABLES = {
    "input_file": "file_no INTEGER, input VARCHAR, name VARCHAR, bytes BIGINT, sha256 VARCHAR, rows BIGINT",
    "rejected_row": (
        "source_row BIGINT, input VARCHAR, column_name VARCHAR, reason VARCHAR, masked_value VARCHAR,"
        " account_id VARCHAR, upload_id VARCHAR, matched_at TIMESTAMP, ended_at TIMESTAMP, partner_id VARCHAR"
    ),
    "system_digest": "system VARCHAR, digest_end VARCHAR",
    "also_digested": "source_row BIGINT, digest BLOB, rule_no UTINYINT, key_no UTINYINT",
    "input_count": (
        "input VARCHAR, read BIGINT, accepted BIGINT, duplicates BIGINT, rejected BIGINT, unmatchable BIGINT,"
        " zoneless BIGINT, digits_cut BIGINT, local_twice BIGINT, local_skipped BIGINT,"
        " intervals_empty BIGINT, intervals_inverted BIGINT, conflicts BIGINT"
    ),
}


def create_table(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    """Make an empty table."""
    listed = ", ".join(f"{column} {kind}{_storage(column, kind)}" for column, kind in columns.items())
    con.execute(f'create table "{name}" ({listed})').fetchall()


def columns_of(columns: Mapping[str, str], numbers: Collection[str]) -> dict[str, str]:
    """Return name -> DuckDB type of columns some of which, ids, are numbers."""
    return {name: NUMBER if name in numbers else kind for name, kind in columns.items()}


def create_other_tables(con: duckdb.DuckDBPyConnection, numbers: Collection[str] = ()) -> None:
    """Make the tables about files, rejected rows and counts, empty; ids in `numbers` are numbers."""
    for name, listed in OTHER_TABLES.items():
        pairs = (column.split(" ", 1) for column in listed.split(", "))
        columns = columns_of(dict(pairs), numbers)
        con.execute(f'create table "{name}" ({", ".join(map(" ".join, columns.items()))})').fetchall()


def _storage(column: str, kind: str) -> str:
    plain = kind != NUMBER and (column in _PLAIN or "digest_" in column)
    return " using compression uncompressed" if plain else ""
