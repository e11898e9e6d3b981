"""What only people can say: what happened in their words, the consequences, the measures, whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from offpurpose.case.summary import instant_text
from offpurpose.report.document import Block, Facts, Paragraph, Section, Span, Text, note, paragraph
from offpurpose.report.narrative import Contact, Narrative, Texts
from offpurpose.report.sections.common import Context, given, instant

TEXTS = {
    "nature": "Nature of the incident",
    "categories_of_people": "Whom it concerns",
    "consequences": "Likely consequences",
    "measures_taken": "Measures taken",
    "measures_planned": "Measures planned",
    "delay_reasons": "Reasons for the delay",
    "remarks": "Remarks",
}
_ASKED = ("nature", "categories_of_people", "consequences", "measures_taken", "measures_planned")
_OPEN = "Not stated yet."


def people(context: Context) -> Section:
    """The section of people's own words; what an authority asks for and nobody has written is marked."""
    return Section("in-words", "In the words of those responsible", tuple(_blocks(context.options.narrative)))


def dates(context: Context) -> Section:
    """When what happened, and where each date is from."""
    incident, narrative = context.summary["incident"], context.options.narrative
    window, own = incident["window"], narrative.dates
    discovered = instant_text(own.discovered_at) or incident["discovered_at"]
    rows: list[tuple[str, tuple[Span, ...]]] = [
        (
            "Window starts",
            (instant(window["start"]) if window["start"] else Text("not known: all before the end"),),
        ),
        ("Window ends, exclusive", (instant(window["end"]),)),
        ("Basis of these", (given(window["basis"]) if window["basis"] else Text(_OPEN),)),
        ("Discovered", (_told(discovered),)),
        ("Fixed", (_told(instant_text(own.fixed_at)),)),
        ("Authority notified", (_told(instant_text(own.notified_at)),)),
        ("People notified", (_told(instant_text(own.subjects_notified_at)),)),
        ("Log reaches to", (instant(context.summary["containment"]["log_until"]),)),
        ("Computed", (_computed(context),)),
    ]
    return Section(
        "dates",
        "Dates",
        (Facts(tuple(rows)), note("Instants are in UTC. Days and months are UTC days and months.")),
    )


def _told(text: str | None) -> Span:
    return instant(text) if text else Text(_OPEN)


def _computed(context: Context) -> Span:
    if context.source.computed_at is None:
        return Text("see started_at in manifest.json")
    return instant(context.source.computed_at)


def _blocks(narrative: Narrative) -> Iterator[Block]:
    if narrative.source is None:
        yield note(
            "Nothing has been written yet. A narrative file, given to the command that renders this report,"
            " fills in what follows."
        )
    rows: list[tuple[str, tuple[Span, ...]]] = []
    for each in fields(Texts):
        text = getattr(narrative.text, each.name)
        if text is None and each.name in _ASKED:
            rows.append((TEXTS[each.name], (Text(_OPEN),)))
    for each in fields(Texts):
        text = getattr(narrative.text, each.name)
        if text is not None:
            yield paragraph(Text(TEXTS[each.name], strong=True))
            yield from _paragraphs(text)
    rows.append(("Contact", _contact(narrative.contact)))
    yield Facts(tuple(rows))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for part in re.split(r"\n\s*\n", text.strip()):
        yield paragraph(given(part))


def _contact(contact: Contact) -> tuple[Span, ...]:
    said = [getattr(contact, each.name) for each in fields(Contact)]
    told = [text for text in said if text]
    return (given(", ".join(told)),) if told else (Text(_OPEN),)
