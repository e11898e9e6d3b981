"""All digests of every raw identifier, where one of them cannot stand for the others."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.inputs.stages import Stage, made_digests


def write_also_digested(con: duckdb.DuckDBPyConnection, ids: IdentifierSql, stages: Iterable[Stage]) -> None:
    """Fill `also_digested`: a row for each raw identifier that goes by a digest, and each digest of it.

    Where several rule packs apply, or one not to every use, two identifiers may share a digest under one
    pack and not under another. Elsewhere the table stays empty: the digest of a row says all.
    """
    made = {} if ids.is_one_identifier else made_digests(ids)
    for stage in stages:
        for column, digest in made.items():
            if column in stage.columns:
                con.execute(
                    f"insert into also_digested select source_row, {column}, ?, ?"
                    f" from \"{stage.table}\" where {column} is not null and identifier_state = 'digest'",
                    [digest.rule_no, digest.key_no],
                ).fetchall()
