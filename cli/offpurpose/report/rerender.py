"""Rendering the report of a finished case again: in its place, or into a folder to hand over."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from offpurpose.case.datapackage import write_datapackage
from offpurpose.case.folder import CaseFolder
from offpurpose.case.manifest import CHECKSUMS
from offpurpose.case.opening import open_case
from offpurpose.case.revising import link_all_but, prove_again
from offpurpose.case.summary import SCHEMA_FILE, SUMMARY_FILE, as_json
from offpurpose.errors import UsageFaultError
from offpurpose.report.figures import COUNTS, SHARES, WITHHELD, Figures, Row, Value
from offpurpose.report.narrative import Narrative, parse_narrative
from offpurpose.report.options import ReportOptions
from offpurpose.report.review import as_text, from_text, require_of_case
from offpurpose.report.source import QUERIES_FILE, CaseSource, read_case
from offpurpose.report.suppression import suppress
from offpurpose.report.write import FACES, write_reports

_FACES_OF_A_CASE = tuple(f"report/{name}" for name in FACES)
_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n")

Json = dict[str, Any]


def render_again(case: Path, options: ReportOptions) -> Path:
    """Write the report of a case anew, in its place: all files of it at once, or none.

    Raises:
        CaseError: when the folder is no case, or another run is at it.
        UsageFaultError: when small counts are to be withheld: the case itself keeps its exact figures.
    """
    if options.suppress_below is not None:
        raise UsageFaultError(
            "--suppress-below needs --out: the case itself keeps its exact figures",
            hint="--out DIR writes a folder to hand over, in which the small counts are withheld",
        )
    _require_review(case, options)
    old = open_case(case).folder.resolve()
    source = read_case(old)
    with CaseFolder(old, force=True) as folder:
        link_all_but(old, folder.path, _FACES_OF_A_CASE)
        write_reports(folder.path / "report", source, options)
        prove_again(old, folder.path, _FACES_OF_A_CASE, as_block(options))
    return folder.destination


def hand_over(
    case: Path,
    out: Path,
    options: ReportOptions,
    *,
    change: Json | None = None,
    more: Callable[[Figures], Mapping[str, bytes]] | None = None,
) -> Path:
    """Write the report of a case, its tables and its SQL into a new folder; small counts may be withheld.

    Args:
        case: the case folder.
        out: the new folder.
        options: how the report is rendered.
        change: what changed since an earlier case.
        more: further files of that folder, made from the figures as they are told in it.

    Raises:
        CaseError: when the folder is no case, or something is in the way.
    """
    _require_review(case, options)
    source = read_case(open_case(case).folder)
    source = replace(source, figures=told_figures(source.figures, options.suppress_below, change))
    with CaseFolder(out) as folder:
        _write_tables(source, folder.path)
        write_reports(folder.path, source, options)
        for name, content in more(source.figures).items() if more else ():
            (folder.path / name).write_bytes(content)
        write_datapackage(folder.path, "report", withheld=str(WITHHELD) if source.figures.below else None)
        _write_checksums(folder.path)
    return folder.destination


def _require_review(case: Path, options: ReportOptions) -> None:
    """Hold a review to the case; its counts are of a sample, so that small ones cannot be withheld."""
    if options.review is None:
        return
    if options.suppress_below is not None:
        raise UsageFaultError(
            "--review cannot be told with --suppress-below: it counts the few accounts of a sample",
            hint="leave one of the two out",
        )
    require_of_case(options.review, open_case(case))


def told_figures(figures: Figures, below: int | None, change: Json | None) -> Figures:
    """Return the figures as they are told: with the change since an earlier case, small counts withheld."""
    if change is not None:
        figures = replace(figures, summary={**figures.summary, "change": change})
    return figures if below is None else suppress(figures, below)


def as_block(options: ReportOptions) -> Json:
    """Return what a report was rendered from, as the manifest says it: enough to render it again."""
    return {
        "title": options.title,
        "prepared_by": options.prepared_by,
        "paper": options.paper,
        "narrative": options.narrative.source,
        "review": as_text(options.review),
    }


def from_block(block: Json) -> ReportOptions:
    """Return the options that a manifest says a report was rendered with."""
    text = block["narrative"]
    narrative = Narrative() if text is None else parse_narrative(text, Path("narrative"))
    review = from_text(block.get("review"))
    return ReportOptions(block["title"], block["prepared_by"], narrative, block["paper"], review=review)


def _write_tables(source: CaseSource, folder: Path) -> None:
    below = source.figures.below
    summary = source.figures.summary if below is None else {**source.figures.summary, "withheld_below": below}
    (folder / SUMMARY_FILE).write_bytes(as_json(_told(summary)))
    (folder / SCHEMA_FILE).write_bytes(_schema(source, below))
    queries = (source.folder / "report" / QUERIES_FILE).read_bytes()
    (folder / QUERIES_FILE).write_bytes(queries)
    for name, rows in source.figures.tables.items():
        header = (source.folder / "report" / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        (folder / f"{name}.csv").write_bytes(as_csv(header.split(","), rows))


def as_csv(columns: list[str], rows: list[Row]) -> bytes:
    """Return rows as the CSV files of a case are: the same bytes where nothing is withheld."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(column, row[column]) for column in columns] for row in rows)
    return text.getvalue().encode()


def _cell(column: str, value: Value) -> str:
    if value is None:
        return ""
    if column in SHARES and isinstance(value, float):
        return f"{value:.6f}"
    text = str(value)
    return f"'{text}" if column not in COUNTS and text.startswith(_FORMULA) else text


def _told(value: Any) -> Any:
    """Return a value of the summary as JSON has it, the word for what is withheld in its place."""
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_told(each) for each in value]
    return str(value) if value is WITHHELD else value


def _schema(source: CaseSource, below: int | None) -> bytes:
    """Return the schema of a summary, in which the word for a withheld count may stand for any count."""
    text = (source.folder / "report" / SCHEMA_FILE).read_bytes()
    change = source.figures.summary.get("change")
    if below is None and change is None:
        return text
    schema: Json = json.loads(text)
    if change is not None:
        schema["properties"]["change"] = {"type": "object", "description": "Since an earlier case"}
    if below is None:
        return as_json(schema)
    word = {"const": str(WITHHELD)}
    for name in ("count", "count_if_known"):
        schema["$defs"][name] = {"anyOf": [schema["$defs"][name], word]}
    schema["properties"]["withheld_below"] = {
        "type": "integer",
        "description": "Counts from 1 to below this one, and those that would give them away, are withheld",
    }
    return as_json(schema)


def _write_checksums(folder: Path) -> None:
    files = sorted(
        (path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")),
        key=lambda path: path.name.encode(),
    )
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
