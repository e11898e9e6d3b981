"""Whether the bounds of an audit hold what really happened in a simulated incident.

What they claim, and no more: an account in the lower bound was affected; an account that was affected
through a line of which the log still has the account is in the upper bound; what the log has lost is of a day
without a log; and the lines that have lost their account are no more than those said to name none.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.engine.query_files import QueryFile
from offpurpose.engine.run import run_queries
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files
from offpurpose.inputs.load import load_inputs
from offpurpose.simulating.simulate import Simulated

CLAIMS = {
    "in the lower bound though not affected": """
        select account_id from affected_account
        anti join (select account_id from account_truth where affected) using (account_id)
    """,
    "confirmed or inferred though no security-only use": """
        select match_id from verdict
        anti join (select match_id from match_truth where affected) using (match_id)
        where verdict in ('confirmed', 'inferred')
    """,
    "cleared though a security-only use": """
        select match_id from match_truth
        inner join verdict using (match_id)
        where affected and verdict = 'cleared'
    """,
    "beyond the upper bound though affected, and in the log": """
        select account_id from account_truth
        anti join affected_account using (account_id)
        anti join possibly_affected_account using (account_id)
        where affected_in_log
    """,
    "lost from the log on a day that is said to be covered": """
        select match_id from match_truth
        inner join coverage_day using (system, day)
        where affected and evidence = 'lost'
    """,
    "without an account in the log, beyond the lines that are said to name none": """
        select count(*) as lines from match_truth
        where affected and evidence = 'names_no_account'
        having count(*) > (select unreadable_log_lines from summary_accounts)
    """,
}


def load(con: duckdb.DuckDBPyConnection, simulated: Simulated) -> None:
    """Load the inputs of a simulated incident, and beside them the truth."""
    incident = load_incident(simulated.incident)
    load_inputs(con, incident, find_files(incident.folder, incident.inputs.values()))
    make_parameter_tables(con, incident)
    _load_truth(con, simulated.folder)


def audit(con: duckdb.DuckDBPyConnection, queries: Iterable[QueryFile] = CONTACT_MATCHING.queries) -> None:
    """Audit what was loaded."""
    run_queries(con, queries, lambda *_: None)


def broken_claims(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the claims that do not hold of an audited incident, with how many rows speak against each."""
    con.execute(
        "create or replace temp table coverage_day as"
        " select distinct system, day from evidence_day where input = 'matches'"
    ).fetchall()
    found = {claim: len(con.execute(sql).fetchall()) for claim, sql in CLAIMS.items()}
    return {claim: rows for claim, rows in found.items() if rows}


def _load_truth(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    con.execute(f"create table account_truth as from '{folder}/truth.parquet'").fetchall()
    con.execute(
        "create table match_truth as select *, cast(matched_at at time zone 'UTC' as date) as day"
        f" from '{folder}/truth_matches/*.parquet'"
    ).fetchall()
