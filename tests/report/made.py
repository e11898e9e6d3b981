"""Figures of a made-up audit of any size, whose tables agree with one another as those of a real one do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from offpurpose.report.figures import Figures

STRENGTH = ("cleared", "undetermined", "ambiguous", "inferred", "confirmed")
LOWER, BETWEEN = ("confirmed", "inferred"), ("ambiguous", "undetermined")
REASONS = [
    ("confirmed", "logged_security_only", "2", "log"),
    ("confirmed", "mapped:logged_security_only", "2", "map"),
    ("inferred", "only_security_only_listed", "9", "list"),
    ("inferred", "only_security_only_held", "14", "contacts"),
    ("ambiguous", "mixed_listed", "11", "list"),
    ("ambiguous", "list_missing", "16", "contacts"),
    ("undetermined", "map_missing", "8", "map"),
    ("undetermined", "nothing_listed", "13", "list"),
    ("undetermined", "unknown_kind", "1b", "log"),
    ("cleared", "only_permitted_listed", "10", "list"),
]
COUNTRIES = ("DE", "FR", "IS", "NO", "GB", "CH", "US", "US-CA", "US-NY", "JP", "BR", "unknown")
KINDS = ("email", "phone")
EU, EEA = {"DE", "FR"}, {"DE", "FR", "IS", "NO"}
FIGURES = ("affected_accounts", "possibly_affected_accounts", "affected_matches", "possibly_affected_matches")


@dataclass(frozen=True)
class Match:
    account: int
    verdict: str
    reason: str
    rule: str
    evidence: str
    system: str
    advertiser: str
    month: str
    kind: str
    purpose: str


def figures(
    seed: int = 0, accounts: int = 200, *, times: int = 1, summary: dict[str, Any] | None = None
) -> Figures:
    """Make the figures; with `times`, every count is so many times as large."""
    random = Random(seed)
    matches = [
        match(random, account) for account in range(accounts) for _ in range(random.choice((1, 1, 2, 5)))
    ]
    country = {
        account: random.choices(COUNTRIES, weights=(9, 5, 1, 1, 6, 2, 8, 3, 1, 2, 1, 2))[0]
        for account in range(accounts)
    }
    status = {
        account: random.choices(("active", "suspended", "deleted", "unknown"), (20, 2, 2, 1))[0]
        for account in range(accounts)
    }
    found = Counted(matches, country, times)
    return Figures({**found.summary(status), **(summary or {})}, found.tables())


def match(random: Random, account: int) -> Match:
    verdict, reason, rule, evidence = random.choices(REASONS, weights=(9, 3, 5, 1, 3, 2, 2, 4, 1, 30))[0]
    return Match(
        account,
        verdict,
        reason,
        rule,
        evidence,
        random.choices(("tailored", "partner", "unknown"), weights=(20, 6, 1))[0],
        f"adv{min(int(random.expovariate(0.2)), 30):02}",
        f"20{random.choice((13, 14))}-{random.randint(1, 12):02}",
        random.choice(KINDS),
        random.choice(("two_factor", "account_recovery")),
    )


class Counted:
    """A made-up log, counted."""

    def __init__(self, matches: list[Match], country: dict[int, str], times: int) -> None:
        self.times = times
        self.matches, self.country = matches, country
        self.verdict: dict[int, str] = {}
        for each in matches:
            known = self.verdict.get(each.account, "cleared")
            self.verdict[each.account] = max(known, each.verdict, key=STRENGTH.index)
        self.listed = [
            each
            for each in matches
            if self.verdict[each.account] != "cleared"
            and each.verdict in (LOWER if self.verdict[each.account] in LOWER else BETWEEN)
        ]

    def summary(self, status: dict[int, str]) -> dict[str, Any]:
        lower = [each for each in self.listed if each.verdict in LOWER]
        records = {(each.account, each.kind) for each in lower}
        verdicts = list(self.verdict.values())
        by_verdict = {verdict: verdicts.count(verdict) * self.times for verdict in STRENGTH}
        affected = sum(by_verdict[each] for each in LOWER)
        possible = sum(by_verdict[each] for each in BETWEEN)
        judged = {verdict: self._n(each.verdict == verdict for each in self.matches) for verdict in STRENGTH}
        outside = {"before_window": 40 * self.times, "after_window": 3 * self.times, "other_system": 0}
        accepted = sum(judged.values()) + sum(outside.values())
        rows = {
            "read": accepted,
            "accepted": accepted,
            "duplicates": 0,
            "rejected": 0,
            "unmatchable": 0,
            "zoneless": 0,
            "conflicts": 0,
        }
        bounds = {"affected": affected, "possibly_affected": possible, "upper_bound": affected + possible}
        return {
            "incident": INCIDENT,
            "rules": {"hash": ["sha256"], "email": "lowercase", "versions": {"offpurpose": "0.1.0"}},
            "accounts": {
                **bounds,
                "eligible": 2 * affected,
                **by_verdict,
                "named_by_unreadable_lines": 0,
                "unreadable_log_lines": 0,
            },
            "records": {
                "affected": self._n(True for _ in records),
                **{kind: self._n(each[1] == kind for each in records) for kind in KINDS},
            },
            "matches": {
                "read": accepted,
                "accepted": accepted,
                "judged": len(self.matches) * self.times,
                **outside,
                **judged,
            },
            "reasons": self._reasons(),
            "containment": {
                "matches_after_window": 3 * self.times,
                "log_until": "2015-01-20T00:00:00.000000Z",
                "after_window_security_only": 0,
                "after_window_ambiguous": 0,
                "still_active_security_only": None,
                "last_at": None,
            },
            "containment_days": [
                {"day": "2015-01-02", "matches": 3 * self.times, "security_only": 0, "ambiguous": 0}
            ],
            "coverage": {
                "first_day": "2013-01-01",
                "last_day": "2014-12-31",
                "days": 730,
                "days_with_log": 720,
                "share": 0.986301,
                "least_system": "partner",
                "least_share": 0.5,
            },
            "coverage_gaps": [{"first_day": "2013-02-01", "last_day": "2013-02-10", "days": 10}],
            "lag": {"within_48_hours": 0},
            "edges": [{"shift": "start_earlier", **bounds}],
            "unclassified_purposes": [],
            "evidence": [
                {
                    "evidence": kind,
                    "verdict": verdict,
                    "matches": self._n(
                        (each.evidence, each.verdict) == (kind, verdict) for each in self.matches
                    ),
                }
                for kind in ("log", "map", "list", "contacts")
                for verdict in reversed(STRENGTH)
            ],
            "country_groups": [{"country_group": name, **self._in(where)} for name, where in GROUPS.items()],
            "us_states": [
                {"state": code[3:] or "unknown", **self._in(code.__eq__)} for code in ("US-CA", "US-NY", "US")
            ],
            "statuses": [
                {"status": name, **self._by_status(name, status)}
                for name in ("active", "suspended", "deleted", "unknown")
            ],
            "input_spans": [],
            "coverage_by_input": [],
            "inputs": {"matches": rows},
            "sensitivity": None,
            "csv_prefixed_cells": 0,
        }

    def _in(self, where: Callable[[str], bool]) -> dict[str, int]:
        return self._figures(lambda each: where(self.country[each.account]))

    def _by_status(self, name: str, status: dict[int, str]) -> dict[str, int]:
        own = [self.verdict[account] for account in self.verdict if status[account] == name]
        return {
            "affected_accounts": self._n(verdict in LOWER for verdict in own),
            "possibly_affected_accounts": self._n(verdict in BETWEEN for verdict in own),
        }

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        keys: dict[str, Callable[[Match], str]] = {
            "country": lambda m: self.country[m.account],
            "system": lambda m: m.system,
            "advertiser": lambda m: m.advertiser,
            "kind": lambda m: m.kind,
            "purpose": lambda m: m.purpose,
            "month": lambda m: m.month,
            "reason": lambda m: m.reason,
        }
        made: dict[str, list[dict[str, Any]]] = {
            f"by_{name}": self._by(name, key) for name, key in keys.items()
        }
        partners = [each for each in self.listed if each.system == "partner"]
        made["by_partner"] = [{"partner": "acme", **self._figures(lambda m: m in partners), "note": "n"}]
        made["coverage"] = []
        made["inputs"] = []
        return made

    def _by(self, name: str, key: Callable[[Match], str]) -> list[dict[str, Any]]:
        found = sorted({key(each) for each in self.listed})
        return [{name: each, **self._with(key, each), "note": "a note"} for each in found]

    def _with(self, key: Callable[[Match], str], value: str) -> dict[str, int]:
        return self._figures(lambda each: key(each) == value)

    def _figures(self, where: Callable[[Match], bool]) -> dict[str, int]:
        counts: dict[str, int] = {}
        chosen = [each for each in self.listed if where(each)]
        for side, verdicts in (("affected", LOWER), ("possibly_affected", BETWEEN)):
            own = [each for each in chosen if each.verdict in verdicts]
            counts[f"{side}_accounts"] = len({each.account for each in own}) * self.times
            counts[f"{side}_matches"] = len(own) * self.times
        lower = [each for each in chosen if each.verdict in LOWER]
        counts["records"] = len({(each.account, each.kind) for each in lower}) * self.times
        return counts

    def _reasons(self) -> list[dict[str, Any]]:
        found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for each in self.matches:
            found[each.verdict, each.reason, each.rule].append(each.account)
        return [
            {
                "verdict": verdict,
                "reason": reason,
                "rule": rule,
                "matches": len(own) * self.times,
                "accounts": len(set(own)) * self.times,
            }
            for (verdict, reason, rule), own in sorted(found.items())
        ]

    def _n(self, found: Iterable[bool]) -> int:
        return sum(found) * self.times


GROUPS: dict[str, Callable[[str], bool]] = {
    "eu": lambda code: code in EU,
    "eea": lambda code: code in EEA,
    "uk": lambda code: code == "GB",
    "switzerland": lambda code: code == "CH",
    "us": lambda code: code.startswith("US"),
    "elsewhere": lambda code: code in ("JP", "BR"),
    "unknown": lambda code: code == "unknown",
}
INCIDENT: dict[str, Any] = {
    "title": "A made-up incident",
    "reference": "INC-1",
    "systems": ["tailored", "partner"],
    "timezone": "UTC",
    "discovered_at": "2015-01-05T00:00:00.000000Z",
    "window": {
        "start": "2013-01-01T00:00:00.000000Z",
        "end": "2015-01-01T00:00:00.000000Z",
        "rule": "matched",
        "basis": None,
    },
    "purposes": {"security": ["two_factor", "account_recovery"], "permitted": ["profile"]},
    "days_and_months_are": "UTC",
}
