"""What stands beside the bounds of an audit (rules, section 5): each thing that widens or limits them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from offpurpose.identifiers.masking import printable
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted, instant, number, percent

Summary = dict[str, Any]

_PURPOSES_SHOWN = 3
_EDGES = {"start": "began", "end": "ended"}
_READINGS = {
    "dual_purpose_as_security": "dual-purpose identifiers were security-only",
    "unclassified_as_security": "unclassified purposes were security",
    "unclassified_as_permitted": "unclassified purposes were permitted",
    "held_1_hour_before": "holdings were taken 1 hour earlier",
    "held_8_hours_before": "holdings were taken 8 hours earlier",
    "held_48_hours_before": "holdings were taken 48 hours earlier",
}


def beside_the_bounds(summary: Summary) -> RenderableType:
    """Lay out records, population, containment, coverage, edges, readings, lag, purposes, rules, rejects."""
    grid = columns("left")
    for label, lines in _parts(summary):
        for place, line in enumerate(lines):
            grid.add_row("" if place else label, line)
    return grid


def _parts(summary: Summary) -> Iterator[tuple[str, list[str]]]:
    yield "records", [_records(summary["records"])]
    yield "eligible", [_eligible(summary["accounts"]["eligible"])]
    yield "after the end", [*_after_the_end(summary["containment"])]
    yield "coverage", [*_coverage(summary["coverage"]), *_gaps(summary["coverage_gaps"])]
    yield "if the window", [*_edges({edge["shift"]: edge for edge in summary["edges"]})]
    if readings := summary["sensitivity"]:
        yield "if", [f"{_READINGS[each['reading']]}: {_between(each)}" for each in readings]
    yield "index lag", [_lag(summary["lag"]["within_48_hours"])]
    if purposes := summary["unclassified_purposes"]:
        yield "unclassified", [*_purposes(purposes)]
    if rejected := "; ".join(_rejected(summary["inputs"])):
        yield "unreadable", [f"{rejected} (accounts/rejected_rows.csv)"]
    yield "holds under", [_rules(summary["rules"])]


def _records(records: dict[str, Any]) -> str:
    kinds = f"{number(records['email'])} e-mail, {number(records['phone'])} phone"
    return f"{counted(records['affected'], 'record')} concerned: {kinds}"


def _eligible(eligible: int) -> str:
    return f"{counted(eligible, 'account')} with security-only data in the window; not an impact count"


def _after_the_end(containment: dict[str, Any]) -> Iterator[str]:
    if not containment["matches_after_window"]:
        yield "no evidence: the log has no matches after the window"
    else:
        yield (
            f"{counted(containment['matches_after_window'], 'match', 'matches')}:"
            f" {number(containment['after_window_security_only'])} security-only,"
            f" {number(containment['after_window_ambiguous'])} ambiguous"
        )
        yield f"the log reaches to {instant(containment['log_until'])}"
    active = containment["still_active_security_only"]
    if active is None:
        yield "the log does not say when a match ended"
    else:
        yield f"{counted(active, 'match', 'matches')} of the lower bound still active then"


def _coverage(coverage: dict[str, Any]) -> Iterator[str]:
    days = f"{number(coverage['days_with_log'])} of {counted(coverage['days'], 'day')} have a log"
    yield f"{days}: {percent(coverage['share'])}"
    if coverage["least_system"] is not None:
        least = percent(coverage["least_share"])
        yield f"least of the systems: {printable(coverage['least_system'])}, {least}"


def _gaps(gaps: list[dict[str, Any]]) -> Iterator[str]:
    if gaps:
        longest = max(gaps, key=lambda gap: int(gap["days"]))
        days = f"{longest['first_day']} to {longest['last_day']}, {counted(longest['days'], 'day')}"
        yield f"{counted(len(gaps), 'gap')}, the longest {days}"


def _edges(edges: dict[str, dict[str, Any]]) -> Iterator[str]:
    for edge, verb in _EDGES.items():
        earlier, later = edges[f"{edge}_earlier"], edges[f"{edge}_later"]
        if earlier["affected"] is not None:
            yield f"{verb} a day earlier: {_between(earlier)}; a day later: {_between(later)}"


def _between(bounds: dict[str, Any]) -> str:
    return f"{number(bounds['affected'])} to {number(bounds['upper_bound'])}"


def _lag(within: int) -> str:
    return f"{counted(within, 'match', 'matches')} of the lower bound within 48 hours of a change of purpose"


def _purposes(purposes: list[dict[str, Any]]) -> Iterator[str]:
    for each in purposes[:_PURPOSES_SHOWN]:
        accounts = counted(each["judged_accounts"], "judged account")
        yield f"{printable(each['purpose'] or '')}: {counted(each['holdings'], 'holding')}, {accounts}"
    if (more := len(purposes) - _PURPOSES_SHOWN) > 0:
        yield f"and {more:,} more, in report/summary.json"


def _rejected(inputs: dict[str, dict[str, int]]) -> Iterator[str]:
    for name, counts in inputs.items():
        if counts["rejected"]:
            yield f"{name} {number(counts['rejected'])} of {number(counts['read'])}"


def _rules(rules: dict[str, Any]) -> str:
    packs = rules["packs"]
    if packs[0]["sha256"] is None:
        return f"e-mail {rules['email']}, phone {rules['phone']}, {', '.join(rules['hash'])}"
    listed = ", ".join(dict.fromkeys(pack["name"] for pack in packs))
    return f"rule pack{'s' if ',' in listed else ''} {listed}, {', '.join(rules['hash'])}"
