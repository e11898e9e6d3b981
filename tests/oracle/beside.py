"""Beside the bounds: containment, coverage and edges (rules, section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.oracle.accounts import AccountVerdict, account_verdicts
from tests.oracle.facts import Facts, Match
from tests.oracle.instants import DAY, day_of, text_of
from tests.oracle.listing import UNKNOWN_SYSTEM, system_of
from tests.oracle.matches import Judged, Window, counted_as, in_scope, judge_all, place
from tests.oracle.outcome import CoverageRow, Edge
from tests.oracle.rules import LOWER_BOUND


def judged_matches(facts: Facts, window: Window) -> list[Judged]:
    """The accepted matches that are judged, with their verdicts."""
    return judge_all(facts, [each for each in facts.matches if counted_as(facts, window, each) == "judged"])


def bounds(verdicts: list[AccountVerdict]) -> Edge:
    """Lower bound, what lies between, and upper bound."""
    affected = sum(each.verdict in LOWER_BOUND for each in verdicts)
    possible = sum(each.verdict in ("ambiguous", "undetermined") for each in verdicts)
    return Edge(affected, possible, affected + possible)


def containment(facts: Facts, window: Window, judged: list[Judged]) -> dict[str, Any]:
    """What the log says of the time after `end`; null where it says nothing."""
    log = [each for each in facts.matches if in_scope(facts, each.upload_id)]
    after = judge_all(facts, [each for each in log if each.matched_at >= window.end])
    shown = [each for each in after if each.judgement.verdict in LOWER_BOUND]
    ambiguous = [each for each in after if each.judgement.verdict == "ambiguous"]
    return {
        "matches_after_window": len(after),
        "log_until": instant_or_null([each.matched_at for each in log]),
        "after_window_security_only": len(shown) if after else None,
        "after_window_ambiguous": len(ambiguous) if after else None,
        "still_active_security_only": still_active(facts, window, log, judged),
        "last_at": instant_or_null([each.match.matched_at for each in shown]),
    }


def instant_or_null(instants: list[int]) -> str | None:
    """The last of the instants as text, or null where there is none."""
    return text_of(max(instants)) if instants else None


def still_active(facts: Facts, window: Window, log: list[Match], judged: list[Judged]) -> int | None:
    """The matches of the lower bound still active after `end`; null where no match says when it ended."""
    systems = {system_of(facts, each.upload_id) for each in log if each.ended_at is not None}
    if not systems:
        return None
    return sum(
        each.judgement.verdict in LOWER_BOUND and is_still_active(each, window, systems) for each in judged
    )


def is_still_active(each: Judged, window: Window, systems: set[str]) -> bool:
    """Whether a match ended after `end`, or not at all in a system that says when matches end."""
    if each.match.ended_at is None:
        return each.system in systems
    return each.match.ended_at > window.end


def days_touched(facts: Facts, window: Window) -> range:
    """The UTC days that the window touches, from the first accepted match where it has no start."""
    first = min((each.matched_at for each in facts.matches), default=None)
    start = first if window.start is None else window.start
    if start is None or start >= window.end:
        return range(0)
    return range(day_of(start), day_of(window.end - 1) + 1)


def coverage_of(facts: Facts, window: Window, matches: list[Match]) -> CoverageRow:
    """The days of the window, and those with an accepted match inside it."""
    days = days_touched(facts, window)
    inside = [each for each in matches if place(window, each.matched_at, each.ended_at) == "inside"]
    return CoverageRow(len(days), len({day_of(each.matched_at) for each in inside} & set(days)))


def coverage(facts: Facts, window: Window) -> dict[str, Any]:
    """Coverage of the window by the log as a whole."""
    row = coverage_of(facts, window, facts.matches)
    share = round(row.days_with_log / row.days, 6) if row.days else None
    return {"days": row.days, "days_with_log": row.days_with_log, "share": share}


def coverage_by_system(facts: Facts, window: Window) -> dict[str, CoverageRow]:
    """The same for each system of the incident, and for `unknown` where there is such a match."""
    seen = {system_of(facts, each.upload_id) for each in facts.matches}
    systems = {*facts.settings.systems, *(seen & {UNKNOWN_SYSTEM})}
    return {
        system: coverage_of(
            facts, window, [each for each in facts.matches if system_of(facts, each.upload_id) == system]
        )
        for system in systems
    }


def moved_windows(window: Window) -> dict[str, Window]:
    """The window with one of its edges a day earlier or later."""
    moved = {
        "end_earlier": replace(window, end=window.end - DAY),
        "end_later": replace(window, end=window.end + DAY),
    }
    if window.start is not None:
        moved["start_earlier"] = replace(window, start=window.start - DAY)
        moved["start_later"] = replace(window, start=window.start + DAY)
    return moved


def edges(facts: Facts, window: Window) -> dict[str, Edge]:
    """The bounds under each moved window."""
    found = {}
    for name, moved in moved_windows(window).items():
        empty = moved.start is not None and moved.start >= moved.end
        verdicts = account_verdicts(facts, moved, judged_matches(facts, moved))
        found[name] = Edge(0, 0, 0) if empty else bounds(verdicts)
    return found
