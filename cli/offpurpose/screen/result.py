"""The end of an audit on the screen: the bounds, and what limits them. It lays out, and computes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from offpurpose.case.reasons import phrase_of
from offpurpose.identifiers.masking import mask_value, printable
from offpurpose.screen.beside import beside_the_bounds
from offpurpose.screen.columns import columns
from offpurpose.screen.text import counted, instant, number

Summary = dict[str, Any]

_VERDICTS = ("confirmed", "inferred", "ambiguous", "undetermined", "cleared")
_REASONS_SHOWN = 2
_COUNT_WIDTH = 10
_PURPOSES_NAMED = 10


def result_view(summary: Summary, case: Path) -> RenderableType:
    """Lay out the result of an audit: containment first where the log contradicts it, then the bounds."""
    parts: list[RenderableType] = [_heading(summary["incident"])]
    if is_contradicted(summary["containment"]):
        parts.append(_contradiction(summary))
    parts += [_bounds(summary["accounts"]), _verdicts(summary), beside_the_bounds(summary)]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts), _files(summary, case))


def is_contradicted(containment: dict[str, Any]) -> bool:
    """Whether the log shows uses after the end of the window, when the fault was said to be fixed."""
    return bool(containment["after_window_security_only"] or containment["still_active_security_only"])


def unclassified_warning(purposes: list[dict[str, Any]]) -> str:
    """Word the warning of purposes that the incident file does not classify, before the long work."""
    named = [
        f"{printable(mask_value(each['purpose'] or ''))} ({counted(each['holdings'], 'holding')},"
        f" {counted(each['judged_accounts'], 'judged account')})"
        for each in purposes[:_PURPOSES_NAMED]
    ]
    rest = len(purposes) - len(named)
    more = [f"and {rest:,} more"] if rest else []
    what = "a purpose is" if len(purposes) == 1 else f"{len(purposes):,} purposes are"
    return f"{what} in no class, and can only widen the bounds: {', '.join([*named, *more])}"


def _heading(incident: dict[str, Any]) -> RenderableType:
    window = incident["window"]
    start = "all time" if window["start"] is None else instant(window["start"])
    return Group(
        Text.assemble((printable(incident["reference"]), "bold"), "  ", printable(incident["title"])),
        Text(f"{start} up to {instant(window['end'])}, exclusive; rule {window['rule']}"),
    )


def _contradiction(summary: Summary) -> RenderableType:
    containment, end = summary["containment"], instant(summary["incident"]["window"]["end"])
    lines = [Text("THE LOG SHOWS USES AFTER THE FAULT WAS SAID TO BE FIXED", style="bold red")]
    if after := containment["after_window_security_only"]:
        lines.append(
            Text(
                f"{counted(after, 'match', 'matches')} through security-only identifiers at or after {end},"
                f" the last at {instant(containment['last_at'])};"
                f" {number(containment['after_window_ambiguous'])} more ambiguous."
            )
        )
    if active := containment["still_active_security_only"]:
        lines.append(
            Text(f"{counted(active, 'match', 'matches')} of the lower bound still active after {end}.")
        )
    return Group(*lines)


def _bounds(accounts: dict[str, Any]) -> RenderableType:
    beyond = ""
    if lines := accounts["unreadable_log_lines"]:
        names = "names" if lines == 1 else "name"
        beyond = f", beyond {counted(lines, 'log line')} that {names} no readable account"
    grid = columns("left", "right")
    grid.add_row(*_bold("AT LEAST", number(accounts["affected"]), "accounts affected"))
    grid.add_row(*_bold("AT MOST", number(accounts["upper_bound"]), f"accounts affected{beyond}"))
    return grid


def _verdicts(summary: Summary) -> RenderableType:
    parts: list[RenderableType] = [Text("By verdict, with the commonest reasons of the matches:")]
    for verdict in _VERDICTS:
        parts += [_verdict(summary, verdict), _commonest(summary["reasons"], verdict)]
    return Group(*parts)


def _verdict(summary: Summary, verdict: str) -> Text:
    accounts = counted(summary["accounts"][verdict], "account")
    matches = counted(summary["matches"][verdict], "match", "matches")
    return Text.assemble((f"{verdict:<13}", "bold"), (f"{accounts:>20}", "bold"), f"{matches:>20}")


def _commonest(reasons: list[dict[str, Any]], verdict: str) -> RenderableType:
    grid = columns("right", narrowest=_COUNT_WIDTH)
    given = [reason for reason in reasons if reason["verdict"] == verdict]
    for reason in given[:_REASONS_SHOWN]:
        grid.add_row(number(reason["matches"]), phrase_of(reason["reason"]))
    return grid


def _files(summary: Summary, case: Path) -> RenderableType:
    grid = columns("left")
    affected = counted(summary["accounts"]["affected"], "account")
    grid.add_row("accounts/affected_accounts.csv", f"{affected} to notify")
    possibly = counted(summary["accounts"]["possibly_affected"], "account")
    grid.add_row("accounts/possibly_affected_accounts.csv", possibly)
    grid.add_row("accounts/verdicts.parquet", counted(summary["matches"]["judged"], "verdict"))
    grid.add_row("report/", "counts only; may be handed over")
    return Group(
        Text(f"In {printable(str(case))} (accounts/ is personal data):"), Padding(grid, (0, 0, 0, 2))
    )


def _bold(*cells: str) -> Iterator[Text]:
    return (Text(cell, style="bold") for cell in cells)
