"""Two cases side by side: what differs in what they rest on, and what became of each account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb

from offpurpose.case.opening import Case
from offpurpose.case.shown import csv_line, order_by, output_columns, shown
from offpurpose.comparing.accounts import CHANGED_ACCOUNTS, counts, find_changes, moves
from offpurpose.comparing.origins import differences, figures
from offpurpose.engine.database import Limits, open_memory

Json = dict[str, Any]

_ROWS = 50_000


@dataclass(frozen=True)
class Comparison:
    """Two cases compared; its accounts are read from a database while it is open."""

    before: Case
    after: Case
    con: duckdb.DuckDBPyConnection

    @cached_property
    def facts(self) -> Json:
        """All but the accounts: the cases, what differs, the figures, the counts, and the kinds of change."""
        return {
            "before": _case(self.before),
            "after": _case(self.after),
            "differences": differences(self.before, self.after),
            "figures": figures(self.before, self.after),
            "counts": counts(self.con),
            "moves": moves(self.con),
        }

    @property
    def is_same(self) -> bool:
        """Whether every account is on the same list with the same verdict and reasons."""
        return not self.facts["moves"]

    def first_accounts(self, most: int) -> list[Json]:
        """Return the first of the changed accounts, in the order of the CSV."""
        columns = output_columns(self.con, CHANGED_ACCOUNTS)
        rows = self.con.execute(
            f"select {shown(columns)} from {CHANGED_ACCOUNTS.relation}"
            f" order by {order_by(CHANGED_ACCOUNTS, columns)} limit {most}"
        ).fetchall()
        return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]

    def csv(self) -> Iterator[str]:
        """Yield the changed accounts as the parts of a CSV file like those of a case."""
        columns = output_columns(self.con, CHANGED_ACCOUNTS)
        yield ",".join(column.name for column in columns) + "\n"
        yield from self._lines(csv_line(columns))

    def json(self) -> Iterator[str]:
        """Yield the facts, and with them the changed accounts, as the parts of one JSON object."""
        yield json.dumps(self.facts, indent=2, ensure_ascii=False).removesuffix("\n}") + ',\n  "accounts": ['
        columns = output_columns(self.con, CHANGED_ACCOUNTS)
        members = ", ".join(f"{column.name} := {column.name}" for column in columns)
        lead = "\n    "
        for part in self._lines(f"',\n    ' || cast(to_json(struct_pack({members})) as varchar)"):
            yield lead + part.removeprefix(",\n    ") if lead else part
            lead = ""
        yield "]\n}\n" if lead else "\n  ]\n}\n"

    def _lines(self, line: str) -> Iterator[str]:
        columns = output_columns(self.con, CHANGED_ACCOUNTS)
        query = (
            f"select {line} as line from (select {shown(columns)} from {CHANGED_ACCOUNTS.relation})"
            f" order by {order_by(CHANGED_ACCOUNTS, columns)}"
        )
        for batch in self.con.sql(query).to_arrow_reader(_ROWS):
            yield "".join(batch.column("line").to_pylist())


@contextmanager
def comparing(before: Case, after: Case, limits: Limits | None = None) -> Iterator[Comparison]:
    """Compare two cases, the earlier one first; their databases are not needed.

    Raises:
        CaseError: when a list, a manifest or a summary of either is gone or damaged.
    """
    with open_memory(limits or Limits()) as con:
        find_changes(con, before, after)
        yield Comparison(before, after, con)


def _case(case: Case) -> Json:
    incident = case.summary["incident"]
    return {"folder": case.folder.name, "reference": incident["reference"], "window": incident["window"]}
