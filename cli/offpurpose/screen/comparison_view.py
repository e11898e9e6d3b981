"""Two cases side by side on a terminal: what differs, the bounds, and the accounts that changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted, instant, number

Json = dict[str, Any]

ACCOUNTS_SHOWN = 20
_DIFFERENCES_SHOWN = 30
_LONG_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_CHANGE = {
    "entered": "entered",
    "left": "left",
    "verdict": "other verdict",
    "reasons": "other reasons",
}


def comparison_view(facts: Json, accounts: list[Json]) -> RenderableType:
    """Lay out a comparison; `accounts` are the first of those that changed."""
    parts = [_cases(facts), _differences(facts["differences"]), _figures(facts["figures"]), _counts(facts)]
    if facts["moves"]:
        parts += [_moves(facts["moves"]), _accounts(facts, accounts)]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts[:-1]), parts[-1])


def _cases(facts: Json) -> RenderableType:
    grid = columns("left", "left")
    for when in ("before", "after"):
        case = facts[when]
        window = case["window"]
        start = "all time" if window["start"] is None else instant(window["start"])
        said = f"{case['reference']}, {start} up to {instant(window['end'])}, rule {window['rule']}"
        grid.add_row(when, printable(case["folder"]), printable(said))
    return grid


def _differences(differences: list[Json]) -> RenderableType:
    if not differences:
        return Text("The two rest on the same incident file, inputs, queries and versions.")
    grid = columns("left")
    for each in differences[:_DIFFERENCES_SHOWN]:
        for label, line in _difference(each):
            grid.add_row(label, printable(line))
    if (more := len(differences) - _DIFFERENCES_SHOWN) > 0:
        grid.add_row("", f"and {more:,} more: --json has them all")
    return Group(Text("What they rest on differs in:", style="bold"), Padding(grid, (0, 0, 0, 2)))


def _difference(each: Json) -> Iterator[tuple[str, str]]:
    yield each["what"], each["name"]
    for when in ("before", "after"):
        value = "(none)" if each[when] is None else _LONG_DIGEST.sub(r"\1...", str(each[when]))
        yield "", f"  {when:6}  {value}"


def _figures(figures: list[Json]) -> RenderableType:
    grid = columns("left", "right", "right")
    grid.add_row("accounts", "before", "after", "")
    for each in figures:
        change = each["after"] - each["before"]
        grid.add_row(
            each["figure"].replace("_", " "),
            number(each["before"]),
            number(each["after"]),
            f"{change:+,}" if change else "",
        )
    return grid


def _counts(facts: Json) -> RenderableType:
    counts = facts["counts"]
    changed = ", ".join(f"{number(counts[change])} {said}" for change, said in _CHANGE.items())
    return Text(
        f"{counted(counts['listed_before'], 'account')} on a list before, {number(counts['listed_after'])}"
        f" after: {number(counts['same'])} the same, {changed}."
    )


def _moves(moves: list[Json]) -> RenderableType:
    """Lay out the moves by verdict; the reasons stand beside each account."""
    by_verdict: Counter[tuple[str, str]] = Counter()
    for each in moves:
        by_verdict[_CHANGE[each["change"]], _verdicts(each)] += each["accounts"]
    grid = columns("right", "left")
    for (change, verdicts), accounts in by_verdict.most_common():
        grid.add_row(number(accounts), change, verdicts)
    return Group(Text("By verdict before and after:", style="bold"), Padding(grid, (0, 0, 0, 2)))


def _accounts(facts: Json, accounts: list[Json]) -> RenderableType:
    grid = columns("left", "left")
    for each in accounts:
        grid.add_row(printable(each["account_id"]), _CHANGE[each["change"]], _account(each))
    total = sum(each["accounts"] for each in facts["moves"])
    if (more := total - len(accounts)) > 0:
        grid.add_row("", "", f"and {more:,} more: --csv and --json have them all")
    return Group(
        Text("Accounts (personal data), and which reasons went and came:", style="bold"),
        Padding(grid, (0, 0, 0, 2)),
    )


def _account(each: Json) -> str:
    before, after = _reasons(each["reasons_before"]), _reasons(each["reasons_after"])
    went = (f"-{reason}" for reason in before if reason not in after)
    came = (f"+{reason}" for reason in after if reason not in before)
    return f"{_verdicts(each)}: {' '.join([*went, *came])}"


def _reasons(text: str | None) -> list[str]:
    return text.split("|") if text else []


def _verdicts(each: Json) -> str:
    before, after = (each[f"verdict_{when}"] or "no judged match" for when in ("before", "after"))
    return before if before == after else f"{before} -> {after}"
