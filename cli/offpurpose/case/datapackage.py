"""datapackage.json: what the tables of a case hold, for tools that read Frictionless Data Packages."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from offpurpose.case.fields import field_of
from offpurpose.case.manifest import FileDigest, digests_below
from offpurpose.case.summary import SUMMARY_FILE, as_json

DATAPACKAGE = "datapackage.json"

Json = dict[str, Any]
Part = Literal["report", "accounts"]
PARTS: tuple[Part, ...] = ("report", "accounts")

_PROFILES = "https://datapackage.org/profiles/2.0"
_DESCRIPTIONS: dict[Part, str] = {
    "report": "Counts only: no account, no identifier. A cell is empty where there is nothing to say.",
    "accounts": "Personal data. In the CSV files a text that begins with one of = + - @ ', a tab or a line"
    " break has one more ' before it; the Parquet files are as they are.",
}
_TITLES = {
    "affected_accounts": "Affected accounts: the lower bound",
    "possibly_affected_accounts": "Possibly affected accounts: between the bounds",
    "verdicts": "The verdict of every judged match",
    "rejected_rows": "Rows of the inputs that could not be read",
    "coverage": "Days of the window that the inputs cover",
    "inputs": "The input files",
    "summary": "Every number of the report",
}
_TABLES = frozenset({".csv", ".parquet"})
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
}
# Other keys are text from inputs, of which two may be masked alike.
_KEYS = frozenset({"account_id", "month", "reason"})


def write_datapackages(folder: Path, files: Iterable[FileDigest] | None = None) -> None:
    """Write the datapackage.json of both parts of a case; `files` are the digests of what is there."""
    known = digests_below(folder) if files is None else list(files)
    for part in PARTS:
        inside = [file for file in known if file.name.startswith(f"{part}/")]
        write_datapackage(folder / part, part, inside)


def write_datapackage(
    folder: Path, part: Part, files: Iterable[FileDigest] | None = None, withheld: str | None = None
) -> None:
    """Write the datapackage.json of a folder that holds one part of a case.

    Args:
        folder: where the files of the part are; the names of `files` may lead with other folders.
        part: which part it is.
        files: the digests of what is there; None computes them.
        withheld: the word that stands in cells which are not told; None where all are.
    """
    known = digests_below(folder) if files is None else files
    resources = [_resource(folder, file, withheld) for file in known if _is_described(file)]
    content = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"offpurpose-{part}",
        "title": "Contact data used off purpose: " + ("counts" if part == "report" else "accounts"),
        "description": _DESCRIPTIONS[part],
        "resources": resources,
    }
    (folder / DATAPACKAGE).write_bytes(as_json(content))


def _is_described(file: FileDigest) -> bool:
    path = Path(file.name)
    return path.suffix in _TABLES or path.name == SUMMARY_FILE


def _resource(folder: Path, file: FileDigest, withheld: str | None) -> Json:
    path = Path(file.name)
    form = path.suffix[1:]
    resource: Json = {
        "name": path.stem if form == "csv" else f"{path.stem}-{form}",
        "title": _TITLES.get(path.stem) or "Counted by " + path.stem.removeprefix("by_"),
        "path": path.name,
        # The validator's own reader of Parquet fails on missing instants, so it is told of a file.
        "format": "binary" if form == "parquet" else form,
        "mediatype": _MEDIA_TYPES[path.suffix],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if form == "csv":
        resource |= {"type": "table", "encoding": "utf-8", "schema": _schema(folder / path.name, withheld)}
    return resource


def _schema(path: Path, withheld: str | None) -> Json:
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    schema: Json = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [field_of(column) for column in columns],
        "missingValues": ["", *([withheld] if withheld else [])],
    }
    return {**schema, "primaryKey": columns[0]} if columns[0] in _KEYS else schema
