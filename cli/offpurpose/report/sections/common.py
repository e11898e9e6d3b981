"""What the sections of a report share: numbers with their queries, coverage notes, and breakdown tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from offpurpose.identifiers.masking import printable
from offpurpose.report.document import (
    Column,
    Given,
    Number,
    Paragraph,
    Span,
    Table,
    note,
    paragraph,
    shown,
    spans,
)
from offpurpose.report.figures import WITHHELD, Figures, Row, Value
from offpurpose.report.options import ReportOptions
from offpurpose.report.source import CaseSource

FIGURE_COLUMNS: dict[str, str] = {
    "affected_accounts": "Affected accounts, at least",
    "possibly_affected_accounts": "Possibly affected accounts",
    "affected_matches": "Matches of affected accounts",
    "possibly_affected_matches": "Matches of possibly affected ones",
    "records": "Records concerned",
}

MOST_ROWS = 50
"""So many rows of a breakdown are printed; its CSV file has all."""


@dataclass(frozen=True)
class Context:
    """A case and how it is to be reported on."""

    source: CaseSource
    options: ReportOptions

    @property
    def figures(self) -> Figures:
        """The figures to tell: small ones are withheld already."""
        return self.source.figures

    @property
    def summary(self) -> dict[str, Any]:
        """The summary, small counts withheld."""
        return self.source.figures.summary

    @cached_property
    def queries(self) -> frozenset[str]:
        """The names of the queries that the annex prints."""
        return frozenset(query.name for query in self.source.queries)

    def number(self, path: str) -> Number:
        """Return the number at a path of the summary, with the query that made it."""
        return number(self.figures.at(path), f"summary_{path.split('.', maxsplit=1)[0]}")


def number(value: Value, query: str) -> Number:
    """Return a number as it is shown, with the name of the query that made it."""
    return Number(shown(value), query)


def counted(value: Value, one: str, query: str, many: str | None = None) -> tuple[Span, ...]:
    """Return a number and its noun, in the singular where there is one."""
    return spans(number(value, query), " " + (one if value == 1 else many or f"{one}s"))


def given(text: object) -> Given:
    """Return text that others wrote, on one line, with nothing in it that a reader would not see."""
    return Given(printable(" ".join(str(text).split())))


def instant(text: str | None) -> Given:
    """Return an instant of the summary as people read it; what is not known, as such."""
    if text is None:
        return Given("not known")
    day, time = text.removesuffix("Z").split("T")
    whole, _, fraction = time.partition(".")
    fraction = fraction.rstrip("0")
    clock = f"{whole}.{fraction}" if fraction else whole.removesuffix(":00")
    return Given(f"{day} {clock} UTC")


def coverage_note(context: Context) -> Paragraph:
    """Say how much of the window the log covers, which limits every total."""
    coverage = context.summary["coverage"]
    if not coverage["days"]:
        return note("The log covers no day of the window.")
    query = "summary_coverage"
    return note(
        "Of the ",
        *counted(coverage["days"], "day", query),
        " of the window, ",
        number(coverage["days_with_log"], query),
        " (",
        number(coverage["share"], query),
        ") have a log. What happened on the others is in no figure.",
    )


def known(value: Value) -> int:
    """Return a count to order by; nothing that is withheld may show by its place."""
    return value if isinstance(value, int) else -1


def by_size(rows: list[Row], key: str, last: frozenset[str] = frozenset({"unknown"})) -> list[Row]:
    """Return rows with the most accounts first, and after all others those whose keys are to stand last."""

    def place(row: Row) -> tuple[bool, int, int, bytes]:
        first, second = row["affected_accounts"], row["possibly_affected_accounts"]
        return row[key] in last, -known(first), -known(second), str(row[key]).encode()

    return sorted(rows, key=place)


def breakdown_table(
    context: Context,
    name: str,
    heading: str,
    caption: str,
    rows: list[Row],
    *,
    label: Callable[[Row], Span],
    columns: Mapping[str, str] = FIGURE_COLUMNS,
    most: int | None = None,
    notes: tuple[Paragraph, ...] = (),
) -> Table:
    """Return a table of counts; where there are very many rows it says so, and which file has all."""
    printed = rows[:most]
    more = (
        (
            note(
                "The first ",
                number(len(printed), name),
                " of ",
                number(len(rows), name),
                f" rows; all are in {name}.csv.",
            ),
        )
        if len(printed) < len(rows)
        else ()
    )
    own = (note(given(_sentence(str(rows[0]["note"])))),) if rows and rows[0].get("note") else ()
    return Table(
        name=name.replace("_", "-"),
        caption=caption,
        columns=(Column(heading), *(Column(words, "right") for words in columns.values())),
        rows=tuple((label(row), *(number(row[column], name) for column in columns)) for row in printed),
        query=name if name in context.queries else None,
        notes=(*more, *own, *notes),
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def withheld_note(context: Context) -> tuple[Paragraph, ...]:
    """Say that small counts are withheld, where they are."""
    below = context.figures.below
    if below is None:
        return ()
    return (
        paragraph(
            "Counts of accounts, records and matches above zero and below ",
            Given(str(below)),
            " are withheld, and so are the others from which they could be computed: in every table, chart"
            " and sentence. Where a count is withheld, it is not zero.",
        ),
    )


def is_told(*values: Value) -> bool:
    """Return whether none of the values is withheld or unknown."""
    return all(value is not WITHHELD and value is not None for value in values)
