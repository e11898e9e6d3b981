"""Digests under several algorithms that are one identifier: each goes by the one under the first listed.

Two digests are the same identifier when some raw value in any input has both (rules, section 1).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from offpurpose.identifiers.digests import SIZES
from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.inputs.layers import Layers
from offpurpose.inputs.row_names import row_name
from offpurpose.inputs.stages import IS_UNNAMED, Stage, is_linked, made_digests
from offpurpose.inputs.tables import create_table


def link_digests(con: duckdb.DuckDBPyConnection, ids: IdentifierSql, stages: Iterable[Stage]) -> None:
    """Replace digests in the stages by those under the first listed algorithm, where they are linked."""
    names = list(made_digests(ids))
    linked = [stage for stage in stages if is_linked(ids) and "digest" in stage.columns]
    if linked:
        _find_links(con, linked, names, ids)
        for stage in linked:
            if _is_linked(con, stage):
                _rewrite(con, stage)
        con.execute("drop table temp.digest_link").fetchall()


def _find_links(
    con: duckdb.DuckDBPyConnection, stages: list[Stage], names: list[str], ids: IdentifierSql
) -> None:
    """Make `digest_link`: (digest given under another algorithm or a key, the same under the first one)."""
    first, *others = names
    pairs = " union all ".join(
        f'select {name} as given, {first} as first from "{stage.table}" where {name} is not null'
        for stage in stages
        for name in others
    )
    # A keyed digest may be as long as one under the first algorithm.
    longer = "" if ids.key_ids else f" and octet_length(digest) <> {SIZES[ids.made[0].algorithm]}"
    given = " union all ".join(
        f"select digest from \"{stage.table}\" where identifier_state = 'digest'{longer}" for stage in stages
    )
    con.execute(
        "create or replace temp table digest_link as"
        f" select given, any_value(first) as first from ({pairs})"
        f" where given in ({given}) group by given"
    ).fetchall()


def _is_linked(con: duckdb.DuckDBPyConnection, stage: Stage) -> bool:
    [(linked,)] = con.execute(
        f"select exists (from \"{stage.table}\" where identifier_state = 'digest'"
        " and digest in (select given from digest_link))"
    ).fetchall()
    return bool(linked)


def _rewrite(con: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    columns = {column: column for column in stage.columns}
    joined = f"\"{stage.table}\" left join digest_link on given = digest and identifier_state = 'digest'"
    rows = Layers(joined, {**columns, "digest": "coalesce(first, digest)"})
    if stage.input == "matches" and "match_id" not in stage.numbers:
        name = f"case when {IS_UNNAMED} then {row_name(stage)} else match_id end"
        rows.replace({"match_id": name})
    create_table(con, "rewritten", stage.columns)
    con.execute(f"insert into rewritten {rows.select(columns)}").fetchall()
    con.execute(f'drop table "{stage.table}"').fetchall()
    con.execute(f'alter table rewritten rename to "{stage.table}"').fetchall()
