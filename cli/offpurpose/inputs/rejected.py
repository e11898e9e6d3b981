"""The list of rejected rows: from the stages, and from files whose rows are torn."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from offpurpose.identifiers.masking import masked
from offpurpose.incident import InputSpec
from offpurpose.inputs.contract import INPUTS
from offpurpose.inputs.faults_of_rows import numbered_faults
from offpurpose.inputs.mapping import MappedSource
from offpurpose.inputs.reading.rejects import RejectLog
from offpurpose.inputs.reading.source import quoted_text
from offpurpose.inputs.staging import Settings, stage_select
from offpurpose.inputs.tables import TABLES

_NAMED = ("account_id", "upload_id", "matched_at", "ended_at", "partner_id")
"""What a rejected row may still say, where it can be read."""


@dataclass(frozen=True, slots=True)
class RejectedAs:
    """Why rows of a stage are rejected, as SQL over the stage: which they are, and what is told of each."""

    which: str
    column: str
    reason: str
    shown: str


def reject_rows(con: duckdb.DuckDBPyConnection, name: str, rejected: RejectedAs) -> None:
    """Move rows of a stage to `rejected_row`."""
    table = TABLES[name].name
    con.execute(
        f"insert into rejected_row select source_row, '{name}', {rejected.column}, {rejected.reason},"
        f' {rejected.shown}, {_named(name)} from "{table}" where {rejected.which}'
    ).fetchall()
    con.execute(f'delete from "{table}" where {rejected.which}').fetchall()


def reject_faulty(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Move the rows that have a fault from a stage to `rejected_row`."""
    faults = numbered_faults(INPUTS[name])
    columns = [column for column, _ in faults]
    reasons = [reason for _, reason in faults]
    rejected = RejectedAs("fault is not null", f"({columns})[fault]", f"({reasons})[fault]", "masked")
    reject_rows(con, name, rejected)


def reject_torn(
    con: duckdb.DuckDBPyConnection, spec: InputSpec, mapped: MappedSource, log: RejectLog, settings: Settings
) -> None:
    """Add the rows that could not be told apart into values, with what of their ids and instants can be."""
    if not len(log):
        return
    con.register("torn", log.to_arrow())
    try:
        cells = '"values".*' if log.columns else "null as nothing"
        read = stage_select(spec, mapped, f"(select source_row, {cells} from torn)", settings)
        con.execute(
            f"insert into rejected_row select source_row, '{spec.name}', {_canonical_name(mapped)},"
            f" reason, text, {_named(spec.name)} from torn join ({read}) as readable using (source_row)"
        ).fetchall()
    finally:
        con.unregister("torn")


def _canonical_name(mapped: MappedSource) -> str:
    """Write SQL for the canonical column that a column of the files is, or its own name where it is none."""
    whens = [
        f"when {quoted_text(column.column)} then '{name}'"
        for name, column in mapped.columns.items()
        if column.column is not None
    ]
    own = masked("column_name", "other")
    return f"case column_name {' '.join(whens)} else {own} end" if whens else own


def _named(name: str) -> str:
    columns = TABLES[name].columns
    return ", ".join(column if column in columns else "null" for column in _NAMED)
