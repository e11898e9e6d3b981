"""What was used, through which system, for whom, and when."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.report.charts.bars import bars_chart
from offpurpose.report.charts.months import months_chart
from offpurpose.report.document import Block, Chart, Given, Section, Span, Text, note
from offpurpose.report.figures import Row
from offpurpose.report.sections.common import (
    MOST_ROWS,
    Context,
    breakdown_table,
    by_size,
    coverage_note,
    given,
)

_KINDS = {"email": "e-mail address", "phone": "phone number", "unknown": "not known"}


def data_used(context: Context) -> Section:
    """Which contact data, and for which stated purposes it was held."""
    return Section("data", "Contact data and stated purposes", tuple(_data(context)))


def _data(context: Context) -> Iterator[Block]:
    tables = context.figures.tables
    yield breakdown_table(
        context,
        "by_kind",
        "Kind",
        "By kind of identifier",
        by_size(tables["by_kind"], "kind"),
        label=lambda row: _kind(str(row["kind"])),
        notes=(coverage_note(context),),
    )
    yield breakdown_table(
        context,
        "by_purpose",
        "Stated purpose",
        "By the purpose for which the identifiers behind a verdict were held at the time",
        by_size(tables["by_purpose"], "purpose"),
        label=lambda row: given(row["purpose"]),
    )
    listed = context.summary["incident"]["purposes"]
    for name, word in (("security", "Counted as security"), ("permitted", "Counted as permitted")):
        yield note(f"{word}: ", given(", ".join(listed[name]) or "none"), ".")


def _kind(kind: str) -> Span:
    return Text(_KINDS[kind]) if kind in _KINDS else given(kind)


def systems(context: Context) -> Section:
    """Through which systems, for which advertisers and partners, in which months."""
    return Section("systems", "Systems, advertisers, partners and months", tuple(_systems(context)))


def _systems(context: Context) -> Iterator[Block]:
    tables = context.figures.tables
    yield from _months(context)
    yield breakdown_table(
        context,
        "by_month",
        "Month",
        "By month",
        tables["by_month"],
        label=lambda row: Given(str(row["month"])),
        notes=(coverage_note(context),),
    )
    yield _by(context, "by_system", "System", tables["by_system"])
    advertisers = by_size(tables["by_advertiser"], "advertiser")
    svg = bars_chart("advertisers", [(given(row["advertiser"]).text, row) for row in advertisers])
    if svg:
        yield Chart(
            "chart-advertisers",
            "The advertisers to whose lists the most affected accounts were matched",
            svg,
            "A bar an advertiser: solid for affected accounts, hatched for possibly affected ones. The table"
            " by advertiser has the figures.",
        )
    yield _by(context, "by_advertiser", "Advertiser", advertisers)
    yield _by(context, "by_partner", "Partner", by_size(tables["by_partner"], "partner"))


def _by(context: Context, name: str, heading: str, rows: list[Row]) -> Block:
    key = name.removeprefix("by_")

    def label(row: Row) -> Span:
        return Text("not known") if row[key] == "unknown" else given(row[key])

    return breakdown_table(
        context, name, heading, f"By {key}", by_size(rows, key), label=label, most=MOST_ROWS
    )


def _months(context: Context) -> Iterator[Chart]:
    window = context.summary["incident"]["window"]
    svg = months_chart(context.figures.tables["by_month"], window["start"], window["end"])
    if svg:
        yield Chart(
            "chart-months",
            "Matches of affected and possibly affected accounts by month, with the window",
            svg,
            "A bar a month: solid for matches of affected accounts, hatched for those of possibly affected"
            " ones. Dashed lines mark where the window starts and ends. The table by month has the figures.",
        )
