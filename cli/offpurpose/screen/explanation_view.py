"""An explanation on a terminal: the account, a time line, what it gave, and its matches with their facts."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.explaining.facts import (
    Fact,
    facts_of,
    heading,
    holding_text,
    identifier,
    source_text,
    unreadable_fact,
)
from offpurpose.identifiers.masking import printable
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted, instant
from offpurpose.screen.time_line_view import time_line_view

Json = dict[str, Any]

MATCHES_SHOWN = 20
_FACTS_SHOWN = 12
_STRENGTH = ("confirmed", "inferred", "ambiguous", "undetermined", "cleared", None)
_BOUND = {
    "affected": "affected, in the lower bound",
    "possibly_affected": "possibly affected",
    "neither": "on neither list",
}


def explanation_view(explanation: Json) -> RenderableType:
    """Lay out the explanation of one account."""
    parts = [_heading(explanation), time_line_view(explanation), _given(explanation["identifiers"])]
    parts += [_match(match, explanation["unreadable_rows"]) for match in _chosen(explanation["matches"])]
    if (more := len(explanation["matches"]) - MATCHES_SHOWN) > 0:
        parts.append(
            Text(f"and {counted(more, 'weaker match', 'weaker matches')}: --json and --html have them all")
        )
    if explanation["unreadable_rows"]:
        parts.append(_unreadable(explanation["unreadable_rows"]))
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts[:-1]), parts[-1])


def _heading(explanation: Json) -> RenderableType:
    incident = explanation["incident"]
    window = incident["window"]
    start = "all time" if window["start"] is None else instant(window["start"])
    verdict = (explanation["verdict"] or "no verdict").upper()
    lines = [
        Text.assemble(
            ("account ", ""),
            (printable(explanation["account_id"]), "bold"),
            ("  ", ""),
            (verdict, "bold"),
            (f"  {_BOUND[explanation['bound']]}", ""),
        ),
        Text(printable(explanation["why"])),
    ]
    lines += [Text(f"{each['reason']}: {each['phrase']}") for each in explanation["reasons"]]
    if explanation["eligible"] and explanation["bound"] == "neither":
        lines.append(Text("It held security-only data in the window: eligible, which is no impact."))
    if explanation["contacts_incomplete"]:
        lines.append(Text("A contact record of it could not be read: its holdings are not all known."))
    if record := explanation["record"]:
        lines.append(_record(record))
    return Group(
        *lines,
        Text(
            f"{printable(incident['reference'])}: {start} up to {instant(window['end'])}, exclusive;"
            f" rule {window['rule']}"
        ),
    )


def _record(record: Json) -> Text:
    said = f"country {record['country'] or 'not given'}, status {record['status'] or 'not given'}"
    return Text(printable(f"account record: {said} [{source_text(record['source'])}]"))


def _given(identifiers: list[Json]) -> RenderableType:
    if not identifiers:
        return Text("No accepted contact record names the account.")
    grid = columns("left")
    for each in identifiers:
        readable = "" if each["readable"] else ", which the ad system's rules could not have read"
        for holding in each["holdings"]:
            said = f"{holding_text(holding)}{readable} [{source_text(holding['source'])}]"
            grid.add_row(identifier(each), printable(said))
    return Group(Text("What it gave:", style="bold"), Padding(grid, (0, 0, 0, 2)))


def _chosen(matches: list[Json]) -> list[Json]:
    """Return as many matches as a screen bears, those that count most, in the order of time."""
    by_weight = sorted(
        range(len(matches)),
        key=lambda place: (
            matches[place]["counted_as"] != "judged",
            _STRENGTH.index(matches[place]["verdict"]),
            place,
        ),
    )
    return [matches[place] for place in sorted(by_weight[:MATCHES_SHOWN])]


def _match(match: Json, unreadable: list[Json]) -> RenderableType:
    lines: list[RenderableType] = [
        Text.assemble(
            (instant(match["matched_at"]), "bold"),
            "  match ",
            printable(match["match_id"] or ""),
            "  ",
            (heading(match), "bold"),
        )
    ]
    if match["sentence"]:
        lines.append(Padding(Text(match["sentence"]), (0, 0, 0, 2)))
    facts = list(facts_of(match, unreadable))
    lines.append(Padding(_facts(facts), (0, 0, 0, 2)))
    return Group(*lines)


def _facts(facts: list[Fact]) -> RenderableType:
    grid = columns("left")
    for fact in facts[:_FACTS_SHOWN]:
        grid.add_row(fact.label, printable(_sourced(fact)))
    if (more := len(facts) - _FACTS_SHOWN) > 0:
        grid.add_row("", f"and {counted(more, 'more fact')}: --json and --html have them all")
    return grid


def _unreadable(rows: list[Json]) -> RenderableType:
    grid = columns("left")
    for fact in map(unreadable_fact, rows[:_FACTS_SHOWN]):
        grid.add_row(fact.label, printable(_sourced(fact)))
    title = Text("Rows that name it and could not be read:", style="bold")
    return Group(title, Padding(grid, (0, 0, 0, 2)))


def _sourced(fact: Fact) -> str:
    return fact.said if fact.source is None else f"{fact.said} [{source_text(fact.source)}]"
