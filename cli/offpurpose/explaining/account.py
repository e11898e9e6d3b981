"""One account explained: what it held, what the log says of it, and why each match has its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.case.opening import Case
from offpurpose.case.reasons import phrase_of
from offpurpose.engine.database import Limits, open_files
from offpurpose.errors import CaseError
from offpurpose.explaining.evidence import LISTS, gather, judge
from offpurpose.explaining.fingerprint import make_fingerprint_function
from offpurpose.explaining.matches import explained_matches
from offpurpose.explaining.rows import Sources, plain, shown_rows
from offpurpose.explaining.sentences import account_sentence
from offpurpose.identifiers.masking import mask_value

Json = dict[str, Any]

_ROWS_OF_A_LIST = (
    "select * replace (cast(first_matched_at as timestamp) as first_matched_at,"
    " cast(last_matched_at as timestamp) as last_matched_at) from read_parquet(?) where account_id = ?"
)
_LIST_OF = {"affected_account": "affected", "possibly_affected_account": "possibly_affected"}


def explain_account(
    case: Case, account_id: str, match_id: str | None = None, limits: Limits | None = None
) -> Json:
    """Explain one account from its evidence in a case, or one match of it (or several of that id).

    The verdicts are those of the audit's queries, run anew over the account's rows alone.
    `agrees_with_case` says whether the case's own lists say the same of it.

    Raises:
        CaseError: when the case names no such account, or the account has no such match.
    """
    with case.workspace(limits or Limits()) as con:
        if not gather(con, [account_id]):
            raise CaseError(
                f"no row of the case names an account {mask_value(account_id)}",
                hint="ids are compared as text: 007 and 7 are two accounts",
            )
        judge(con)
        make_fingerprint_function(con)
        return _explained(con, case, account_id, match_id)


def _explained(con: duckdb.DuckDBPyConnection, case: Case, account_id: str, match_id: str | None) -> Json:
    source = Sources(con)
    [account] = shown_rows(con, "explained_account", "verdict")
    row = _list_row(con)
    matches = explained_matches(con, source)
    unreadable = _unreadable(con, source)
    chosen = matches if match_id is None else _of_id(matches, match_id)
    if match_id is not None and not chosen:
        raise CaseError(
            f"the account has no match {mask_value(match_id)}",
            hint="without --match all of its matches are shown, with their ids",
        )
    told = {
        "account_id": account_id,
        "verdict": account["verdict"],
        "bound": "neither" if row is None else row["list"],
        "why": account_sentence(account, matches),
        "reasons": [
            {"reason": reason, "phrase": phrase_of(reason)}
            for reason in (row["reasons"].split("|") if row else [])
        ],
        "eligible": account["eligible"],
        "contacts_incomplete": account["contacts_incomplete"],
        "record": _record(account, source),
        "list_row": row,
        "counts": {name: account[name] for name in _COUNTS},
    }
    return {
        "incident": _incident(case),
        **told,
        "identifiers": _identifiers(con, source),
        "matches": chosen,
        "unreadable_rows": unreadable,
        "agrees_with_case": _agrees(case, account_id, row),
    }


def _of_id(matches: list[Json], match_id: str) -> list[Json]:
    # An id that looks like an address or a number is shown masked.
    return [each for each in matches if each["match_id"] in {match_id, mask_value(match_id)}]


_COUNTS = ("matches", "judged", "before_window", "after_window", "other_system")


def _incident(case: Case) -> Json:
    incident = case.summary["incident"]
    return {name: incident[name] for name in ("reference", "title", "window", "systems", "purposes")}


def _record(account: Json, source: Sources) -> Json | None:
    if account["source_row"] is None:
        return None
    return {
        "country": account["country"],
        "status": account["status"],
        "source": source(account["source_row"]),
    }


def _list_row(con: duckdb.DuckDBPyConnection) -> Json | None:
    for table in LISTS:
        for row in shown_rows(con, table, "account_id"):
            return {"list": _LIST_OF[table], **row}
    return None


def _agrees(case: Case, account_id: str, row: Json | None) -> bool:
    """Whether the lists that the case was published with have the account as it was judged anew."""
    listed = [
        {"list": _LIST_OF[table], **{name: plain(value) for name, value in found.items()}}
        for table in LISTS
        for found in _written(case.file(f"accounts/{table}s.parquet"), account_id)
    ]
    return listed == ([] if row is None else [row])


def _written(path: Path, account_id: str) -> Iterator[Json]:
    """Yield the rows of an account in a list, which is sorted by account: few of its groups are read."""
    try:
        with open_files([path]) as con:
            found = con.execute(_ROWS_OF_A_LIST, [str(path), account_id])
            names = [name for name, *_ in found.description or ()]
            yield from (dict(zip(names, row, strict=True)) for row in found.fetchall())
    except duckdb.Error as error:
        raise CaseError(f"{path} is damaged", hint="`offpurpose verify` tells what is whole") from error


def _identifiers(con: duckdb.DuckDBPyConnection, source: Sources) -> list[Json]:
    rows = shown_rows(
        con, "explained_contact", "kind, fingerprint, valid_from nulls first, purpose, source_row"
    )
    return [
        {
            "kind": kind,
            "fingerprint": fingerprint,
            "readable": not unmatchable,
            "holdings": [
                {
                    "purpose": row["purpose"],
                    "class": row["purpose_class"],
                    "valid_from": row["valid_from"],
                    "valid_to": row["valid_to"],
                    "copies": row["copies"],
                    "source": source(row["source_row"]),
                }
                for row in holdings
            ],
        }
        for (kind, fingerprint, unmatchable), holdings in groupby(
            rows, key=itemgetter("kind", "fingerprint", "unmatchable")
        )
    ]


def _unreadable(con: duckdb.DuckDBPyConnection, source: Sources) -> list[Json]:
    return [
        {
            "input": row["input"],
            "column": row["column_name"],
            "reason": row["reason"],
            "masked_value": row["masked_value"],
            "may_matter": row["may_matter"],
            "source": source(row["source_row"]),
        }
        for row in shown_rows(con, "explained_rejected", "source_row")
    ]
