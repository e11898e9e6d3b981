"""How the figures come about: the evidence that there was, and the reason of every verdict in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.case.reasons import MAPPED, sentence_of
from offpurpose.report.charts.drawing import Ink
from offpurpose.report.charts.flow import flow_chart
from offpurpose.report.document import (
    Block,
    Chart,
    Column,
    Given,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    note,
    paragraph,
)
from offpurpose.report.sections.common import Context, is_told, number

_EVIDENCE = {
    "log": "the log line itself",
    "map": "the partner map",
    "list": "a list kept whole",
    "contacts": "contact records alone",
}
_VERDICTS: dict[str, tuple[str, Ink]] = {
    "confirmed": ("confirmed", "affected"),
    "inferred": ("inferred", "affected"),
    "ambiguous": ("ambiguous", "possible"),
    "undetermined": ("undetermined", "possible"),
    "cleared": ("cleared", "cleared"),
}
_BECAUSE = {
    "confirmed": "Confirmed, because",
    "inferred": "Inferred, because",
    "ambiguous": "Ambiguous: cannot be ruled out, because",
    "undetermined": "Undetermined: cannot be ruled out, because",
    "cleared": "Cleared, because",
}


def reasons(context: Context) -> Section:
    """The section on how the figures come about."""
    return Section("how", "How the figures come about", tuple(_blocks(context)))


def _blocks(context: Context) -> Iterator[Block]:
    yield paragraph(
        "Every match inside the window and of the incident's systems was judged by the first rule that"
        " applies, and has one verdict and one reason. An account has the strongest verdict of its matches."
    )
    yield counting(context)
    yield from _flow(context)
    yield evidence(context)
    for verdict in _VERDICTS:
        rows = [row for row in context.summary["reasons"] if row["verdict"] == verdict]
        if rows:
            yield _because(verdict, rows, context)
    yield note("An account with matches of several reasons is counted with each of them.")


def counting(context: Context) -> Table:
    """The log lines, by how each is counted."""
    words = {
        "read": "lines read",
        "accepted": "accepted, each counted once in what follows",
        "before_window": "before the window",
        "after_window": "after the window, of all systems",
        "other_system": "of a system that is not part of the incident",
        "judged": "judged",
    }
    rows = tuple((Text(word), context.number(f"matches.{key}")) for key, word in words.items())
    columns = (Column("Log lines"), Column("Matches", "right"))
    return Table("matches", "The match log, and what was judged", columns, rows, query="summary_matches")


def _flow(context: Context) -> Iterator[Chart]:
    rows = context.summary["evidence"]
    if not is_told(*(row["matches"] for row in rows)):
        return
    flow = {(row["evidence"], row["verdict"]): row["matches"] for row in rows}
    svg = flow_chart(flow, _EVIDENCE, _VERDICTS)
    if svg:
        yield Chart(
            "chart-flow",
            "From the judged matches through the evidence for each to its verdict",
            svg,
            "Bands from the judged matches to four kinds of evidence, and from those to five verdicts; their"
            " widths are numbers of matches. The table of matches by evidence has the figures.",
        )


def evidence(context: Context) -> Table:
    """The judged matches by the evidence that there was, and by verdict."""
    query = "summary_evidence"
    found = {(row["evidence"], row["verdict"]): row["matches"] for row in context.summary["evidence"]}
    rows: list[tuple[Span, ...]] = [
        (Text(word), *(number(found[kind, verdict], query) for verdict in _VERDICTS))
        for kind, word in _EVIDENCE.items()
    ]
    return Table(
        "evidence",
        "Judged matches by the evidence that decided, and by verdict",
        (Column("Decided by"), *(Column(word.capitalize(), "right") for word, _ in _VERDICTS.values())),
        tuple(rows),
        query=query,
    )


def _because(verdict: str, rows: list[dict[str, object]], context: Context) -> Table:
    query = "summary_reasons"
    return Table(
        f"reasons-{verdict}",
        f"Reasons of {verdict} matches",
        (
            Column(_BECAUSE[verdict]),
            Column("Rule"),
            Column("Matches", "right"),
            Column("Accounts", "right"),
        ),
        tuple(
            (
                Text(sentence_of(str(row["reason"]))),
                _rule(row),
                number(row["matches"], query),  # type: ignore[arg-type]
                number(row["accounts"], query),  # type: ignore[arg-type]
            )
            for row in rows
        ),
        query=query,
        notes=tuple(_unread(context)) if verdict == "undetermined" else (),
    )


def _rule(row: dict[str, object]) -> Given:
    """The rule that decided; one that a row of the partner map was judged by stands behind its own."""
    through_map = str(row["reason"]).startswith(MAPPED)
    return Given(f"7:{row['rule']}" if through_map else str(row["rule"]))


def _unread(context: Context) -> Iterator[Paragraph]:
    named = context.summary["accounts"]["named_by_unreadable_lines"]
    if named:
        yield note(
            "Log lines that could not be read name ",
            number(named, "summary_accounts"),
            " accounts; they are at least undetermined.",
        )
