"""A column of identifiers under one rule pack: the digests of each, or the step that refuses it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from offpurpose.identifiers import keyed
from offpurpose.identifiers.digests import digest_of
from offpurpose.identifiers.functions import register_functions
from offpurpose.identifiers.packs.model import Kind, RulePack
from offpurpose.identifiers.packs.sql import refusing_sql


def digest_column(
    pack: RulePack,
    kind: Kind,
    values: Sequence[str | None] | pa.StringArray,
    regions: Sequence[str | None] | pa.StringArray | None = None,
    *,
    default_region: str | None = None,
    key: bytes | None = None,
) -> pa.Table:
    """Digest raw identifiers, a row each: `refused`, the step that refuses it, then its digests as bytes.

    There is one column for each algorithm of the pack, or with a `key` one, `hmac_sha256`. `regions` are for
    phone numbers, as given. Everything is null for a null.
    """
    given = pa.table({"value": pa.array(values, pa.string()), "region": _regions(regions, len(values))})
    with duckdb.connect(config={"threads": 1}) as con:
        register_functions(con, default_region)
        if key is not None:
            keyed.set_key(con, 1, key)
        con.register("given", given)
        try:
            return con.sql(_select(pack, kind, is_keyed=key is not None)).to_arrow_table()
        finally:
            con.unregister("given")


def _regions(regions: Sequence[str | None] | pa.StringArray | None, rows: int) -> pa.Array:
    return pa.nulls(rows, pa.string()) if regions is None else pa.array(regions, pa.string())


def _select(pack: RulePack, kind: Kind, *, is_keyed: bool) -> str:
    steps = pack.steps(kind)
    layers, refused = refusing_sql(steps, "value", "region", "step")
    relation = "(select value, region from given)"
    for layer in layers:
        columns = ", ".join(f"{sql} as {name}" for name, sql in layer.items())
        relation = f"(select *, {columns} from {relation})"
    taken = "value" if steps is not None else "cast(null as varchar)"
    normal = next(iter(layers[-1])) if layers else taken
    digests = (
        {keyed.ALGORITHM: keyed.keyed_digest_of(normal, 1)}
        if is_keyed
        else {algorithm: digest_of(normal, algorithm) for algorithm in pack.algorithms}
    )
    made = ", ".join(f"{sql} as {name}" for name, sql in digests.items())
    return f"select {refused} as refused, {made} from {relation}"
