"""The SQL of `offpurpose.identifiers` asked about lists of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from offpurpose.identifiers.email import EmailRule
from offpurpose.identifiers.packs import RulePack, stated_pack
from offpurpose.identifiers.sql import IdentifierSql, register
from offpurpose.incident import RuleUse

Text = str | None


@dataclass(frozen=True)
class Rules:
    """How an ad system matched, as an incident file states it."""

    hash: tuple[str, ...] = ("sha256",)
    email: EmailRule = "lowercase"
    phone: str = "e164"
    default_region: str | None = None

    @property
    def rules(self) -> tuple[RuleUse, ...]:
        """The one rule pack that this is."""
        return (RuleUse(self.one_rule),)

    @property
    def one_rule(self) -> RulePack:
        """The rule pack that this is."""
        return stated_pack(self.hash, self.email, self.phone)


@dataclass(frozen=True)
class Asker:
    """Puts expressions to a connection on which the functions of the identifiers are registered."""

    con: duckdb.DuckDBPyConnection
    ids: IdentifierSql

    def column(
        self, expression: Callable[[str], str], values: list[Any], value_type: pa.DataType
    ) -> list[Any]:
        """Return the expression of the column `value` for each value, in their order."""
        return self.rows(expression("value"), {"value": pa.array(values, value_type)})

    def texts(self, expression: Callable[[str], str], values: list[Text]) -> list[Any]:
        """Return the expression of a column of text for each value, in their order."""
        return self.column(expression, list(values), pa.string())

    def rows(
        self, expression: str, columns: dict[str, pa.Array], layers: Sequence[dict[str, str]] = ()
    ) -> list[Any]:
        """Return the expression, over layers of columns, for each row of a table, in their order."""
        count = len(next(iter(columns.values())))
        self.con.register("given", pa.table(columns | {"place": pa.array(range(count))}))
        rows = "given"
        for layer in layers:
            rows = f"(select *, {', '.join(f'{sql} as {name}' for name, sql in layer.items())} from {rows})"
        answers = self.con.execute(f"select {expression} from {rows} order by place").fetchall()
        self.con.unregister("given")
        return [answer for (answer,) in answers]

    def normal(self, values: list[Text], kind: Text = None, regions: list[Text] | None = None) -> list[Text]:
        """Return the normalised form of raw values of one kind."""
        given = {
            "value": pa.array(values, pa.string()),
            "kind": pa.array([kind] * len(values), pa.string()),
            "region": pa.array(regions or [None] * len(values), pa.string()),
        }
        layers = self.ids.normals("kind", "value", "region")
        return self.rows("normal", given, layers)


@contextmanager
def asking(rules: Rules | None = None) -> Iterator[Asker]:
    """Open a connection that keeps the order of rows out of the answers, and close it."""
    con = duckdb.connect(":memory:", config={"threads": 2})
    try:
        yield Asker(con, register(con, rules or Rules()))
    finally:
        con.close()
