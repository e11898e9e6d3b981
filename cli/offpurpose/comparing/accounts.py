"""The accounts that entered the lists, left them, or changed verdict or reasons, as a table in a database."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from offpurpose.case.layout import VERDICTS, Output, OutputColumn
from offpurpose.case.opening import Case
from offpurpose.errors import CaseError

Json = dict[str, Any]

_LISTS = {"affected": "affected_accounts", "possibly_affected": "possibly_affected_accounts"}

CHANGES = ("entered", "left", "verdict", "reasons")
"""What may have become of an account, in the order in which it is told."""

CHANGED_ACCOUNTS = Output(
    "changed_accounts",
    "account_change",
    (
        OutputColumn("account_id", "id"),
        OutputColumn("change", "code"),
        OutputColumn("list_before", "code"),
        OutputColumn("list_after", "code"),
        OutputColumn("verdict_before", "code"),
        OutputColumn("verdict_after", "code"),
        OutputColumn("reasons_before", "code"),
        OutputColumn("reasons_after", "code"),
        OutputColumn("matches_before", "count"),
        OutputColumn("matches_after", "count"),
    ),
)
"""The table of a comparison: on which list an account was and is (`neither`), and why.

An account on neither list has the verdict and the reasons of its cleared matches, if any was judged.
`matches` are those of its row on a list.
"""

_CHANGED = """
    create table changed as
    select
        account_id,
        before.list as list_before,
        after.list as list_after,
        before.verdict as verdict_before,
        after.verdict as verdict_after,
        before.reasons as reasons_before,
        after.reasons as reasons_after,
        before.matches as matches_before,
        after.matches as matches_after
    from listed_before as before
    full outer join listed_after as after using (account_id)
    where
        before.verdict is distinct from after.verdict
        or before.reasons is distinct from after.reasons
        or before.list is distinct from after.list
"""

_CLEARED = """
    create table cleared_{when} as
    select account_id, array_to_string(list_sort(list(distinct reason)), '|') as reasons
    from verdicts_{when}
    where account_id in (select account_id from changed where list_{when} is null)
    group by account_id
"""

_CHANGES = """
    create table account_change as
    select
        account_id,
        case
            when list_before is null then 'entered'
            when list_after is null then 'left'
            when verdict_before != verdict_after or list_before != list_after then 'verdict'
            else 'reasons'
        end as change,
        coalesce(list_before, 'neither') as list_before,
        coalesce(list_after, 'neither') as list_after,
        coalesce(verdict_before, case when cleared_before.reasons is not null then 'cleared' end)
            as verdict_before,
        coalesce(verdict_after, case when cleared_after.reasons is not null then 'cleared' end)
            as verdict_after,
        coalesce(reasons_before, cleared_before.reasons) as reasons_before,
        coalesce(reasons_after, cleared_after.reasons) as reasons_after,
        coalesce(matches_before, 0) as matches_before,
        coalesce(matches_after, 0) as matches_after
    from changed
    left join cleared_before using (account_id)
    left join cleared_after using (account_id)
"""


def find_changes(con: duckdb.DuckDBPyConnection, before: Case, after: Case) -> None:
    """Make the table `account_change`, one row per account that is not on the same list for the same reasons.

    Raises:
        CaseError: when a list of either case is gone or damaged.
    """
    for when, case in (("before", before), ("after", after)):
        _register_lists(con, case, when)
    try:
        con.execute(_CHANGED).fetchall()
        for when in ("before", "after"):
            con.execute(_CLEARED.format(when=when)).fetchall()
        con.execute(_CHANGES).fetchall()
    except (pa.ArrowInvalid, duckdb.Error, OSError) as error:
        if isinstance(error, (duckdb.OutOfMemoryException, duckdb.InterruptException)):
            raise
        raise CaseError(
            "a list of one of the cases is damaged", hint="`offpurpose verify` tells which"
        ) from error


def counts(con: duckdb.DuckDBPyConnection) -> Json:
    """Return how many accounts are on a list in both cases alike, entered, left and changed."""
    found = dict(con.execute("select change, count(*) from account_change group by change").fetchall())
    [(before, after)] = con.execute(
        "select (select count(*) from listed_before), (select count(*) from listed_after)"
    ).fetchall()
    changed = {change: found.get(change, 0) for change in CHANGES}
    same = before - sum(changed[change] for change in CHANGES if change != "entered")
    return {"listed_before": before, "listed_after": after, "same": same, **changed}


def moves(con: duckdb.DuckDBPyConnection) -> list[Json]:
    """Return the changes without their accounts: from which verdict and reasons to which, and how many."""
    columns = ("change", "verdict_before", "verdict_after", "reasons_before", "reasons_after")
    listed = ", ".join(columns)
    rows = con.execute(
        f"select {listed}, count(*) as accounts from account_change group by {listed}"
        f" order by accounts desc, list_position(?, change), {listed}",
        [list(CHANGES)],
    ).fetchall()
    return [dict(zip((*columns, "accounts"), row, strict=True)) for row in rows]


def _register_lists(con: duckdb.DuckDBPyConnection, case: Case, when: str) -> None:
    for name, file in _LISTS.items():
        con.register(f"{name}_{when}", _table(case, f"accounts/{file}.parquet"))
    con.register(f"verdicts_{when}", _table(case, f"{VERDICTS.name}.parquet"))
    columns = "account_id, verdict, reasons, matches"
    selects = (f"select {columns}, '{name}' as list from {name}_{when}" for name in _LISTS)
    con.execute(f"create view listed_{when} as {' union all '.join(selects)}").fetchall()


def _table(case: Case, name: str) -> Any:
    path = case.file(name)
    try:
        return ds.dataset(path, format="parquet")
    except (pa.ArrowInvalid, OSError) as error:
        raise CaseError(f"{path} is damaged", hint="`offpurpose verify` tells what is whole") from error
