"""The sections of a report, in their order: figures in, a tree out."""

from __future__ import annotations

from offpurpose.report.document import Document, Facts, Span, Text
from offpurpose.report.options import ReportOptions
from offpurpose.report.sections.after import after_the_end
from offpurpose.report.sections.breakdowns import data_used, systems
from offpurpose.report.sections.change import change
from offpurpose.report.sections.common import Context, given, instant
from offpurpose.report.sections.evidence import annex, inputs, rules, telling
from offpurpose.report.sections.headline import headline
from offpurpose.report.sections.limits import coverage, edges
from offpurpose.report.sections.people import dates, people
from offpurpose.report.sections.places import places
from offpurpose.report.sections.reasons import reasons
from offpurpose.report.sections.review import review
from offpurpose.report.source import CaseSource

_SECTIONS = (
    headline,
    people,
    dates,
    reasons,
    places,
    data_used,
    systems,
    telling,
    coverage,
    after_the_end,
    edges,
    inputs,
    rules,
    annex,
)


def make_document(source: CaseSource, options: ReportOptions) -> Document:
    """Lay out a case as a report."""
    context = Context(source, options)
    sections = [section(context) for section in _SECTIONS]
    reviewed = review(context)
    if reviewed is not None:
        sections.insert(_SECTIONS.index(places), reviewed)
    moved = change(context)
    if moved is not None:
        sections.insert(1, moved)
    narrative, incident = options.narrative, context.summary["incident"]
    title = options.title or narrative.title or incident["title"]
    return Document(given(title).text, _about(context), tuple(sections))


def _about(context: Context) -> Facts:
    incident, narrative = context.summary["incident"], context.options.narrative
    window = incident["window"]
    start: tuple[Span, ...] = (
        (instant(window["start"]), Text(" up to ")) if window["start"] else (Text("before "),)
    )
    said = {
        "Notification": narrative.notification,
        "Reference": incident["reference"],
        "Reference of the authority": narrative.case_reference,
        "To": narrative.recipient,
        "Prepared by": context.options.prepared_by or narrative.prepared_by,
    }
    return Facts(
        (
            *((word, (given(text),)) for word, text in said.items() if text),
            ("Window", (*start, instant(window["end"]), Text(", exclusive"))),
            ("Systems", (given(", ".join(incident["systems"])),)),
        )
    )
