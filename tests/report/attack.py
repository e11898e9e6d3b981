"""What somebody can work out of withheld counts who has the whole report: by integer programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from tests.report.made import BETWEEN, COUNTRIES, EEA, EU, FIGURES, LOWER

from offpurpose.report.figures import WITHHELD, Figures

Name = tuple[str, ...]
Terms = dict[Name, int]

COLUMNS = (*FIGURES, "records")
VERDICTS = (*LOWER, *BETWEEN, "cleared")
WHOLES: dict[str, Name] = {
    "affected_accounts": ("accounts", "affected"),
    "possibly_affected_accounts": ("accounts", "possibly_affected"),
    "affected_matches": ("aux", "affected_matches"),
    "possibly_affected_matches": ("aux", "possibly_affected_matches"),
    "records": ("records", "affected"),
}
MEMBERS = {
    "eu": EU,
    "eea": EEA,
    "uk": {"GB"},
    "switzerland": {"CH"},
    "us": {code for code in COUNTRIES if code.startswith("US")},
    "elsewhere": {"JP", "BR"},
    "unknown": {"unknown"},
}
IN_A_ROW = (
    ("affected_accounts", "affected_matches"),
    ("affected_accounts", "records"),
    ("possibly_affected_accounts", "possibly_affected_matches"),
)


class Attack:
    """All counts of a report as unknowns, with everything that is known of them."""

    def __init__(self, figures: Figures) -> None:
        self.told: dict[Name, Any] = dict(counts(figures))
        self.unknown = [name for name, value in self.told.items() if value is WITHHELD]
        self.place = {name: number for number, name in enumerate(self.unknown)}
        self.extra: dict[Name, int] = {}
        self.rows: list[tuple[Terms, float, float]] = []
        for terms in equalities(figures):
            self._add(terms, 0)
        for small, large in never_above(figures):
            self._add({large: 1, small: -1}, np.inf)
        size = len(self.place)
        matrix, low, high = np.zeros((len(self.rows), size)), [], []
        for number, (terms, least, most) in enumerate(self.rows):
            for name, factor in terms.items():
                matrix[number, self.place[name]] += factor
            low.append(least)
            high.append(most)
        self.constraints = [LinearConstraint(csr_array(matrix), low, high)] if self.rows else []

    def _add(self, terms: Terms, most: float) -> None:
        """Add 0 <= sum of terms <= most, what is told moved to the other side."""
        known, unknown = 0, dict[Name, int]()
        for name, factor in terms.items():
            value = self.told.get(name, WITHHELD)
            if value is WITHHELD:
                if name not in self.place:
                    self.place[name] = len(self.place)
                unknown[name] = unknown.get(name, 0) + factor
            else:
                known += factor * value
        if unknown:
            self.rows.append((unknown, -known, most - known))

    def range_of(self, name: Name) -> tuple[float, float]:
        """The least and the most that a withheld count can be; a withheld count is never zero."""
        size = len(self.place)
        lowest = np.zeros(size)
        lowest[: len(self.unknown)] = 1
        bounds = Bounds(lowest, np.full(size, 1e6))
        ends = []
        for sign in (1, -1):
            cost = np.zeros(size)
            cost[self.place[name]] = sign
            found = milp(cost, constraints=self.constraints, bounds=bounds, integrality=np.ones(size))
            assert found.status == 0, f"{name}: {found.message}"
            ends.append(sign * found.fun)
        return ends[0], ends[1]


def counts(figures: Figures) -> Iterator[tuple[Name, Any]]:
    """Every count that is protected, under a name."""
    summary = figures.summary
    for section in ("accounts", "records", "matches"):
        yield from (((section, key), value) for key, value in summary[section].items())
    for row in summary["reasons"]:
        yield from (
            (("reasons", row["verdict"], row["reason"], key), row[key]) for key in ("matches", "accounts")
        )
    yield from (
        (("evidence", row["evidence"], row["verdict"]), row["matches"]) for row in summary["evidence"]
    )
    for name, key, rows in named_tables(figures):
        yield from (
            ((name, row[key], column), row[column]) for row in rows for column in COLUMNS if column in row
        )
    yield ("containment", "matches_after_window"), summary["containment"]["matches_after_window"]
    yield from ((("days", row["day"]), row["matches"]) for row in summary["containment_days"])


def named_tables(figures: Figures) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each table, the column of its key, and its rows."""
    for name, rows in figures.tables.items():
        if name.startswith("by_"):
            yield name, name.removeprefix("by_"), rows
    yield "groups", "country_group", figures.summary["country_groups"]
    yield "states", "state", figures.summary["us_states"]
    yield "statuses", "status", figures.summary["statuses"]


def total(whole: Name, parts: Sequence[Name]) -> Terms:
    terms: Terms = {whole: 1}
    for part in parts:
        terms[part] = terms.get(part, 0) - 1
    return terms


def equalities(figures: Figures) -> Iterator[Terms]:
    """What adds up to what; unknowns of these names that no table has are nobody's."""
    yield total(("accounts", "upper_bound"), [("accounts", "affected"), ("accounts", "possibly_affected")])
    yield total(("accounts", "affected"), [("accounts", each) for each in LOWER])
    yield total(("accounts", "possibly_affected"), [("accounts", each) for each in BETWEEN])
    yield total(("records", "affected"), [("records", "email"), ("records", "phone")])
    places = ("judged", "before_window", "after_window", "other_system")
    yield total(("matches", "accepted"), [("matches", each) for each in places])
    yield total(("matches", "judged"), [("matches", each) for each in VERDICTS])
    yield total(("aux", "affected_matches"), [("matches", each) for each in LOWER])
    days = [("days", row["day"]) for row in figures.summary["containment_days"]]
    yield total(("containment", "matches_after_window"), days)
    yield from of_reasons(figures)
    for column, whole in WHOLES.items():
        yield from of_breakdowns(figures, column, whole)
        yield from of_countries(figures, column, whole)
    for row in figures.tables["by_kind"]:
        yield total(("records", str(row["kind"])), [("by_kind", str(row["kind"]), "records")])


def of_reasons(figures: Figures) -> Iterator[Terms]:
    """The matches of a verdict by evidence, and of that by reason; the breakdown by reason has them again."""
    reasons, evidence = figures.summary["reasons"], figures.summary["evidence"]
    for verdict in VERDICTS:
        own = [row["evidence"] for row in evidence if row["verdict"] == verdict]
        yield total(("matches", verdict), [("evidence", each, verdict) for each in own])
        codes = [row["reason"] for row in reasons if row["verdict"] == verdict]
        for each in own:
            parts = [("reasons", verdict, code, "matches") for code in codes if kind_of(code) == each]
            yield total(("evidence", each, verdict), parts)
    for row in reasons:
        if row["verdict"] in LOWER:
            for column, key in (("affected_matches", "matches"), ("affected_accounts", "accounts")):
                same = ("reasons", row["verdict"], row["reason"], key)
                yield total(("by_reason", row["reason"], column), [same])


def of_breakdowns(figures: Figures, column: str, whole: Name) -> Iterator[Terms]:
    """The tables in which every account or match is in one row."""
    if column.endswith("accounts"):
        yield total(whole, [("statuses", row["status"], column) for row in figures.summary["statuses"]])
    if column.endswith("matches"):
        for name in ("by_month", "by_system", "by_advertiser", "by_reason"):
            rows = figures.tables[name]
            yield total(whole, [(name, str(row[name.removeprefix("by_")]), column) for row in rows])


def of_countries(figures: Figures, column: str, whole: Name) -> Iterator[Terms]:
    """The groups of countries, the countries in each, and the states of one."""
    codes = {str(row["country"]) for row in figures.tables["by_country"]}
    yield total(whole, [("groups", each, column) for each in MEMBERS if each != "eu"])
    for group, inside in MEMBERS.items():
        yield total(
            ("groups", group, column), [("by_country", code, column) for code in sorted(inside & codes)]
        )
    for row in figures.summary["us_states"]:
        code = "US" if row["state"] == "unknown" else f"US-{row['state']}"
        if code in codes:
            yield total(("states", row["state"], column), [("by_country", code, column)])


def kind_of(reason: str) -> str:
    """The evidence that a reason is of."""
    if reason.startswith("mapped:") or reason == "map_missing":
        return "map"
    if reason.startswith("logged") or reason == "unknown_kind":
        return "log"
    return "list" if reason.endswith("_listed") else "contacts"


def never_above(figures: Figures) -> Iterator[tuple[Name, Name]]:
    """Which count is never above which."""
    for name, key, rows in named_tables(figures):
        for row in rows:
            yield from ((((name, row[key], column)), WHOLES[column]) for column in COLUMNS if column in row)
            if "records" in row:
                yield from (((name, row[key], small), (name, row[key], large)) for small, large in IN_A_ROW)
    in_table = {row["reason"] for row in figures.tables["by_reason"]}
    for row in figures.summary["reasons"]:
        both = ("reasons", row["verdict"], row["reason"])
        yield (*both, "accounts"), (*both, "matches")
        if row["verdict"] in BETWEEN and row["reason"] in in_table:
            yield ("by_reason", row["reason"], "possibly_affected_matches"), (*both, "matches")
    yield from ((("accounts", verdict), ("matches", verdict)) for verdict in (*LOWER, *BETWEEN))
    yield ("accounts", "affected"), ("records", "affected")
    yield ("containment", "matches_after_window"), ("matches", "after_window")
