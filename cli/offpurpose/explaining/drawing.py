"""The time line of an account as SVG; every mark of it also stands in a table of the page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from offpurpose.explaining.facts import day_or_instant, heading, holding_text, identifier
from offpurpose.explaining.time_line import Bar, TimeLine, time_line_of
from offpurpose.identifiers.masking import printable

Json = dict[str, Any]

_WIDTH = 960
_LABELS = 330
_ROW = 26
_LONGEST_LABEL = 50
_MARKS = {
    "confirmed": "C",
    "inferred": "I",
    "ambiguous": "A",
    "undetermined": "U",
    "cleared": "c",
    None: "o",
}


def drawing_of(explanation: Json) -> str:
    """Return the drawing: the window, a row for each identifier and purpose, and the matches."""
    line = time_line_of(explanation)
    rows = [*_rows(explanation, line)]
    height = _ROW * (len(rows) + 1)
    said = "The window, what the account gave and for what, and its matches; the tables below say the same."
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="drawn drawn-said">',
        '<title id="drawn">Time line of the account</title>',
        f'<desc id="drawn-said">{said}</desc>',
        _label(0, line.start.date().isoformat(), _LABELS),
        f'<text x="{_WIDTH}" y="17" text-anchor="end">{line.end.date().isoformat()}</text>',
        f'<path class="axis" d="M{_LABELS} {_ROW}H{_WIDTH}"/>',
    ]
    for place, (label, drawn) in enumerate(rows, 1):
        parts += [_label(place, label), *(shape.replace("ROW", str(place * _ROW)) for shape in drawn)]
    return "\n".join([*parts, "</svg>", f"<p>{_legend()}</p>"])


def _rows(explanation: Json, line: TimeLine) -> Iterator[tuple[str, list[str]]]:
    window = explanation["incident"]["window"]
    yield "window", [_bar(line.bar(window["start"], window["end"]), "window", "the window")]
    for each in explanation["identifiers"]:
        for purpose in dict.fromkeys(holding["purpose"] for holding in each["holdings"]):
            holdings = [holding for holding in each["holdings"] if holding["purpose"] == purpose]
            drawn = [
                _bar(
                    line.bar(holding["valid_from"], holding["valid_to"]),
                    holding["class"],
                    holding_text(holding),
                )
                for holding in holdings
            ]
            yield f"{identifier(each)} {purpose or ''} ({holdings[0]['class']})", drawn
    yield "matches", [_mark(match, line) for match in explanation["matches"]]


def _bar(bar: Bar | None, name: str, said: str) -> str:
    if bar is None:
        return ""
    start, width = _x(bar.start), max((bar.end - bar.start) * (_WIDTH - _LABELS), 2)
    return (
        f'<g transform="translate(0 ROW)"><rect class="{name}" x="{start:.1f}" y="7" width="{width:.1f}"'
        f' height="12"><title>{escape(printable(said))}</title></rect></g>'
    )


def _mark(match: Json, line: TimeLine) -> str:
    verdict = match["verdict"] if match["counted_as"] == "judged" else None
    said = f"{day_or_instant(match['matched_at'])}, match {match['match_id']}: {heading(match)}"
    return (
        f'<g transform="translate(0 ROW)"><text x="{_x(line.place(match["matched_at"])):.1f}" y="17"'
        f' text-anchor="middle">{_MARKS[verdict]}<title>{escape(printable(said))}</title></text></g>'
    )


def _x(share: float) -> float:
    return _LABELS + share * (_WIDTH - _LABELS)


def _label(place: int, label: str, x: int = 0) -> str:
    text = printable(label)
    shown = text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 3] + "..."
    return f'<text x="{x}" y="{place * _ROW + 17}">{escape(shown)}</text>'


def _legend() -> str:
    return (
        "A bar is the time of a contact record, cut at the edges of the drawing; the class of its purpose"
        " stands in its label. Matches: C confirmed, I inferred, A ambiguous, U undetermined, c cleared,"
        " o not judged."
    )
