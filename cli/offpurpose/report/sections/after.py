"""Whether the log shows that the fault was fixed at the end of the window."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.report.document import Block, Column, Given, Section, Table, Text, note, paragraph
from offpurpose.report.sections.common import Context, counted, number

_MOST_DAYS = 60


def after_the_end(context: Context) -> Section:
    """Whether the log shows that the fault was fixed."""
    return Section("after", "After the end of the window", tuple(_after(context)))


def _after(context: Context) -> Iterator[Block]:
    found, query = context.summary["containment"], "summary_containment"
    matches = found["matches_after_window"]
    if matches == 0:
        yield paragraph(
            "The log has no match of the incident's systems at or after the end of the window: no evidence"
            " that the fault was fixed, and none that it was not."
        )
        return
    yield paragraph(
        "At and after the end of the window, the log has ",
        *counted(matches, "match", query, "matches"),
        " of the incident's systems: ",
        number(found["after_window_security_only"], query),
        " through contact data given only for security, and ",
        number(found["after_window_ambiguous"], query),
        " ambiguous.",
    )
    active = found["still_active_security_only"]
    yield paragraph(
        "Matches of the lower bound that were still active after the end: ",
        number(active, query) if active is not None else Text("the log does not say when a match ended"),
        ".",
    )
    days = context.summary["containment_days"]
    yield Table(
        "after-days",
        "Matches at and after the end, by day",
        (
            Column("Day"),
            Column("Matches", "right"),
            Column("Security only", "right"),
            Column("Ambiguous", "right"),
        ),
        tuple(
            (
                Given(row["day"]),
                *(
                    number(row[key], "summary_containment_days")
                    for key in ("matches", "security_only", "ambiguous")
                ),
            )
            for row in days[:_MOST_DAYS]
        ),
        query="summary_containment_days",
        notes=(note("The first days; summary.json has all."),) if len(days) > _MOST_DAYS else (),
    )
