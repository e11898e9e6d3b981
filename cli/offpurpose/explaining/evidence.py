"""The evidence of one account: its rows and its uploads', out of a case into a database of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

import duckdb

from offpurpose.audit.catalogue import EXPLANATION
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.sorting import make_sort_macros
from offpurpose.case.opening import as_stored
from offpurpose.engine.database import EVIDENCE
from offpurpose.engine.query_files import QueryFile, load_queries, needed_for
from offpurpose.engine.run import no_progress, run_queries
from offpurpose.engine.sql_text import quoted_text
from offpurpose.errors import CaseError

_NOT_WHOLE = ("rejected_row", "also_digested", "upload", "entry")

LISTS = ("affected_account", "possibly_affected_account")

_OF_ACCOUNT = ("contact", "match", "account", "partner_map")

# The index of a case: where the rows of an account stand in tables that have another order.
_INDEX = ("account_row", "verdict_code", "account_code")

# An id of each list that the account's log lines name, readable or not.
_NAMED_UPLOADS = (
    "select upload_id from match union select upload_id from rejected_row where input = 'matches'"
)

_OWN_ROWS = " union all ".join(
    f"select source_row from {table}" for table in ("contact", "match", "partner_map")
)

_OWN_DIGESTS = (
    "select distinct digest from contact where not unmatchable union select digest from also_digested"
    " where source_row in (select source_row from contact)"
)

# Whether a list is complete matters only where the log line names nothing of its own.
_LISTS_ASKED = "select distinct upload_id from match where digest is null and partner_user_id is null"


@cache
def queries_of_explanation() -> tuple[QueryFile, ...]:
    """Return what is run over the evidence of one account, in running order."""
    queries = load_queries((*CONTACT_MATCHING.folders, EXPLANATION))
    asked = (query.name for query in queries if query.folder == EXPLANATION)
    return needed_for(queries, *LISTS, "verdict", *asked)


def gather(con: duckdb.DuckDBPyConnection, account_ids: Collection[str]) -> bool:
    """Copy what bears on some accounts from `evidence`; return whether anything names one of them.

    The connection is a case's workspace. Of the entries of a list, those that the account ever held are
    copied; the others are summed up in rows that stand for them where the completeness of a list is asked.

    Raises:
        CaseError: when the case has not the tables that this version's queries read.
    """
    _require_tables(con)
    rows = _rows_naming(con, account_ids)
    for table in _OF_ACCOUNT:
        _copy(con, table, f"{names_account(con, table, account_ids)} and {rows}")
    _copy(con, "rejected_row", names_account(con, "rejected_row", account_ids))
    if not any(_has_rows(con, table) for table in (*_OF_ACCOUNT, "rejected_row")):
        return False
    _copy(con, "also_digested", f"source_row in ({_OWN_ROWS})")
    _copy(con, "upload", _is_one_of("upload_id", _values(con, _NAMED_UPLOADS)))
    _gather_lists(con)
    for table in sorted(_tables_read() - {*_OF_ACCOUNT, *_NOT_WHOLE}):
        _copy(con, table, "true")
    make_sort_macros(con)
    return True


def judge(con: duckdb.DuckDBPyConnection) -> None:
    """Run the audit's queries over what was gathered, and then those of the explanation."""
    run_queries(con, queries_of_explanation(), no_progress)


def names_account(con: duckdb.DuckDBPyConnection, table: str, account_ids: Iterable[str]) -> str:
    """Write a predicate on a table of `evidence`: its row is one of these accounts'."""
    stored = (as_stored(con, account_id, table=f"{EVIDENCE}.{table}") for account_id in account_ids)
    return _is_one_of("account_id", (value for value in stored if value is not None))


def _rows_naming(con: duckdb.DuckDBPyConnection, account_ids: Collection[str]) -> str:
    """Write a predicate that finds the rows of some accounts at once, where the index of the case says."""
    numbers = _values(
        con,
        f"select account_no from {EVIDENCE}.account_code"
        f" where {names_account(con, 'account_code', account_ids)}",
    )
    rows = _values(
        con,
        f"select source_row from {EVIDENCE}.account_row"
        f" where {names_account(con, 'account_row', account_ids)} union all"
        f" select source_row from {EVIDENCE}.verdict_code where {_is_one_of('account_no', numbers)}",
    )
    return _is_one_of("source_row", rows)


def _gather_lists(con: duckdb.DuckDBPyConnection) -> None:
    asked = _is_one_of("upload_id", _values(con, _LISTS_ASKED))
    con.execute(
        f"insert into rejected_row select * from {EVIDENCE}.rejected_row"
        f" where input in ('entries', 'uploads') and {asked}"
    ).fetchall()
    own = _is_one_of("digest", _values(con, _OWN_DIGESTS))
    raw = f"select source_row from {EVIDENCE}.also_digested where {own}"
    _copy(con, "entry", f"{asked} and ({own} or source_row in ({raw}))")
    con.execute(
        f"insert into also_digested select * from {EVIDENCE}.also_digested"
        " where source_row in (select source_row from entry)"
    ).fetchall()
    con.execute(
        "insert into entry by name"
        f" with every as ({_summed(f'{EVIDENCE}.entry')} where {asked} group by all),"
        f" own as ({_summed('entry')} group by all)"
        " select every.source_row, upload_id,"
        " case when not always_there then timestamp '9999-12-31' end as added_at,"
        " case when is_other then 'other' else 'unmatchable' end as identifier_state,"
        " cast(every.copies - coalesce(own.copies, 0) as integer) as copies"
        " from every left join own using (upload_id, always_there, is_other)"
        " where every.copies > coalesce(own.copies, 0)"
    ).fetchall()


def _summed(table: str) -> str:
    return (
        "select min(source_row) as source_row, upload_id, added_at is null as always_there,"
        f" identifier_state = 'other' as is_other, sum(copies) as copies from {table}"
    )


def _copy(con: duckdb.DuckDBPyConnection, table: str, which: str) -> None:
    con.execute(f'create table "{table}" as select * from {EVIDENCE}."{table}" where {which}').fetchall()


def _has_rows(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute(f"select 1 from {table} limit 1").fetchall())


def _values(con: duckdb.DuckDBPyConnection, query: str) -> list[str | int | bytes]:
    return [value for (value,) in con.execute(query).fetchall() if value is not None]


def _is_one_of(column: str, values: Iterable[str | int | bytes]) -> str:
    """Write a predicate of literals: by these, a scan skips the blocks that have none of them."""
    listed = ", ".join(_literal(value) for value in values)
    return f"{column} in ({listed})" if listed else "false"


def _literal(value: str | int | bytes) -> str:
    match value:
        case bytes():
            return f"unhex('{value.hex()}')"
        case str():
            return quoted_text(value)
        case _:
            return str(value)


def _tables_read() -> set[str]:
    queries = queries_of_explanation()
    read = {table for query in queries for table in query.reads} - {query.name for query in queries}
    return read | {*_OF_ACCOUNT, *_NOT_WHOLE, "input_file"}


def _require_tables(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select table_name from duckdb_tables() where database_name = ?", [EVIDENCE]
    ).fetchall()
    if missing := {*_tables_read(), *_INDEX} - {name for (name,) in found}:
        raise CaseError(
            f"the case has no table {', '.join(sorted(missing))}: another version of offpurpose wrote it",
            hint="its manifest names the version; or audit again with this one",
        )
