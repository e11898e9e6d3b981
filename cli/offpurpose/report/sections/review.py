"""How a sample of the verdicts fared with people who looked at the evidence themselves."""

from __future__ import annotations

from typing import Any

from offpurpose.report.document import (
    Block,
    Column,
    Given,
    Section,
    Span,
    Table,
    Text,
    note,
    paragraph,
    shown,
)
from offpurpose.report.figures import Value
from offpurpose.report.sections.common import Context, counted, number


def review(context: Context) -> Section | None:
    """The section on the review; None where there was none."""
    found = context.options.review
    if found is None:
        return None
    blocks: list[Block] = [_sample(found), _verdicts(found)]
    if found["answers"]:
        blocks.append(_answers(found["answers"]))
    blocks.append(_limits(found))
    return Section("review", "Review of a sample", tuple(blocks))


def _sample(found: dict[str, Any]) -> Block:
    sample = found["sample"]
    return paragraph(
        "Of ",
        *counted(sample["accounts"], "account", ""),
        " that log lines name, ",
        number(sample["drawn"], ""),
        " were drawn by lot, and ",
        number(sample["reviewed"], ""),
        " were reviewed by people.",
    )


def _verdicts(found: dict[str, Any]) -> Table:
    rows: list[tuple[Span, ...]] = [
        (
            Text(str(row["verdict"]).capitalize()),
            *(number(row[key], "") for key in ("accounts", "drawn", "reviewed")),
            *_share(row["same_verdict"]),
            *_share(row["same_list"]),
        )
        for row in found["verdicts"]
    ]
    return Table(
        "review-verdicts",
        "Where the reviewers found the same verdict, and where at least the same list",
        (
            Column("Verdict"),
            Column("Accounts", "right"),
            Column("Drawn", "right"),
            Column("Reviewed", "right"),
            Column("Same verdict", "right"),
            Column("Its limits", "right"),
            Column("Same list", "right"),
            Column("Its limits", "right"),
        ),
        tuple(rows),
    )


def _share(found: dict[str, Any] | None) -> tuple[Span, Span]:
    if found is None:
        return Text("not reviewed"), Text("")
    return Given(_percent(found["share"])), Given(f"{_percent(found['lower'])} to {_percent(found['upper'])}")


def _percent(value: Value) -> str:
    return shown(float(value)) if isinstance(value, int | float) else shown(value)


def _answers(answers: list[dict[str, Any]]) -> Table:
    return Table(
        "review-answers",
        "Where the reviewers found another verdict or the same one",
        (Column("The audit"), Column("The reviewers"), Column("Accounts", "right")),
        tuple(
            (
                Given(str(row["verdict"])),
                Given(str(row["reviewer_verdict"])),
                number(row["accounts"], ""),
            )
            for row in answers
        ),
    )


def _limits(found: dict[str, Any]) -> Block:
    whole = found["all"]
    confidence = Given(_percent(found["confidence"]))
    if whole is None:
        return note("The limits of each verdict hold with a confidence of ", confidence, ".")
    return note(
        "Over all accounts, the same verdict was found for ",
        Given(_percent(whole["share"])),
        ", between ",
        Given(_percent(whole["lower"])),
        " and ",
        Given(_percent(whole["upper"])),
        ". The limits of each verdict hold with a confidence of ",
        confidence,
        ", and those over all accounts with the same.",
    )
