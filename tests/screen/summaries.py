"""Summaries to show: made up, but as the schema has them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

VERDICTS = ("confirmed", "inferred", "ambiguous", "undetermined", "cleared")


def counts(read: int, rejected: int) -> dict[str, int]:
    """The counts of one input."""
    other = (
        "unmatchable", "zoneless", "digits_cut", "local_twice", "local_skipped", "intervals_empty",
        "intervals_inverted", "conflicts",
    )  # fmt: skip
    accepted = read - rejected
    return {
        "read": read,
        "accepted": accepted,
        "duplicates": 0,
        "rejected": rejected,
        **dict.fromkeys(other, 0),
    }


def reason(verdict: str, code: str, rule: str, matches: int, accounts: int) -> dict[str, Any]:
    """One reason of the judged matches."""
    return {"verdict": verdict, "reason": code, "rule": rule, "matches": matches, "accounts": accounts}


def edge(shift: str, affected: int | None, possibly: int | None, upper: int | None) -> dict[str, Any]:
    """The bounds at one edge of the window."""
    return {"shift": shift, "affected": affected, "possibly_affected": possibly, "upper_bound": upper}


def of_accounts(**key: str) -> dict[str, Any]:
    figures = ("affected_accounts", "possibly_affected_accounts", "affected_matches")
    return {**key, **dict.fromkeys((*figures, "possibly_affected_matches", "records"), 7)}


def quiet_summary() -> dict[str, Any]:
    """Return a large audit in which nothing is contradicted."""
    return {
        "incident": {
            "title": "Security contact data used to match [bold]advertising[/bold] audiences",
            "reference": "INC-2019-0917",
            "systems": ["tailored", "partner"],
            "timezone": "UTC",
            "discovered_at": None,
            "window": {
                "start": "2013-05-01T00:00:00.000000Z",
                "end": "2019-09-17T00:00:00.000000Z",
                "rule": "matched",
                "basis": None,
            },
            "purposes": {"security": ["two_factor"], "permitted": ["profile"]},
            "days_and_months_are": "UTC",
        },
        "rules": {
            "hash": ["sha256", "md5"],
            "email": "lowercase",
            "phone": "e164",
            "packs": [
                {
                    "name": "stated",
                    "title": "e-mail lowercase, phone e164",
                    "dated": None,
                    "sha256": None,
                    "systems": [],
                    "from": None,
                    "until": None,
                }
            ],
            "keys": [],
            "default_region": "US",
            "other_kinds": [],
            "versions": {"offpurpose": "0.1.0", "phonenumbers": "9.0.43"},
        },
        "accounts": {
            "affected": 1_234_567,
            "possibly_affected": 1_111_111,
            "upper_bound": 2_345_678,
            "eligible": 4_000_000,
            **dict(zip(VERDICTS, (900_000, 334_567, 111_111, 1_000_000, 3_000_000), strict=True)),
            "named_by_unreadable_lines": 12,
            "unreadable_log_lines": 17,
        },
        "records": {"affected": 1_500_000, "email": 1_000_000, "phone": 500_000},
        "matches": {
            "read": 46_878_135,
            "accepted": 46_878_118,
            "judged": 46_000_000,
            "before_window": 118,
            "after_window": 0,
            "other_system": 878_000,
            **dict(zip(VERDICTS, (9_000_000, 3_000_000, 1_000_000, 10_000_000, 23_000_000), strict=True)),
        },
        "reasons": [
            reason("confirmed", "logged_security_only", "2", 8_000_000, 800_000),
            reason("confirmed", "mapped:logged_security_only", "2", 1_000_000, 200_000),
            reason("inferred", "only_security_only_listed", "9", 3_000_000, 334_567),
            reason("ambiguous", "only_security_only_held_kind_unknown", "14b", 900_000, 100_000),
            reason("ambiguous", "mapped:only_security_only_held_kind_unknown", "14b", 60_000, 100_000),
            reason("ambiguous", "contacts_incomplete", "2", 40_000, 11_111),
            reason("undetermined", "nothing_held", "18", 10_000_000, 1_000_000),
            reason("cleared", "logged_permitted", "3b", 23_000_000, 3_000_000),
        ],
        "containment": {
            "matches_after_window": 0,
            "log_until": "2019-09-16T23:59:59.500000Z",
            "after_window_security_only": None,
            "after_window_ambiguous": None,
            "still_active_security_only": None,
            "last_at": None,
        },
        "containment_days": [],
        "coverage": {
            "first_day": "2013-05-01",
            "last_day": "2019-09-16",
            "days": 2330,
            "days_with_log": 2329,
            "share": 0.999571,
            "least_system": "partner",
            "least_share": 0.5,
        },
        "coverage_gaps": [{"first_day": "2014-02-03", "last_day": "2014-02-03", "days": 1}],
        "lag": {"within_48_hours": 1},
        "edges": [
            edge("start_earlier", 1_234_567, 1_111_112, 2_345_679),
            edge("start_later", 1_234_560, 1_111_111, 2_345_671),
            edge("end_earlier", 1_234_000, 1_111_000, 2_345_000),
            edge("end_later", 1_235_000, 1_112_000, 2_347_000),
        ],
        "evidence": [{"evidence": "log", "verdict": "confirmed", "matches": 9_000_000}],
        "country_groups": [of_accounts(country_group="unknown")],
        "us_states": [of_accounts(state="unknown")],
        "statuses": [{"status": "active", "affected_accounts": 1, "possibly_affected_accounts": 2}],
        "input_spans": [],
        "unclassified_purposes": [],
        "coverage_by_input": [],
        "inputs": {"contacts": counts(10_000_000, 0), "matches": counts(46_878_135, 17)},
        "sensitivity": None,
        "csv_prefixed_cells": 0,
    }


def contradicted_summary() -> dict[str, Any]:
    """Return a small audit whose log shows uses after the end, with a window without a start."""
    summary = deepcopy(quiet_summary())
    summary["incident"]["window"]["start"] = None
    summary["accounts"] |= {
        "affected": 1,
        "possibly_affected": 0,
        "upper_bound": 1,
        "unreadable_log_lines": 1,
    }
    summary["containment"] |= {
        "matches_after_window": 40,
        "log_until": "2019-10-01T12:30:00.000000Z",
        "after_window_security_only": 12,
        "after_window_ambiguous": 3,
        "still_active_security_only": 1,
        "last_at": "2019-09-30T08:00:01.000000Z",
    }
    summary["edges"][:2] = [edge("start_earlier", None, None, None), edge("start_later", None, None, None)]
    summary["coverage"] |= {"days": 0, "days_with_log": 0, "share": None, "least_system": None}
    summary["coverage_gaps"] = []
    summary["sensitivity"] = [
        {"reading": "dual_purpose_as_security", "affected": 2, "possibly_affected": 0, "upper_bound": 2},
        {"reading": "held_48_hours_before", "affected": 0, "possibly_affected": 1, "upper_bound": 1},
    ]
    summary["unclassified_purposes"] = [
        {"purpose": f"\x1b[2Jpurpose {place}", "holdings": 10 - place, "judged_accounts": place}
        for place in range(5)
    ]
    return summary
