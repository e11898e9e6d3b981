"""Judging every match of what was loaded, and counting: the queries of an audit, in one go or by ranges."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from offpurpose.audit.by_account import Judging, Phases, query_stage
from offpurpose.audit.going_on import missing_queries
from offpurpose.audit.packs import AuditPack
from offpurpose.audit.ranges import ranges_of_accounts
from offpurpose.case.stages import RANGES, Stages
from offpurpose.engine.query_files import QueryFile, needed_for
from offpurpose.engine.run import (
    Progress,
    passing_names,
    passing_tables,
    require_checks,
    rows_of,
    run_queries,
)

Unclassified = Callable[[list[dict[str, Any]]], None]
"""Told of the purposes of no class, before the long work: purpose, holdings, judged_accounts."""

_UNCLASSIFIED = "summary_unclassified_purposes"


def _say_nothing(_told: object) -> None:
    pass


def judge(
    con: duckdb.DuckDBPyConnection,
    pack: AuditPack,
    progress: Progress,
    unclassified: Unclassified = _say_nothing,
    *,
    stages: Stages | None = None,
    ranges: int = 1,
) -> None:
    """Run a pack's queries over the canonical and parameter tables; raises where a check fails.

    In more `ranges` than one, the accounts are judged one range after another: what a range needs then fits
    into memory, and the result is the same. Queries that are finished `stages` already are not run again
    while their tables are there.
    """
    run = _Run(con, progress, stages, passing_names(pack.queries))
    waiting = pack.queries if stages is None else missing_queries(con, pack.queries, stages)
    first = needed_for(pack.queries, _UNCLASSIFIED)
    run.queries([query for query in waiting if query in first])
    if purposes := rows_of(con, _UNCLASSIFIED):
        unclassified(purposes)
    waiting = [query for query in waiting if query not in first]
    with passing_tables(con):
        if ranges == 1:
            run.queries(waiting)
        else:
            run.by_ranges(Phases.of(pack.queries), waiting, ranges)
        require_checks(con, pack.queries)


@dataclass(frozen=True)
class _Run:
    """Runs queries, and notes which are finished where the run can be gone on with."""

    con: duckdb.DuckDBPyConnection
    progress: Progress
    stages: Stages | None
    passing: frozenset[str]

    def queries(self, queries: Iterable[QueryFile]) -> None:
        """Run them in the order given."""
        run_queries(
            self.con, queries, self.progress, lambda name: self._finish(query_stage(name)), self.passing
        )

    def by_ranges(self, phases: Phases, waiting: Collection[QueryFile], ranges: int) -> None:
        """Run those that wait, the ones by account range after range."""
        self.queries([query for query in phases.before if query in waiting])
        if any(query in waiting and not query.is_view for query in phases.by_account):
            self._finish(RANGES, ranges)
            done = () if self.stages is None else self.stages
            judging = Judging(self.con, phases, self.progress, done, self._finish)
            judging.judge(ranges_of_accounts(self.con, ranges))
            for query in phases.by_account:
                # A view that is part of the case is yet to be made there.
                if query not in phases.after:
                    self._finish(query_stage(query.name))
        self.queries([query for query in phases.after if query in waiting])

    def _finish(self, stage: str, facts: Any = True) -> None:
        if self.stages is not None:
            self.stages.finish(stage, facts)
