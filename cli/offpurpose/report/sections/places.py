"""Where the accounts are: groups of countries, countries, and states of the United States."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.report.charts.bars import bars_chart
from offpurpose.report.countries import country_label
from offpurpose.report.document import Block, Chart, Given, Section, Text, note
from offpurpose.report.figures import Row
from offpurpose.report.sections.common import Context, breakdown_table, by_size, coverage_note

_GROUPS = {
    "eu": "European Union (EU)",
    "eea": "European Economic Area (EU, Iceland, Liechtenstein, Norway)",
    "uk": "United Kingdom",
    "switzerland": "Switzerland",
    "us": "United States",
    "elsewhere": "elsewhere",
    "unknown": "not known",
}


def places(context: Context) -> Section:
    """The section on where the accounts are."""
    return Section("places", "Countries", tuple(_blocks(context)))


def _blocks(context: Context) -> Iterator[Block]:
    yield breakdown_table(
        context,
        "summary_country_groups",
        "Group of countries",
        "By the groups of countries that authorities ask about; the EEA has the EU in it",
        context.summary["country_groups"],
        label=lambda row: Text(_GROUPS[str(row["country_group"])]),
        notes=(coverage_note(context),),
    )
    countries = by_size(context.figures.tables["by_country"], "country")
    yield from _chart(countries)
    yield breakdown_table(
        context,
        "by_country",
        "Country",
        "By country",
        countries,
        label=lambda row: _label(str(row["country"])),
    )
    yield note(
        "The country of an account is that of its record, else that of the phone numbers that it gave only"
        " for security. Where the records say none, or more than one, it is not known."
    )
    yield from _states(context)


def _label(code: str) -> Given:
    return Given(country_label(code))


def _chart(countries: list[Row]) -> Iterator[Chart]:
    svg = bars_chart("countries", [(country_label(str(row["country"])), row) for row in countries])
    if svg:
        yield Chart(
            "chart-countries",
            "The countries with the most affected accounts",
            svg,
            "A bar a country: solid for affected accounts, hatched for possibly affected ones. The table by"
            " country has the figures.",
        )


def _states(context: Context) -> Iterator[Block]:
    states = context.summary["us_states"]
    if not any(row["state"] != "unknown" for row in states):
        if states:
            yield note("The records do not say in which of the states of the United States an account is.")
        return
    yield breakdown_table(
        context,
        "summary_us_states",
        "State",
        "United States, by state where the records say it",
        states,
        label=lambda row: Given("not known" if row["state"] == "unknown" else str(row["state"])),
    )
