"""The counts of the whole audit: accounts, records and matches by verdict and reason, and what came after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from offpurpose.case.reasons import MAPPED
from offpurpose.report.suppression.cells import Cell, Cells

_HEADLINE, _VERDICT, _PART = 4, 3, 2
_LOWER, _BETWEEN = ("confirmed", "inferred"), ("ambiguous", "undetermined")
_LOG = frozenset({"1", "1b", "1c", "1d", "2", "3", "3b", "4", "5", "6"})
_LIST = frozenset({"9", "9b", "10", "11", "12", "13"})

Reasons = dict[str, list[tuple[Cell | None, Cell | None]]]


@dataclass(slots=True)
class Whole:
    """What breakdowns add up to, by column; and the reasons of each side, as (matches, accounts)."""

    totals: dict[str, Cell | None]
    affected: Reasons
    between: Reasons


def add_whole(cells: Cells, summary: dict[str, Any]) -> Whole:
    """Add the counts of the summary that are no breakdowns; returns what those are to add up to."""
    accounts, records, matches = summary["accounts"], summary["records"], summary["matches"]
    _add_accounts(cells, accounts)
    cells.adds_up(
        cells.cell(records, "affected", weight=_HEADLINE),
        [cells.cell(records, kind, weight=_VERDICT) for kind in ("email", "phone")],
    )
    places = ("judged", "before_window", "after_window", "other_system")
    cells.adds_up(
        cells.cell(matches, "accepted", fixed=True),
        [cells.cell(matches, place, weight=_VERDICT) for place in places],
    )
    for verdict in _LOWER:
        cells.at_most(cells.cell(accounts, verdict), cells.cell(matches, verdict))
    cells.at_most(cells.cell(accounts, "affected"), cells.cell(records, "affected"))
    whole = Whole(_totals(cells, summary), *_add_reasons(cells, summary))
    _add_containment(cells, summary)
    lag = cells.cell(summary["lag"], "within_48_hours")
    cells.at_most(lag, whole.totals["affected_matches"])
    for row in summary["unclassified_purposes"]:
        cells.unit([cells.cell(row, "holdings"), cells.cell(row, "judged_accounts")])
    return whole


def _add_accounts(cells: Cells, accounts: dict[str, Any]) -> None:
    upper = cells.cell(accounts, "upper_bound", weight=_HEADLINE + 2)
    affected = cells.cell(accounts, "affected", weight=_HEADLINE + 1)
    possible = cells.cell(accounts, "possibly_affected", weight=_HEADLINE)
    cells.adds_up(upper, [affected, possible])
    cells.adds_up(affected, [cells.cell(accounts, each, weight=_VERDICT) for each in _LOWER])
    cells.adds_up(possible, [cells.cell(accounts, each, weight=_VERDICT) for each in _BETWEEN])
    for key in ("cleared", "eligible", "named_by_unreadable_lines", "unreadable_log_lines"):
        cells.cell(accounts, key, weight=_VERDICT)


def _totals(cells: Cells, summary: dict[str, Any]) -> dict[str, Cell | None]:
    accounts, matches = summary["accounts"], summary["matches"]
    of_lower = cells.sum_of(cells.cell(matches, each, weight=_PART) for each in _LOWER)
    others = [cells.cell(matches, each, weight=_PART) for each in (*_BETWEEN, "cleared")]
    cells.adds_up(cells.cell(matches, "judged"), [of_lower, *others])
    affected, possible = cells.cell(accounts, "affected"), cells.cell(accounts, "possibly_affected")
    cells.at_most(affected, of_lower)
    return {
        "affected_accounts": affected,
        "possibly_affected_accounts": possible,
        "affected_matches": of_lower,
        # Told nowhere: it is what the first breakdown adds up to.
        "possibly_affected_matches": None,
        "records": cells.cell(summary["records"], "affected"),
    }


def _add_reasons(cells: Cells, summary: dict[str, Any]) -> tuple[Reasons, Reasons]:
    affected: Reasons = defaultdict(list)
    between: Reasons = defaultdict(list)
    by_evidence: dict[tuple[str, str], list[Cell | None]] = defaultdict(list)
    for row in summary["reasons"]:
        pair = cells.cell(row, "matches"), cells.cell(row, "accounts")
        cells.unit(pair)
        cells.at_most(pair[1], pair[0])
        by_evidence[_evidence_of(row), row["verdict"]].append(pair[0])
        if row["verdict"] != "cleared":
            (affected if row["verdict"] in _LOWER else between)[row["reason"]].append(pair)
        if row["verdict"] in _LOWER:
            cells.at_most(pair[1], cells.cell(summary["accounts"], "affected"))
    by_verdict: dict[str, list[Cell | None]] = defaultdict(list)
    for row in summary["evidence"]:
        cell = cells.cell(row, "matches", weight=1)
        cells.adds_up(cell, by_evidence[row["evidence"], row["verdict"]])
        by_verdict[row["verdict"]].append(cell)
    for verdict, parts in by_verdict.items():
        cells.adds_up(cells.cell(summary["matches"], verdict), parts)
    return affected, between


def _evidence_of(row: dict[str, Any]) -> str:
    if row["reason"].startswith(MAPPED) or row["rule"] == "8":
        return "map"
    return "log" if row["rule"] in _LOG else "list" if row["rule"] in _LIST else "contacts"


def _add_containment(cells: Cells, summary: dict[str, Any]) -> None:
    found, days = summary["containment"], summary["containment_days"]
    columns = {
        "matches_after_window": "matches",
        "after_window_security_only": "security_only",
        "after_window_ambiguous": "ambiguous",
    }
    wholes = {key: cells.cell(found, key, weight=_VERDICT) for key in columns}
    for key, column in columns.items():
        cells.adds_up(wholes[key], [cells.cell(day, column) for day in days])
        cells.at_most(wholes[key], wholes["matches_after_window"])
    cells.at_most(wholes["matches_after_window"], cells.cell(summary["matches"], "after_window"))
    for day in days:
        row = [cells.cell(day, column) for column in columns.values()]
        cells.unit(row)
        cells.at_most(row[1], row[0])
        cells.at_most(row[2], row[0])
    cells.cell(found, "still_active_security_only")
