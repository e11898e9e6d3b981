"""An explanation as one page of HTML: no script, nothing from elsewhere, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import Any

from offpurpose.explaining.drawing import drawing_of
from offpurpose.explaining.facts import (
    Fact,
    day_or_instant,
    facts_of,
    heading,
    identifier,
    source_text,
    span,
    unreadable_fact,
)
from offpurpose.identifiers.masking import printable

Json = dict[str, Any]

_BOUND = {
    "affected": "Affected: in the lower bound",
    "possibly_affected": "Possibly affected: between the bounds",
    "neither": "On neither list",
}
_STYLE = "page.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HOW_TO_READ = """\
<h2>How to read this</h2>
<p>An identifier is shown as its kind and a fingerprint, never as itself. The fingerprint is keyed: it tells
identifiers of this case apart, and cannot be computed from an address or number without the evidence.
A source is an input file and the number of the record in it, from 1, the header not counted. Instants are
UTC, and intervals contain their start and not their end.</p>"""


def page_of(explanation: Json) -> str:
    """Return the page; it holds what the JSON holds, laid out for reading and print."""
    return "\n".join(_page(explanation)) + "\n"


def _page(explanation: Json) -> Iterator[str]:
    title = f"Account {explanation['account_id']}, {explanation['incident']['reference']}"
    style = (files("offpurpose.explaining") / _STYLE).read_text(encoding="utf-8")
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>"
    yield from _account(explanation)
    yield "<h2>Time line</h2>"
    yield drawing_of(explanation)
    yield from _given(explanation["identifiers"])
    yield from _matches(explanation)
    yield from _unreadable(explanation["unreadable_rows"])
    yield _HOW_TO_READ
    yield "</main>\n</body>\n</html>"


def _account(explanation: Json) -> Iterator[str]:
    verdict = explanation["verdict"] or "no verdict"
    yield f"<h1>Account {_text(explanation['account_id'])}</h1>"
    yield (
        f'<p class="verdict {verdict.replace(" ", "-")}"><strong>{_text(verdict)}</strong>'
        f" {_BOUND[explanation['bound']]}</p>"
    )
    yield f"<p>{_text(explanation['why'])}</p>"
    if explanation["reasons"]:
        reasons = (
            f"<li><code>{_text(each['reason'])}</code> {_text(each['phrase'])}</li>"
            for each in explanation["reasons"]
        )
        yield f"<ul>{''.join(reasons)}</ul>"
    yield from (f"<p>{_text(note)}</p>" for note in _notes(explanation))
    yield _table("The incident", ("what", "is"), _incident(explanation["incident"]))


def _notes(explanation: Json) -> Iterator[str]:
    if explanation["eligible"] and explanation["bound"] == "neither":
        yield "It held security-only data in the window: it is eligible, which is no impact."
    if explanation["contacts_incomplete"]:
        yield "A contact record of it could not be read: its holdings are not all known."
    if not explanation["agrees_with_case"]:
        yield "The case's own lists say something else of this account than its evidence does."
    if record := explanation["record"]:
        yield (
            f"Account record: country {record['country'] or 'not given'}, status"
            f" {record['status'] or 'not given'} [{source_text(record['source'])}]."
        )


def _incident(incident: Json) -> Iterator[tuple[str, ...]]:
    window = incident["window"]
    start = day_or_instant(window["start"]) if window["start"] else "all time"
    yield "reference", incident["reference"]
    yield "title", incident["title"]
    yield "window", f"{start} up to {day_or_instant(window['end'])}, exclusive, UTC; rule {window['rule']}"
    yield "systems", ", ".join(incident["systems"])
    yield "purposes for security", ", ".join(incident["purposes"]["security"])
    yield "permitted purposes", ", ".join(incident["purposes"]["permitted"])


def _given(identifiers: list[Json]) -> Iterator[str]:
    yield "<h2>What it gave</h2>"
    rows = (
        (
            identifier(each) + ("" if each["readable"] else ", unreadable by the ad system's rules"),
            holding["purpose"] or "",
            holding["class"],
            span(holding["valid_from"], holding["valid_to"]),
            source_text(holding["source"]),
        )
        for each in identifiers
        for holding in each["holdings"]
    )
    yield _table("Contact records", ("identifier", "purpose", "class", "held", "source"), rows)


def _matches(explanation: Json) -> Iterator[str]:
    yield "<h2>Matches</h2>"
    if not explanation["matches"]:
        yield "<p>No accepted line of the match log names the account.</p>"
    for match in explanation["matches"]:
        name = match["match_id"] or "without an id"
        yield f"<section>\n<h3>{_text(day_or_instant(match['matched_at']))}, match {_text(name)}</h3>"
        yield f"<p><strong>{_text(heading(match))}</strong>"
        yield f" <code>{_text(match['reason'])}</code></p>" if match["reason"] else "</p>"
        if match["sentence"]:
            yield f"<p>{_text(match['sentence'])}</p>"
        facts = facts_of(match, explanation["unreadable_rows"])
        yield _table(f"What match {name} rests on", ("fact", "says", "source"), map(_row, facts))
        yield "</section>"


def _unreadable(rows: list[Json]) -> Iterator[str]:
    if rows:
        yield "<h2>Rows that could not be read</h2>"
        facts = map(_row, map(unreadable_fact, rows))
        yield _table("Rejected rows that name the account", ("row", "why", "source"), facts)


def _row(fact: Fact) -> tuple[str, ...]:
    return fact.label, fact.said, source_text(fact.source) if fact.source else "none"


def _table(caption: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in heads)
    body = "\n".join(
        f'<tr><th scope="row">{_text(first)}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    if not body:
        return f"<p>{_text(caption)}: none.</p>"
    return (
        f"<table>\n<caption>{_text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>"
    )


def _text(value: str) -> str:
    # Characters that turn the direction of text, or cannot stand in a page, are written as escapes.
    return escape(printable(value))
