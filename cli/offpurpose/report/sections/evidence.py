"""What the result rests on: whom it can be told to, the inputs with their digests, the rules, the SQL."""

from __future__ import annotations

from collections.abc import Iterator

from offpurpose.report.document import (
    Block,
    Code,
    Column,
    Facts,
    Given,
    Section,
    Span,
    Table,
    Text,
    note,
    paragraph,
)
from offpurpose.report.figures import Row
from offpurpose.report.sections.common import MOST_ROWS, Context, given, instant, number

_STATUSES = {
    "active": "active",
    "suspended": "suspended",
    "deleted": "deleted: can hardly be told",
    "unknown": "not known",
}


def telling(context: Context) -> Section:
    """Who can be told, by the status of the account."""
    query = "summary_statuses"
    rows = tuple(
        (
            Text(_STATUSES[row["status"]]),
            number(row["affected_accounts"], query),
            number(row["possibly_affected_accounts"], query),
        )
        for row in context.summary["statuses"]
    )
    columns = (Column("Status"), Column("Affected, at least", "right"), Column("Possibly affected", "right"))
    return Section(
        "telling",
        "Who can be told",
        (
            Table("statuses", "Accounts by status", columns, rows, query=query),
            note("The account lists themselves are personal data, and no part of this report."),
        ),
    )


def inputs(context: Context) -> Section:
    """The inputs: digests, rows and what became of them, zones and spans."""
    return Section("inputs", "Evidence", tuple(_inputs(context)))


def _inputs(context: Context) -> Iterator[Block]:
    yield _rows_of_inputs(context)
    yield _spans(context)
    zone = context.summary["incident"]["timezone"]
    yield paragraph(
        "Timestamps without an offset were read in ",
        given(zone) if zone else Text("no zone: there were none"),
        ".",
    )
    yield _files(context)


def _rows_of_inputs(context: Context) -> Table:
    columns = {
        "read": "Rows read",
        "accepted": "Accepted",
        "duplicates": "Duplicates",
        "rejected": "Rejected",
        "unmatchable": "Unmatchable",
        "zoneless": "Without a zone",
        "conflicts": "Conflicts",
    }
    rows: list[tuple[Span, ...]] = [
        (Text(name), *(number(counts[column], "") for column in columns))
        for name, counts in context.summary["inputs"].items()
    ]
    return Table(
        "input-rows",
        "Inputs and what became of their rows: read = accepted + duplicates + rejected",
        (Column("Input"), *(Column(word, "right") for word in columns.values())),
        tuple(rows),
        notes=(
            note(
                "Rejected rows could not be read, and are listed one by one in the case. Unmatchable ones"
                " have an identifier that the ad system could not have used."
            ),
        ),
    )


def _spans(context: Context) -> Table:
    query = "summary_input_spans"
    return Table(
        "input-spans",
        "The time that each input spans",
        (Column("Input"), Column("Dated by"), Column("First"), Column("Last"), Column("Undated", "right")),
        tuple(
            (
                Text(row["input"]),
                Text(row["dated_by"]),
                instant(row["first_at"]),
                instant(row["last_at"]),
                number(row["undated"], query),
            )
            for row in context.summary["input_spans"]
        ),
        query=query,
    )


def _files(context: Context) -> Table:
    files: list[Row] = context.figures.tables["inputs"]
    more = (
        (
            note(
                "The first ",
                Given(str(MOST_ROWS)),
                " of ",
                Given(f"{len(files):,}"),
                " files; inputs.csv has all.",
            ),
        )
        if len(files) > MOST_ROWS
        else ()
    )
    return Table(
        "input-files",
        "Files that were read, each with the SHA-256 of its bytes",
        (
            Column("File"),
            Column("Input"),
            Column("Bytes", "right"),
            Column("Rows", "right"),
            Column("SHA-256"),
        ),
        tuple(
            (
                given(row["file"]),
                given(row["input"]),
                number(row["bytes"], ""),
                number(row["rows"], ""),
                given(row["sha256"]),
            )
            for row in files[:MOST_ROWS]
        ),
        notes=more,
    )


def rules(context: Context) -> Section:
    """The rules in force: how identifiers were normalised, which purposes are what, which versions ran."""
    summary = context.summary
    incident, used = summary["incident"], summary["rules"]
    rows: list[tuple[str, tuple[Span, ...]]] = [
        ("Systems of the incident", (given(", ".join(incident["systems"])),)),
        ("In the window", (Text(_WINDOW_RULES[incident["window"]["rule"]]),)),
        *(
            (_WORDS.get(key, key), (given(_listed(value)),))
            for key, value in used.items()
            if key != "versions"
        ),
        *((f"Version of {name}", (given(version),)) for name, version in used["versions"].items()),
    ]
    return Section(
        "rules",
        "Rules in force",
        (
            Facts(tuple(rows)),
            paragraph(
                "The digests of the queries, the inputs and the outputs, and all versions, are in"
                " manifest.json. The same inputs, incident file and versions give the same bytes."
            ),
        ),
    )


_WORDS = {
    "hash": "Digests",
    "email": "E-mail addresses normalised by",
    "phone": "Phone numbers normalised by",
    "default_region": "Region of national phone numbers",
    "other_kinds": "Kinds known not to be contact data",
    "pack": "Rule pack",
}
_WINDOW_RULES = {
    "matched": "a match counts if it was made inside the window",
    "active": "a match counts if it was active at any time inside the window",
}


def _listed(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def annex(context: Context) -> Section:
    """The SQL that ran, in running order."""
    queries = tuple(
        Code(query.name, query.title, query.text, query.sha256) for query in context.source.queries
    )
    return Section(
        "annex",
        "Annex: the SQL",
        (
            paragraph(
                "These queries made the figures, in running order. The name of each is that of the table that"
                " it makes, and what it reads was made before it."
            ),
            *queries,
        ),
    )
