"""Judging accounts range by range, so that what the queries need for a range fits into memory.

Each range is judged over its own rows of what was loaded, beside the case. What the queries give to others,
or to the case, is put behind what the ranges before gave; all else goes with the range.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

import duckdb

from offpurpose.audit.ranges import BY_ACCOUNT, AccountRange, range_name
from offpurpose.costing.weights import COPY
from offpurpose.engine.beside import database_beside
from offpurpose.engine.query_files import QueryFile
from offpurpose.engine.run import PASSING, Progress, passing_names, run_statement

_BESIDE = "accounts_at_hand"


@dataclass(frozen=True)
class Phases:
    """The queries of an audit in running order, and in three parts of that.

    before: what does not read verdicts.
    by_account: what a range of accounts goes through.
    after: what reads what the ranges have given.
    """

    queries: tuple[QueryFile, ...]
    before: tuple[QueryFile, ...]
    by_account: tuple[QueryFile, ...]
    after: tuple[QueryFile, ...]

    @classmethod
    def of(cls, queries: Sequence[QueryFile]) -> Phases:
        """Part queries that are in running order; a view that others read too is in two parts."""
        waiting = {query.name for query in queries if query.is_by_account and not query.is_view}
        for query in queries:
            if query.reads & waiting:
                waiting.add(query.name)
        going = passing_names(queries)
        return cls(
            tuple(queries),
            tuple(query for query in queries if query.name not in waiting),
            tuple(query for query in queries if query.is_by_account),
            tuple(
                query
                for query in queries
                if query.name in waiting
                and (not query.is_by_account or (query.is_view and query.name not in going))
            ),
        )

    def stored(self) -> frozenset[str]:
        """Return the names of the tables by account that are part of the case."""
        return frozenset(
            query.name for query in self.by_account if not query.is_view and not query.is_passing
        )

    def passed_on(self) -> frozenset[str]:
        """Return the names of the others that are read after their range."""
        read = {name for query in self.after for name in query.reads}
        return frozenset(query.name for query in self.by_account if query.is_passing and query.name in read)

    def stages(self, ranges: int) -> list[str]:
        """Return the names of the stages of a run with so many ranges, in order."""
        if ranges == 1:
            return [query_stage(query.name) for query in self.queries]
        return [
            *(query_stage(query.name) for query in self.before),
            *(
                f"{stage}{range_name(number, ranges)}"
                for number in range(1, ranges + 1)
                for stage in (COPY, *(query_stage(query.name) for query in self.by_account))
            ),
            *(query_stage(query.name) for query in self.after),
        ]


def query_stage(name: str, of_range: str = "") -> str:
    """Return the name of the stage in which a query makes its table, or what a range adds to it."""
    return f"query {name}{of_range}"


@dataclass(frozen=True)
class Judging:
    """Where a run stands with its ranges, within `passing_tables`.

    done: the stages that a run which was stopped has behind it: what these put into the case is there.
    finish: told of every stage that is finished.
    """

    con: duckdb.DuckDBPyConnection
    phases: Phases
    progress: Progress
    done: Container[str] = ()
    finish: Callable[[str], None] = lambda _stage: None

    def judge(self, ranges: Iterable[AccountRange]) -> None:
        """Make the tables of the queries by account, range after range."""
        for each in ranges:
            self.progress(f"{COPY}{each.name}", 0, None)
            with database_beside(self.con, _BESIDE, hides=True, compressed=True) as own:
                for name in BY_ACCOUNT:
                    # Several queries read them, some more than once; in the case they stand in other orders.
                    self._hide(f'{own}."{name}"', name, each, kind="table")
                for query in self.phases.by_account:
                    self._make(query, each, own)

    def _make(self, query: QueryFile, each: AccountRange, own: str) -> None:
        stage = query_stage(query.name, each.name)
        if query.name in self.phases.stored():
            table = f'{own}."{query.name}"'
            if stage not in self.done:
                self._remove_torn(table, each)
                adding = self._adding(query, table, query.text, each)
                run_statement(self.con, query, adding, stage, self.progress)
                self.finish(stage)
            self._hide(table, query.name, each)
            return
        kind = "view" if query.is_view else "table"
        table = f'{_BESIDE}.main."{query.name}"'
        run_statement(self.con, query, f"create {kind} {table} as\n{query.text}", stage, self.progress)
        if query.name in self.phases.passed_on():
            rows = f"select * from {table}"
            self.con.execute(self._adding(query, f'{PASSING}."{query.name}"', rows, each)).fetchall()

    def _adding(self, query: QueryFile, table: str, rows: str, each: AccountRange) -> str:
        """Return the statement that puts the rows of a range behind those of the ranges before."""
        if each.number == 1:
            return f"create or replace table {table} as\n{rows}"
        if query.numbers is None:
            return f"insert into {table}\n{rows}"
        [(before,)] = self.con.execute(f"select coalesce(max({query.numbers}), 0) from {table}").fetchall()
        numbered = f"* replace ({query.numbers} + {before} as {query.numbers})"
        return f"insert into {table}\nselect {numbered} from (\n{rows}\n)"

    def _remove_torn(self, table: str, each: AccountRange) -> None:
        """Remove what was added, but not noted before the run was stopped: it is added again."""
        if each.number > 1:
            self.con.execute(f"delete from {table} where {each.condition}").fetchall()

    def _hide(self, table: str, name: str, each: AccountRange, kind: str = "view") -> None:
        """Let a name stand for the rows of a range alone, copied where it is to be a table."""
        rows = f"select * from {table} where {each.condition}"
        self.con.execute(f'create {kind} {_BESIDE}.main."{name}" as {rows}').fetchall()
