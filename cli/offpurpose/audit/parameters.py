"""The incident's settings as tables, so that the queries need no templating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from offpurpose.audit.sorting import make_sort_macros
from offpurpose.incident import Incident
from offpurpose.incident.keys import keys_at_hand

_INSTANT = pa.timestamp("us")


def make_parameter_tables(con: duckdb.DuckDBPyConnection, incident: Incident) -> None:
    """Create `incident` and, by what each lists, `purpose_class` to `key_at_hand`; and what to sort by.

    The tables of the inputs are there.
    """
    window = incident.window
    _make(
        con,
        "incident",
        {
            "window_start": pa.array([_utc(window.start)], _INSTANT),
            "window_end": pa.array([_utc(window.end)], _INSTANT),
            "rule": _texts([window.rule]),
        },
    )
    security, permitted = incident.purposes.security, incident.purposes.permitted
    _make(
        con,
        "purpose_class",
        {
            "purpose": _texts([*security, *permitted]),
            "class": _texts(["security"] * len(security) + ["permitted"] * len(permitted)),
        },
    )
    _make(con, "system_in_scope", {"system": _texts(incident.systems)})
    _make(con, "other_kind", {"kind": _texts(incident.matching.other_kinds)})
    rules = incident.matching.rules
    _make(
        con,
        "digest_rule",
        {
            "rule_no": pa.array(range(1, len(rules) + 1), pa.uint8()),
            "pack": _texts([use.pack.name for use in rules]),
            "applies_from": pa.array([_utc(use.start) for use in rules], _INSTANT),
            "applies_until": pa.array([_utc(use.until) for use in rules], _INSTANT),
        },
    )
    at_hand = keys_at_hand(incident.matching, incident.folder)
    _make(con, "key_at_hand", {"key_id": _texts([key.key_id for key in at_hand])})
    make_sort_macros(con)


def _make(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, pa.Array]) -> None:
    con.register("parameter", pa.table(columns))
    try:
        con.execute(f'create table "{name}" as select * from parameter').fetchall()
    finally:
        con.unregister("parameter")


def _texts(values: Sequence[str]) -> pa.Array:
    return pa.array(values, pa.string())


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC).replace(tzinfo=None)
