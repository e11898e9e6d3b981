"""What has changed since an earlier case, for a follow-up notification."""

from __future__ import annotations

from typing import Any

from offpurpose.report.document import Block, Column, Section, Table, Text, note
from offpurpose.report.sections.common import Context, given, instant, number

_KEYS = {
    "affected": "At least affected",
    "possibly_affected": "Possibly affected",
    "upper_bound": "At most affected",
}


def change(context: Context) -> Section | None:
    """The section on the change since an earlier case; None where none was asked for."""
    found: dict[str, Any] | None = context.summary.get("change")
    if found is None:
        return None
    blocks: list[Block] = [_bounds(context, found["earlier"])]
    if found.get("moves"):
        blocks.append(_moves(found["moves"]))
    if found.get("reasons"):
        blocks.append(_reasons(found["reasons"]))
    if found.get("differences"):
        blocks.append(note("What else differs: ", given("; ".join(found["differences"])), "."))
    return Section("change", "Change since the earlier case", tuple(blocks))


def _bounds(context: Context, earlier: dict[str, Any]) -> Table:
    accounts = context.summary["accounts"]
    return Table(
        "change-bounds",
        "The bounds then and now",
        (Column("Accounts"), Column("Earlier", "right"), Column("Now", "right")),
        tuple(
            (Text(word), number(earlier[key], "summary_accounts"), number(accounts[key], "summary_accounts"))
            for key, word in _KEYS.items()
        ),
        query="summary_accounts",
        notes=(
            note(
                "The earlier case: ",
                given(earlier.get("reference") or "without a reference"),
                ", computed at ",
                instant(earlier.get("computed_at")),
                ".",
            ),
        ),
    )


def _moves(moves: list[dict[str, Any]]) -> Table:
    return Table(
        "change-moves",
        "Accounts by their verdict then and now",
        (Column("Earlier"), Column("Now"), Column("Accounts", "right")),
        tuple(
            (
                given(move["from"] or "on no list"),
                given(move["to"] or "on no list"),
                number(move["accounts"], ""),
            )
            for move in moves
        ),
    )


def _reasons(reasons: list[dict[str, Any]]) -> Table:
    return Table(
        "change-reasons",
        "Why accounts moved",
        (Column("Because"), Column("Accounts", "right")),
        tuple((given(row.get("text") or row["code"]), number(row["accounts"], "")) for row in reasons),
    )
