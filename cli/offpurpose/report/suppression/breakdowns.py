"""The counts of the breakdowns: which columns add up to a total, and which only cannot be above it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from offpurpose.report.figures import Figures
from offpurpose.report.suppression.cells import Cells
from offpurpose.report.suppression.whole import Reasons, Whole

_AFFECTED = ("affected_accounts", "affected_matches", "records")
_POSSIBLE = ("possibly_affected_accounts", "possibly_affected_matches")
_COLUMNS = (*_AFFECTED, *_POSSIBLE)
_MATCHES = ("affected_matches", "possibly_affected_matches")

# Of each breakdown, the columns of which each account, match or record is in one row.
_ADDING_UP = {
    "by_month": _MATCHES,
    "by_system": _MATCHES,
    "by_advertiser": _MATCHES,
    "by_partner": (),
    "by_purpose": (),
    "by_kind": (),
}
_GROUP = 2

Row = dict[str, Any]


def add_breakdowns(cells: Cells, figures: Figures, whole: Whole) -> None:
    """Add every breakdown."""
    _add_countries(cells, figures, whole)
    for name, columns in _ADDING_UP.items():
        _add_table(cells, figures.tables[name], whole, columns)
    _add_kinds(cells, figures)
    _add_reasons(cells, figures.tables["by_reason"], whole)
    for column in ("affected_accounts", "possibly_affected_accounts"):
        parts = [cells.cell(row, column) for row in figures.summary["statuses"]]
        cells.adds_up(whole.totals[column], parts)


def _add_table(cells: Cells, rows: list[Row], whole: Whole, adding_up: tuple[str, ...]) -> None:
    for row in rows:
        _add_row(cells, row, whole)
    for column in adding_up:
        parts = [cells.cell(row, column) for row in rows]
        if column == "possibly_affected_matches" and whole.totals[column] is None:
            whole.totals[column] = cells.sum_of(parts)
        else:
            cells.adds_up(whole.totals[column], parts)


def _add_row(cells: Cells, row: Row, whole: Whole) -> None:
    """Add one row; each of its two sides is withheld or told as a whole."""
    found = {column: cells.cell(row, column) for column in _COLUMNS}
    cells.unit(found[column] for column in _AFFECTED)
    cells.unit(found[column] for column in _POSSIBLE)
    cells.at_most(found["affected_accounts"], found["affected_matches"])
    cells.at_most(found["affected_accounts"], found["records"])
    for column, cell in found.items():
        cells.at_most(cell, whole.totals[column])


def _add_countries(cells: Cells, figures: Figures, whole: Whole) -> None:
    countries: dict[str, list[Row]] = defaultdict(list)
    for row in figures.tables["by_country"]:
        _add_row(cells, row, whole)
        countries[_group_of(str(row["country"]))].append(row)
    groups = {row["country_group"]: row for row in figures.summary["country_groups"]}
    states = {row["state"]: row for row in figures.summary["us_states"]}
    for row in groups.values():
        _add_row(cells, row, whole)
    for row in countries["us"]:
        state = states.get("unknown" if row["country"] == "US" else str(row["country"])[3:])
        if state is not None:
            _add_row(cells, state, whole)
            _add_same(cells, state, row)
    for column in _COLUMNS:
        _add_groups(cells, column, groups, countries)
        outer = [cells.cell(row, column) for name, row in groups.items() if name != "eu"]
        if column == "possibly_affected_matches" and whole.totals[column] is None:
            whole.totals[column] = cells.sum_of(outer)
        else:
            cells.adds_up(whole.totals[column], outer)


def _add_groups(cells: Cells, column: str, groups: dict[str, Row], countries: dict[str, list[Row]]) -> None:
    for name, row in groups.items():
        parts = [cells.cell(each, column) for each in countries[name]]
        if name == "eea":
            parts.append(cells.cell(groups["eu"], column))
        cells.adds_up(cells.cell(row, column, weight=_GROUP), parts)


def _add_same(cells: Cells, first: Row, second: Row) -> None:
    for column in _COLUMNS:
        cells.adds_up(cells.cell(first, column), [cells.cell(second, column)])


def _group_of(code: str) -> str:
    country = code.split("-", maxsplit=1)[0]
    return _GROUPS.get(country, "elsewhere")


_UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT"),
    *("LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_GROUPS = {
    **dict.fromkeys(_UNION, "eu"),
    **dict.fromkeys(("IS", "LI", "NO"), "eea"),
    **dict.fromkeys(("GB", "UK"), "uk"),
    "CH": "switzerland",
    "US": "us",
    "unknown": "unknown",
}


def _add_kinds(cells: Cells, figures: Figures) -> None:
    records = figures.summary["records"]
    for row in figures.tables["by_kind"]:
        if row["kind"] in ("email", "phone"):
            pair = [cells.cell(records, str(row["kind"])), cells.cell(row, "records")]
            cells.adds_up(pair[0], [pair[1]])


def _add_reasons(cells: Cells, rows: list[Row], whole: Whole) -> None:
    """Add the breakdown by reason, whose matches are those of the summary's reasons, or some of them."""
    for row in rows:
        _add_row(cells, row, whole)
        _add_side(cells, row, _AFFECTED, whole.affected, same=True)
        _add_side(cells, row, _POSSIBLE, whole.between, same=False)
    column = "possibly_affected_matches"
    cells.adds_up(whole.totals[column], [cells.cell(row, column) for row in rows])
    # These are some of the matches of the summary's reasons, and so bound them; told together they tell more
    # than can be worked out here.
    some = [cells.cell(row, column) for row in rows for column in _POSSIBLE]
    cells.follow(
        [*some, *(cell for pairs in whole.between.values() for pair in pairs for cell in pair)], some
    )


def _add_side(cells: Cells, row: Row, columns: tuple[str, ...], reasons: Reasons, *, same: bool) -> None:
    found = reasons.get(str(row["reason"]), [])
    accounts, matches = (cells.cell(row, column) for column in columns[:2])
    if same:
        cells.adds_up(matches, [pair[0] for pair in found])
        if len(found) == 1:
            cells.adds_up(accounts, [found[0][1]])
            cells.unit([accounts, matches, *found[0]])
        return
    if len(found) == 1:
        cells.at_most(matches, found[0][0])
        cells.at_most(accounts, found[0][1])
