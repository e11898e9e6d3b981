"""The bounds under other readings of the evidence (rules, section 5): the same queries over altered tables.

A reading is a query that stands for a table of the audit. What depends on that table is made anew, beside
the audit's own tables and over the accounts alone that the reading may concern; all else is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from offpurpose.audit.packs import AuditPack
from offpurpose.engine.beside import database_beside
from offpurpose.engine.query_files import QueryFile, load_queries, needed_for
from offpurpose.engine.run import Progress, no_progress, run_queries

SENSITIVITY = "sensitivity"
"""Folder of the queries that stand for tables of the audit, and of what is counted under them."""

READINGS = (
    "dual_purpose_as_security",
    "unclassified_as_security",
    "unclassified_as_permitted",
    "held_1_hour_before",
    "held_8_hours_before",
    "held_48_hours_before",
)

_SUMMARY = "summary_sensitivity"
_VERDICTS = "account_verdict"
_BY_ACCOUNT = ("contact", "match", "partner_map")
"""The tables of what was loaded of which a reading needs the rows of the accounts that it concerns."""

_BESIDE = "beside"
_CONCERNED = "concerned_account"


@dataclass(frozen=True)
class Reading:
    """A query that stands for a table of the audit, and the one that says which accounts it may concern."""

    query: QueryFile
    stands_for: str
    concerns: QueryFile

    @classmethod
    def of(cls, name: str) -> Reading:
        """Return the reading of that name."""
        by_name = {query.name: query for query in sensitivity_queries()}
        query = by_name[name]
        return cls(query, query.header["Stands for"], by_name[query.header["Concerns"]])


def sensitivity_queries() -> tuple[QueryFile, ...]:
    """Return the queries of the readings and of what is counted under them, in running order."""
    return load_queries((SENSITIVITY,))


def add_sensitivity(con: duckdb.DuckDBPyConnection, pack: AuditPack, progress: Progress) -> None:
    """Create `reading`, `reading_verdict` and `summary_sensitivity` beside the tables of a finished audit.

    `reading_verdict` has the accounts whose verdict a reading changes: reading, account_id, verdict, and
    the audit's own verdict. What a run that was stopped has made of them is made again.
    """
    con.execute("create or replace table reading (position integer, reading varchar)").fetchall()
    con.executemany("insert into reading values (?, ?)", list(enumerate(READINGS, 1)))
    con.execute(
        "create or replace table reading_verdict as select '' as reading, account_id,"
        f" cast(verdict as varchar) as verdict, '' as audit_verdict from {_VERDICTS} where false"
    ).fetchall()
    for name in READINGS:
        progress(f"reading {name}", 0, None)
        _apply(con, pack, Reading.of(name))
    con.execute(f"drop table if exists {_SUMMARY}").fetchall()
    run_queries(con, [query for query in sensitivity_queries() if query.name == _SUMMARY], progress)


def _apply(con: duckdb.DuckDBPyConnection, pack: AuditPack, reading: Reading) -> None:
    """Judge the accounts that a reading may concern, and note those whose verdict it changes."""
    with database_beside(con, _BESIDE, hides=True) as audit:
        con.execute(f"create table {_CONCERNED} as {_over(audit, reading.concerns.text)}").fetchall()
        altered = {name: _all_of(audit, name) for name in _BY_ACCOUNT}
        altered[reading.stands_for] = f"({_over(audit, reading.query.text)})"
        for name, relation in altered.items():
            con.execute(f'create view "{name}" as {_of_the_concerned(con, relation)}').fetchall()
        again = _to_be_made_again(pack.queries, altered.keys())
        run_queries(con, again, no_progress)
        con.execute(
            f"insert into {audit}.reading_verdict"
            " select ?, account_id, cast(now.verdict as varchar), cast(before.verdict as varchar)"
            f" from {_VERDICTS} as now inner join {audit}.{_VERDICTS} as before using (account_id)"
            f" semi join {_CONCERNED} using (account_id)"
            " where cast(now.verdict as varchar) != cast(before.verdict as varchar)",
            [reading.query.name],
        ).fetchall()


def _to_be_made_again(queries: Iterable[QueryFile], altered: Iterable[str]) -> list[QueryFile]:
    """Return the queries between altered tables and the verdicts of accounts, in running order."""
    stale = set(altered)
    again = []
    for query in needed_for(queries, _VERDICTS):
        if query.name not in stale and query.reads & stale:
            stale.add(query.name)
            again.append(query)
    return again


def _over(audit: str, sql: str) -> str:
    """Return a query that reads the tables of the audit, whatever hides them."""
    # Only a run that asks for other readings needs it.
    import sqlglot  # noqa: PLC0415
    from sqlglot import exp  # noqa: PLC0415

    statement = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias for cte in statement.find_all(exp.CTE)}
    catalog, _, schema = audit.rpartition(".")
    for table in statement.find_all(exp.Table):
        if table.name not in own:
            table.set("db", exp.to_identifier(schema))
            table.set("catalog", exp.to_identifier(catalog.strip('"'), quoted=True))
    return statement.sql(dialect="duckdb", comments=False)


def _all_of(audit: str, name: str) -> str:
    return f'{audit}."{name}"'


def _of_the_concerned(con: duckdb.DuckDBPyConnection, relation: str) -> str:
    columns = con.execute(f"describe select * from {relation} as altered").fetchall()
    rows = f"select * from {relation} as altered"
    if "account_id" not in {name for name, *_ in columns}:
        return rows
    return f"{rows} semi join {_CONCERNED} on altered.account_id = {_CONCERNED}.account_id"
