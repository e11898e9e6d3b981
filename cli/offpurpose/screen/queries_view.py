"""The audit's SQL as it is listed: titles, what reads what, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

from offpurpose.audit.catalogue import (
    CALIBRATION,
    EXPLANATION,
    INSPECTION,
    SENSITIVITY,
    VERIFICATION,
    Catalogue,
)
from offpurpose.engine.query_files import QueryFile

_NARROWEST = 60
_FIELDS = ("Title", "Grain", "Assumes", "Rules", "Fails", "Warns", "Stands for", "Concerns")
_RUN_BY = {
    INSPECTION: "check",
    SENSITIVITY: "audit --sensitivity",
    EXPLANATION: "explain",
    CALIBRATION: "calibrate",
    VERIFICATION: "verify",
}


def list_text(catalogue: Catalogue, *, headers: bool = False) -> str:
    """Return the queries with their titles or headers, by folder, each with its place in running order."""
    width = max(len(query.name) for query in catalogue.queries)
    lines: list[str] = []
    for folder, queries in _by_folder(catalogue.queries):
        lines += ["", f"{folder} (run by `{_RUN_BY[folder]}`)" if folder in _RUN_BY else folder]
        for query in queries:
            start = f"{catalogue.place(query):4}  {query.name:{width}}  "
            lines += _hanging(start, query.header["Title"])
            lines += _rest_of_header(query) if headers else []
    return "\n".join(lines[1:])


def _rest_of_header(query: QueryFile) -> list[str]:
    told = [(field, query.header[field]) for field in _FIELDS[1:] if field in query.header]
    return [line for field, text in told for line in _hanging(f"      {field.lower():11}", text)]


def graph_text(catalogue: Catalogue, chosen: Sequence[QueryFile]) -> str:
    """Return, for each query, the tables that it reads and the queries that read its own."""
    lines: list[str] = []
    for query in chosen:
        made, loaded = catalogue.reads(query)
        lines.append(f"{query.folder}/{query.name}")
        lines += _hanging("    reads           ", ", ".join(made)) if made else []
        lines += _hanging("    reads of inputs ", ", ".join(loaded)) if loaded else []
        readers = catalogue.read_by(query)
        lines += _hanging("    read by         ", ", ".join(readers)) if readers else []
    return "\n".join(lines)


def as_json_text(catalogue: Catalogue, chosen: Sequence[QueryFile], *, one: bool) -> str:
    """Return queries as a JSON list, or as one object with its SQL."""
    told: Any = [_told(catalogue, query) for query in chosen]
    if one:
        told = {**told[0], "sql": chosen[0].text}
    return json.dumps(told, indent=2, ensure_ascii=False)


def _told(catalogue: Catalogue, query: QueryFile) -> dict[str, Any]:
    made, loaded = catalogue.reads(query)
    return {
        "place": catalogue.place(query),
        "name": query.name,
        "folder": query.folder,
        **{field.lower(): query.header[field] for field in _FIELDS if field in query.header},
        "stored": not query.is_view,
        "reads": made,
        "reads_of_inputs": loaded,
        "read_by": catalogue.read_by(query),
        "sha256": query.sha256,
    }


def _by_folder(queries: Sequence[QueryFile]) -> Iterator[tuple[str, list[QueryFile]]]:
    """Yield folders in the order in which they first run, each with its queries in running order."""
    folders = list(dict.fromkeys(query.folder for query in queries))
    ordered = sorted(queries, key=lambda query: folders.index(query.folder))
    for folder, group in groupby(ordered, key=lambda query: query.folder):
        yield folder, list(group)


def _hanging(start: str, text: str) -> list[str]:
    width = max(get_terminal_size().columns, _NARROWEST)
    return wrap(text, width, initial_indent=start, subsequent_indent=" " * len(start))
