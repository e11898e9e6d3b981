"""Running a mutant: on evidence whose result is known, only what reads the mutated query is made again."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import sqlglot
from tests.mutation.mutants import Mutant
from tests.oracle.audit import audit
from tests.oracle.comparing import compare
from tests.oracle.evidence import Evidence
from tests.oracle.outcome import AccountRow, Outcome, VerdictRow
from tests.oracle.tables import make_canonical_tables, outcome

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.engine.query_files import QueryFile
from offpurpose.engine.run import CHECKS, failed_checks, run_queries

QUERIES = {query.name: query for query in CONTACT_MATCHING.queries}
ORDERED = {
    name
    for name, query in QUERIES.items()
    if sqlglot.parse_one(query.text, read="duckdb").args.get("order") is not None
}
RUNS_AWAY_AFTER = 30.0  # seconds; a mutant without a join condition can make very many rows
OWN, MUTATED = "main", "mutated"


@dataclass(frozen=True)
class Known:
    """One incident that was audited: its tables, and the columns of them that the oracle agrees with."""

    name: str
    con: duckdb.DuckDBPyConnection
    columns: Mapping[str, tuple[str, ...]]
    faults: list[str]
    contents: dict[tuple[str, tuple[str, ...]], object] = field(default_factory=dict)

    def content(self, name: str, columns: tuple[str, ...]) -> object:
        """What a table holds as it was audited; it is looked at once."""
        if (name, columns) not in self.contents:
            self.contents[name, columns] = content(self.con, OWN, name, columns)
        return self.contents[name, columns]


def known(name: str, evidence: Evidence) -> Known:
    """Audit an incident with the queries as they are, and compare the result with the oracle's."""
    con = duckdb.connect(config={"threads": 1})
    make_canonical_tables(con, evidence)
    run_queries(con, QUERIES.values(), lambda *_: None)
    expected = audit(evidence)
    # What comes from loading is no business of the queries.
    expected.summary.pop("inputs")
    expected.rejected = []
    failed = [f"check {check} fails" for check in failed_checks(con, QUERIES.values())]
    return Known(name, con, compared_columns(expected), [*failed, *compare(expected, outcome(con))])


def compared_columns(expected: Outcome) -> dict[str, tuple[str, ...]]:
    """The result tables, and of each the columns that were compared; what kills most is first."""
    columns: dict[str, tuple[str, ...]] = {
        "verdict": VerdictRow._fields,
        "affected_account": AccountRow._fields,
        "possibly_affected_account": AccountRow._fields,
        "summary_edges": ("shift", "affected", "possibly_affected", "upper_bound"),
        # In the order in which they stand, as verdicts.parquet is written in it.
        "verdict_code": ("account_id", "matched_at"),
    }
    for name, section in expected.summary.items():
        columns[f"summary_{name}"] = tuple(section)
    for name, rows in expected.tables.items():
        columns[name] = (*columns.get(name, ()), *(rows[0] if rows else ()))
    return columns


def killed_by(mutant: Mutant, incident: Known) -> str | None:
    """What tells the mutant from the query on this incident; None where nothing does."""
    with mutated_schema(incident.con), running_limited(incident.con):
        try:
            return first_difference(Rerun(incident, mutant), incident)
        except duckdb.Error as error:
            return f"does not run: {error}"


def first_difference(rerun: Rerun, incident: Known) -> str | None:
    """The first result table that is another, or the first check that fails."""
    for name, columns in incident.columns.items():
        if rerun.changes(name) and differs(incident, name, columns):
            return f"{name} is another"
    for query in QUERIES.values():
        if query.folder == CHECKS and rerun.changes(query.name) and failed_checks(incident.con, [query]):
            return f"check {query.name} fails"
    return None


@dataclass
class Rerun:
    """The tables that read a mutant, made again one after the other as they are asked for."""

    incident: Known
    mutant: Mutant
    done: dict[str, bool] = field(default_factory=dict)

    def changes(self, name: str) -> bool:
        """Whether a table may be another under the mutant; it is then there."""
        if name not in self.done:
            self.done[name] = name in QUERIES and self.make(QUERIES[name])
        return self.done[name]

    def make(self, query: QueryFile) -> bool:
        """Make what a query reads, and then the query, if anything that it reads is another."""
        mutated = query.name == self.mutant.query
        read = [self.changes(name) for name in sorted(query.reads)]
        if not mutated and not any(read):
            return False
        kind = "view" if query.is_view else "table"
        sql = self.mutant.sql if mutated else query.text
        self.incident.con.execute(f'create {kind} {MUTATED}."{query.name}" as\n{sql}').fetchall()
        return query.is_view or differs(self.incident, query.name)


def differs(incident: Known, name: str, columns: tuple[str, ...] = ()) -> bool:
    """Whether a table that was made again is another, in the columns named or in any."""
    return incident.content(name, columns) != content(incident.con, MUTATED, name, columns)


def content(con: duckdb.DuckDBPyConnection, schema: str, name: str, columns: tuple[str, ...]) -> object:
    """What a table holds: its rows where they are in order, else how many they are and a hash of them all."""
    told = ", ".join(f'"{column}"' for column in columns) or "*"
    rows = f'select {told} from {schema}."{name}"'
    if name in ORDERED:
        return con.execute(rows).fetchall()
    return con.execute(f"select count(*), sum(cast(hash(told) as hugeint)) from ({rows}) as told").fetchall()


@contextmanager
def mutated_schema(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A schema before the usual one, for what is made again."""
    con.execute(f"create schema {MUTATED}").fetchall()
    con.execute(f"set search_path = '{MUTATED},{OWN}'").fetchall()
    try:
        yield
    finally:
        con.execute(f"set search_path = '{OWN}'").fetchall()
        con.execute(f"drop schema {MUTATED} cascade").fetchall()


@contextmanager
def running_limited(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupt a query that takes far too long."""
    timer = threading.Timer(RUNS_AWAY_AFTER, con.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
