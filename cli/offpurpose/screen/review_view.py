"""A review as text: of each verdict, how far the reviewers agree, and between which limits that lies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted, number

Json = dict[str, Any]


def review_view(review: Json) -> RenderableType:
    """Lay out the agreement by verdict, then over all, then where reviewers said something else."""
    sample, confidence = review["sample"], f"{review['confidence'] * 100:g} %"
    grid = columns("left", "right", "right", "right", "left")
    grid.add_row(
        *(Text(each, "bold") for each in ("verdict", "accounts", "reviewed", "agreed", confidence, ""))
    )
    for each in review["verdicts"]:
        same = each["same_verdict"]
        reviewed = f"{number(each['reviewed'])} of {number(each['drawn'])}"
        grid.add_row(
            each["verdict"], number(each["accounts"]), reviewed, number(same["agreed"]), _limits(same), ""
        )
    of = f"{counted(sample['reviewed'], 'account')} reviewed of {number(sample['drawn'])} drawn"
    parts: list[RenderableType] = [Text(f"{of}, from {number(sample['accounts'])}, by seed {sample['seed']}")]
    parts += [Text(), grid, Text(), *_rest(review)]
    return Group(*parts)


def _rest(review: Json) -> Iterator[RenderableType]:
    if review["all"]["share"] is not None:
        yield Text(f"over all accounts: {_percent(review['all']['share'])} agreed, {_limits(review['all'])}")
    for answer in review["answers"]:
        if answer["verdict"] != answer["reviewer_verdict"]:
            accounts = counted(answer["accounts"], "account")
            yield Text(f"{accounts} {answer['verdict']} by the audit, {answer['reviewer_verdict']} by review")
    if changed := review["sample"]["account_ids_changed"]:
        ids = counted(changed, "account id")
        yield Text(f"note: {ids} changed on the way, perhaps by a spreadsheet; rows are known by their code")


def _limits(share: Json) -> str:
    if share["share"] is None:
        return "not reviewed"
    return f"{_percent(share['lower'])} to {_percent(share['upper'])}"


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %"
