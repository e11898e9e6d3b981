"""What is wrong with an input as a whole, so that the audit stops: said with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from offpurpose.inputs.cells import floating_column
from offpurpose.inputs.contract import INPUTS
from offpurpose.inputs.mapping import MappedSource
from offpurpose.inputs.problems import Problems
from offpurpose.inputs.reading import SourceTable
from offpurpose.inputs.reconcile import TimestampCount, rejected_rows
from offpurpose.inputs.stages import LIKE_IDENTIFIER, Stage

FEW_REJECTED = 10
"""So many rejected rows of an input never stop an audit, whatever their share."""

_COMMONEST = 3


def check_floating(name: str, mapped: MappedSource, opened: SourceTable, problems: Problems) -> None:
    """Add a problem for every column of ids in which reading met a number with a fraction or an exponent."""
    for column in INPUTS[name].columns:
        given = mapped.columns.get(column.name)
        if given and given.column in opened.floating and column.type not in {"instant", "integer"}:
            problems.add(name, *floating_column(given, opened.floating[given.column].name))


def check_timezone(name: str, timestamps: Mapping[str, TimestampCount], problems: Problems) -> None:
    """Add a problem for every column of timestamps without an offset; for an incident without a timezone."""
    for column, count in timestamps.items():
        if count.zoneless:
            problems.add(
                name,
                f"timestamps without an offset from UTC in {column}: {count.zoneless:,}",
                'say in the incident file where their clock was: timezone = "UTC" under [incident]',
            )


def check_account_ids(con: duckdb.DuckDBPyConnection, stage: Stage, problems: Problems) -> None:
    """Add a problem where account ids look like identifiers: they stand in every output."""
    [(rows,)] = con.execute(
        f'select count(*) from "{stage.table}" where flags & {LIKE_IDENTIFIER} <> 0'
    ).fetchall()
    if rows:
        problems.add(
            stage.input,
            f"account ids that look like an e-mail address or a phone number: {rows:,}",
            "account ids stand in every output; where these are meant to, say --account-ids-are-identifiers",
        )


def check_rejected(
    con: duckdb.DuckDBPyConnection, stage: Stage, read: int, max_rejected: float, problems: Problems
) -> None:
    """Add a problem where so many rows of an input were rejected that the audit must stop."""
    [(accepted,)] = con.execute(f'select count(*) from "{stage.table}"').fetchall()
    rejected = rejected_rows(con, stage.input)
    if rejected > FEW_REJECTED and rejected > max_rejected * read:
        what = f"{rejected:,} of {read:,} rows were rejected, more than the {_percent(max_rejected)} allowed"
    elif read and not accepted:
        what = f"none of the {read:,} rows read was accepted"
    else:
        return
    problems.add(
        stage.input,
        f"{what}: {_commonest_reasons(con, stage.input)}",
        "correct the export or the mapping, or allow more with --max-rejected",
    )


def _commonest_reasons(con: duckdb.DuckDBPyConnection, name: str) -> str:
    rows = con.execute(
        "select reason, column_name, count(*) as rows from rejected_row where input = ?"
        " group by all order by rows desc, reason, column_name",
        [name],
    ).fetchall()
    shown = [f"{reason}{f' in {column}' if column else ''} ({count:,})" for reason, column, count in rows]
    more = f", and {len(rows) - _COMMONEST} more reasons" if len(rows) > _COMMONEST else ""
    return ", ".join(shown[:_COMMONEST]) + more


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
