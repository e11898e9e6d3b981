"""The canonical tables: their columns, and what a stage holds beside them until loading is done."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# Nearly every value of these is different: looking for a compression costs more than the rest of loading.
_PLAIN = frozenset({"account_id", "match_id", "digest", "raw_digest"})


@dataclass(frozen=True, slots=True)
class CanonicalTable:
    """A table that loading makes: name -> DuckDB type of its columns, and of those that only a stage has."""

    name: str
    columns: dict[str, str]
    staged: dict[str, str]


def _table(name: str, columns: str, **staged: str) -> CanonicalTable:
    pairs = (column.split(" ", 1) for column in ["source_row BIGINT", *columns.split(", "), "copies INTEGER"])
    return CanonicalTable(name, dict(pairs), staged)


TABLES: dict[str, CanonicalTable] = {
    "contacts": _table(
        "contact",
        "account_id VARCHAR, kind VARCHAR, digest BLOB, unmatchable BOOLEAN, purpose VARCHAR,"
        " valid_from TIMESTAMP, valid_to TIMESTAMP, phone_region VARCHAR",
        region="VARCHAR",
        identifier_state="VARCHAR",
        given_as_digest="BOOLEAN",
    ),
    "uploads": _table(
        "upload",
        "upload_id VARCHAR, advertiser_id VARCHAR, partner_id VARCHAR, system VARCHAR, uploaded_at TIMESTAMP,"
        " entry_count BIGINT, matched_count BIGINT, key_id VARCHAR",
    ),
    "entries": _table(
        "entry",
        "upload_id VARCHAR, kind VARCHAR, digest BLOB, identifier_state VARCHAR, added_at TIMESTAMP,"
        " removed_at TIMESTAMP",
        region="VARCHAR",
    ),
    "matches": _table(
        "match",
        "match_id VARCHAR, matched_at TIMESTAMP, account_id VARCHAR, upload_id VARCHAR, kind VARCHAR,"
        " digest BLOB, identifier_state VARCHAR, partner_user_id VARCHAR, ended_at TIMESTAMP",
        region="VARCHAR",
        unnamed="BOOLEAN",
    ),
    "accounts": _table("account", "account_id VARCHAR, country VARCHAR, status VARCHAR"),
    "partner_map": _table(
        "partner_map",
        "partner_id VARCHAR, partner_user_id VARCHAR, account_id VARCHAR, mapped_at TIMESTAMP,"
        " map_version VARCHAR, kind VARCHAR, digest BLOB, identifier_state VARCHAR, given_as_digest BOOLEAN,"
        " key_id VARCHAR",
        region="VARCHAR",
    ),
}

WORK_COLUMNS = {"fault": "UTINYINT", "masked": "VARCHAR", "flags": "USMALLINT", "likeness": "UBIGINT"}
"""What every stage holds beside: the fault of a rejected row with its value masked, the flags of its
timestamps, and a number that is the same for equal rows."""

OTHER_TABLES = {
    "input_file": "file_no INTEGER, input VARCHAR, name VARCHAR, bytes BIGINT, sha256 VARCHAR, rows BIGINT",
    "rejected_row": (
        "source_row BIGINT, input VARCHAR, column_name VARCHAR, reason VARCHAR, masked_value VARCHAR,"
        " account_id VARCHAR, upload_id VARCHAR, matched_at TIMESTAMP, ended_at TIMESTAMP, partner_id VARCHAR"
    ),
    "input_count": (
        "input VARCHAR, read BIGINT, accepted BIGINT, duplicates BIGINT, rejected BIGINT, unmatchable BIGINT,"
        " zoneless BIGINT, digits_cut BIGINT, local_twice BIGINT, local_skipped BIGINT,"
        " intervals_empty BIGINT, intervals_inverted BIGINT, conflicts BIGINT"
    ),
}


def staged_columns(table: CanonicalTable, other_digests: int) -> dict[str, str]:
    """All columns of a table's stage; `other_digests` is how many algorithms are listed beside the first."""
    columns = {**table.columns, **table.staged, **WORK_COLUMNS}
    if other_digests and "digest" in table.columns:
        columns |= raw_digest_columns(other_digests)
    return columns


def raw_digest_columns(other_digests: int) -> dict[str, str]:
    """The digests of a raw value: under the first listed algorithm, and under each of the others."""
    names = ["raw_digest", *(f"raw_digest_{place}" for place in range(1, other_digests + 1))]
    return dict.fromkeys(names, "BLOB")


def create_table(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    """Make an empty table."""
    listed = ", ".join(f"{column} {kind}{_storage(column)}" for column, kind in columns.items())
    con.execute(f'create table "{name}" ({listed})').fetchall()


def create_tables(con: duckdb.DuckDBPyConnection, other_digests: int) -> None:
    """Make every table that loading fills, empty; the canonical ones as stages."""
    for table in TABLES.values():
        create_table(con, table.name, staged_columns(table, other_digests))
    for name, columns in OTHER_TABLES.items():
        con.execute(f'create table "{name}" ({columns})').fetchall()


def _storage(column: str) -> str:
    return " using compression uncompressed" if column in _PLAIN or column.startswith("raw_digest") else ""
