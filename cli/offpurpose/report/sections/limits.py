"""What limits the figures: coverage of the log, the edges of the window, and other readings."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.report.charts.calendar import calendar_chart
from offpurpose.report.document import (
    Block,
    Chart,
    Column,
    Given,
    Section,
    Span,
    Table,
    Text,
    note,
    paragraph,
)
from offpurpose.report.figures import Row
from offpurpose.report.sections.common import Context, coverage_note, given, number
from offpurpose.report.sections.headline import lower_bound_lag

_MOST_GAPS = 20
_INPUTS = {
    "contacts": "contact records",
    "uploads": "uploads",
    "entries": "list entries",
    "matches": "match log",
    "partner_map": "partner map",
}
_SHIFTS = {
    "start_earlier": "The window began a day earlier",
    "start_later": "The window began a day later",
    "end_earlier": "The window ended a day earlier",
    "end_later": "The window ended a day later",
}
_READINGS = {
    "dual_purpose_as_security": "Identifiers with a permitted purpose beside security count as security-only",
    "unclassified_as_security": "Purposes of no class count as security",
    "unclassified_as_permitted": "Purposes of no class count as permitted",
    "held_1_hour_before": "Contact data are taken as held an hour before the match",
    "held_8_hours_before": "Contact data are taken as held eight hours before the match",
    "held_48_hours_before": "Contact data are taken as held two days before the match",
}


def coverage(context: Context) -> Section:
    """Which days of the window the log covers."""
    return Section("coverage", "What the log covers", tuple(_coverage(context)))


def _coverage(context: Context) -> Iterator[Block]:
    whole, query = context.summary["coverage"], "summary_coverage"
    yield paragraph(*coverage_note(context).spans)
    if whole["least_system"] is not None and whole["least_share"] is not None:
        yield paragraph(
            "Of the incident's systems, ",
            given(whole["least_system"]),
            " is covered least: ",
            number(whole["least_share"], query),
            ".",
        )
    svg = calendar_chart(whole["first_day"], whole["last_day"], context.summary["coverage_gaps"])
    if svg:
        yield Chart(
            "chart-calendar",
            "The days of the window, a row a year",
            svg,
            "A strip a year: solid where a day has a log, cross-hatched where it has none. The table of gaps"
            " has the longest ones.",
        )
    yield _by_input(context)
    yield _gaps(context)
    yield note("Nothing is extrapolated: a gap widens what cannot be known, and no figure was raised for it.")


def _by_input(context: Context) -> Table:
    columns = ("days", "days_with_log", "share")

    def label(row: Row) -> Span:
        name = _INPUTS.get(str(row["input"]), str(row["input"]))
        return Given(f"{name}, {given(row['system']).text}" if row["system"] else name)

    rows = context.figures.tables["coverage"]
    return Table(
        "coverage-by-input",
        "Coverage by input, and of the match log by system",
        (
            Column("Input"),
            Column("Days asked", "right"),
            Column("Days evidenced", "right"),
            Column("Share", "right"),
        ),
        tuple((label(row), *(number(row[column], "coverage") for column in columns)) for row in rows),
        query="coverage",
    )


def _gaps(context: Context) -> Table:
    gaps, query = context.summary["coverage_gaps"], "summary_coverage_gaps"
    longest = sorted(gaps, key=lambda gap: (-gap["days"], gap["first_day"]))[:_MOST_GAPS]
    more = (
        note(
            "The longest ",
            number(len(longest), query),
            " of ",
            number(len(gaps), query),
            " gaps; summary.json has all.",
        )
        if len(longest) < len(gaps)
        else None
    )
    return Table(
        "gaps",
        "Gaps of the match log inside the window",
        (Column("First day"), Column("Last day"), Column("Days", "right")),
        tuple(
            (Given(gap["first_day"]), Given(gap["last_day"]), number(gap["days"], query)) for gap in longest
        ),
        query=query,
        notes=(more,) if more else (),
        if_empty="Every day of the window has a log.",
    )


def edges(context: Context) -> Section:
    """How the bounds move with the window, and under other readings of the evidence."""
    return Section("edges", "How far the bounds depend on dates and readings", tuple(_edges(context)))


def _edges(context: Context) -> Iterator[Block]:
    yield _moved(
        context,
        "edges",
        "The bounds if the window began or ended on another day: a public date has no hour",
        {row["shift"]: row for row in context.summary["edges"]},
        _SHIFTS,
    )
    yield lower_bound_lag(context)
    readings = context.summary.get("sensitivity")
    if readings is None:
        yield note("The bounds under other readings of the evidence were not asked for.")
    else:
        rows = {row["reading"]: row for row in readings}
        yield _moved(
            context, "sensitivity", "The bounds under other readings of the evidence", rows, _READINGS
        )
    yield from _unclassified(context)


def _moved(context: Context, name: str, caption: str, rows: dict[str, Row], words: dict[str, str]) -> Table:
    query = f"summary_{name}"
    accounts = context.summary["accounts"]
    keys = ("affected", "possibly_affected", "upper_bound")
    reported: tuple[Span, ...] = (
        Text("As reported", strong=True),
        *(number(accounts[key], "summary_accounts") for key in keys),
    )
    moved: list[tuple[Span, ...]] = [
        (Given(words.get(key, key)), *(number(row[column], query) for column in keys))
        for key, row in rows.items()
    ]
    return Table(
        name,
        caption,
        (
            Column("If"),
            Column("At least", "right"),
            Column("Possibly", "right"),
            Column("At most", "right"),
        ),
        (reported, *moved),
        query=query,
    )


def _unclassified(context: Context) -> Iterator[Block]:
    query = "summary_unclassified_purposes"
    rows = context.summary["unclassified_purposes"]
    if not rows:
        yield note("Every purpose in the contact records is in a class.")
        return
    yield Table(
        "unclassified",
        "Purposes that are in no class: they can only widen the bounds",
        (Column("Purpose"), Column("Contact records", "right"), Column("Judged accounts", "right")),
        tuple(
            (given(row["purpose"]), number(row["holdings"], query), number(row["judged_accounts"], query))
            for row in rows
        ),
        query=query,
    )
