"""Digests under several algorithms that are one identifier: each goes by the one under the first listed.

Two digests are the same identifier when some raw value in any input has both (rules, section 1).
"""

from __future__ import annotations

import duckdb

from offpurpose.identifiers.digests import SIZES
from offpurpose.inputs.layers import Layers
from offpurpose.inputs.row_names import row_name
from offpurpose.inputs.staging import likeness
from offpurpose.inputs.tables import TABLES, create_table, staged_columns


def link_digests(con: duckdb.DuckDBPyConnection, algorithms: tuple[str, ...], inputs: list[str]) -> None:
    """Replace digests in the stages of `inputs` by those under the first algorithm, where they are linked."""
    names = [name for name in inputs if "digest" in TABLES[name].columns]
    others = len(algorithms) - 1
    if others and names:
        _find_links(con, names, others, SIZES[algorithms[0]])
        for name in names:
            if _is_linked(con, name):
                _rewrite(con, name, others)
        con.execute("drop table temp.digest_link").fetchall()


def _find_links(con: duckdb.DuckDBPyConnection, names: list[str], others: int, first_size: int) -> None:
    """Make `digest_link`: (digest given under another algorithm, the same under the first one)."""
    pairs = " union all ".join(
        f'select raw_digest_{place} as given, raw_digest as first from "{TABLES[name].name}"'
        f" where raw_digest_{place} is not null"
        for name in names
        for place in range(1, others + 1)
    )
    given = " union all ".join(
        f'select digest from "{TABLES[name].name}"'
        f" where identifier_state = 'digest' and octet_length(digest) <> {first_size}"
        for name in names
    )
    con.execute(
        "create or replace temp table digest_link as"
        f" select given, any_value(first) as first from ({pairs})"
        f" where given in ({given}) group by given"
    ).fetchall()


def _is_linked(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    [(linked,)] = con.execute(
        f"select exists (from \"{TABLES[name].name}\" where identifier_state = 'digest'"
        " and digest in (select given from digest_link))"
    ).fetchall()
    return bool(linked)


def _rewrite(con: duckdb.DuckDBPyConnection, name: str, others: int) -> None:
    table = TABLES[name]
    columns = staged_columns(table, others)
    linked = f"\"{table.name}\" left join digest_link on given = digest and identifier_state = 'digest'"
    rows = Layers(linked, {**{column: column for column in columns}, "digest": "coalesce(first, digest)"})
    if name == "matches":
        rows.replace({"match_id": f"case when unnamed then {row_name()} else match_id end"})
    rows.replace({"likeness": likeness(name)})
    create_table(con, "rewritten", columns)
    con.execute(f"insert into rewritten {rows.select({column: column for column in columns})}").fetchall()
    con.execute(f'drop table "{table.name}"').fetchall()
    con.execute(f'alter table rewritten rename to "{table.name}"').fetchall()
