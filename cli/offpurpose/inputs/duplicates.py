"""Equal rows collapsed to the first of them, and records that contradict each other set aside."""

from __future__ import annotations

import duckdb

from offpurpose.identifiers.masking import masked
from offpurpose.inputs.faults_of_rows import CONFLICTING_RECORD
from offpurpose.inputs.rejected import RejectedAs, reject_rows
from offpurpose.inputs.stages import Stage

_ONE_RECORD = {"uploads": "upload_id", "accounts": "account_id"}

# Of equal contacts the country of a raw number stands, whichever of them came first.
_KEPT = {
    "contacts": (
        "coalesce(max(phone_region) filter (not given_as_digest), max(phone_region)) as phone_region"
    ),
}


def collapse_duplicates(con: duckdb.DuckDBPyConnection, stage: Stage) -> int:
    """Delete every row of a stage that equals one before it, count the copies, and return how many went.

    Only rows of the same likeness can be equal; all others are never looked at. What is left of those that
    were looked at stands in `alike_row`, one row each.
    """
    # Sorting the numbers costs half of what grouping by them does, as nearly every one is different.
    con.execute(
        "create or replace temp table alike as select distinct likeness from ("
        f" select likeness, lag(likeness) over (order by likeness) as before from {_rows(stage)}"
        " where likeness is not null) where likeness = before"
    ).fetchall()
    kept = f", {_KEPT[stage.input]}" if stage.input in _KEPT else ""
    con.execute(
        "create or replace temp table alike_row as"
        " select min(source_row) as source_row, cast(count(*) as integer) as copies,"
        f" any_value({stage.record_id or 'null'}) as record_id{kept}"
        f" from {_rows(stage)} semi join alike using (likeness) group by {', '.join(stage.compared)}"
    ).fetchall()
    [(rows, left)] = con.execute("select coalesce(sum(copies), 0), count(*) from alike_row").fetchall()
    if rows > left:
        _delete_copies(con, stage)
    return int(rows - left)


def _rows(stage: Stage) -> str:
    return f'(select *, {stage.likeness} as likeness from "{stage.table}")'


def _delete_copies(con: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    con.execute(
        f'delete from "{stage.table}" where {stage.likeness} in (select likeness from alike)'
        " and source_row not in (select source_row from alike_row)"
    ).fetchall()
    kept = ", phone_region = alike_row.phone_region" if stage.input in _KEPT else ""
    con.execute(
        f'update "{stage.table}" as staged set copies = alike_row.copies{kept} from alike_row'
        " where staged.source_row = alike_row.source_row and alike_row.copies > 1"
    ).fetchall()


def settle_conflicts(con: duckdb.DuckDBPyConnection, stage: Stage) -> int:
    """Count the ids with rows of different content; of uploads and accounts these rows are all rejected.

    Goes by what `collapse_duplicates` left in `alike_row`.
    """
    if stage.record_id is None:
        return 0
    con.execute(
        "create or replace temp table conflict as select record_id from alike_row"
        " where record_id is not null group by record_id having count(*) > 1"
    ).fetchall()
    [(conflicts,)] = con.execute("select count(*) from conflict").fetchall()
    if conflicts and stage.input in _ONE_RECORD:
        column = _ONE_RECORD[stage.input]
        which = f"{column} in (select record_id from conflict)"
        rejected = RejectedAs(
            which, f"'{column}'", f"'{CONFLICTING_RECORD}'", masked(f"cast({column} as varchar)", "other")
        )
        reject_rows(con, stage, rejected)
    return int(conflicts)


def drop_work_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what collapsing left behind."""
    for table in ("alike", "alike_row", "conflict"):
        con.execute(f"drop table if exists temp.{table}").fetchall()
