"""The tables beside the lists and bounds: reasons, coverage by input, gaps, days after the end (contract)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.oracle.accounts import known_outside
from tests.oracle.beside import days_touched
from tests.oracle.breakdowns import MATCH_KEYS, Result, Table, breakdown
from tests.oracle.groups import country_groups, evidence, input_spans, statuses, us_states
from tests.oracle.holding import purpose_class
from tests.oracle.instants import EPOCH, day_of
from tests.oracle.listing import UNKNOWN_SYSTEM, system_of
from tests.oracle.matches import in_scope, judge_all, place
from tests.oracle.rules import LOWER_BOUND

# By which instant the rows of an input are dated.
DATED_BY = {
    "contacts": "valid_from",
    "uploads": "uploaded_at",
    "entries": "added_at",
    "partner_map": "mapped_at",
}


def tables(result: Result) -> dict[str, Table]:
    """Each table by its name, its rows in order; columns that only explain are left out."""
    return {
        **{f"by_{dimension}": breakdown(result, dimension) for dimension in MATCH_KEYS},
        "coverage": coverage(result),
        "summary_accounts": unreadable(result),
        "summary_coverage": least_covered(result),
        "summary_coverage_gaps": gaps(result),
        "summary_containment_days": days_after_the_end(result),
        "summary_reasons": reasons(result),
        "summary_unclassified_purposes": unclassified_purposes(result),
        "summary_country_groups": country_groups(result),
        "summary_us_states": us_states(result),
        "summary_statuses": statuses(result),
        "summary_input_spans": input_spans(result),
        "summary_evidence": evidence(result),
    }


def reasons(result: Result) -> Table:
    """The judged matches by verdict, reason and rule."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in result.judged:
        said = each.judgement
        found[said.verdict, said.reason, said.rule.removeprefix("7:")].append(each.match.account_id)
    rows = [
        {
            "verdict": verdict,
            "reason": reason,
            "rule": rule,
            "matches": len(accounts),
            "accounts": len(set(accounts)),
        }
        for (verdict, reason, rule), accounts in found.items()
    ]
    return sorted(rows, key=place_of)


def place_of(row: dict[str, Any]) -> tuple[object, ...]:
    """By verdict, then the most matches first, then by reason and rule."""
    return row["verdict"], -row["matches"], row["reason"].encode(), row["rule"]


def unreadable(result: Result) -> Table:
    """The accounts that rejected rows name, and the rejected rows that name none and may matter."""
    lines = [
        row
        for row in result.facts.rejected_matches
        if row.values["account_id"] is None and not known_outside(result.facts, result.window, row)
    ]
    named = sum(each.row_rejected for each in result.verdicts)
    return [{"named_by_unreadable_lines": named, "unreadable_log_lines": len(lines)}]


def unclassified_purposes(result: Result) -> Table:
    """Each purpose that the incident does not list, its holdings, and the judged accounts that it touches."""
    found: dict[str, list[str]] = defaultdict(list)
    for holding in result.facts.holdings:
        if purpose_class(result.facts, holding.purpose) == "unclassified":
            found[holding.purpose].append(holding.account_id)
    judged = {each.match.account_id for each in result.judged}
    rows = [
        {"purpose": purpose, "holdings": len(accounts), "judged_accounts": len(set(accounts) & judged)}
        for purpose, accounts in found.items()
    ]
    return sorted(rows, key=lambda row: (-int(str(row["holdings"])), str(row["purpose"]).encode()))


def days_after_the_end(result: Result) -> Table:
    """The matches in scope at or after the end, by day."""
    facts = result.facts
    after = [
        each
        for each in facts.matches
        if each.matched_at >= result.window.end and in_scope(facts, each.upload_id)
    ]
    found: dict[int, list[str]] = defaultdict(list)
    for each in judge_all(facts, after):
        found[day_of(each.match.matched_at)].append(each.judgement.verdict)
    return [
        {
            "day": iso(day),
            "matches": len(verdicts),
            "security_only": sum(verdict in LOWER_BOUND for verdict in verdicts),
            "ambiguous": verdicts.count("ambiguous"),
        }
        for day, verdicts in sorted(found.items())
    ]


def iso(day: int) -> str:
    """A day, counted from 1970, as text."""
    return (date(EPOCH.year, 1, 1) + timedelta(days=day)).isoformat()


def days_with_log(result: Result, system: str | None = None) -> set[int]:
    """The days that the window touches with an accepted match inside it, of one system or of any."""
    return {
        day_of(each.matched_at)
        for each in result.facts.matches
        if system in (None, system_of(result.facts, each.upload_id))
        and place(result.window, each.matched_at, each.ended_at) == "inside"
    } & set(days_touched(result.facts, result.window))


def days_of_input(result: Result, name: str) -> set[int]:
    """The same of another input, whose rows are dated by one of their columns."""
    instants = [row.whole(DATED_BY[name]) for row in result.loaded[name].accepted]
    inside = [each for each in instants if each is not None and place(result.window, each, each) == "inside"]
    return {day_of(each) for each in inside} & set(days_touched(result.facts, result.window))


def coverage(result: Result) -> Table:
    """Every dated input that was given; the matches also by each system of the incident or of the log."""
    seen = {system_of(result.facts, each.upload_id) for each in result.facts.matches}
    systems = [None, *sorted({*result.facts.settings.systems, *seen}, key=str.encode)]
    found = [
        *((name, None, days_of_input(result, name)) for name in DATED_BY if name in result.loaded),
        *(("matches", system, days_with_log(result, system)) for system in systems),
    ]
    rows = [
        {"input": name, "system": system, "days_with_log": len(days), **asked(result, len(days))}
        for name, system, days in found
    ]
    return sorted(rows, key=lambda row: (str(row["input"]), row["system"] is not None, str(row["system"])))


def asked(result: Result, covered: int) -> dict[str, Any]:
    """The days asked about, and the share of them that is covered."""
    days = days_touched(result.facts, result.window)
    share = round(covered / len(days), 6) if days else None
    return {
        "days": len(days),
        "share": share,
        **({"first_day": iso(days[0]), "last_day": iso(days[-1])} if days else {}),
    }


def least_covered(result: Result) -> Table:
    """The system of the incident of which the fewest days are covered, beside the total."""
    systems = [system for system in result.facts.settings.systems if system != UNKNOWN_SYSTEM]
    covered = {system: len(days_with_log(result, system)) for system in systems}
    if not days_touched(result.facts, result.window) or not covered:
        return [asked(result, len(days_with_log(result)))]
    least = min(covered, key=lambda system: (covered[system], system.encode()))
    return [
        {
            **asked(result, len(days_with_log(result))),
            "least_system": least,
            "least_share": asked(result, covered[least])["share"],
        }
    ]


def gaps(result: Result) -> Table:
    """The runs of days of the window without an accepted match."""
    runs: list[list[int]] = []
    covered = days_with_log(result)
    for day in days_touched(result.facts, result.window):
        if day in covered:
            continue
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [{"first_day": iso(run[0]), "last_day": iso(run[-1]), "days": len(run)} for run in runs]
