"""What is read first: the bounds, and what limits them."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.case.reasons import phrase_of
from offpurpose.report.charts.bounds import bounds_chart
from offpurpose.report.document import (
    Block,
    Chart,
    Column,
    Headline,
    Number,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    note,
    paragraph,
    spans,
    warning,
)
from offpurpose.report.sections.common import (
    Context,
    counted,
    coverage_note,
    instant,
    is_told,
    known,
    number,
    withheld_note,
)

_ACCOUNTS = "summary_accounts"
_MOST_REASONS = 3

VERDICTS: dict[str, str] = {
    "confirmed": "the log names an identifier that the account had given only for security",
    "inferred": "the log names none, and all that can explain the match had been given only for security",
    "ambiguous": "both what was given only for security and something else can explain the match",
    "undetermined": "the evidence that is left does not say",
    "cleared": "another explanation holds",
}


def headline(context: Context) -> Section:
    """The section that is read first."""
    return Section("at-a-glance", "At a glance", tuple(_blocks(context)))


def _blocks(context: Context) -> Iterator[Block]:
    yield from contradiction(context)
    yield Headline(
        (
            ("Accounts affected, at least", context.number("accounts.affected")),
            ("Accounts affected, at most", context.number("accounts.upper_bound")),
            ("Records concerned, at least", context.number("records.affected")),
        )
    )
    yield paragraph(*_bounds(context))
    yield from _because(context)
    yield coverage_note(context)
    yield from withheld_note(context)
    yield from _bounds_chart(context)
    yield persons(context)
    yield records(context)
    yield note(
        "This report counts uses of contact data. Which law they fall under, and whom they oblige to do what,"
        " is not for it to say."
    )


def contradiction(context: Context) -> Iterator[Paragraph]:
    """Warn first of all where the log shows that the fault outlived the end of the window."""
    containment = context.summary["containment"]
    uses, ambiguous = containment["after_window_security_only"], containment["after_window_ambiguous"]
    query = "summary_containment"
    if uses:
        yield warning(
            "The log contradicts the stated end. After it, the log shows ",
            *counted(uses, "match", query, "matches"),
            " through contact data given only for security, the last at ",
            instant(containment["last_at"]),
            ". The fault may have been live for longer.",
        )
    elif ambiguous:
        yield warning(
            "After the stated end, the log shows ",
            *counted(ambiguous, "match", query, "matches"),
            " that contact data given only for security can explain, and so can something else.",
        )


def _bounds(context: Context) -> Iterator[str | Span]:
    accounts = context.summary["accounts"]
    yield "At least "
    yield from counted(accounts["affected"], "account", _ACCOUNTS)
    yield " can be shown to have been matched to an advertiser's list through an e-mail address or phone"
    yield " number given only for security. Another "
    yield from counted(accounts["possibly_affected"], "account", _ACCOUNTS)
    yield " cannot be ruled out, so that at most "
    yield from counted(accounts["upper_bound"], "account", _ACCOUNTS)
    yield " may be affected"
    lines = accounts["unreadable_log_lines"]
    if lines:
        yield ", beyond "
        yield from counted(lines, "log line", _ACCOUNTS)
        yield " naming no readable account"
    yield ". "
    if accounts["affected"] == 0:
        yield "That nothing can be shown does not say that nothing happened. "
    yield "An account is not a person: one person may have several."


def _because(context: Context) -> Iterator[Paragraph]:
    """Say why most of the accounts between the bounds cannot be ruled out."""
    key, query = "possibly_affected_accounts", "by_reason"
    rows = [row for row in context.figures.tables[query] if is_told(row[key]) and row[key]]
    rows.sort(key=lambda row: (-known(row[key]), str(row["reason"])))
    if rows:
        said: list[str | Span] = ["Most often, an account cannot be ruled out because "]
        for place, row in enumerate(rows[:_MOST_REASONS]):
            said += ["; because " if place else "", phrase_of(str(row["reason"])), " ("]
            said += [*counted(row[key], "account", query), ")"]
        yield paragraph(*said, ".")


def _bounds_chart(context: Context) -> Iterator[Chart]:
    accounts = context.summary["accounts"]
    affected, upper, eligible = (accounts[key] for key in ("affected", "upper_bound", "eligible"))
    if not is_told(affected, upper):
        return
    svg = bounds_chart(affected, upper, eligible if is_told(eligible) else None)
    if svg:
        yield Chart(
            "chart-bounds",
            "The bounds as an interval",
            svg,
            f"A bar from zero: solid up to {affected:,} accounts, hatched from there to {upper:,}."
            " The table of accounts by verdict has the figures.",
        )


def persons(context: Context) -> Table:
    """The accounts by verdict, with both bounds and the eligible population."""

    def row(label: str, key: str, meaning: str, *, strong: bool = False) -> tuple[Span, ...]:
        matches: Span = context.number(f"matches.{key}") if key in VERDICTS else Text("")
        return Text(label, strong), context.number(f"accounts.{key}"), matches, Text(meaning)

    rows = (
        *(row(verdict.capitalize(), verdict, VERDICTS[verdict]) for verdict in ("confirmed", "inferred")),
        row("At least affected", "affected", "confirmed and inferred: the lower bound", strong=True),
        *(row(verdict.capitalize(), verdict, VERDICTS[verdict]) for verdict in ("ambiguous", "undetermined")),
        row("Possibly affected", "possibly_affected", "ambiguous and undetermined"),
        row("At most affected", "upper_bound", "what cannot be ruled out: the upper bound", strong=True),
        row("Cleared", "cleared", VERDICTS["cleared"]),
        row(
            "Eligible",
            "eligible",
            "held contact data only for security at some time in the window: a maximum by the contact records"
            " alone, not an impact count",
        ),
    )
    return Table(
        "accounts",
        "Accounts by the strongest verdict of their matches, and the matches by verdict",
        (Column("Verdict"), Column("Accounts", "right"), Column("Matches", "right"), Column("What it means")),
        rows,
        query=_ACCOUNTS,
        notes=_why_above_eligible(context),
    )


def _why_above_eligible(context: Context) -> tuple[Paragraph, ...]:
    upper, eligible = (context.summary["accounts"][key] for key in ("upper_bound", "eligible"))
    if not is_told(upper, eligible) or upper <= eligible:
        return ()
    return (
        note(
            "The upper bound is above the eligible population, because accounts whose contact records are"
            " missing, unreadable or of no class cannot be ruled out."
        ),
    )


def records(context: Context) -> Table:
    """The records concerned, by kind."""
    labels = {
        "email": "E-mail addresses",
        "phone": "Phone numbers",
        "affected": "Records concerned, at least",
    }
    rows: list[tuple[Span, ...]] = [
        (Text(label, key == "affected"), context.number(f"records.{key}")) for key, label in labels.items()
    ]
    return Table(
        "records",
        "Records concerned: e-mail addresses and phone numbers of accounts that were used off purpose",
        (Column("Records"), Column("At least", "right")),
        tuple(rows),
        query="summary_records",
        totals=1,
    )


def lower_bound_lag(context: Context) -> Paragraph:
    """How much of the lower bound hangs on the lag of the ad system's index."""
    lag: Number = number(context.summary["lag"]["within_48_hours"], "summary_lag")
    return Paragraph(
        spans(
            "Of the matches of the lower bound, ",
            lag,
            " lie within two days of a change of what the identifier was held for. An ad system whose index"
            " lagged by hours may have used what was held before.",
        )
    )
