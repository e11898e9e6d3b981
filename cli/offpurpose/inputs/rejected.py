"""The list of rejected rows: from the stages, and from files whose rows are torn."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from offpurpose.engine.sql_text import quoted_text
from offpurpose.identifiers.masking import masked
from offpurpose.inputs.contract import INPUTS
from offpurpose.inputs.faults_of_rows import fault_column, fault_masked, fault_reason
from offpurpose.inputs.mapping import MappedSource
from offpurpose.inputs.reading.rejects import RejectLog
from offpurpose.inputs.stages import LIKE_IDENTIFIER, Stage

_NAMED = ("account_id", "upload_id", "matched_at", "ended_at", "partner_id")
"""What a rejected row may still say, where it can be read."""


@dataclass(frozen=True, slots=True)
class RejectedAs:
    """Why rows of a stage are rejected, as SQL over the stage: which they are, and what is told of each."""

    which: str
    column: str
    reason: str
    shown: str


def reject_rows(con: duckdb.DuckDBPyConnection, stage: Stage, rejected: RejectedAs) -> None:
    """Move rows of a stage to `rejected_row`."""
    con.execute(
        f"insert into rejected_row select source_row, '{stage.input}', {rejected.column}, {rejected.reason},"
        f' {rejected.shown}, {_named(stage)} from "{stage.table}" where {rejected.which}'
    ).fetchall()
    con.execute(f'delete from "{stage.table}" where {rejected.which}').fetchall()


def reject_faulty(con: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Move the rows that have a fault from a stage to `rejected_row`."""
    contract = INPUTS[stage.input]
    rejected = RejectedAs("fault is not null", fault_column(contract), fault_reason(contract), fault_masked())
    reject_rows(con, stage, rejected)


def reject_torn(
    con: duckdb.DuckDBPyConnection, stage: Stage, mapped: MappedSource, log: RejectLog, select: str
) -> None:
    """Add the rows that could not be told apart into values, with what of their ids and instants can be.

    `select` reads rows of the relation `torn`, that is the values that are known of such rows.
    """
    if not len(log):
        return
    con.register("torn_row", log.to_arrow())
    try:
        cells = '"values".*' if log.columns else "null as nothing"
        con.execute(
            f"with torn as (select source_row, {cells} from torn_row)"
            f" insert into rejected_row select source_row, '{stage.input}', {_canonical_name(mapped)},"
            f" reason, text, {_named(stage)} from torn_row join ({select}) as readable using (source_row)"
        ).fetchall()
    finally:
        con.unregister("torn_row")


def without_doubtful_accounts(select: str) -> str:
    """Leave account ids that look like identifiers out of a SELECT of torn rows.

    In a row with a cell too few or too many they may well be the value of the column beside.
    """
    account = f"case when flags & {LIKE_IDENTIFIER} = 0 then account_id end"
    return f"select * replace ({account} as account_id) from ({select})"


def _canonical_name(mapped: MappedSource) -> str:
    """Write SQL for the canonical column that a column of the files is, or its own name where it is none."""
    whens = [
        f"when {quoted_text(column.column)} then '{name}'"
        for name, column in mapped.columns.items()
        if column.column is not None
    ]
    own = masked("column_name", "other")
    return f"case column_name {' '.join(whens)} else {own} end" if whens else own


def _named(stage: Stage) -> str:
    return ", ".join(column if column in stage.columns else "null" for column in _NAMED)
