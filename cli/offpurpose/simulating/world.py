"""The database in which a simulated incident is made: its macros, and three tables that every part needs."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import duckdb

from offpurpose.engine.sql_text import quoted_text
from offpurpose.simulating.numbering import numbering_plans
from offpurpose.simulating.parts import keep_order
from offpurpose.simulating.plan import Plan

_MACROS = ("chance", "people", "identifiers", "lists", "maps", "matching")
_TABLES = ("map_row", "map_user", "list_size")


def make_world(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Give a database all that the inputs and the truth of a plan are made from."""
    keep_order(con)
    for name, value in plan.constants().items():
        con.execute(f"create macro {name}() as {value}").fetchall()
    for name, values in _numbering().items():
        con.execute(f"create macro {name}() as [{', '.join(values)}]").fetchall()
    for name in _MACROS:
        con.execute(query(name)).fetchall()
    for name in _TABLES:
        rest = "limit 0" if plan.evidence.plain else ""
        con.execute(f"create table {name} as from (\n{query(name)}) {rest}").fetchall()


def query(name: str) -> str:
    """Return the SQL file of that name."""
    return (files("offpurpose.simulating") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def _numbering() -> dict[str, Iterable[str]]:
    """Return the numbering plans as lists; countries and blocks are numbered from 1."""
    plans = numbering_plans()
    firsts, before = [], 1
    for plan in plans:
        firsts.append(before)
        before += len(plan.blocks)
    hundred = [number for number, plan in enumerate(plans, 1) for _ in range(plan.share)]
    return {
        "country_of_hundred": map(str, hundred),
        "regions": (quoted_text(plan.region) for plan in plans),
        "calling_codes": (quoted_text(plan.calling_code) for plan in plans),
        "trunk_prefixes": (quoted_text(plan.trunk_prefix) for plan in plans),
        "block_counts": (str(len(plan.blocks)) for plan in plans),
        "first_blocks": map(str, firsts),
        "blocks": (str(block) for plan in plans for block in plan.blocks),
    }
