"""A sheet as a document for people: Markdown by the renderer of the report."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.forms.answers import Answer
from offpurpose.forms.authorities import Authority
from offpurpose.forms.facts import instant
from offpurpose.forms.sheet import FilledField, Sheet
from offpurpose.report.document import (
    Block,
    Column,
    Document,
    Facts,
    Given,
    Section,
    Span,
    Table,
    Text,
    note,
    paragraph,
    shown,
    spans,
    warning,
)
from offpurpose.report.figures import Value

_PEOPLE = "For people to write"
_WORDING = (
    "the form speaks of a breach; this sheet counts uses of data, and does not say what they are in law."
    " Of people it holds only what was written of the contact"
)
_CHECK = (
    "Which authority is competent is for people to decide; those of all other places are in the JSON file. A"
    " site is as its source had it on the day named, so look it up before you send anything; where no source"
    " was found, none is given."
)
_WORDS = {
    "case_reference": "the authority's case reference",
    "text.nature": "what happened, in plain words",
    "text.categories_of_people": "whose accounts these are",
    "text.consequences": "the likely consequences",
    "text.measures_taken": "the measures taken",
    "text.measures_planned": "the measures planned",
    "text.delay_reasons": "the reasons for the delay",
    "contact.organisation": "the organisation",
    "contact.name": "the name of the contact",
    "contact.email": "the address of the contact",
    "dates.discovered_at": "when it was discovered",
    "dates.subjects_notified_at": "when the people were told",
}


def sheet_document(sheet: Sheet) -> Document:
    """Lay out a sheet: what it is, then a section a field, then the authorities."""
    sections = [_section(number, filled) for number, filled in enumerate(sheet.fields, 1)]
    return Document(sheet.form.title, _about(sheet), (*sections, _authorities(sheet)))


def _about(sheet: Sheet) -> Facts:
    facts, incident = sheet.facts, sheet.facts.summary["incident"]
    rows: list[tuple[str, tuple[Span, ...]]] = [
        ("Incident", (Given(incident["title"]),)),
        ("Reference", (Given(incident["reference"]),)),
        ("Notification", spans(facts.notification)),
    ]
    if facts.due_at is not None:
        rows.append(("Due by", (Text(instant(facts.due_at), strong=True),)))
    if facts.figures.below is not None:
        rows.append(("Small numbers", spans(f"counts below {facts.figures.below} are withheld")))
    left = len(sheet.open_fields)
    rows.append(("Open", spans(f"{left} of {len(sheet.fields)} fields wait for people")))
    rows.append(("Asked in", spans("; ".join(sheet.form.sources))))
    rows.append(("Words", spans(_WORDING)))
    return Facts(tuple(rows))


def _section(number: int, filled: FilledField) -> Section:
    return Section(filled.field.id, f"{number}. {filled.field.asks}", tuple(_blocks(filled)))


def _blocks(filled: FilledField) -> Iterator[Block]:
    yield note(f"Asked by: {filled.field.cites}")
    for each in filled.answers:
        yield _table(each) if each.rows else paragraph(Given(each.text))
        yield note("Source: " + "; ".join(each.sources))
    for key, text in filled.words.items():
        for part in text.split("\n\n"):
            yield paragraph(Given(part.strip()))
        yield note(f"Source: narrative: {key}")
    if filled.open:
        wanted = ", ".join(_WORDS.get(key, "this field") for key in filled.open)
        yield warning(f"{_PEOPLE}: {wanted}.")


def _table(answer: Answer) -> Table:
    first, *rest = answer.headings
    columns = (Column(first.capitalize()), *(Column(each.capitalize(), "right") for each in rest))
    rows = tuple(tuple(_cell(value) for value in row) for row in answer.rows)
    return Table(answer.name, answer.text, columns, rows)


def _cell(value: Value) -> Span:
    return Given(value) if isinstance(value, str) else Text(shown(value))


def _authorities(sheet: Sheet) -> Section:
    columns = tuple(Column(each) for each in ("Place", "Authority", "Site", "Page for reports", "As of"))
    near = [each for each in sheet.authorities if each.place in sheet.places]
    table = Table(
        "authorities",
        "Authorities of the places in which the records have accounts",
        columns,
        tuple(_authority(each) for each in near),
        notes=(note(_CHECK),),
        if_empty="The records name no place that has one.",
    )
    return Section("authorities", "Authorities", (table,))


def _authority(each: Authority) -> tuple[Span, ...]:
    return (
        Text(each.place),
        Text(each.name),
        Text(each.website or ""),
        Text(each.report_page or ""),
        Text(each.as_of),
    )
