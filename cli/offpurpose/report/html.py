"""The report as one HTML file that needs nothing else: no network, no scripts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from offpurpose.report.document import Chart, Document, Given, Number, Span


def render_html(document: Document) -> bytes:
    """Return the report as HTML."""
    return _environment().get_template("report.html").render(document=document).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("offpurpose.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(linked=_linked, shown=_shown, picture=_picture)
    environment.globals["kind_of"] = lambda block: type(block).__name__
    return environment


def _linked(spans: Iterable[Span]) -> Markup:
    """Return spans of which each number leads to its query."""
    return Markup("").join(_link(span) for span in spans)


def _shown(spans: Iterable[Span]) -> Markup:
    """Return spans without links, for the cells of a table, whose query stands below it."""
    return Markup("").join(_plain(span) for span in spans)


def _link(span: Span) -> Markup:
    if isinstance(span, Number) and span.query:
        return Markup('<a class="n" href="#query-{}">{}</a>').format(span.query, span.shown)
    return _plain(span)


def _plain(span: Span) -> Markup:
    if isinstance(span, Number):
        return escape(span.shown)
    if isinstance(span, Given):
        return Markup("<bdi>{}</bdi>").format(span.text)
    return Markup("<strong>{}</strong>").format(span.text) if span.strong else escape(span.text)


def _picture(chart: Chart) -> Markup:
    """Return a chart's SVG as a picture that says where its words are."""
    opening, rest = chart.svg.split(">", 1)
    label = Markup(' role="img" aria-labelledby="{0}-title" aria-describedby="{0}-alt">').format(chart.name)
    # The shapes are ours, and whatever text is in them was escaped where it was drawn.
    return Markup(opening) + label + Markup(rest)  # noqa: S704
