"""The affected matches as a CSV file that Timesketch imports: message, datetime, timestamp_desc, and more."""

from __future__ import annotations

from pathlib import Path

import duckdb

from offpurpose.case.layout import Output, OutputColumn
from offpurpose.case.opening import Case
from offpurpose.case.tables import write_csv
from offpurpose.engine.run import Progress
from offpurpose.exporting.lists import verdicts_of

TIMESKETCH = "timesketch.csv"

_MESSAGE = (
    "'Account ' || account_id || ' matched to upload ' || upload_id"
    " || coalesce(' of advertiser ' || advertiser_id, '') || coalesce(' sent by partner ' || partner_id, '')"
    " || ' in system ' || system || coalesce(' through ' || replace(nullif(kind, ''), '|', ' or '), '')"
    " || ': ' || verdict || ', ' || reason"
)
_COLUMNS = (
    OutputColumn("message", "code", _MESSAGE),
    OutputColumn("datetime", "instant", "matched_at"),
    OutputColumn("timestamp_desc", "code", "'Matched to an advertiser''s list'"),
    OutputColumn("account_id", "id"),
    OutputColumn("match_id", "given"),
    OutputColumn("upload_id", "given"),
    OutputColumn("system", "given"),
    OutputColumn("advertiser_id", "given"),
    OutputColumn("partner_id", "given"),
    OutputColumn("kind", "given"),
    OutputColumn("verdict", "code"),
    OutputColumn("reason", "code"),
)


def write_timesketch(
    con: duckdb.DuckDBPyConnection, case: Case, folder: Path, progress: Progress
) -> dict[str, int]:
    """Write the confirmed and inferred matches in the order of time, and return the rows of the file."""
    affected = verdicts_of(case, "verdict in ('confirmed', 'inferred')")
    output = Output(TIMESKETCH, affected.relation, _COLUMNS, key=("datetime", "account_id", "match_id"))
    written = write_csv(con, output, folder / TIMESKETCH, progress)
    return {TIMESKETCH: written.rows}
