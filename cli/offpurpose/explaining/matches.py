"""The matches of one account, each with its verdict and every fact that this rests on."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import duckdb

from offpurpose.case.reasons import sentence_of
from offpurpose.explaining.rows import Sources, shown_rows

Json = dict[str, Any]
Key = tuple[int, int]
"""A match and what was used in it: the rows of the log line, and of the line itself or of the map."""


def explained_matches(con: duckdb.DuckDBPyConnection, source: Sources) -> list[Json]:
    """Return the matches in the order of time, as they may be shown."""
    lists = {row["upload_id"]: row for row in shown_rows(con, "explained_list", "upload_id")}
    uses = _uses(con, source)
    return [
        _match(row, source, uses.get(row["source_row"], []), _list(row, lists, source))
        for row in shown_rows(con, "explained_match", "matched_at, source_row")
    ]


def _match(row: Json, source: Sources, uses: list[Json], listing: Json | None) -> Json:
    return {
        "match_id": row["match_id"],
        "matched_at": row["matched_at"],
        "ended_at": row["ended_at"],
        "counted_as": row["counted_as"],
        "verdict": row["verdict"],
        "reason": row["reason"],
        "rule": row["rule"],
        "sentence": sentence_of(row["reason"]) if row["reason"] else None,
        "kinds": row["kinds"],
        "source": source(row["source_row"]),
        "copies": row["copies"],
        "names": {
            "kind": row["logged_kind"],
            "fingerprint": uses[0]["fingerprint"] if uses and row["fingerprint"] else row["fingerprint"],
            "state": row["identifier_state"],
            "partner_user_id": row["partner_user_id"],
        },
        "system": row["system"],
        "upload": {
            "upload_id": row["upload_id"],
            "advertiser_id": row["advertiser_id"],
            "partner_id": row["partner_id"],
            "uploaded_at": row["uploaded_at"],
            "source": source(row["upload_row"]),
        },
        "list": listing,
        "evidence": uses,
    }


def _uses(con: duckdb.DuckDBPyConnection, source: Sources) -> dict[int, list[Json]]:
    """Return, for each match, what was used by it: itself, or the rows of the partner map in force."""
    records, entries = _records(con, source), _entries(con, source)
    uses: dict[int, list[Json]] = defaultdict(list)
    for row in shown_rows(con, "explained_use", "source_row, used_at, evidence_row"):
        uses[row["source_row"]].append(
            {
                "through_map": row["through_map"],
                "used_at": row["used_at"],
                "kind": row["kind"],
                "fingerprint": _known_as(row, records[row["source_row"], row["evidence_row"]]),
                "rule": row["rule"],
                "verdict": row["verdict"],
                "reason": row["reason"],
                "sentence": sentence_of(row["reason"]),
                "rests_on": row["rests_on"],
                "decides": row["decides"],
                "source": source(row["evidence_row"]),
                "records": records[row["source_row"], row["evidence_row"]],
                "entries": entries[row["source_row"]],
            }
        )
    return uses


def _known_as(use: Json, records: list[Json]) -> str | None:
    """Return the fingerprint of what a use names: of the account's own records, where they are of the same.

    Where several rule packs apply, one identifier has several digests.
    """
    fingerprint: str | None = use["fingerprint"]
    if fingerprint is None or use["rests_on"] != "identifier":
        return fingerprint
    found = [record["fingerprint"] for record in records]
    return found[0] if found and fingerprint not in found else fingerprint


def _records(con: duckdb.DuckDBPyConnection, source: Sources) -> dict[Key, list[Json]]:
    held = {row["source_row"]: row for row in shown_rows(con, "explained_contact", "source_row")}
    records: dict[Key, list[Json]] = defaultdict(list)
    for row in shown_rows(con, "explained_record", "source_row, evidence_row, contact_row"):
        contact = held[row["contact_row"]]
        records[row["source_row"], row["evidence_row"]].append(
            {
                "kind": contact["kind"],
                "fingerprint": contact["fingerprint"],
                "purpose": contact["purpose"],
                "class": contact["purpose_class"],
                "valid_from": contact["valid_from"],
                "valid_to": contact["valid_to"],
                "held_then": row["held_then"],
                "listed_then": row["listed_then"],
                "source": source(row["contact_row"]),
            }
        )
    return records


def _entries(con: duckdb.DuckDBPyConnection, source: Sources) -> dict[int, list[Json]]:
    entries: dict[int, list[Json]] = defaultdict(list)
    for row in shown_rows(con, "explained_entry", "source_row, entry_row, held_kind"):
        entries[row["source_row"]].append(
            {
                "kind": row["held_kind"],
                "fingerprint": row["fingerprint"],
                "added_at": row["added_at"],
                "removed_at": row["removed_at"],
                "on_list_then": row["on_list_then"],
                "source": source(row["entry_row"]),
            }
        )
    return entries


def _list(match: Json, lists: dict[str, Json], source: Sources) -> Json | None:
    """Say whether the list of a match was complete when it was matched, where its verdict turns on that."""
    row = lists.get(match["upload_id"])
    if row is None or match["rests_on"] not in {"list", "holdings"}:
        return None
    complete = match["rests_on"] == "list"
    return {
        "complete": complete,
        "why_not": [] if complete else _why_not(row, match),
        "entries_read": row["entries_read"],
        "entries_declared": row["entries_declared"],
        "rows_rejected": row["rows_rejected"],
        "ever_other_kinds": row["ever_other_kinds"],
        "first_entry": source(row["first_entry_row"]),
        "first_rejected": source(row["first_rejected_row"]),
    }


def _why_not(row: Json, match: Json) -> list[str]:
    """Return the codes of why a list does not count as complete (rules, section 1)."""
    declared = row["entries_declared"]
    found = {
        "no_entries": not row["entries_read"],
        "rows_rejected": row["rows_rejected"] > 0,
        "fewer_than_declared": declared is not None and row["entries_read"] < declared,
        "key_missing": row["key_missing"],
        "before_upload": row["complete_from"] is not None and match["matched_at"] < row["complete_from"],
    }
    return [code for code, is_so in found.items() if is_so]
