"""What the report adds to the breakdowns: groups of countries, US states, statuses, spans, evidence."""

from __future__ import annotations

from collections import Counter

from tests.oracle.breakdowns import Result, Table, breakdown
from tests.oracle.rules import LOWER_BOUND, STRENGTH

UNION = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}
GROUPS = {
    "eu": UNION,
    "eea": {*UNION, "IS", "LI", "NO"},
    "uk": {"GB", "UK"},
    "switzerland": {"CH"},
    "us": {"US"},
    "unknown": {"unknown"},
}
FIGURES = (
    "affected_accounts",
    "possibly_affected_accounts",
    "affected_matches",
    "possibly_affected_matches",
    "records",
)
DATED_BY = {
    "contacts": "valid_from",
    "uploads": "uploaded_at",
    "entries": "added_at",
    "matches": "matched_at",
    "partner_map": "mapped_at",
}
KINDS_OF_EVIDENCE = ("log", "map", "list", "contacts")


def country_groups(result: Result) -> Table:
    """The rows by country, added up; the EU is in the EEA."""
    rows = breakdown(result, "country")
    known = set().union(*GROUPS.values())
    found = []
    for group in ("eu", "eea", "uk", "switzerland", "us", "elsewhere", "unknown"):
        own = [
            row
            for row in rows
            if (code := row["country"].split("-")[0]) in GROUPS.get(group, ())
            or (group == "elsewhere" and code not in known)
        ]
        found.append({"country_group": group, **{name: sum(row[name] for row in own) for name in FIGURES}})
    return found


def us_states(result: Result) -> Table:
    """The rows of the United States, by what is said after it; last those that say nothing."""
    rows = [row for row in breakdown(result, "country") if row["country"].split("-")[0] == "US"]
    rows.sort(key=lambda row: (row["country"] == "US", row["country"].encode()))
    return [
        {"state": row["country"][3:] or "unknown", **{name: row[name] for name in FIGURES}} for row in rows
    ]


def statuses(result: Result) -> Table:
    """The accounts on the lists by the status of their record."""
    listed = [each for each in result.verdicts if each.verdict != "cleared"]
    found: Counter[tuple[str, bool]] = Counter()
    for each in listed:
        record = result.facts.accounts.get(each.account_id)
        found[(record and record.status) or "unknown", each.verdict in LOWER_BOUND] += 1
    return [
        {
            "status": status,
            "affected_accounts": found[status, True],
            "possibly_affected_accounts": found[status, False],
        }
        for status in ("active", "suspended", "deleted", "unknown")
    ]


def input_spans(result: Result) -> Table:
    """The first and last instant of each input that was given."""
    rows = []
    for name, column in DATED_BY.items():
        if name in result.loaded:
            instants = [row.whole(column) for row in result.loaded[name].accepted]
            known = [each for each in instants if each is not None]
            rows.append(
                {
                    "input": name,
                    "dated_by": column,
                    "first_at": min(known, default=None),
                    "last_at": max(known, default=None),
                    "undated": len(instants) - len(known),
                }
            )
    return rows


def evidence(result: Result) -> Table:
    """The judged matches by what there was to judge them by."""
    found = Counter(
        (kind_of_evidence(each.judgement.rule, each.judgement.reason), each.judgement.verdict)
        for each in result.judged
    )
    return [
        {"evidence": kind, "verdict": verdict, "matches": found[kind, verdict]}
        for kind in KINDS_OF_EVIDENCE
        for verdict in reversed(STRENGTH)
    ]


def kind_of_evidence(rule: str, reason: str) -> str:
    """By the number of the rule: the log line, the partner map, a whole list, or the contact records."""
    number = int("".join(filter(str.isdigit, rule.removeprefix("7:"))))
    if reason.startswith("mapped:") or number == 8:
        return "map"
    return "log" if number <= 6 else "list" if number <= 13 else "contacts"
